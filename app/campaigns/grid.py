"""A building of an annual check: its grid of rooms, each with what was found at its door last.

The grid is that of 房屋 (`app.homes.building_grid`); what its cells say of the use of a home gives way to the outcome.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app import access
from app.campaigns import changes, standing
from app.campaigns.standing import CHECK, OUTCOMES, Check
from app.homes import building_grid
from app.homes.building_grid import BuildingGrid, Cell, Stair
from app.records import references
from app.stores.session import Session
from ledger import clock, ids
from ledger.catalog.campaign import UNCHECKED, UNREACHED

_ORDER = (UNCHECKED, UNREACHED, *(one for one in OUTCOMES if one != UNREACHED))


@dataclass(frozen=True, slots=True)
class Door:
    """What was found at a door at one time, in words."""

    outcome: str
    when: str
    by: str
    told: str

    @property
    def line(self) -> str:
        """In one line: 2026-11-21 09:30 王芳 有变：居民 联系电话."""
        said = f"{self.when} {self.by} {self.outcome}"
        return f"{said}：{self.told}" if self.told else said


@dataclass(frozen=True, slots=True)
class CheckedGrid:
    """A building whose cells have outcomes for their use, and for each home every time that somebody was there."""

    grid: BuildingGrid
    doors: Mapping[str, tuple[Door, ...]]

    def outcome(self, home: str) -> str:
        """What was found at a home last."""
        doors = self.doors.get(home, ())
        return doors[0].outcome if doors else UNCHECKED

    @property
    def cells(self) -> tuple[Cell, ...]:
        """Every home, unit by unit from the top down, those of no known floor last."""
        stairs, floors = self.grid.stairs, self.grid.floors
        placed = (cell for stair in stairs for floor in floors for cell in stair.floors.get(floor, ()))
        return (*placed, *self.grid.apart)

    @property
    def counts(self) -> dict[str, int]:
        """How many homes of each outcome, those without any too."""
        return {code: count for code, _, count in self.grid.occupancies}


@access.operation("view", ledger="dwelling")
def grid(session: Session, campaign: str, building: str) -> CheckedGrid:
    """A building by id or address; raises RecordNotFound, AmbiguousRecord."""
    found = standing.campaign(session, campaign)
    with session.reader() as reader, reader.snapshot():
        one = references.find(reader, standing.BUILDING, building)
        homes = [home for (home,) in reader.brief(standing.DWELLING, ("id",), "building_uid", (one,))]
        wanted = ids.from_text(found.id) or b""
        checks = standing.of_homes(reader, wanted, homes, found.signed_at)
    doors = {ids.to_text(home): tuple(map(_door, those)) for home, those in checks.items()}
    plain = building_grid.grid(session, ids.to_text(one))
    return CheckedGrid(_with_outcomes(plain, doors), doors)


def _door(one: Check) -> Door:
    note = str(access.shown(CHECK, CHECK.field("note"), one.note)) if one.note else ""
    by = str(access.shown(CHECK, CHECK.field("checker"), one.by))
    told = "；".join(filter(None, (changes.told(one.changes), note)))
    return Door(one.outcome, clock.local_text(one.at), by, told)


def _with_outcomes(plain: BuildingGrid, doors: Mapping[str, tuple[Door, ...]]) -> BuildingGrid:
    def told(cell: Cell) -> Cell:
        outcome = doors[cell.id][0].outcome if cell.id in doors else UNCHECKED
        return replace(cell, occupancy=outcome, occupancy_label=outcome)

    stairs = tuple(
        Stair(
            stair.name,
            {floor: tuple(map(told, cells)) for floor, cells in stair.floors.items()},
            stair.columns,
        )
        for stair in plain.stairs
    )
    apart = tuple(map(told, plain.apart))
    return replace(plain, stairs=stairs, apart=apart, occupancies=_counted(stairs, apart))


def _counted(stairs: Iterable[Stair], apart: Iterable[Cell]) -> tuple[tuple[str, str, int], ...]:
    cells = [cell for stair in stairs for row in stair.floors.values() for cell in row]
    found = Counter(cell.occupancy for cell in (*cells, *apart))
    return tuple((one, one, found[one]) for one in _ORDER if found[one])
