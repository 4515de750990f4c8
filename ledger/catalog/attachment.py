"""Attachment 附件: a photo or a paper of a person, a home, a building, a merchant, an activity, a visit, an order.

Objections have them too, as evidence.

The record travels like any other; the bytes lie in a file of their own, found by their hash (docs/sync_protocol.md,
attachments). Only the caption ever changes: another picture is another attachment. Whether the bytes are here, in the
cloud or still on another PC is no field: nobody says it, each side knows it of itself.

It is no ledger that people list, import or hand out: it is seen on the page of what it belongs to.
"""

from __future__ import annotations

from ledger.definition import Field, Ledger

ATTACHMENT = Ledger(
    name="attachment",
    label="附件",
    business_key=("sha",),
    shown_by=("caption", "name"),
    fields=(
        Field(name="person_uid", kind="ref", label="人员", level="L2", target="person"),
        Field(name="dwelling_uid", kind="ref", label="房屋", level="L2", target="dwelling"),
        Field(name="building_uid", kind="ref", label="楼栋", level="L2", target="building"),
        Field(name="merchant_uid", kind="ref", label="沿街商户", level="L2", target="topic_merchant"),
        Field(name="activity_uid", kind="ref", label="活动", level="L2", target="activity"),
        Field(name="visit_uid", kind="ref", label="走访", level="L2", target="visit"),
        Field(name="order_uid", kind="ref", label="工单", level="L2", target="work_order"),
        Field(name="objection_uid", kind="ref", label="数据异议", level="L2", target="objection"),
        Field(name="sha", kind="attachment", label="内容指纹", need="system", level="L3", group="content"),
        Field(name="size_bytes", kind="integer", label="大小", need="system", minimum=1, group="content"),
        Field(name="mime", kind="text", label="格式", need="system", max_length=100, group="content"),
        Field(name="width", kind="integer", label="宽", need="system", minimum=1, group="content"),
        Field(name="height", kind="integer", label="高", need="system", minimum=1, group="content"),
        Field(name="thumb", kind="attachment", label="缩略图指纹", need="system", level="L3", group="content"),
        Field(name="name", kind="text", label="文件名", need="system", level="L3", max_length=120, group="content"),
        Field(name="caption", kind="text", label="说明", level="L3", max_length=200),
    ),
)
