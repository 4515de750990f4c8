"""Muster 清点: who of a building was found after an alarm, and where the others are.

A muster is begun for a building; each time somebody is accounted for is a record of its own (`MUSTER_CHECK`), so that
two PCs, or two people with lists in their hands, count one building together: the newest word about somebody counts.
"""

from __future__ import annotations

from ledger.definition import Field, Ledger

SAFE, AWAY, MISSING = "安全", "不在", "没找到"

MUSTER = Ledger(
    name="muster",
    label="应急清点",
    business_key=("building_uid", "begun_at"),
    shown_by=("reason",),
    fields=(
        Field(name="building_uid", kind="ref", label="楼栋", need="required", target="building"),
        Field(name="reason", kind="text", label="事由", need="required", max_length=60),
        Field(name="begun_at", kind="instant", label="开始时间", need="required"),
        Field(name="begun_by", kind="text", label="组织人", need="required", level="L2", mask="name", max_length=50),
        Field(name="ended_at", kind="instant", label="结束时间", need="system"),
    ),
)

MUSTER_CHECK = Ledger(
    name="muster_check",
    label="清点情况",
    business_key=("muster_uid", "person_uid", "checked_at"),
    fields=(
        Field(name="muster_uid", kind="ref", label="应急清点", need="required", target="muster"),
        Field(name="person_uid", kind="ref", label="居民", need="required", level="L2", target="person"),
        Field(
            name="outcome",
            kind="choice",
            label="清点结果",
            need="required",
            level="L2",
            choices=(SAFE, AWAY, MISSING),
        ),
        Field(name="checked_at", kind="instant", label="清点时间", need="required", level="L2"),
        Field(name="checker", kind="text", label="清点人", need="required", level="L2", mask="name", max_length=50),
        Field(name="note", kind="text", label="去处", level="L2", mask="hide", max_length=100),
    ),
)
