"""Who is due for a visit: since when, why, and whose task it is.

When that is, `app.records.next_visits` says. A home that nobody opened is due by its own visits. The many records are
walked over in a few columns; names are read of those alone who are due, who stand in the order in which somebody
walks: compound, building, unit, floor, room.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from app import access
from app.jobs import SILENT, JobContext
from app.records import next_visits, references
from app.records.deriving import lives_there
from app.records.naming import Names
from app.records.next_visits import Known, KnownBy
from app.stores.session import Session
from app.visits.recording import DWELLING, PERSON, RESIDENCE
from ledger import catalog, clock, codes, ids, kinds, text
from ledger.ordering import natural_key
from storage.reading import Reader
from storage.rows import id_or_none

Place = tuple[object, ...]
NOBODY, ME = "没有负责人", "我"
"""Said in the place of a worker's name."""
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
    place: Place = field(default=(), repr=False)
    """Where it stands among other homes, for sorting; no home comes last."""

    @property
    def workers(self) -> tuple[str, ...]:
        """Whose task it is, one by one."""
        return tuple(kinds.split_list(self.worker))

    def is_of(self, worker: str) -> bool:
        """Whether it is the task of this worker, by name, or of nobody where `NOBODY` is asked for; "" is everybody."""
        if worker == NOBODY:
            return not self.workers
        return not worker or worker in self.workers

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


_OF_NOBODY = frozenset((text.name_key(NOBODY),))
_DueBy = dict[bytes, tuple[Known, date]]
"""A person or a home -> what is known, and the day of the next visit."""


@access.operation("view", ledger="visit")
def due(
    session: Session, *, on: date | None = None, worker: str = "", building: str = "", ctx: JobContext = SILENT
) -> tuple[Due, ...]:
    """Everybody due on a day or before, home by home as somebody walks; of one worker, of one building.

    `worker` is a name or a login, `ME` for whoever asks, `NOBODY` for visits that are nobody's task.

    Raises:
        RecordNotFound, AmbiguousRecord: the building is not known.
        Forbidden: the account may not look at tags.
    """
    _require(session)
    day, whose = on or clock.today(), _called(session, worker)
    with session.reader() as reader, reader.snapshot():
        wanted = references.find(reader, catalog.named("building"), building) if building else None
        people, homes = _asked(reader, day, ctx)
        found = list(_worded(reader, people, homes, day))
    chosen = (one for one in found if _is_of(one, whose) and (wanted is None or one.building == ids.to_text(wanted)))
    return tuple(sorted(chosen, key=lambda one: (one.place, one.due_on, one.name)))


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
        found = sorted(_worded(reader, of_people, of_homes, day), key=lambda one: (one.due_on, one.place, one.name))
    return len(people) + len(homes), tuple(found)


def _require(session: Session) -> None:
    for ledger in ("person_tag", "person"):
        session.rights.require("view", ledger)


def _called(session: Session, worker: str) -> frozenset[str]:
    """What a worker may be called, as names are compared: a login stands for its holder too; empty for everybody."""
    said = worker.strip()
    if said == NOBODY:
        return _OF_NOBODY
    said = session.login if said == ME else said
    names = {said, session.store.account_names().get(said, said)} if said else set()
    return frozenset(map(text.name_key, names))


def _is_of(one: Due, whose: frozenset[str]) -> bool:
    if whose == _OF_NOBODY:
        return not one.workers
    return not whose or not whose.isdisjoint(map(text.name_key, one.workers))


def _asked(reader: Reader, on: date, ctx: JobContext) -> tuple[_DueBy, _DueBy]:
    """Whom and which homes to visit: those who are there and alive."""
    people, homes = next_visits.everybody(reader, on, ctx.checkpoint)
    ctx.checkpoint()
    asked, places = _due_by(people, on), _due_by(homes, on)
    alive = next_visits.living(reader, asked)
    standing = {one for (one,) in reader.brief(DWELLING, ("id",), "id", places)}
    return (
        {one: told for one, told in asked.items() if one in alive},
        {one: told for one, told in places.items() if one in standing},
    )


def _due_by(known: KnownBy, on: date) -> _DueBy:
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
    """Addresses of homes, the buildings that they are in, and where they stand among others."""

    def __init__(self, reader: Reader, homes: Iterable[bytes]) -> None:
        self._names = Names(reader)
        fields = ("id", "building_uid", "full_address", "unit_uid", "floor", "room_no")
        rows = reader.brief(DWELLING, fields, "id", homes)
        self._known = {one: told for one, *told in rows}
        self._names.load("building", (told[0] for told in self._known.values()))
        self._names.load("unit", (told[2] for told in self._known.values()))

    def due(self, told: tuple[Known, date], home: bytes | None, person: str, name: str) -> Due:
        """One visit to be made, in words."""
        known, day = told
        building, address = self._known[home][:2] if home in self._known else (None, "")
        return Due(
            person=person,
            name=name,
            dwelling=ids.to_text(home) if home else "",
            building=ids.to_text(building) if building else "",
            building_name=self._names.of("building", building),
            address=address or "",
            due_on=day.isoformat(),
            last=clock.day_of(known.last).isoformat() if known.last else "",
            days=known.days,
            tags=tuple(_label(tag) for tag in known.tags if access.tag_shows(tag)),
            worker=known.worker,
            place=self._place(home),
        )

    def _place(self, home: bytes | None) -> Place:
        """Sort key of a home; where no floor is written its number still stands in the order of floors."""
        if home is None or home not in self._known:
            return (True,)
        building, _, unit, floor, room = self._known[home]
        row = self._names.row("building", building) or {}
        compound = self._names.of("compound", id_or_none(row.get("compound_uid")))
        number = f"{row.get('building_no') or ''}{row.get('building_suffix') or ''}"
        rest = (natural_key(self._names.of("unit", unit)), floor is None, floor or 0, natural_key(room or ""))
        return (False, natural_key(compound), natural_key(number), *rest)


def _label(tag: str) -> str:
    return codes.table("key_group_tag").label(tag)
