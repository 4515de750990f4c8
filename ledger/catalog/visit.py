"""Visit 走访: who went to whom, when, and what came of it; and one record for each resident it was made to.

A visit happened: nobody else's change contradicts it, so whoever corrects a word later simply stands. Whom it was made
to is a set that two PCs must be able to fill at once, so each person is a record of its own (`VISIT_PERSON`) and the
names are worked out for lists. Fields follow the data dictionary (docs/data_model.md).
"""

from __future__ import annotations

from ledger.catalog.shared_fields import SHARED_FIELDS, position
from ledger.definition import Field, Ledger

VISIT = Ledger(
    name="visit",
    label="走访",
    business_key=("visit_no",),
    shown_by=("visited_at", "kind"),
    default_order=("visited_at",),
    fields=(
        Field(name="visit_no", kind="text", label="走访编号", aliases=("编号",), need="derived", max_length=20),
        Field(
            name="kind",
            kind="code",
            label="走访类型",
            aliases=("走访方式", "类别"),
            need="required",
            level="L2",
            code_table="visit_kind",
        ),
        Field(
            name="visited_at",
            kind="instant",
            label="走访时间",
            aliases=("走访日期", "时间"),
            need="required",
            level="L2",
            indexed=True,
        ),
        Field(
            name="visitor",
            kind="text",
            label="走访人",
            aliases=("走访人员", "网格员", "慰问人"),
            need="required",
            level="L2",
            mask="name",
            max_length=200,
        ),
        Field(
            name="dwelling_uid",
            kind="ref",
            label="走访房屋",
            aliases=("地址", "室号"),
            level="L2",
            target="dwelling",
        ),
        Field(
            name="person_uids",
            kind="text",
            label="走访对象",
            aliases=("被走访人", "居民姓名", "走访居民"),
            need="derived",
            level="L2",
            mask="name",
        ),
        Field(
            name="result",
            kind="code",
            label="走访结果",
            aliases=("情况", "是否见面"),
            need="required",
            level="L2",
            code_table="visit_result",
        ),
        Field(
            name="content",
            kind="long_text",
            label="走访内容",
            aliases=("情况记录", "走访记录", "反映问题"),
            need="required",
            level="L3",
            max_length=2000,
        ),
        Field(name="need", kind="long_text", label="需求/问题", aliases=("诉求", "困难"), level="L3", max_length=500),
        Field(
            name="follow_up",
            kind="long_text",
            label="后续措施",
            aliases=("处理意见", "跟进"),
            level="L2",
            max_length=500,
        ),
        Field(name="next_visit_on", kind="date", label="下次走访日期", level="L2", future=True),
        Field(
            name="work_order_uid",
            kind="ref",
            label="关联工单",
            aliases=("转工单",),
            level="L2",
            target="work_order",
        ),
        Field(name="ledger_changes", kind="json", label="台账变更", aliases=("信息变更",), need="system", level="L2"),
        *position("L2"),
        *SHARED_FIELDS,
    ),
)

VISIT_PERSON = Ledger(
    name="visit_person",
    label="走访对象",
    business_key=("visit_uid", "person_uid"),
    natural_keys=(("visit_uid", "person_uid"),),
    fields=(
        Field(name="visit_uid", kind="ref", label="走访", need="required", level="L2", target="visit"),
        Field(name="person_uid", kind="ref", label="走访居民", need="required", level="L2", target="person"),
    ),
)
