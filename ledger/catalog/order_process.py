"""Order process 工单流程: one published version of how orders of a category are handled (`ledger.orders.process`).

Versions are only added: an order keeps the one under which it was registered. Without a category it is the general one.
"""

from __future__ import annotations

from ledger.definition import Field, Ledger

ORDER_PROCESS = Ledger(
    name="order_process",
    label="工单流程",
    business_key=("category", "version"),
    shown_by=("category", "version"),
    fields=(
        Field(name="category", kind="code", label="工单类别", code_table="work_order_category"),
        Field(name="version", kind="integer", label="版本", need="required"),
        Field(name="process", kind="json", label="流程", need="required"),
        Field(name="note", kind="text", label="变更说明", max_length=200),
    ),
)
