"""One building as a grid: floors from the top down, units side by side, the rooms of a floor in their columns.

A grid tells what is recorded and no more. A floor without rooms stays empty. Rooms 201 and 301 stand in one column;
a room with a name of its own (底商) stands behind the numbered ones of its floor; where no floor is recorded the room
number tells it (302 is on the third), and where that tells none the room stands apart.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app import access
from app.homes.buildings import unit_name
from app.homes.home_marks import Home, HomesOf, Mark
from app.records.references import find
from app.stores.session import Session
from ledger import catalog, clock, codes, ids, places
from ledger.ordering import natural_key
from storage.reading import Reader

BUILDING, UNIT, DWELLING = (catalog.named(name) for name in ("building", "unit", "dwelling"))
UNFILLED = "未填"
_NUMBERED = re.compile(r"(\d{1,2})(\d{2}[A-Z]?)\Z", re.ASCII)
_HIGHEST_GUESSED = 60  # a room number that would mean a higher floor is no floor's
_ROOM = ("id", "unit_uid", "floor", "room_no", "occupancy")


@dataclass(frozen=True, slots=True)
class Cell:
    """One home of the grid, ready to show; `head` is masked as lists are.

    `column` is its place on its floor; `floor` is None where nothing tells it, `is_guessed` says that the number did.
    """

    id: str
    room: str
    unit: str
    floor: int | None
    column: int
    is_guessed: bool
    occupancy: str
    occupancy_label: str
    head: str
    households: int
    people: int
    marks: tuple[Mark, ...]

    @property
    def name(self) -> str:
        """The room as people say it: 302室."""
        return places.room_name(self.room)


@dataclass(frozen=True, slots=True)
class Stair:
    """The rooms of one unit by floor, and how many columns they take; no name in a building without units."""

    name: str
    floors: Mapping[int, tuple[Cell, ...]]
    columns: int


@dataclass(frozen=True, slots=True)
class BuildingGrid:
    """A building with all its rooms; `occupancies` are code, word and count of the states that occur."""

    id: str
    name: str
    compound: str
    floors: tuple[int, ...]
    stairs: tuple[Stair, ...]
    apart: tuple[Cell, ...]
    dwellings: int
    people: int
    occupancies: tuple[tuple[str, str, int], ...]

    @property
    def title(self) -> str:
        """The building in one line: 银杏新村3号."""
        return f"{self.compound}{self.name}"


@access.operation("view", ledger="building")
def grid(session: Session, building_id: str) -> BuildingGrid:
    """One building as of today; raises RecordNotFound for one that is gone."""
    with session.reader() as reader, reader.snapshot():
        return _survey(reader, find(reader, BUILDING, building_id))


def _survey(reader: Reader, building: bytes) -> BuildingGrid:
    number, suffix, above, below, compound = next(
        reader.brief(
            BUILDING,
            ("building_no", "building_suffix", "floors_above", "floors_below", "compound_uid"),
            "id",
            [building],
        )
    )
    rooms = list(reader.brief(DWELLING, _ROOM, "building_uid", [building]))
    units = {one: unit_name(str(no)) for one, no in reader.brief(UNIT, ("id", "unit_no"), "building_uid", [building])}
    homes = HomesOf(reader, [room[0] for room in rooms], clock.today())
    highest = above if above is not None else _HIGHEST_GUESSED
    cells = [_cell(room, units, homes.of(room[0]), highest) for room in rooms]
    stairs = tuple(_stairs(cells, units.values()))
    names = dict(reader.brief(catalog.named("compound"), ("id", "name"), "id", [compound], dead=True))
    return BuildingGrid(
        ids.to_text(building),
        places.building_name(str(number or ""), str(suffix or "")),
        str(names.get(compound) or ""),
        _floors(cells, above, below),
        stairs,
        tuple(sorted((cell for cell in cells if cell.floor is None), key=_order)),
        len(cells),
        homes.people,
        _occupancies(cells),
    )


def _cell(
    room: tuple[bytes, bytes | None, int | None, str | None, str | None],
    units: Mapping[bytes, str],
    home: Home,
    highest: int,
) -> Cell:
    one, unit, floor, number, occupancy = room
    guessed = None if floor is not None else _floor_of(number or "", highest)
    return Cell(
        id=ids.to_text(one),
        room=number or "",
        unit=units.get(unit, "") if unit else "",
        floor=floor if floor is not None else guessed,
        column=0,
        is_guessed=guessed is not None,
        occupancy=occupancy or "",
        occupancy_label=codes.table("dwelling_occupancy").label(occupancy) if occupancy else UNFILLED,
        head=home.head,
        households=home.households,
        people=home.people,
        marks=home.marks,
    )


def _floor_of(room: str, highest: int) -> int | None:
    """The floor that a room number tells, 3 of 302 and 12 of 1203; None where it tells none that the building has."""
    read = _NUMBERED.match(room)
    floor = int(read[1]) if read else 0
    return floor if 1 <= floor <= highest else None


def _floors(cells: Iterable[Cell], above: int | None, below: int | None) -> tuple[int, ...]:
    """From the top down: the floors that the building is said to have, and any other where a room stands."""
    found = {cell.floor for cell in cells if cell.floor is not None}
    found |= set(range(1, (above or 0) + 1)) | set(range(-(below or 0), 0))
    return tuple(sorted(found, reverse=True))


def _stairs(cells: Sequence[Cell], units: Iterable[str]) -> Iterator[Stair]:
    """The units side by side, those without a room too; rooms of no unit stand first."""
    placed = [cell for cell in cells if cell.floor is not None]
    for name in sorted({*units, *(cell.unit for cell in placed)}, key=natural_key):
        yield _stair(name, [cell for cell in placed if cell.unit == name])


def _stair(name: str, cells: Sequence[Cell]) -> Stair:
    """Rooms put into columns by the number behind their floor's; what has none, or a taken one, stands behind."""
    behind = {cell.id: _behind_floor(cell) for cell in cells}
    columns = {number: at for at, number in enumerate(sorted({*filter(None, behind.values())}, key=natural_key))}
    floors: dict[int, dict[int, Cell]] = defaultdict(dict)
    left: list[Cell] = []
    for cell in sorted(cells, key=_order):
        taken, at = floors[cell.floor or 0], columns.get(behind[cell.id])
        if at is None or at in taken:
            left.append(cell)
        else:
            taken[at] = _at(cell, at)
    for cell in left:
        taken = floors[cell.floor or 0]
        at = max(max(taken, default=-1) + 1, len(columns))
        taken[at] = _at(cell, at)
    width = max((max(taken) + 1 for taken in floors.values() if taken), default=1)
    return Stair(name, {floor: tuple(taken[at] for at in sorted(taken)) for floor, taken in floors.items()}, width)


def _behind_floor(cell: Cell) -> str:
    """02 of room 302 on the third floor; "" for a room whose number does not begin with its floor's."""
    read = _NUMBERED.match(cell.room)
    return read[2] if read and int(read[1]) == cell.floor else ""


def _at(cell: Cell, column: int) -> Cell:
    return Cell(**{name: getattr(cell, name) for name in Cell.__slots__} | {"column": column})


def _order(cell: Cell) -> tuple[str, str, str]:
    return natural_key(cell.unit), natural_key(cell.room), cell.id


def _occupancies(cells: Iterable[Cell]) -> tuple[tuple[str, str, int], ...]:
    """The states in the order of their code table, those not filled in last."""
    counted = Counter((cell.occupancy, cell.occupancy_label) for cell in cells)
    order = {code: at for at, code in enumerate(codes.table("dwelling_occupancy").by_code)}
    ranked = sorted(counted.items(), key=lambda item: order.get(item[0][0], len(order)))
    return tuple((code, label, count) for (code, label), count in ranked)
