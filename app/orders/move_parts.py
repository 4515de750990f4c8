"""The parts of a move's record as a form asks for them: which there are, which it needs, what each may be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger import codes
from ledger.orders.facts import Order
from ledger.orders.records import READERS, Unreadable, needs_of, parts_of
from ledger.orders.rows import Row
from ledger.orders.telling import PARTS

_TABLES: Final = {
    "priority": "work_order_priority",
    "limit_rule": "work_order_time_limit",
    "module": "topic_module",
    "satisfaction": "satisfaction",
}


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a move's record for a form: `choices` as (value, label), few; `is_needed`: it does not go without.

    `value` is what stands if nothing else is said: what a draft says of itself.
    """

    name: str
    label: str
    is_needed: bool
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""


def parts(row: Row, before: Order) -> tuple[Part, ...]:
    """The parts of a move of this order by a row of the state table."""
    needed = needs_of(row, before)
    return tuple(Part(name, PARTS[name], name in needed, _choices(name)) for name in parts_of(row))


def _choices(part: str) -> tuple[tuple[str, str], ...]:
    """The few values that a part may have."""
    if part in _TABLES:
        return tuple((line.code, line.label) for line in codes.table(_TABLES[part]).lines)
    reader = READERS.get(part)
    if reader is None:
        return ()
    try:
        reader("\0")
    except Unreadable as error:
        return tuple((one, one) for one in error.choices)
    return ()
