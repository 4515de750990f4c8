"""What a comment puts right of an order's registration: its category with what follows, whether a reply is owed.

It counts until the order is given out, and only from whoever could accept it, by the ground that the event states.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from ledger.orders.acting import actor_of
from ledger.orders.duties import may
from ledger.orders.facts import Event, Order

CORRECTED: Final = "corrected"
"""The part of an event's detail: the new values by name."""
OPEN_TO_IT: Final = frozenset(("S10", "S15", "S20"))
"""Registered, and nobody has it yet."""
VALUES: Final = ("source", "category", "process_version", "process_category", "module", "priority", "need_reply")


def changes(order: Order, event: Event) -> dict[str, Any]:
    """What the event puts right; nothing where it is a comment like others."""
    said = event.detail.get(CORRECTED)
    if not isinstance(said, Mapping) or order.status not in OPEN_TO_IT:
        return {}
    if not may("accept", actor_of(event), module=order.module, is_outside=order.is_outside):
        return {}
    return {name: said[name] for name in VALUES if name in said}
