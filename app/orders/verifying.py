"""Is the story of every order whole? Its events as they were written, none changed, invented or missing."""

from __future__ import annotations

from dataclasses import dataclass

from app import access, logs
from app.orders.keeping import EVENT, ORDER
from app.stores.session import Session
from ledger import clock, ids
from ledger.orders.telling import action
from storage import order_chains


@dataclass(frozen=True, slots=True)
class Fault:
    """An order whose events do not hold together. `at` and `action` tell the first event that does not fit.

    Without an event, the last one is missing or is not what it was.
    """

    order_id: str
    order_no: str
    event_id: str = ""
    at: str = ""
    action: str = ""

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl order verify --json`."""
        told = {"order": self.order_id, "order_no": self.order_no, "event": self.event_id, "at": self.at}
        return {**told, "action": self.action}


@dataclass(frozen=True, slots=True)
class Verified:
    """What was looked at and what is wrong."""

    orders: int
    events: int
    faults: tuple[Fault, ...]

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl order verify --json`."""
        faults = [one.as_json() for one in self.faults]
        return {"ok": not self.faults, "orders": self.orders, "events": self.events, "faults": faults}


@access.operation("view", ledger="work_order")
def verify(session: Session) -> Verified:
    """Look at the events of every order that the account sees."""
    with session.reader() as reader, reader.snapshot():
        found = order_chains.verify(reader.connection)
        orders = reader.get_many(ORDER, (one.order for one in found.faults), dead=True)
        events = reader.get_many(EVENT, (one.event for one in found.faults if one.event), dead=True)
    faults = tuple(
        _fault(one.order, orders.get(one.order, {}), one.event, events.get(one.event or b"", {}))
        for one in found.faults
    )
    logs.event("orders verified", orders=found.orders, events=found.events, faults=len(faults))
    return Verified(found.orders, found.events, faults)


def _fault(order: bytes, row: dict[str, object], event: bytes | None, told: dict[str, object]) -> Fault:
    at = clock.local_text(str(told["acted_at"])) if told.get("acted_at") else ""
    what = action(str(told["action"])) if told.get("action") else ""
    return Fault(ids.to_text(order), str(row.get("order_no") or ""), ids.to_text(event) if event else "", at, what)
