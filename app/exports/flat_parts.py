"""What the flat 人房 sheet is put together from: people, residences, households, tags and dwellings, each read once.

Every reading takes the chosen columns alone and formats them at once; `flat_rows` joins them. Ids stay raw.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter
from typing import NamedTuple

from app import access
from app.excel.sheets import Row
from app.exports import sheet_columns
from app.exports.sheet_columns import Column
from app.exports.sheet_values import Work, work
from app.records.deriving import holds, lives_there
from ledger import catalog, derive, kinds, places
from ledger.derive import Home
from storage.reading import Reader
from storage.rows import id_or_none, text_or_none

PLACE = (("compound", "name"), ("building", "building_no"), ("unit", "unit_no"), ("dwelling", "room_no"))
_DATED = ("relation", "is_actual_resident", "start_date", "end_date")
_STAY_FACTS = ("person_uid", "dwelling_uid", "household_uid", "kinship", "hukou_match", *_DATED)
_LAST_KINSHIP = "99"
_WHOLE_DATE = len("yyyy-mm-dd")


class Part:
    """The chosen columns of one ledger, and how their values are shown."""

    def __init__(self, ledger: str, columns: Sequence[Column], *, unmasked: bool) -> None:
        own = [item for item in columns if item.ledger == ledger and (item.ledger, item.name) not in PLACE]
        self.fields = tuple(item.name for item in own)
        self.work = work(own, unmasked=unmasked)
        self.child_work = work(own, unmasked=unmasked, child=True)
        self.blank: Row = (None,) * len(own)

    def index(self, name: str) -> int | None:
        """Where a field stands among the chosen ones; None when it was not chosen."""
        return self.fields.index(name) if name in self.fields else None


class Person(NamedTuple):
    """A person's columns, and what tells where they are registered."""

    values: Row
    hukou_address: str | None
    population_type: str | None


class Stay(NamedTuple):
    """A residence: who, in which household, and its columns; `order` puts a dwelling's people in their order."""

    id: bytes
    person: bytes
    household: bytes | None
    order: tuple[bytes, str, bytes]
    values: Row
    stated_match: str | None
    lives_here: bool


class Dwelling(NamedTuple):
    """A dwelling: its place in words and in parts, and its columns; `order` is the order of the buildings."""

    id: bytes
    order: str
    place: Row
    home: Home
    values: Row


@dataclass(slots=True)
class Stays:
    """All residences that hold on the day: living-here ones by dwelling, and who counts where."""

    by_dwelling: dict[bytes, list[Stay]] = field(default_factory=dict)
    residents: dict[bytes, set[bytes]] = field(default_factory=dict)
    members: dict[bytes, set[bytes]] = field(default_factory=dict)


def read_people(reader: Reader, part: Part, on: date, *, everyone: bool) -> dict[bytes, Person]:
    """Everybody who counts, by id; a child's values behind the masks of children."""
    age_at, ages = part.index("age"), Ages(on)
    fields = ("birth_date", "hukou_address", "population_type", "alive", "moved_out", *part.fields)
    found: dict[bytes, Person] = {}
    shown, shown_of_child = part.work.done, part.child_work.done
    for row in reader.scan(catalog.named("person"), fields):
        one, birth, hukou_address, population_type, alive, moved_out, *own = row
        if not everyone and (alive == 0 or moved_out == 1):
            continue
        years, is_child = ages[birth]
        if age_at is not None and years is not None:
            own[age_at] = years
        values = shown_of_child(own) if is_child else shown(own)
        found[one] = Person(values, hukou_address, population_type)
    return found


def read_stays(reader: Reader, part: Part, on: date, *, counted: bool) -> Stays:
    """Who lives where on the day; the people of a dwelling household by household, the head first.

    Who counts as resident and member is told only with `counted`.
    """
    found, states, shown = Stays(), _States(on), part.work.done
    for row in reader.scan(catalog.named("residence"), (*_STAY_FACTS, *part.fields)):
        one, person, dwelling, household, kinship, stated, relation, actual, start, end, *own = row
        holds_now, lives, is_home = states[relation, actual, start, end]
        if not holds_now:
            continue
        if counted and lives:
            found.residents.setdefault(dwelling, set()).add(person)
        if counted and household:
            found.members.setdefault(household, set()).add(person)
        if is_home:
            order = (household or b"", kinship or _LAST_KINSHIP, one)
            stay = Stay(one, person, household, order, shown(own), stated, lives)
            found.by_dwelling.setdefault(dwelling, []).append(stay)
    for living in found.by_dwelling.values():
        if len(living) > 1:
            living.sort(key=attrgetter("order"))
    return found


class _States(dict[tuple[object, ...], tuple[bool, bool, bool]]):
    """Whether a residence holds on the day, counts as lived in, and is of the living kind; each state found once."""

    def __init__(self, on: date) -> None:
        super().__init__()
        self._on = on

    def __missing__(self, state: tuple[object, ...]) -> tuple[bool, bool, bool]:
        facts = dict(zip(_DATED, state, strict=True))
        is_home = derive.relation_class(text_or_none(facts["relation"])) == "living"
        found = self[state] = (holds(facts, self._on), lives_there(facts, self._on), is_home)
        return found


def read_households(reader: Reader, part: Part, stays: Stays) -> dict[bytes | None, Row]:
    """The columns of every household, by id."""
    if not part.fields:
        return {}
    count_at = part.index("member_count")
    found: dict[bytes | None, Row] = {}
    for one, *values in reader.scan(catalog.named("household"), part.fields):
        if count_at is not None:
            values[count_at] = len(stays.members.get(bytes_of(one), ()))
        found[bytes_of(one)] = part.work.done(values)
    return found


def read_tags(reader: Reader, on: date) -> dict[bytes, str]:
    """Person -> the labels of the tags that hold on the day, joined by 、."""
    ledger = catalog.named("person_tag")
    item, codes = ledger.field("tag"), dict[bytes, set[str]]()
    for _, person, tag, start, end in reader.scan(ledger, ("person_uid", "tag", "start_date", "end_date")):
        if tag is not None and holds({"start_date": start, "end_date": end}, on):
            codes.setdefault(bytes_of(person), set()).add(str(tag))
    return {
        person: kinds.LIST_MARK.join(kinds.as_text(item, code) for code in sorted(held))
        for person, held in codes.items()
    }


def read_dwellings(reader: Reader, part: Part, stays: Stays) -> list[Dwelling]:
    """Every dwelling in the order of the buildings."""
    known, size, count_at = _Places(reader), len(part.fields), part.index("resident_count")
    needed = ("building_uid", "unit_uid", "room_no", "full_address_sort")
    found: list[Dwelling] = []
    for one, *values in reader.scan(catalog.named("dwelling"), (*part.fields, *needed)):
        building, unit, room, order = values[size:]
        own = values[:size]
        if count_at is not None:
            own[count_at] = len(stays.residents.get(bytes_of(one), ()))
        place, home = known.of(bytes_of(building), bytes_of(unit), text_or_none(room) or "")
        found.append(Dwelling(bytes_of(one), text_or_none(order) or "", place, home, part.work.done(own)))
    found.sort(key=lambda dwelling: (dwelling.order, dwelling.id))
    return found


def place_work(*, unmasked: bool) -> Work:
    """How the four columns of the place are shown."""
    by_field = {(item.ledger, item.name): item for item in sheet_columns.columns(sheet_columns.FLAT)}
    return work([by_field[key] for key in PLACE], unmasked=unmasked)


class _Places:
    """Compounds, buildings and units: few enough to be held whole."""

    def __init__(self, reader: Reader) -> None:
        self._compounds = {
            one: (str(name), places.lanes_of(str(address)) if address else ())
            for one, name, address in reader.scan(catalog.named("compound"), ("name", "address"))
        }
        self._buildings = {
            one: (compound, str(number), str(suffix or ""))
            for one, compound, number, suffix in reader.scan(
                catalog.named("building"), ("compound_uid", "building_no", "building_suffix")
            )
        }
        self._units = {one: str(number) for one, number in reader.scan(catalog.named("unit"), ("unit_no",))}

    def of(self, building: bytes, unit: bytes, room: str) -> tuple[Row, Home]:
        """The place in words (compound, building, unit, room) and in parts."""
        compound, number, suffix = self._buildings.get(building, (None, "", ""))
        name, lanes = self._compounds.get(compound, ("", ()))
        unit_no = self._units.get(unit, "")
        written = places.building_name(number, suffix) if number else None
        return (name or None, written, unit_no or None, room or None), Home(name, lanes, number, unit_no, room)


class Ages(dict[object, tuple[int | None, bool]]):
    """Full years on the day, and whether that is surely a child's age, by birth date; each date is worked out once.

    What `derive.age` and `access.is_child` say, in a tenth of the time where the date is known to the day.
    """

    def __init__(self, on: date) -> None:
        super().__init__({None: (None, False)})
        self._on, self._day = on, on.isoformat()

    def __missing__(self, birth: object) -> tuple[int | None, bool]:
        text = text_or_none(birth) or ""
        if len(text) == _WHOLE_DATE and text <= self._day:
            years = self._on.year - int(text[:4]) - (text[5:] > self._day[5:])
            found: tuple[int | None, bool] = (years, years < access.CHILD_UNTIL)
        else:
            found = (derive.age(text, self._on), access.is_child(text, self._on))
        self[birth] = found
        return found


def bytes_of(value: object) -> bytes:
    """An id; empty for none."""
    return id_or_none(value) or b""
