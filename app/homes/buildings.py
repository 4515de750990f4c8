"""The tree of compounds, buildings and units, with how many homes and people each has.

One building as a grid of rooms is `building_grid`'s.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from app import access
from app.stores.session import Session
from ledger import catalog, clock, ids, places
from ledger.ordering import natural_key
from storage.listing.query import Query

COMPOUND, BUILDING, UNIT, DWELLING = (catalog.named(name) for name in ("compound", "building", "unit", "dwelling"))
_VACANT = "4"  # code of dwelling_occupancy
_EVERY = 1_000_000
_Child = tuple[bytes, str, str]  # id, number, suffix


@dataclass(frozen=True, slots=True)
class TreeNode:
    """A compound, building or unit: its id, what it is called, and how many homes and people there are."""

    id: str
    kind: str
    name: str
    dwellings: int
    people: int
    vacant: int
    children: tuple[TreeNode, ...] = ()


@access.operation("view", ledger="building")
def tree(session: Session) -> tuple[TreeNode, ...]:
    """Every compound with its buildings and units, in the order of names and numbers."""
    with session.reader() as reader, reader.snapshot():
        compounds = [cast("bytes", row["id"]) for row in reader.page(Query(ledger=COMPOUND, limit=_EVERY)).rows]
        names = {one: str(name or "") for one, name in reader.scan(COMPOUND, ("name",))}
        buildings = _by_parent(reader.scan(BUILDING, ("compound_uid", "building_no", "building_suffix")))
        units = _by_parent(reader.scan(UNIT, ("building_uid", "unit_no")))
        counts = reader.tally(DWELLING, ("building_uid", "unit_uid", "occupancy"))
        people = reader.residents_by_building(clock.today())
    homes = _Counts(counts, people)
    made = (_compound(one, names[one], buildings.get(one, ()), units, homes) for one in compounds if one in names)
    return tuple(made)


class _Counts:
    """How many homes and people each building has, and how many homes each unit."""

    def __init__(self, tallied: Iterable[tuple[Any, ...]], people: dict[bytes, int]) -> None:
        self.dwellings: Counter[bytes] = Counter()
        self.vacant: Counter[bytes] = Counter()
        self.people = people
        for building, unit, occupancy, count in tallied:
            for place in filter(None, (building, unit)):
                self.dwellings[place] += count
                self.vacant[place] += count if occupancy == _VACANT else 0


def _by_parent(rows: Iterable[tuple[Any, ...]]) -> dict[bytes, list[_Child]]:
    found: dict[bytes, list[_Child]] = defaultdict(list)
    for one, parent, number, *suffix in rows:
        found[parent].append((one, str(number or ""), str((suffix and suffix[0]) or "")))
    for children in found.values():
        children.sort(key=lambda child: natural_key(child[1]))
    return found


def _compound(
    one: bytes,
    name: str,
    buildings: Sequence[_Child],
    units: Mapping[bytes, list[_Child]],
    homes: _Counts,
) -> TreeNode:
    made = tuple(
        TreeNode(
            ids.to_text(building),
            "building",
            places.building_name(number, suffix),
            homes.dwellings[building],
            homes.people.get(building, 0),
            homes.vacant[building],
            tuple(
                TreeNode(ids.to_text(unit), "unit", unit_name(no), homes.dwellings[unit], 0, homes.vacant[unit])
                for unit, no, _ in units.get(building, ())
            ),
        )
        for building, number, suffix in buildings
    )
    counts = (sum(one.dwellings for one in made), sum(one.people for one in made), sum(one.vacant for one in made))
    return TreeNode(ids.to_text(one), "compound", name, *counts, made)


def unit_name(number: str) -> str:
    """A unit as people say it: 2单元; one that goes by a word keeps it."""
    return f"{number}单元" if number and number[-1].isascii() else number
