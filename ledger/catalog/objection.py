"""Data objection 数据异议: somebody disputes what the ledger says; who, of which field, why, and what came of it.

Each is a record of its own, so that two people, or two PCs, who dispute one record at once keep both. What it is about
is one of the references; while one is open its record stands as 异议核实中 (`check_status`). What stands and what it
should be are values of some field of that record, so they count as the most sensitive of all here; on a page they stand
behind the mask of the field itself (`app.objections.showing`). Evidence is attached to it like to any other record.
"""

from __future__ import annotations

from typing import Final

from ledger.definition import Field, Ledger

OPEN: Final = "异议核实中"
CORRECTED, KEPT, WITHDRAWN = "属实已更正", "不属实维持", "撤回"
OUTCOMES: Final = (CORRECTED, KEPT, WITHDRAWN)

OBJECTION = Ledger(
    name="objection",
    label="数据异议",
    business_key=("raised_at",),
    shown_by=("raised_at", "state"),
    fields=(
        Field(name="person_uid", kind="ref", label="居民", level="L2", target="person"),
        Field(name="dwelling_uid", kind="ref", label="房屋", level="L2", target="dwelling"),
        Field(name="household_uid", kind="ref", label="户", level="L2", target="household"),
        Field(name="residence_uid", kind="ref", label="居住关系", level="L2", target="residence"),
        Field(name="tag_uid", kind="ref", label="人员标签", level="L2", target="person_tag"),
        Field(name="vehicle_uid", kind="ref", label="车辆", level="L2", target="topic_vehicle"),
        Field(name="merchant_uid", kind="ref", label="沿街商户", level="L2", target="topic_merchant"),
        Field(name="disputed", kind="text", label="异议项目", need="system", max_length=60),
        Field(name="stands", kind="text", label="登记的内容", need="system", level="L4", max_length=500),
        Field(name="should_be", kind="text", label="应为", level="L4", max_length=500),
        Field(name="why", kind="long_text", label="异议理由", need="required", level="L2", mask="hide", max_length=500),
        Field(name="objector_uid", kind="ref", label="异议人（居民）", level="L2", target="person"),
        Field(name="objector_name", kind="text", label="异议人", level="L2", mask="name", max_length=50),
        Field(name="objector_phone", kind="phone", label="异议人电话", level="L3", mask="phone"),
        Field(name="raised_at", kind="instant", label="提出时间", need="system"),
        Field(name="raised_by", kind="text", label="登记人", need="system", level="L2", mask="name", max_length=50),
        Field(name="state", kind="choice", label="异议状态", need="system", group="outcome", choices=(OPEN, *OUTCOMES)),
        Field(
            name="result",
            kind="long_text",
            label="核实结果",
            need="system",
            level="L2",
            mask="hide",
            group="outcome",
            max_length=500,
        ),
        Field(name="settled_at", kind="instant", label="核实时间", need="system", group="outcome"),
        Field(
            name="settled_by",
            kind="text",
            label="核实人",
            need="system",
            level="L2",
            mask="name",
            group="outcome",
            max_length=50,
        ),
    ),
)
