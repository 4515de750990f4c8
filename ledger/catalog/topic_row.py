"""Topic ledgers as data 专题台账: what a ledger holds (`TOPIC_DEFINITION`), its rows, and what was reported about rows.

A definition says in `fields` which fields its rows have (`ledger.topics`); a row keeps their values in `facts` and
whom it concerns in references of its own, so that both follow people and homes wherever those go. What a row says is
one merge group: two PCs that change different fields of one row are asked. That a row was confirmed is another.
`row_key` follows from what the definition calls the key of a row (`app/records/topic_keys.py`), so that the same row
made on two PCs is one; a row of a ledger without a key has none.
"""

from __future__ import annotations

from ledger.definition import Field, Ledger

PERIODS = ("每日", "每周", "每月", "每季度", "每半年", "每年")
_SAID = "said"

TOPIC_DEFINITION = Ledger(
    name="topic_definition",
    label="专题台账",
    business_key=("code",),
    natural_keys=(("code",),),
    shown_by=("name",),
    default_order=("name",),
    fields=(
        Field(name="code", kind="text", label="代号", need="required", max_length=30),
        Field(name="name", kind="text", label="台账名称", need="required", max_length=40),
        Field(name="module", kind="code", label="所属模块", need="required", code_table="topic_module"),
        Field(name="lead", kind="text", label="牵头部门", need="required", max_length=40),
        Field(name="coop", kind="text", label="配合部门", max_length=200),
        Field(name="period", kind="choice", label="核对周期", choices=PERIODS),
        Field(name="purpose", kind="long_text", label="用途", max_length=300),
        Field(name="version", kind="integer", label="版本", need="system", group="fields"),
        Field(name="fields", kind="json", label="栏目", need="required", group="fields"),
    ),
)

TOPIC_ROW = Ledger(
    name="topic_row",
    label="专题台账内容",
    business_key=("topic_uid",),
    natural_keys=(("topic_uid", "row_key"),),
    fields=(
        Field(name="topic_uid", kind="ref", label="专题台账", need="required", target="topic_definition"),
        Field(name="facts", kind="json", label="内容", need="required", level="L3", group=_SAID),
        Field(name="person_uid", kind="ref", label="居民", level="L3", mask="name", group=_SAID, target="person"),
        Field(name="dwelling_uid", kind="ref", label="房屋", level="L2", group=_SAID, target="dwelling"),
        Field(name="building_uid", kind="ref", label="楼栋", group=_SAID, target="building"),
        Field(name="row_key", kind="text", label="内容标识", need="system", max_length=36, group=_SAID),
        Field(name="remark", kind="long_text", label="备注", level="L3", max_length=500),
        Field(name="confirmed_on", kind="date", label="最近核对日期", level="L2"),
    ),
)

TOPIC_REPORT = Ledger(
    name="topic_report",
    label="数据异常上报",
    business_key=("order_uid",),
    fields=(
        Field(name="order_uid", kind="ref", label="工单", need="required", target="work_order"),
        Field(name="topic_row_uid", kind="ref", label="专题台账内容", target="topic_row"),
        Field(name="vehicle_uid", kind="ref", label="车辆", target="topic_vehicle"),
        Field(name="merchant_uid", kind="ref", label="商户", target="topic_merchant"),
    ),
)
