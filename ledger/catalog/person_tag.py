"""Tag 重点人群标签 of a person: one record per tag.

Fields follow the data dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger

PERSON_TAG = Ledger(
    name="person_tag",
    label="重点人群标签",
    business_key=("person_uid", "tag"),
    natural_keys=(("person_uid", "tag"),),
    shown_by=("tag",),
    fields=(
        Field(
            name="person_uid", kind="ref", label="人员", aliases=("姓名",), need="required", level="L2", target="person"
        ),
        Field(
            name="tag",
            kind="code",
            label="人群类别",
            aliases=(
                "标签",
                "重点类别",
                "人员类型",
                "特殊属性",
                "重点服务人员",
                "重点管理人员",
                "关爱类型",
                "是否重点人员",
                "人群标签",
                "重点人群",
                "重点人群类别",
                "人员标签",
                "重点人员类别",
            ),
            need="required",
            level="L3",
            code_table="key_group_tag",
        ),
        Field(
            name="level",
            kind="code",
            label="等级",
            aliases=("关注程度", "危险性评估等级", "重点级别"),
            level="L4",
            mask="hide",
            code_table="attention_level",
        ),
        Field(
            name="start_date",
            kind="date",
            label="认定日期",
            aliases=("纳入日期",),
            need="required",
            level="L3",
            future=True,
        ),
        Field(name="end_date", kind="date", label="解除日期", aliases=("退出日期",), level="L3", future=True),
        Field(name="end_reason", kind="text", label="解除原因", aliases=("退出原因",), level="L3", max_length=100),
        Field(name="basis", kind="text", label="认定依据", aliases=("证明材料", "文件号"), level="L3", max_length=200),
        Field(
            name="responsible",
            kind="text",
            label="责任人",
            aliases=("帮扶人姓名", "结对人员", "联络人", "管控人姓名"),
            level="L2",
            mask="name",
            max_length=50,
        ),
        Field(
            name="responsible_phone",
            kind="phone",
            label="责任人电话",
            aliases=("帮扶人联系方式",),
            level="L3",
            mask="phone",
        ),
        Field(
            name="visit_interval_days",
            kind="integer",
            label="走访周期",
            aliases=("走访频次",),
            level="L2",
            minimum=0,
            maximum=3660,
        ),
        Field(
            name="last_visit_on", kind="date", label="最近走访", aliases=("上次走访日期",), need="derived", level="L2"
        ),
        Field(
            name="guardian_name",
            kind="text",
            label="监护人",
            aliases=("监护人姓名",),
            level="L3",
            mask="name",
            max_length=50,
        ),
        Field(
            name="guardian_phone",
            kind="phone",
            label="监护人电话",
            aliases=("监护人联系方式",),
            level="L3",
            mask="phone",
        ),
        Field(
            name="help_measure",
            kind="code_list",
            label="帮扶措施",
            aliases=("帮扶情况", "参与管理人员"),
            level="L3",
            code_table="help_measure",
        ),
        Field(name="need", kind="long_text", label="困难及诉求", aliases=("需求",), level="L3", max_length=500),
        Field(name="detail_json", kind="json", label="专项信息", level="L4", mask="hide"),
        *SHARED_FIELDS,
    ),
)
