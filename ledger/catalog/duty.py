"""Duty 值班: who is on duty on a day, one record a day, so that every PC of the committee knows.

Whoever is on duty accepts and hands out work orders (docs/work_orders.md, Roles). A day has one record whose id follows
from it, so two PCs that both enter a day enter the same one.
"""

from __future__ import annotations

from ledger.definition import Field, Ledger

DUTY = Ledger(
    name="duty",
    label="值班",
    business_key=("day",),
    shown_by=("day",),
    default_order=("day",),
    fields=(
        Field(name="day", kind="date", label="值班日期", need="required", future=True, indexed=True),
        Field(name="people", kind="text", label="值班人员", level="L2", max_length=400),
    ),
)
"""`people` are logins, joined by the mark of lists."""
