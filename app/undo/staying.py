"""What stays when an action is taken back: the work order that a visit made beside.

An order is its events, and an event is never taken back; it ends by a step of its own. So such an action is taken back
without its order, and whoever takes it back reads that the order stays and how it ends.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Final

from app import access
from ledger import catalog
from storage.audit import Action
from storage.operations import Operation
from storage.reading import Reader

_ORDER: Final = catalog.named("work_order")
_EVENT: Final = "work_order_event"
_ORDERS: Final = frozenset((_ORDER.name, _EVENT))
_MAKES_ORDERS: Final = frozenset(("visit",))
"""Kinds of action that make an order beside what they are about (`app.visits.recording`)."""


def comes_back(kind: str, ledgers: Collection[str]) -> bool:
    """Whether an action that touched these ledgers can be taken back as far as orders go."""
    return _EVENT not in ledgers or kind in _MAKES_ORDERS


def stays(kind: str, ledger: str) -> bool:
    """Whether what an action of this kind did in a ledger stays when it is taken back."""
    return kind in _MAKES_ORDERS and ledger in _ORDERS


def without_orders(kind: str, operations: Iterable[Operation]) -> list[Operation]:
    """The operations of an action that are taken back with it."""
    return [one for one in operations if not stays(kind, one.ledger)]


def of_orders(reader: Reader, action: Action) -> Iterator[Operation]:
    """The operations of an action that stand although it was taken back."""
    if action.kind in _MAKES_ORDERS:
        yield from (one for one in reader.operations(action=action.id) if stays(action.kind, one.ledger))


def told(reader: Reader, *actions: Action) -> str:
    """What stays of these actions, and how it ends, in words; "" where nothing does.

    An order is named by its number, a confidential one to those alone who are told who reported it.
    """
    kept = (one for action in actions for one in of_orders(reader, action))
    made = [one.id for one in kept if one.ledger == _ORDER.name and one.kind == "create"]
    if not made:
        return ""
    rows = reader.get_many(_ORDER, made).values()
    numbers = "、".join(str(row["order_no"]) for row in rows if not access.is_veiled(_ORDER, row))
    which = f"工单 {numbers} " if numbers else "登记的工单"
    return f"{which}留着，要结束请在工单里“申请作废”"
