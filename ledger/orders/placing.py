"""The events of one order as a store has them: those that the cloud has placed, then its own that wait, and the order.

What waits is decided here as the cloud will decide it (`merging.py`), so a PC without a line shows what stands so far,
and the same rows give the same order everywhere. Rows are stored values by name, `stored.row_of`'s, with `order_uid`
and `prev_hash`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ledger import ids
from ledger.orders import chain, stored
from ledger.orders.acting import actor_of
from ledger.orders.duties import Actor
from ledger.orders.effects import after
from ledger.orders.facts import Event, Order
from ledger.orders.merging import Decision, asked_by, decide, placed
from ledger.orders.process_book import ProcessBook
from ledger.orders.states import NEW

UNREADABLE: Final = (ValueError, KeyError, TypeError, AttributeError, OverflowError)
"""What `place` raises for a row that no version writes."""


@dataclass(frozen=True, slots=True)
class Placed:
    """An order with its events in their order; `heads` are the hashes that no event names, the last event's last.

    `decisions` has what is decided of each event that waits, None for those that the cloud has placed.
    """

    order: Order
    events: tuple[Event, ...]
    decisions: tuple[Decision | None, ...]
    heads: tuple[str, ...]


def place(rows: Sequence[stored.Row], order_id: str, book: ProcessBook) -> Placed:
    """The order that these events make: by their number, then those without one as they come, by the committee's book.

    Raises one of UNREADABLE for a row that no version writes.
    """
    order, events, decisions = Order(id=order_id), list[Event](), list[Decision | None]()
    hashes, named = list[str](), set[str]()
    for row in in_order(rows):
        event, decision = stored.event_of(row), None
        if row["seq"] is None:
            decision = decided(order, event, actor_of(event), book)
            event = placed(event, decision, order.seq + 1)
        order = after(order, event)
        events.append(event)
        decisions.append(decision)
        named.add(row[chain.FOLLOWS] or row["prev_hash"])
        hashes.append(chain.hash_of(row["prev_hash"], chain.body_of(hashed(row))))
    heads = tuple(one for one in hashes if one not in named)
    return Placed(order, tuple(events), tuple(decisions), heads)


def decided(order: Order, event: Event, actor: Actor, book: ProcessBook) -> Decision:
    """What becomes of an event that comes to this order: by the version of its process that the order names.

    The event that makes an order, or registers a draft, names it itself.
    """
    told = event.detail if order.status == NEW or event.action == "create" else {}
    category = str(told.get("category", order.category) or "")
    version, scope = order.process_version, order.process_category
    if "process_version" in told:
        said = told["process_version"]
        version, scope = said if isinstance(said, int) else 0, str(told.get("process_category") or "")
    process = book.of(category, version, scope)
    return decide(order, asked_by(event), actor, process)


def in_order(rows: Iterable[stored.Row]) -> list[stored.Row]:
    """The rows of one order as they are replayed."""
    return sorted(rows, key=lambda row: (row["seq"] is None, row["seq"] or 0))


def hashed(row: stored.Row) -> stored.Row:
    """A row as its hash is over it: ids as text."""
    order = row["order_uid"]
    return {**row, "order_uid": ids.to_text(order)} if isinstance(order, bytes) else row
