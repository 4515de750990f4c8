"""Drills of the emergency plan: what was tried, who was there, what came of it, and when the next one is due (R113)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from app import access
from app.stores.session import Session
from app.stores.standing import begun_on
from ledger import clock
from ledger.errors import LedgerError
from storage import incidents
from storage.incidents import Drill
from storage.store import Entry

HELD: Final = "emergency-drill"
EVERY_DAYS: Final = 365
REMIND_DAYS: Final = 30
"""How long before the day it is due people are reminded."""


class DrillIncomplete(LedgerError):
    """The record of a drill lacks `what`."""

    def __init__(self, what: str) -> None:
        super().__init__("drill incomplete")
        self.what = what


@dataclass(frozen=True, slots=True)
class NewDrill:
    """A drill that was held: on which day, what was supposed, who was there, what came of it, what is to be mended."""

    held_on: str
    scenario: str
    present: str
    result: str
    fixes: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """When the next drill is due: a year after the last one, or after the store was made."""

    last: str
    on: date

    @property
    def is_over(self) -> bool:
        """True once it should have been held."""
        return clock.today() > self.on

    @property
    def is_near(self) -> bool:
        """True from a month before."""
        return clock.today() >= self.on - timedelta(days=REMIND_DAYS)


@access.operation("incident")
def note(session: Session, new: NewDrill) -> int:
    """Record a drill; answers its number. Raises DrillIncomplete."""
    try:
        held_on = date.fromisoformat(new.held_on.strip())
    except ValueError as error:
        raise DrillIncomplete("演练日期（如 2026-05-01）") from error
    if held_on > clock.today():
        raise DrillIncomplete("已经举行过的日期")
    for text, what in ((new.scenario, "演练情形"), (new.present, "参加的人"), (new.result, "结果")):
        if not text.strip():
            raise DrillIncomplete(what)
    with session.store.enter(Entry(session.login, HELD, class_="ops")) as write:
        words = (one.strip() for one in (new.scenario, new.present, new.result, new.fixes))
        drill = Drill(write.action, clock.now_text(), session.login, held_on.isoformat(), *words)
        incidents.add_drill(write.connection, drill)
        write.audit_detail(number=drill.id)
    return drill.id


@access.operation("incident")
def listing(session: Session) -> list[Drill]:
    """Every drill, the one held last first."""
    with session.reader() as reader:
        return incidents.drills(reader.connection)


@access.operation(access.OWN)
def due(session: Session) -> Due:
    """When the next drill is due."""
    with session.reader() as reader:
        held = incidents.drills(reader.connection)
    last = date.fromisoformat(held[0].held_on) if held else begun_on(session.store)
    return Due(held[0].held_on if held else "", last + timedelta(days=EVERY_DAYS))
