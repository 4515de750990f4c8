"""Residence 居住关系: who lives in, owns or is registered at a dwelling, from when to when.

Fields follow the data dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS
from ledger.definition import Field, Ledger

RESIDENCE = Ledger(
    name="residence",
    label="居住关系",
    business_key=("person_uid", "dwelling_uid", "relation"),
    shown_by=("relation",),
    fields=(
        Field(
            name="person_uid", kind="ref", label="人员", aliases=("姓名",), need="required", level="L2", target="person"
        ),
        Field(
            name="dwelling_uid",
            kind="ref",
            label="房屋",
            aliases=("室号", "地址"),
            need="required",
            level="L2",
            target="dwelling",
        ),
        Field(name="household_uid", kind="ref", label="所属户", aliases=("户号",), level="L2", target="household"),
        Field(
            name="relation",
            kind="code",
            label="居住关系",
            aliases=("居住类型", "居住方式", "与房屋关系", "住户与房主关系"),
            need="required",
            level="L2",
            code_table="residence_relation",
        ),
        Field(
            name="kinship",
            kind="code",
            label="与户主关系",
            aliases=("与户主关系代码", "家庭关系", "家庭人员关系", "关系", "和户主关系"),
            level="L2",
            code_table="kinship",
        ),
        Field(
            name="hukou_match",
            kind="code",
            label="人户一致标识",
            aliases=("人户状态", "人户分离", "人户一致标志", "居住状况", "是否人户分离", "人户情况"),
            need="derived",
            level="L2",
            code_table="hukou_match",
            stated="wins",
        ),
        Field(
            name="is_actual_resident",
            kind="bool",
            label="实际居住",
            aliases=("是否实住", "在住"),
            need="required",
            level="L2",
        ),
        Field(
            name="start_date",
            kind="date",
            label="入住日期",
            aliases=("居住开始", "迁入日期", "登记日期", "入住时间", "居住日期"),
            level="L2",
            future=True,
        ),
        Field(
            name="end_date", kind="date", label="搬离日期", aliases=("居住结束", "迁出日期"), level="L2", future=True
        ),
        Field(
            name="end_reason",
            kind="code",
            label="变更原因",
            aliases=("注销原因",),
            level="L2",
            code_table="change_type",
        ),
        *SHARED_FIELDS,
    ),
)
