"""Merchant 商户 (topic ledger 商户/街区).

Fields follow the data dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger

TOPIC_MERCHANT = Ledger(
    name="topic_merchant",
    label="商户",
    business_key=("name", "address"),
    natural_keys=(("name", "address"),),
    shown_by=("name",),
    default_order=("name",),
    fields=(
        Field(
            name="name",
            kind="text",
            label="商户名称",
            aliases=("店名", "企业名称", "单位名称", "招牌"),
            need="required",
            max_length=100,
            sort="pinyin",
            indexed=True,
            search="name",
        ),
        Field(
            name="uscc",
            kind="uscc",
            label="统一社会信用代码",
            aliases=("社会信用代码", "营业执照号", "注册号"),
            max_length=18,
            search="digits",
        ),
        Field(
            name="kind",
            kind="code",
            label="业态",
            aliases=("行业", "经营类别", "业态形式"),
            need="required",
            code_table="merchant_kind",
        ),
        Field(
            name="address",
            kind="text",
            label="地址",
            aliases=("经营地址", "门牌"),
            need="required",
            max_length=200,
            search="text",
        ),
        Field(
            name="legal_person",
            kind="text",
            label="法人",
            aliases=("法定代表人", "经营者"),
            level="L2",
            mask="name",
            max_length=50,
            search="name",
        ),
        Field(
            name="legal_phone",
            kind="phone",
            label="法人电话",
            aliases=("联系电话",),
            level="L3",
            mask="phone",
            search="digits",
        ),
        Field(
            name="safety_person",
            kind="text",
            label="安全责任人",
            aliases=("安全员", "安全责任人姓名"),
            level="L2",
            mask="name",
            max_length=50,
        ),
        Field(
            name="safety_phone",
            kind="phone",
            label="安全员电话",
            aliases=("安全责任人电话",),
            level="L3",
            mask="phone",
            search="digits",
        ),
        Field(name="license_to", kind="date", label="证照到期", aliases=("许可证有效期",), future=True),
        Field(name="staff_count", kind="integer", label="从业人数", aliases=("员工数",), minimum=0, maximum=100000),
        Field(name="gas_use", kind="choice", label="用气情况", aliases=("燃气",), choices=("无", "管道", "瓶装", "电")),
        Field(
            name="status",
            kind="choice",
            label="经营状态",
            aliases=("状态",),
            need="required",
            choices=("营业", "停业", "转让", "空铺"),
        ),
        Field(
            name="account_state",
            kind="choice",
            label="商户账户",
            aliases=("账户与权限",),
            choices=("无", "申请中", "已开通", "停用"),
        ),
        Field(name="last_inspect_on", kind="date", label="最近检查", aliases=("走访日期",)),
        Field(name="month", kind="month", label="更新月份", need="required"),
        *SHARED_FIELDS,
    ),
)
