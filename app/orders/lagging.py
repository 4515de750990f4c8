"""Orders of the whole committee that are late by a working day, or that nobody works on: what its head is told of.

Which they are `open_orders` says; rows are read of the first ones only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from app import access
from app.orders import cards, keeping, open_orders
from app.orders.cards import Card
from app.orders.filters import Filters
from app.orders.keeping import ORDER
from app.stores.session import Session
from ledger import clock
from ledger.orders import holidays
from ledger.orders.clocks import NEVER_IDLE
from ledger.orders.duties import HEAD, duties_of
from ledger.orders.ladder import FIRST_IDLE
from ledger.orders.lights import STEPS, Lights
from ledger.orders.states import OPEN, RUNNING
from ledger.orders.telling import why_told
from ledger.orders.working_time import DAY, add_working
from storage.rows import Row

_DAYS_LATE: Final = 1  # the rung that puts an order on the head's start page

_EVERY: Final = Filters()


@dataclass(frozen=True, slots=True)
class Late:
    """One of them: how late it is, in words."""

    why: str
    card: Card

    @property
    def told(self) -> str:
        """With whom it is, and how late."""
        held_by = f"承办 {self.card.assignee}" if self.card.assignee else "还没有派人"
        return f"{held_by if self.card.status in RUNNING else self.card.status_label}，{self.why}"


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
    number: int


@access.operation("view", ledger="work_order")
def lagging(session: Session, apart: Collection[int], *, most: int, asked: Filters = _EVERY) -> Lagging:
    """What a head is told of, `apart` from the orders of these rows' numbers; nothing for anybody else.

    Filters narrow it, whatever light is asked for: these are all late or idle.
    """
    if HEAD not in duties_of(session.rights.roles):
        return Lagging(0, 0, ())
    with session.reader() as reader, reader.snapshot():
        every = open_orders.of(reader, asked, OPEN)
        lights = Lights(clock.now(), keeping.rules(session).book)
        found = sorted(_lagging((row for row in every if row["nr"] not in apart), lights))
        rows = reader.numbered(ORDER, (one.number for one in found[:most]), cards.READ)
        several = cards.Cards(session, reader).of(rows)
        first = tuple(Late(_why(lights, row), card) for row, card in zip(rows, several, strict=True))
    return Lagging(len(found), sum(not one.is_idle_only for one in found), first)


def _lagging(rows: Iterable[open_orders.Row], lights: Lights) -> Iterator[_Found]:
    """Which of them: by due date, before there is one and in check and follow-up by the limit of the step."""
    now, calendar = clock.now(), holidays.shipped()
    late, idle = (clock.instant_text(add_working(calendar, now, -days * DAY)) for days in (_DAYS_LATE, FIRST_IDLE))
    for row in rows:
        status, due, progressed = row["status"], row["due_at"], row["progressed_at"]
        if status in STEPS and (over := lights.step_over(row, late)):
            yield _Found(is_idle_only=False, since=over, number=row["nr"])
        elif due and due <= late and status in RUNNING:
            yield _Found(is_idle_only=False, since=due, number=row["nr"])
        elif progressed and progressed <= idle and status not in NEVER_IDLE:
            yield _Found(is_idle_only=True, since=progressed, number=row["nr"])


def _why(lights: Lights, row: Row) -> str:
    reading = lights.read(row)
    if reading is None:
        return ""
    return why_told("overdue", reading.overdue_days) if reading.overdue_days else why_told("idle", reading.idle_days)
