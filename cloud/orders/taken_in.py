"""Which orders were merged into another: kept as a mark of the main order, so that its end finds who waits for it.

An order that is rejected or voided takes no reporter of what was merged into it along unanswered: `left_waiting` says
whom it would. Only the cloud knows every merging; a PC asks its own store the same (`app/orders/merged.py`).
"""

from __future__ import annotations

from cloud.orders import events
from cloud.orders.events import ORDER
from cloud.working import Working
from ledger.orders.facts import Event, Order
from ledger.orders.reckoning import REPLIES_FOR
from ledger.orders.states import MERGED
from sync.protocol import Json

TAKEN_IN = "merged_orders"
"""The mark of every order into which others were merged: which, by id."""
_ORDERS = "orders"


def note(working: Working, before: Order, now: Order) -> None:
    """An order may have been merged into another just now."""
    main = events.main_of({"duplicate_of": now.duplicate_of})
    if now.status != MERGED or before.status == MERGED or not main:
        return
    main = working.survivor(ORDER, main)
    told: list[Json] = sorted({*_into(working, [main]), now.id})
    working.mark(TAKEN_IN, main, {_ORDERS: told})


def waiting(working: Working, order_id: str) -> list[str]:
    """The orders merged into this one, or into one that was, whose reporters wait for its reply."""
    seen, mains, found = {order_id}, [order_id], list[str]()
    while mains:
        below = [one for one in _into(working, mains) if one not in seen]
        seen.update(below)
        events.read(working, below)
        merged = [one for one in (events.standing(working, one).order for one in below) if one.status == MERGED]
        found += [one.id for one in merged if one.need_reply]
        mains = [one.id for one in merged]
    return found


def left_waiting(working: Working, order_id: str, event: Event) -> list[str]:
    """Whom a move that rejects or voids the order leaves without a reply: all, if it does not answer as many."""
    found = waiting(working, order_id)
    return found if len(found) > _answered(working, order_id, event) else []


def _answered(working: Working, order_id: str, event: Event) -> int:
    """How many of them the reply of a rejection was written for; what the street grants, the wish says."""
    told = event
    if "acknowledged" in event.detail:
        wishes = (one for _, one in reversed(events.log(working, order_id)) if one.outcome == "applied")
        told = next((one for one in wishes if one.action == event.action), event)
    count = told.detail.get(REPLIES_FOR)
    return count if isinstance(count, int) else 0


def _into(working: Working, mains: list[str]) -> list[str]:
    working.read_marks(TAKEN_IN, mains)
    told = (working.marked(TAKEN_IN, main) or {} for main in mains)
    return list(dict.fromkeys(str(one) for several in told for one in several.get(_ORDERS, ())))
