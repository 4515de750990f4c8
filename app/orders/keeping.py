"""An order out of the store as the rules know it, and its next event as the store keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, cast

from app import access, logs
from app.orders import duty, processes
from app.records import references
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.catalog.work_order import PLACING
from ledger.errors import RecordNotFound
from ledger.orders import chain, stored
from ledger.orders.acting import signed
from ledger.orders.columns import HEADS_MARK
from ledger.orders.duties import Actor, duties_of
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Rules
from ledger.orders.placing import UNREADABLE, Placed, in_order, place
from storage import order_processes
from storage.journal import DEVICE
from storage.reading import Reader
from storage.rows import Row, id_in

ORDER: Final = catalog.named("work_order")
EVENT: Final = catalog.named("work_order_event")
TOLD: Final = "order-told"
RESUMED: Final = "order-resumed"
BY_PROGRAM: Final = (TOLD, RESUMED)
"""Kinds of action that the program does by itself, whoever is at work: nobody's work."""
_PLACED: Final = frozenset(EVENT.groups[PLACING])


@dataclass(frozen=True, slots=True)
class Kept:
    """One order: its row, the rows of its events in their order, and what they make."""

    row: Row
    events: Sequence[Row]
    placed: Placed

    @property
    def id(self) -> bytes:
        """The order's id."""
        return id_in(self.row)

    @property
    def head(self) -> str:
        """The hash that the next event names."""
        heads = str(self.row.get("heads") or "").split(HEADS_MARK)
        return heads[-1] or (self.placed.heads[-1] if self.placed.heads else chain.FIRST)


@access.operation("view", ledger="work_order")
def actor(session: Session, reader: Reader) -> Actor:
    """Whoever is at work, as the rules know them."""
    on_duty = duty.logins_on(session, reader, clock.today())
    return Actor(
        session.login,
        duties_of(session.rights.roles),
        org=session.store.committee_code,
        is_on_duty=session.login in on_duty,
    )


@access.operation("view", ledger="work_order")
def rules(session: Session) -> Rules:
    """The tables by which orders are handled here."""
    return Rules(book=processes.book(session))


def read(reader: Reader, said: str) -> Kept:
    """The order that `said` names by id or number; raises RecordNotFound, AmbiguousRecord."""
    row = reader.get(ORDER, references.find(reader, ORDER, said))
    if row is None:
        raise RecordNotFound(ORDER.name)
    one = id_in(row)
    events = in_order(reader.children(EVENT, "order_uid", [one]))
    return Kept(
        row, [dict(event) for event in events], place(events, ids.to_text(one), order_processes.book(reader.connection))
    )


def readable(reader: Reader, said: str) -> Kept | None:
    """As `read`; None, which the log tells, for an order with an event that no version writes."""
    try:
        return read(reader, said)
    except UNREADABLE:
        logs.event("order unreadable")
        return None


def orders(reader: Reader, wanted: Sequence[bytes]) -> dict[bytes, Order]:
    """Some orders as their events make them, by id; without those of which `readable` answers None."""
    events: dict[bytes, list[Row]] = {one: [] for one in wanted}
    for event in reader.children(EVENT, "order_uid", wanted):
        events[cast("bytes", event["order_uid"])].append(event)
    book = order_processes.book(reader.connection)
    made: dict[bytes, Order] = {}
    for one, found in events.items():
        try:
            made[one] = place(found, ids.to_text(one), book).order
        except UNREADABLE:
            logs.event("order unreadable")
    return made


def event_values(order_id: bytes, event: Event, actor: Actor, prev_hash: str) -> dict[str, object]:
    """The stored values of a new event; where it stands among the others is left to the cloud."""
    said = stored.row_of(signed(event, actor))
    values: dict[str, object] = {name: value for name, value in said.items() if name not in _PLACED}
    return values | {"order_uid": order_id, "device_id": DEVICE, "prev_hash": prev_hash}
