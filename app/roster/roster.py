"""The emergency roster of a building: who needs help, in the order in which one walks through the house.

It comes from the ledger as it is, at once and without a line. Numbers and contacts stand behind their masks; whoever
has the right looks behind them one by one, as anywhere.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from app import access
from app.dossiers.dossier_parts import about_person
from app.homes.buildings import unit_name
from app.records import references
from app.records.deriving import holds, lives_there
from app.records.naming import Names
from app.roster import helping
from app.roster.helping import Help, Situation
from app.stores.session import Session
from ledger import catalog, clock, codes, derive, ids, places
from ledger.ordering import natural_key
from storage.reading import Reader
from storage.rows import Row, id_in

BUILDING, UNIT, DWELLING, RESIDENCE, PERSON, TAG = (
    catalog.named(name) for name in ("building", "unit", "dwelling", "residence", "person", "person_tag")
)
_STAY = ("person_uid", "dwelling_uid", "relation", "is_actual_resident", "start_date", "end_date")


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who lives in the building, ready to show; `phone`, `contact` and `contact_phone` are masked."""

    person: str
    name: str
    about: str
    dwelling: str
    place: str
    """Unit and room as people say it: 2单元302室."""
    floor: int | None
    help: Help
    tags: tuple[str, ...]
    phone: str
    contact: str
    contact_phone: str

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl roster --json`."""
        return {
            "person": self.person,
            "name": self.name,
            "about": self.about,
            "dwelling": self.dwelling,
            "place": self.place,
            "floor": self.floor,
            "help": list(self.help.labels),
            "tags": list(self.tags),
            "phone": self.phone,
            "contact": self.contact,
            "contact_phone": self.contact_phone,
        }


@dataclass(frozen=True, slots=True)
class Roster:
    """The residents of a building, floor by floor and room by room."""

    building: str
    name: str
    compound: str
    residents: tuple[Resident, ...]

    @property
    def in_need(self) -> tuple[Resident, ...]:
        """Those who need help."""
        return tuple(one for one in self.residents if one.help.codes)

    @property
    def counts(self) -> tuple[tuple[str, int], ...]:
        """How many need which help, the heaviest first."""
        found = Counter(label for one in self.residents for label in one.help.labels)
        labels = (line.label for line in codes.table(helping.TABLE).lines)
        return tuple((label, found[label]) for label in labels if found[label])


@access.operation("view", ledger="person")
def roster(session: Session, building: str) -> Roster:
    """Everybody who lives in a building; raises RecordNotFound, AmbiguousRecord, Forbidden (tags are not shown)."""
    with session.reader() as reader, reader.snapshot():
        return of_building(session, reader, references.find(reader, BUILDING, building))


@access.operation("view", ledger="person")
def of_building(session: Session, reader: Reader, building: bytes) -> Roster:
    """The same of a building that is known, within what else is read; raises Forbidden."""
    session.rights.require("view", TAG.name)
    session.rights.require("view", DWELLING.name)
    found = _House(reader, building, clock.today())
    return Roster(ids.to_text(building), found.name, found.compound, tuple(found.residents()))


@dataclass(frozen=True, slots=True)
class _Room:
    place: str
    floor: int | None
    order: tuple[object, ...]


class _House:
    """What is known of a building and who lives in it on a day."""

    def __init__(self, reader: Reader, building: bytes, on: date) -> None:
        self._on = on
        names = Names(reader)
        self.name = names.of(BUILDING.name, building)
        row = names.row(BUILDING.name, building) or {}
        self.compound = ids.to_text(id_in(row, "compound_uid")) if row.get("compound_uid") else ""
        self._rooms = _rooms(reader, building)
        self._living: dict[bytes, bytes] = {}
        for stay in reader.brief(RESIDENCE, _STAY, "dwelling_uid", self._rooms):
            if lives_there(dict(zip(_STAY, stay, strict=True)), on):
                self._living.setdefault(stay[0], stay[1])
        self._people = reader.get_many(PERSON, self._living)
        self._tags = _tags(reader, self._living, on)
        self._homes = Counter(self._living[one] for one in self._people if self._people[one].get("alive") != 0)

    def residents(self) -> Iterator[Resident]:
        """In the order of floors and rooms, whoever needs most help first within a room."""
        found = [self._resident(one, row) for one, row in self._people.items() if row.get("alive") != 0]
        yield from sorted(found, key=lambda one: (*self._rooms[_key(one.dwelling)].order, one.help.codes or ("9",)))

    def _resident(self, one: bytes, row: Row) -> Resident:
        home, birth = self._living[one], row.get("birth_date")
        child = isinstance(birth, str) and access.is_child(birth, self._on)
        tags = self._tags.get(one, ())
        room = self._rooms[home]

        def shown(name: str) -> str:
            value = row.get(name)
            return "" if value is None else str(access.shown(PERSON, PERSON.field(name), value, child=child))

        return Resident(
            person=ids.to_text(one),
            name=shown("name"),
            about=about_person(row, self._on),
            dwelling=ids.to_text(home),
            place=room.place,
            floor=room.floor,
            help=helping.help_for(Situation(frozenset(tags), self._age(birth, child=child), self._homes[home] == 1)),
            tags=tuple(codes.table("key_group_tag").label(tag) for tag in sorted(tags) if access.tag_shows(tag)),
            phone=shown("phone"),
            contact=shown("emergency_contact"),
            contact_phone=shown("emergency_phone"),
        )

    def _age(self, birth: object, *, child: bool) -> int | None:
        if not isinstance(birth, str) or not access.may_look(PERSON, PERSON.field("age"), child=child):
            return None
        return derive.age(birth, self._on)


def _rooms(reader: Reader, building: bytes) -> dict[bytes, _Room]:
    units = {
        one: unit_name(str(no or "")) for one, no in reader.brief(UNIT, ("id", "unit_no"), "building_uid", (building,))
    }
    fields = ("id", "unit_uid", "floor", "room_no")
    return {
        one: _room(units.get(unit, ""), floor, room or "")
        for one, unit, floor, room in reader.brief(DWELLING, fields, "building_uid", (building,))
    }


def _room(unit: str, floor: int | None, number: str) -> _Room:
    """A room; where no floor is written its number still stands in the order of floors."""
    place = f"{unit}{places.room_name(number)}" if number else f"{unit}没有室号"
    return _Room(place, floor, (natural_key(unit), floor is None, floor or 0, natural_key(number)))


def _tags(reader: Reader, people: Iterable[bytes], on: date) -> Mapping[bytes, set[str]]:
    found: dict[bytes, set[str]] = defaultdict(set)
    fields = ("person_uid", "tag", "start_date", "end_date")
    for person, tag, start, end in reader.brief(TAG, fields, "person_uid", people):
        if tag is not None and holds({"start_date": start, "end_date": end}, on):
            found[person].add(tag)
    return found


def _key(one: str) -> bytes:
    return ids.from_text(one) or b""
