"""Where everything of a building's grid stands: cells, floor names, unit names, and which cell lies next to which.

Pure arithmetic on sizes that the view gives; painting is `building_view`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSizeF

from app.homes.building_grid import BuildingGrid, Cell

APART = "楼层不明"


@dataclass(frozen=True, slots=True)
class Measures:
    """Sizes in pixels at the present text and zoom."""

    cell: QSizeF
    gap: float
    stair_gap: float
    margin: float
    line: float
    floor_width: float


@dataclass(frozen=True, slots=True)
class Spot:
    """A cell at its place; `row` counts rows of the drawing, `column` its columns over all units."""

    cell: Cell
    rect: QRectF
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A word beside or above cells."""

    text: str
    rect: QRectF


class GridLayout:
    """A building laid out."""

    def __init__(self, grid: BuildingGrid, measures: Measures) -> None:
        self._m = measures
        self.floors: list[Heading] = []
        self.stairs: list[Heading] = []
        self.spots: list[Spot] = []
        self._columns = self._column_places(grid)
        self.top = measures.margin + (measures.line + measures.gap if any(one.name for one in grid.stairs) else 0)
        bottom = self._lay_floors(grid)
        bottom = self._lay_apart(grid, bottom)
        right = max((spot.rect.right() for spot in self.spots), default=measures.floor_width)
        self.size = QSizeF(right + measures.margin, bottom + measures.margin)
        self.by_id = {spot.cell.id: spot for spot in self.spots}

    def _column_places(self, grid: BuildingGrid) -> list[list[float]]:
        """The left edge of each column of each unit."""
        places: list[list[float]] = []
        m = self._m
        left = m.floor_width + m.margin
        for stair in grid.stairs:
            places.append([left + at * (m.cell.width() + m.gap) for at in range(stair.columns)])
            width = stair.columns * (m.cell.width() + m.gap) - m.gap
            if stair.name:
                self.stairs.append(Heading(stair.name, QRectF(left, m.margin, width, m.line)))
            left += width + m.stair_gap
        return places

    def _lay_floors(self, grid: BuildingGrid) -> float:
        m = self._m
        offsets = [sum(map(len, self._columns[:at])) for at in range(len(self._columns))]
        top = self.top
        for row, floor in enumerate(grid.floors):
            self.floors.append(Heading(floor_name(floor), QRectF(m.margin, top, m.floor_width, m.cell.height())))
            for at, stair in enumerate(grid.stairs):
                for cell in stair.floors.get(floor, ()):
                    left = self._columns[at][cell.column]
                    rect = QRectF(left, top, m.cell.width(), m.cell.height())
                    self.spots.append(Spot(cell, rect, row, offsets[at] + cell.column))
            top += m.cell.height() + m.gap
        return top - m.gap

    def _lay_apart(self, grid: BuildingGrid, top: float) -> float:
        """Rooms of no known floor, below the building, as many in a line as the building is wide."""
        if not grid.apart:
            return top
        m = self._m
        if self.spots:
            top += m.stair_gap
        across = max(sum(map(len, self._columns)), 4)
        first = len(grid.floors)
        self.floors.append(Heading(APART, QRectF(m.margin, top, m.floor_width, m.cell.height())))
        for at, cell in enumerate(grid.apart):
            row, column = divmod(at, across)
            left = m.floor_width + m.margin + column * (m.cell.width() + m.gap)
            rect = QRectF(left, top + row * (m.cell.height() + m.gap), m.cell.width(), m.cell.height())
            self.spots.append(Spot(cell, rect, first + row, column))
        return self.spots[-1].rect.bottom()

    # -- finding

    def at(self, x: float, y: float) -> Spot | None:
        """The cell under a point."""
        return next((spot for spot in self.spots if spot.rect.contains(x, y)), None)

    def within(self, area: QRectF) -> Iterator[Spot]:
        """Cells that show in an area."""
        return (spot for spot in self.spots if spot.rect.intersects(area))

    def first(self) -> Spot | None:
        """Where the keyboard begins."""
        return self.spots[0] if self.spots else None

    def beside(self, spot: Spot, across: int) -> Spot | None:
        """The next cell of the same row to the right (1) or left (-1), over gaps; None at the end."""
        row = [one for one in self.spots if one.row == spot.row and (one.column - spot.column) * across > 0]
        return min(row, key=lambda one: abs(one.column - spot.column), default=None)

    def beyond(self, spot: Spot, down: int) -> Spot | None:
        """The cell of the next row that has any, below (1) or above (-1), nearest to the same column."""
        rows = [one.row for one in self.spots if (one.row - spot.row) * down > 0]
        if not rows:
            return None
        row = min(rows) if down > 0 else max(rows)
        there = [one for one in self.spots if one.row == row]
        return min(there, key=lambda one: (abs(one.rect.center().x() - spot.rect.center().x()), one.column))

    def end_of_row(self, spot: Spot, across: int) -> Spot:
        """The last (1) or first (-1) cell of the row."""
        row = [one for one in self.spots if one.row == spot.row]
        return max(row, key=lambda one: one.column * across)

    def called(self, room: str) -> Spot | None:
        """The first cell whose room number begins with what was typed; one that is exactly so before others."""
        exact = (spot for spot in self.spots if spot.cell.room.upper() == room.upper())
        begins = (spot for spot in self.spots if spot.cell.room.upper().startswith(room.upper()))
        return next(exact, None) or next(begins, None)


def floor_name(floor: int) -> str:
    """A floor as people say it: 3 层, 地下 1 层."""
    return f"{floor} 层" if floor > 0 else f"地下 {-floor} 层" if floor < 0 else "底层"
