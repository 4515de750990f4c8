"""Who is due for a visit: since when, why, and whose task it is.

The last visit says when to come again; without its word the interval of the tags counts from the last time that
somebody was met, and from the day of the tag for whoever was never met. A home that nobody opened is due by its own
visits. The many records are walked over in a few columns; names are read of those alone who are due.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from app import access
from app.jobs import SILENT, JobContext
from app.records import references
from app.records.deriving import lives_there
from app.records.naming import Names
from app.stores.session import Session
from app.visits import intervals
from app.visits.recording import DWELLING, MADE_TO, PERSON, RESIDENCE, TAG, VISIT
from ledger import catalog, clock, codes, derive, ids
from storage.listing.matching import begun_by, not_ended_by
from storage.reading import Reader

_STAY = ("person_uid", "dwelling_uid", "relation", "is_actual_resident", "start_date", "end_date")


@dataclass(frozen=True, slots=True)
class Due:
    """A visit to be made: to the person, or to the home alone where `person` is empty.

    `last` is the day of the last visit, whatever came of it, "" for never; `days` the interval, 0 where none asks.
    """

    person: str
    name: str
    dwelling: str
    building: str
    building_name: str
    address: str
    due_on: str
    last: str
    days: int
    tags: tuple[str, ...]
    worker: str

    @property
    def why(self) -> str:
        """Why now, in words."""
        told = [f"应在 {self.due_on} 走访", f"上次 {self.last}" if self.last else "还没有走访过"]
        if self.days:
            told.append(f"每 {self.days} 天一次")
        return "，".join(told)

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl visit due --json`."""
        return {
            "person": self.person or None,
            "name": self.name,
            "dwelling": self.dwelling or None,
            "building": self.building_name,
            "address": self.address,
            "due_on": self.due_on,
            "last_visit_on": self.last or None,
            "interval_days": self.days,
            "tags": list(self.tags),
            "worker": self.worker,
            "why": self.why,
        }


@dataclass(slots=True)
class _Known:
    """What visits and tags say of one person or home."""

    last: str = ""
    again: object = None
    met: str = ""
    days: int = 0
    firsts: list[date | None] = field(default_factory=list)
    """By each tag, when the first visit is due; None where nobody knows since when the tag holds."""
    tags: list[str] = field(default_factory=list)
    worker: str = ""

    def visited(self, at: str, result: str, again: object) -> None:
        """Take one visit in."""
        if at > self.last:
            self.last, self.again = at, again
        if result in derive.MET:
            self.met = max(self.met, at)

    def tagged(self, tag: str, days: int, since: date | None, worker: str) -> None:
        """Take one tag in that asks for visits; the shortest interval counts, and who is named beside it."""
        if not self.days or days < self.days:
            self.days, self.worker = days, worker or self.worker
        self.worker = self.worker or worker
        self.firsts.append(since + timedelta(days=days) if since else None)
        self.tags.append(tag)

    def due_on(self, on: date) -> date | None:
        """The day of the next visit; None for none, and at once for a tag of which nobody knows since when."""
        said = intervals.first_day(self.again)
        if said is not None or not self.days:
            return said
        if self.met:
            return clock.day_of(self.met) + timedelta(days=self.days)
        return min(one or on for one in self.firsts)


_DueBy = dict[bytes, tuple[_Known, date]]
"""A person or a home -> what is known, and the day of the next visit."""


@access.operation("view", ledger="visit")
def due(
    session: Session, *, on: date | None = None, worker: str = "", building: str = "", ctx: JobContext = SILENT
) -> tuple[Due, ...]:
    """Everybody due on a day or before, by building and home; of one worker, of one building.

    Raises:
        RecordNotFound, AmbiguousRecord: the building is not known.
        Forbidden: the account may not look at tags.
    """
    _require(session)
    day = on or clock.today()
    with session.reader() as reader, reader.snapshot():
        wanted = references.find(reader, catalog.named("building"), building) if building else None
        people, homes = _asked(reader, day, ctx)
        found = list(_worded(reader, people, homes, day))
    chosen = (
        one
        for one in found
        if (not worker or worker in one.worker) and (wanted is None or one.building == ids.to_text(wanted))
    )
    return tuple(sorted(chosen, key=lambda one: (one.building_name, one.address, one.due_on, one.name)))


@access.operation("view", ledger="visit")
def soonest(session: Session, most: int, ctx: JobContext = SILENT) -> tuple[int, tuple[Due, ...]]:
    """How many are due today, and those of them who wait longest; raises as `due`."""
    _require(session)
    day = clock.today()
    with session.reader() as reader, reader.snapshot():
        people, homes = _asked(reader, day, ctx)
        waiting = heapq.nsmallest(most, ((due_on, one) for one, (_, due_on) in (*people.items(), *homes.items())))
        first = {one for _, one in waiting}
        of_people = {one: told for one, told in people.items() if one in first}
        of_homes = {one: told for one, told in homes.items() if one in first}
        found = sorted(_worded(reader, of_people, of_homes, day), key=lambda one: (one.due_on, one.address, one.name))
    return len(people) + len(homes), tuple(found)


def _require(session: Session) -> None:
    for ledger in ("person_tag", "person"):
        session.rights.require("view", ledger)


def _asked(reader: Reader, on: date, ctx: JobContext) -> tuple[_DueBy, _DueBy]:
    """Whom and which homes to visit: those who are there and alive."""
    people, homes = _visited(reader)
    ctx.checkpoint()
    _tagged(reader, people, on)
    ctx.checkpoint()
    asked, places = _due_by(people, on), _due_by(homes, on)
    rows = reader.brief(PERSON, ("id", "alive", "moved_out"), "id", asked)
    living = {one for one, alive, moved_out in rows if alive != 0 and moved_out != 1}
    standing = {one for (one,) in reader.brief(DWELLING, ("id",), "id", places)}
    return (
        {one: told for one, told in asked.items() if one in living},
        {one: told for one, told in places.items() if one in standing},
    )


def _visited(reader: Reader) -> tuple[dict[bytes, _Known], dict[bytes, _Known]]:
    """What visits say of people, and of homes whose visits were made to nobody by name."""
    people: dict[bytes, _Known] = {}
    homes: dict[bytes, _Known] = {}
    made_to: dict[bytes, list[bytes]] = {}
    for _, visit, person in reader.scan(MADE_TO, ("visit_uid", "person_uid")):
        made_to.setdefault(visit, []).append(person)
    for one, at, result, home, again in reader.scan(VISIT, ("visited_at", "result", "dwelling_uid", "next_visit_on")):
        for person in made_to.get(one, ()):
            people.setdefault(person, _Known()).visited(at or "", result, again)
        if home is not None:  # whoever was met there was met in the home too
            homes.setdefault(home, _Known()).visited(at or "", result, None if one in made_to else again)
    return people, homes


def _tagged(reader: Reader, people: dict[bytes, _Known], on: date) -> None:
    day, fields = on.isoformat(), ("person_uid", "tag", "start_date", "end_date", "visit_interval_days", "responsible")
    for _, person, tag, start, end, own, worker in reader.scan(TAG, fields):
        days = intervals.days_of(tag, own)
        if days and begun_by(start, day) and not_ended_by(end, day):
            people.setdefault(person, _Known()).tagged(tag, days, intervals.first_day(start), worker or "")


def _due_by(known: Mapping[bytes, _Known], on: date) -> _DueBy:
    days = ((one, told, told.due_on(on)) for one, told in known.items())
    return {one: (told, day) for one, told, day in days if day is not None and day <= on}


def _worded(reader: Reader, people: _DueBy, homes: _DueBy, on: date) -> Iterable[Due]:
    """Each with names and places."""
    fields, item = ("id", "name", "birth_date"), PERSON.field("name")
    living = _homes(reader, people, on)
    places = _Places(reader, {*living.values(), *homes})
    for one, name, birth in reader.brief(PERSON, fields, "id", people):
        child = isinstance(birth, str) and access.is_child(birth, on)
        shown = str(access.shown(PERSON, item, name or "", child=child))
        yield places.due(people[one], living.get(one), ids.to_text(one), shown)
    for one, told in homes.items():
        yield places.due(told, one, "", "")


def _homes(reader: Reader, people: Iterable[bytes], on: date) -> dict[bytes, bytes]:
    """Person -> where they live."""
    found: dict[bytes, bytes] = {}
    for stay in reader.brief(RESIDENCE, _STAY, "person_uid", people):
        if lives_there(dict(zip(_STAY, stay, strict=True)), on):
            found.setdefault(stay[0], stay[1])
    return found


class _Places:
    """Addresses of homes, and the buildings that they are in."""

    def __init__(self, reader: Reader, homes: Iterable[bytes]) -> None:
        self._names = Names(reader)
        fields = ("id", "building_uid", "full_address")
        rows = reader.brief(DWELLING, fields, "id", homes)
        self.known = {one: (building, address or "") for one, building, address in rows}
        self._names.load("building", (building for building, _ in self.known.values()))

    def due(self, told: tuple[_Known, date], home: bytes | None, person: str, name: str) -> Due:
        """One visit to be made, in words."""
        known, day = told
        building, address = self.known.get(home, (None, "")) if home else (None, "")
        return Due(
            person=person,
            name=name,
            dwelling=ids.to_text(home) if home else "",
            building=ids.to_text(building) if building else "",
            building_name=self._names.of("building", building),
            address=address,
            due_on=day.isoformat(),
            last=clock.day_of(known.last).isoformat() if known.last else "",
            days=known.days,
            tags=tuple(_label(tag) for tag in known.tags if access.tag_shows(tag)),
            worker=known.worker,
        )


def _label(tag: str) -> str:
    return codes.table("key_group_tag").label(tag)
