"""Who takes part in what: activities, people and hours of a time, by category, by month, by person.

Those who signed in are counted; where nobody did, the number that was written counts for the activity. Called off ones
and drafts are none.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from app import access
from app.activities.rolls import ACTIVITY, ATTENDEE, PERSON
from app.records.naming import Names
from app.records.showing import person_name
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import activity_states, clock, codes, ids
from storage.listing.query import Filter, Query
from storage.reading import Reader

MOST_PEOPLE = 100
_EVERY = 100_000
_MOMENT = timedelta(milliseconds=1)


@dataclass(slots=True)
class Line:
    """One line of the figures: activities, how many times somebody took part, how many different people, hours."""

    label: str
    activities: int = 0
    visits: int = 0
    people: int = 0
    hours: float = 0.0
    who: str = ""
    """The resident whom a line by person is about."""

    @property
    def average(self) -> float:
        """People at one activity."""
        return round(self.visits / self.activities, 1) if self.activities else 0.0

    def as_json(self) -> Json:
        """The stable object of `linongctl activity stats --json`."""
        told: Json = {"label": self.label, "activities": self.activities, "attendances": self.visits}
        told |= {"people": self.people, "hours": self.hours}
        return told | ({"person": self.who} if self.who else {})


@dataclass(frozen=True, slots=True)
class Attendance:
    """The figures of the days from `first` to `last`; people by how often they came, `MOST_PEOPLE` at most."""

    first: date
    last: date
    total: Line
    by_category: tuple[Line, ...]
    by_month: tuple[Line, ...]
    by_person: tuple[Line, ...]


@dataclass(slots=True)
class _Sum:
    """What adds up to a line."""

    activities: int = 0
    visits: int = 0
    hours: float = 0.0
    people: set[object] = field(default_factory=set)

    def take(self, lines: Iterable[_Came], stated: int | None) -> None:
        """Take an activity in."""
        came = list(lines)
        self.activities += 1
        self.visits += len(came) or stated or 0
        self.hours += sum(one.hours for one in came)
        self.people.update(one.who for one in came)

    def line(self, label: str) -> Line:
        return Line(label, self.activities, self.visits, len(self.people), round(self.hours, 1))


@dataclass(frozen=True, slots=True)
class _Came:
    """Somebody who took part: a resident's id, or a written name."""

    who: bytes | str
    hours: float


@access.operation("statistics")
def attendance(session: Session, first: date, last: date) -> Attendance:
    """The figures of some days; people by name for those who may look at residents. Raises Forbidden."""
    session.rights.require("view", ACTIVITY.name)
    total, categories, months = _Sum(), dict[str, _Sum](), dict[str, _Sum]()
    people: dict[bytes, Line] = {}
    with session.reader() as reader, reader.snapshot():
        rows = _held(reader, first, last)
        came = _came(reader, [one for one, *_ in rows])
        for one, at, category, stated in rows:
            here = came.get(one, [])
            day = clock.day_of(at)
            for each in (
                total,
                categories.setdefault(category, _Sum()),
                months.setdefault(f"{day:%Y-%m}", _Sum()),
            ):
                each.take(here, stated)
            _take_people(people, here)
        told = _named(session, reader, people)
    table = codes.table("activity_category")
    by_category = (one.line(table.label(code)) for code, one in sorted(categories.items()))
    by_month = (one.line(month) for month, one in sorted(months.items()))
    return Attendance(first, last, total.line("合计"), tuple(by_category), tuple(by_month), told)


def _held(reader: Reader, first: date, last: date) -> list[tuple[bytes, str, str, int | None]]:
    """The activities of these days that have begun: id, beginning, category, the number that was written."""
    until = min(clock.start_text(last + timedelta(days=1)), clock.now_text())
    bounds = (
        Filter("start_at", ">=", clock.start_text(first)),
        Filter("start_at", "<=", clock.instant_text(clock.moment_of(until) - _MOMENT)),
        Filter("status", "=", tuple(sorted(activity_states.OUT))),
    )
    found = reader.page(Query(ledger=ACTIVITY, filters=bounds, order="start_at", limit=_EVERY)).rows
    return [
        (row["id"], str(row["start_at"]), str(row["category"] or ""), row["actual_count"])
        for row in found
        if isinstance(row["id"], bytes) and (row["actual_count"] is None or isinstance(row["actual_count"], int))
    ]


def _came(reader: Reader, activities: list[bytes]) -> dict[bytes, list[_Came]]:
    found: dict[bytes, list[_Came]] = {}
    fields = ("activity_uid", "person_uid", "name", "signed_in_at", "hours")
    for one, person, name, at, hours in reader.brief(ATTENDEE, fields, "activity_uid", activities):
        if at is not None:
            found.setdefault(one, []).append(_Came(person or str(name), float(hours or 0)))
    return found


def _take_people(people: dict[bytes, Line], here: Iterable[_Came]) -> None:
    for one in here:
        if isinstance(one.who, bytes):
            line = people.setdefault(one.who, Line(""))
            line.activities += 1
            line.visits += 1
            line.people = 1
            line.hours = round(line.hours + one.hours, 1)


def _named(session: Session, reader: Reader, people: dict[bytes, Line]) -> tuple[Line, ...]:
    """Those who came most often, by name; none for whoever may not look at residents."""
    if not session.rights.may("view", PERSON.name):
        return ()
    most = sorted(people, key=lambda one: (-people[one].visits, -people[one].hours, one))[:MOST_PEOPLE]
    names = Names(reader)
    names.load(PERSON.name, most)
    for one in most:
        people[one].label, people[one].who = person_name(names, one, clock.today()), ids.to_text(one)
    return tuple(people[one] for one in most)
