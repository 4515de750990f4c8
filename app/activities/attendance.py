"""Who takes part in what: activities, people and hours of a time, by category, month, series, building, age, person.

Those who signed in are counted; where nobody did, the number that was written counts for the activity. Who signed up
and did not come is counted where others signed in: without a list nobody was missing. Called off ones and drafts are
none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from app import access
from app.activities import attendance_groups
from app.activities.attendance_groups import OUTSIDE
from app.activities.rolls import ACTIVITY, ATTENDEE, PERSON
from app.records.naming import Names
from app.records.showing import person_name
from app.records.shown_columns import Json
from app.stores.session import Session
from ledger import activity_states, clock, codes, ids
from storage.listing.query import Filter, Query
from storage.reading import Reader
from storage.rows import Row, id_in

MOST_PEOPLE = 100
_EVERY = 100_000


@dataclass(slots=True)
class Line:
    """One line of the figures: activities, how many times somebody took part, how many different people, hours.

    `expected`: how many times somebody had signed up where a list was kept, `absent`: how many of these did not come.
    """

    label: str
    activities: int = 0
    visits: int = 0
    people: int = 0
    hours: float = 0.0
    expected: int = 0
    absent: int = 0
    who: str = ""
    """The resident whom a line by person is about."""

    @property
    def average(self) -> float:
        """People at one activity."""
        return round(self.visits / self.activities, 1) if self.activities else 0.0

    @property
    def absent_percent(self) -> int | None:
        """Of a hundred who signed up, how many did not come; None where nobody had signed up."""
        return round(self.absent * 100 / self.expected) if self.expected else None

    def as_json(self) -> Json:
        """The stable object of `linongctl activity stats --json`."""
        told: Json = {"label": self.label, "activities": self.activities, "attendances": self.visits}
        told |= {"people": self.people, "hours": self.hours, "signed_up": self.expected, "absent": self.absent}
        return told | ({"person": self.who} if self.who else {})


@dataclass(frozen=True, slots=True)
class Attendance:
    """The figures of the days from `first` to `last`; people by how often they came, `MOST_PEOPLE` at most.

    `by_building` and `by_age` count residents where they live now, by their age on the last of the days.
    """

    first: date
    last: date
    total: Line
    by_category: tuple[Line, ...]
    by_month: tuple[Line, ...]
    by_series: tuple[Line, ...]
    by_building: tuple[Line, ...]
    by_age: tuple[Line, ...]
    by_person: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class _Listed:
    """Somebody on a list: a resident's id, or a written name; whether they had signed up, and came."""

    who: bytes | str
    signed_up: bool
    came: bool
    hours: float


@dataclass(slots=True)
class _Sum:
    """What adds up to a line."""

    activities: int = 0
    visits: int = 0
    hours: float = 0.0
    expected: int = 0
    absent: int = 0
    people: set[object] = field(default_factory=set)

    def take(self, lines: Iterable[_Listed], stated: int | None = None) -> None:
        """Take an activity in, or those of its list who are meant."""
        listed = list(lines)
        came = [one for one in listed if one.came]
        self.activities += 1
        self.visits += len(came) or stated or 0
        self.hours += sum(one.hours for one in came)
        self.expected += sum(one.signed_up for one in listed)
        self.absent += sum(one.signed_up and not one.came for one in listed)
        self.people.update(one.who for one in came)

    def line(self, label: str) -> Line:
        hours = round(self.hours, 1)
        return Line(label, self.activities, self.visits, len(self.people), hours, self.expected, self.absent)


@access.operation("statistics")
def attendance(session: Session, first: date, last: date) -> Attendance:
    """The figures of some days; people by name for those who may look at residents. Raises Forbidden."""
    session.rights.require("view", ACTIVITY.name)
    total, categories, months, series = _Sum(), dict[str, _Sum](), dict[str, _Sum](), dict[str, _Sum]()
    titles: dict[str, str] = {}
    with session.reader() as reader, reader.snapshot():
        rows = held(reader, first, last)
        lists = _lists(reader, [id_in(row) for row in rows])
        for row in rows:
            here, stated = lists.get(id_in(row), []), _stated(row)
            category, month = str(row["category"] or ""), f"{clock.day_of(str(row['start_at'])):%Y-%m}"
            sums = [total, categories.setdefault(category, _Sum()), months.setdefault(month, _Sum())]
            if row["series"]:
                titles[str(row["series"])] = str(row["title"] or "")  # of the latest
                sums.append(series.setdefault(str(row["series"]), _Sum()))
            for each in sums:
                each.take(here, stated)
        residents = {one.who for here in lists.values() for one in here if isinstance(one.who, bytes)}
        places = attendance_groups.buildings(reader, residents, clock.today())
        ages = attendance_groups.ages(reader, residents, min(last, clock.today()))
        told = _named(session, reader, lists.values())
    table = codes.table("activity_category")
    return Attendance(
        first,
        last,
        total.line("合计"),
        tuple(one.line(table.label(code)) for code, one in sorted(categories.items())),
        tuple(one.line(month) for month, one in sorted(months.items())),
        tuple(series[mark].line(titles[mark]) for mark in sorted(series, key=lambda one: (titles[one], one))),
        _grouped(lists.values(), places),
        _grouped(lists.values(), ages),
        told,
    )


def held(reader: Reader, first: date, last: date) -> Sequence[Row]:
    """The activities of these days that have begun, in the order of their beginning."""
    bounds = (
        Filter("start_at", ">=", clock.start_text(first)),
        Filter("start_at", "<=", min(clock.end_text(last), clock.now_text())),
        Filter("status", "=", tuple(sorted(activity_states.OUT))),
    )
    return reader.page(Query(ledger=ACTIVITY, filters=bounds, order="start_at", limit=_EVERY)).rows


def _stated(row: Row) -> int | None:
    """The number that was written."""
    return stated if isinstance(stated := row["actual_count"], int) else None


def _lists(reader: Reader, activities: list[bytes]) -> dict[bytes, list[_Listed]]:
    """The list of every activity at which somebody signed in."""
    found: dict[bytes, list[_Listed]] = {}
    fields = ("activity_uid", "person_uid", "name", "signed_up_at", "signed_in_at", "hours")
    for one, person, name, up, came, hours in reader.brief(ATTENDEE, fields, "activity_uid", activities):
        listed = _Listed(person or str(name), up is not None, came is not None, float(hours or 0))
        found.setdefault(one, []).append(listed)
    return {one: listed for one, listed in found.items() if any(each.came for each in listed)}


def _grouped(lists: Iterable[list[_Listed]], groups: attendance_groups.Groups) -> tuple[Line, ...]:
    """Residents by their group, in the order of the groups; whoever is not in the ledger stands last."""
    sums: dict[str, _Sum] = {}
    for here in lists:
        parts: dict[str, list[_Listed]] = {}
        for one in here:
            label = groups.of.get(one.who, "") if isinstance(one.who, bytes) else OUTSIDE
            parts.setdefault(label or groups.unknown, []).append(one)
        for label, listed in parts.items():
            sums.setdefault(label, _Sum()).take(listed)
    order = (*groups.labels, groups.unknown, OUTSIDE)
    return tuple(sums[label].line(label) for label in order if label in sums)


def _named(session: Session, reader: Reader, lists: Iterable[list[_Listed]]) -> tuple[Line, ...]:
    """Those who came most often, by name; none for whoever may not look at residents."""
    if not session.rights.may("view", PERSON.name):
        return ()
    people: dict[bytes, _Sum] = {}
    for listed in (one for here in lists for one in here):
        if isinstance(listed.who, bytes):
            people.setdefault(listed.who, _Sum()).take([listed])
    came = {one: added.line("") for one, added in people.items() if added.visits}
    most = sorted(came, key=lambda one: (-came[one].visits, -came[one].hours, one))[:MOST_PEOPLE]
    names = Names(reader)
    names.load(PERSON.name, most)
    for one in most:
        came[one].activities = came[one].visits
        came[one].label, came[one].who = person_name(names, one, clock.today()), ids.to_text(one)
    return tuple(came[one] for one in most)
