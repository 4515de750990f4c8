"""What an order says of itself, and by whom it is put right, past its steps: by a form, a table or `set`.

What was told at its registration is corrected by whoever registered it, who has it, and the head, while it is open.
What came with an order from outside (12345, 网格) stays as it came; what they left out is added. That an order is a
major problem follows from an act of its own, which says why (`app.orders.major`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, Literal

from app import access
from ledger.definition import Ledger
from ledger.errors import LedgerError
from ledger.orders.facts import OUTSIDE_SOURCES
from ledger.orders.states import DRAFT, TERMINAL
from storage.rows import Row

Why = Literal["ended", "others", "outside", "major"]

_ORDER: Final = "work_order"
_HEAD: Final = "head"
_MAJOR: Final = "is_major"
_CONFIDENTIAL: Final = "confidential"
_FROM_OUTSIDE: Final = frozenset(
    ("title", "description", "address", "lon", "lat", "reporter_name", "reporter_phone", "occurred_at")
)
"""What an outside order came with."""


class OrderWordsStand(LedgerError):
    """Of an order these fields (`labels`) stay as they are; `why` says which rule holds. Nothing was written."""

    def __init__(self, why: Why, labels: tuple[str, ...]) -> None:
        super().__init__(f"the order's words stand: {why}")
        self.why = why
        self.labels = labels


def require(ledger: Ledger, row: Row, new: Mapping[str, object]) -> None:
    """Raise OrderWordsStand for a change of an order that whoever is at work may not make like this."""
    if ledger.name != _ORDER:
        return
    told: dict[Why, list[str]] = {}
    for name, value in new.items():
        why = stands(row, name) if value != row.get(name) else ""
        if why:
            told.setdefault(why, []).append(ledger.field(name).label)
    for why, labels in told.items():
        raise OrderWordsStand(why, tuple(labels))


def typed(row: Row, names: Iterable[str]) -> frozenset[str]:
    """The fields of an order among `names` that whoever is at work may put right."""
    return frozenset(name for name in names if not stands(row, name))


def stands(row: Row, name: str) -> Why | Literal[""]:
    """Why a field of an order stays as it is for whoever is at work; "" where it may be put right."""
    status = row.get("status")
    if name == _MAJOR:
        return "major"
    if status in TERMINAL and name != _CONFIDENTIAL:
        return "ended"
    if not _is_involved(row):
        return "others"
    is_outside = row.get("source") in OUTSIDE_SOURCES and status != DRAFT
    return "outside" if is_outside and name in _FROM_OUTSIDE and row.get(name) not in (None, "") else ""


def _is_involved(row: Row) -> bool:
    """Whether whoever is at work registered the order, has it, or is the head."""
    rights = access.who_looks()
    if rights is None or not rights.login:
        return rights is not None and _HEAD in rights.roles
    return _HEAD in rights.roles or rights.login in (row.get("created_by"), row.get("assignee"))
