"""By what residents are told apart in the figures of activities: the building where they live, their age."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from app.figures import dimensions
from app.records.deriving import lives_there
from app.records.naming import Names
from ledger import catalog
from ledger.ordering import natural_key
from storage.reading import Reader

OUTSIDE: Final = "不在台账的人"
_PERSON, _RESIDENCE, _DWELLING, _BUILDING = (
    catalog.named(name) for name in ("person", "residence", "dwelling", "building")
)
_STAY: Final = ("person_uid", "dwelling_uid", "relation", "is_actual_resident", "start_date", "end_date")


@dataclass(frozen=True, slots=True)
class Groups:
    """Resident -> label of the group, the labels in order, and what those of no group are called."""

    of: Mapping[bytes, str]
    labels: tuple[str, ...]
    unknown: str


def buildings(reader: Reader, people: Collection[bytes], on: date) -> Groups:
    """The building in which each lived on a day; of several homes the first."""
    homes: dict[bytes, bytes] = {}
    for found in reader.brief(_RESIDENCE, _STAY, "person_uid", sorted(people)):
        stay = dict(zip(_STAY, found, strict=True))
        person, home = stay["person_uid"], stay["dwelling_uid"]
        if isinstance(home, bytes) and person not in homes and lives_there(stay, on):
            homes[person] = home
    above = dict(reader.brief(_DWELLING, ("id", "building_uid"), "id", sorted(set(homes.values()))))
    names = Names(reader)
    names.load(_BUILDING.name, above.values())
    told = {person: names.of(_BUILDING.name, above.get(home)) for person, home in homes.items()}
    labels = sorted({one for one in told.values() if one}, key=natural_key)
    return Groups(told, tuple(labels), "没有住址")


def ages(reader: Reader, people: Collection[bytes], on: date) -> Groups:
    """The age band of each on a day, by the bands of the statistics."""
    dimension = dimensions.named("person", "age")
    bands = {key: dimensions.banded(dimension, key).label for key in dimensions.bands(dimension)}
    found = reader.brief(_PERSON, ("id", "birth_date"), "id", sorted(people))
    told = {one: bands[key] for one, birth in found if (key := dimensions.age_key(birth, on))}
    return Groups(told, tuple(bands.values()), dimensions.unfilled(dimension).label)
