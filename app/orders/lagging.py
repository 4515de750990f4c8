"""Orders of the whole committee that are late by a working day, or that nobody works on: what its head is told of.

Which they are their columns say: the open orders alone are looked at, and cards are made of the first ones only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from heapq import nsmallest
from typing import Any, Final, NamedTuple

from app import access
from app.orders import keeping
from app.orders.cards import Card, Cards
from app.orders.columns import in_order
from app.orders.keeping import ORDER
from app.stores.session import Session
from ledger import clock, ids
from ledger.orders import holidays
from ledger.orders.clocks import NEVER_IDLE
from ledger.orders.duties import HEAD, duties_of
from ledger.orders.ladder import FIRST_IDLE
from ledger.orders.lights import Lights
from ledger.orders.states import OPEN, RUNNING
from ledger.orders.telling import why_told
from ledger.orders.working_time import DAY, add_working
from storage.reading import Reader

_FIELDS: Final = ("status", "due_at", "progressed_at")
_DAYS_LATE: Final = 1  # the rung that puts an order on the head's start page


@dataclass(frozen=True, slots=True)
class Late:
    """One of them: how late it is, in words."""

    why: str
    card: Card


@dataclass(frozen=True, slots=True)
class Lagging:
    """How many there are, `overdue` of them, and the first of them, the latest first, then who lies idle longest."""

    count: int
    overdue: int
    first: tuple[Late, ...]


class _Found(NamedTuple):
    """Where an order stands among the others: those that lie idle behind those that are late."""

    is_idle_only: bool
    since: str
    id: bytes


@access.operation("view", ledger="work_order")
def lagging(session: Session, apart: Collection[str], *, most: int) -> Lagging:
    """What a head is told of, `apart` from the orders of these ids; nothing for anybody else."""
    if HEAD not in duties_of(session.rights.roles):
        return Lagging(0, 0, ())
    left_out = {ids.from_text(one) for one in apart}
    with session.reader() as reader, reader.snapshot():
        found = [one for one in _found(reader) if one.id not in left_out]
        rows = in_order(reader, (one.id for one in nsmallest(most, found)))
        lights = Lights(clock.now(), keeping.rules(session).book)
        cards = Cards(session, reader).of(rows)
        first = tuple(Late(_why(lights, row), card) for row, card in zip(rows, cards, strict=True))
    return Lagging(len(found), sum(not one.is_idle_only for one in found), first)


def _found(reader: Reader) -> Iterator[_Found]:
    now, calendar = clock.now(), holidays.shipped()
    late, idle = (clock.instant_text(add_working(calendar, now, -days * DAY)) for days in (_DAYS_LATE, FIRST_IDLE))
    for one, status, due, progressed in reader.scan(ORDER, _FIELDS, where={"status": OPEN}):
        if due and due <= late and status in RUNNING:
            yield _Found(is_idle_only=False, since=due, id=one)
        elif progressed and progressed <= idle and status not in NEVER_IDLE:
            yield _Found(is_idle_only=True, since=progressed, id=one)


def _why(lights: Lights, row: Mapping[str, Any]) -> str:
    reading = lights.read(row)
    if reading is None:
        return ""
    return why_told("overdue", reading.overdue_days) if reading.overdue_days else why_told("idle", reading.idle_days)
