"""重大问题: an order that is marked as one is told to the head and to whoever leads its module until they read it.

The mark is a field of the order; what was said of it and who is to hear stands in an event, a comment of its course.
Whether somebody has read it is their own entry in the log of their PC.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Final

from app import access, logs
from app.orders import cards, keeping, open_orders
from app.orders.cards import Card
from app.orders.filters import Filters
from app.orders.keeping import EVENT, ORDER
from app.stores.session import Session
from ledger import clock, ids
from ledger.orders import flow
from ledger.orders.duties import COMMITTEE_HEARS, duties_of
from ledger.orders.flow import Request
from ledger.orders.states import OPEN
from ledger.orders.telling import MAJOR
from storage import looks
from storage.reading import Reader
from storage.rows import Row, id_in
from storage.store import Entry

KIND: Final = "order-major"
READ: Final = "order-major-read"
HEARS: Final = ("head", "module_lead")


@dataclass(frozen=True, slots=True)
class Unread:
    """A major order that somebody has not read yet: who marked it and when."""

    card: Card
    by: str
    at: str


@access.operation("edit", ledger="work_order")
def mark(session: Session, order: str, why: str, *, is_major: bool = True) -> str:
    """Mark an open order as major, or no longer; answers the event. Nothing is written where it stands so already.

    Raises:
        MoveRefused: it has ended, or nothing was said why. RecordNotFound, AmbiguousRecord.
    """
    rules = keeping.rules(session)
    with session.store.write(user=session.login, kind=KIND) as write:
        with session.reader() as reader, reader.snapshot():
            kept, who = keeping.read(reader, order), keeping.actor(session, reader)
            request = Request("comment", clock.now(), {"opinion": why})
            made = flow.move(kept.placed.order, request, who, rules).event
        if bool(kept.row["is_major"]) == is_major:
            return ""
        said: dict[str, object] = {MAJOR: is_major} | ({"hears": HEARS} if is_major else {})
        event = replace(made, detail={**made.detail, **said})
        write.patch(ORDER, [(kept.id, kept.row, {"is_major": int(is_major)})])
        event_id = ids.new_id()
        write.create(EVENT, [(event_id, keeping.event_values(kept.id, event, who, kept.head))])
    logs.event("order marked", major=is_major)
    return ids.to_text(event_id)


@access.operation("view", ledger="work_order")
def unread(session: Session) -> tuple[Unread, ...]:
    """The open major orders that whoever is at work is to read, the one that was marked last first."""
    if not _hears(session):
        return ()
    with session.reader() as reader, reader.snapshot():
        rows = _open(reader)
        marks = _marks(reader, rows)
        seen = looks.last(reader.connection, list(marks), session.login, READ)
        news = {one: mark for one, mark in marks.items() if mark[0] > seen.get(one, "") and mark[1] != session.login}
        told = [row for row in rows if id_in(row) in news]
        several = cards.Cards(session, reader).of(told)
    names = session.store.account_names()
    found = [
        Unread(card, names.get(news[id_in(row)][1], news[id_in(row)][1]), news[id_in(row)][0])
        for row, card in zip(told, several, strict=True)
    ]
    return tuple(sorted(found, key=lambda one: one.at, reverse=True))


@access.operation("view", ledger="work_order")
def note_read(session: Session, order: str) -> None:
    """Enter that whoever is at work has read a major order; nothing for others, and once for each mark."""
    if any(one.card.id == order for one in unread(session)):
        session.store.note([(Entry(session.login, READ, "", "", "view", ORDER.name, ids.from_text(order) or b""), {})])


def _hears(session: Session) -> bool:
    """Whether whoever is at work is told of major orders."""
    return not duties_of(session.rights.roles).isdisjoint(COMMITTEE_HEARS)


def _open(reader: Reader) -> list[Row]:
    marked = [row["nr"] for row in open_orders.of(reader, Filters(), OPEN) if row["is_major"]]
    return reader.numbered(ORDER, marked, (*cards.READ, "received_at", "created_by"))


def _marks(reader: Reader, rows: list[Row]) -> dict[bytes, tuple[str, str]]:
    """(when, by whom) of each mark; an order that came so was marked when it was received."""
    found = {id_in(row): (str(row["received_at"] or ""), str(row["created_by"] or "")) for row in rows}
    events: Any = reader.brief(EVENT, ("order_uid", "acted_at", "actor", "detail"), "order_uid", list(found))
    for order, at, actor, detail in events:
        if detail and f'"{MAJOR}":true' in detail.replace(" ", "") and at >= found[order][0]:
            found[order] = (at, actor)
    return found
