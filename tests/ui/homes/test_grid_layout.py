"""Where rooms stand, and which one the arrow keys come to next."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSizeF

from app.homes.building_grid import BuildingGrid, Cell, Stair
from ui.homes.grid_layout import GridLayout, Measures, Spot, floor_name

MEASURES = Measures(QSizeF(100, 60), gap=10, stair_gap=30, margin=16, line=20, floor_width=50)


def cell(room: str, floor: int | None, column: int = 0, unit: str = "") -> Cell:
    return Cell(f"id-{unit}{room}", room, unit, floor, column, False, "1", "自住", "", 0, 0, ())


@pytest.fixture
def layout() -> GridLayout:
    """Three floors: the second has a gap in the middle, the third one room only; and two rooms apart."""
    left = Stair("1单元", {1: (cell("101", 1), cell("102", 1, 1)), 2: (cell("201", 2),)}, 2)
    right = Stair("2单元", {2: (cell("202", 2, 0, "2"),), 4: (cell("401", 4, 0, "2"),)}, 1)
    apart = (cell("底商", None), cell("阁楼", None))
    return GridLayout(BuildingGrid("b", "1号", "", (4, 3, 2, 1), (left, right), apart, 7, 0, ()), MEASURES)


def spot(layout: GridLayout, room: str) -> Spot:
    return next(one for one in layout.spots if one.cell.room == room)


def test_no_two_rooms_overlap(layout: GridLayout) -> None:
    for at, one in enumerate(layout.spots):
        assert not any(one.rect.intersects(other.rect) for other in layout.spots[at + 1 :])
        assert one.rect.right() <= layout.size.width()
        assert one.rect.bottom() <= layout.size.height()


def test_arrow_keys_step_over_gaps(layout: GridLayout) -> None:
    assert layout.beside(spot(layout, "201"), 1) == spot(layout, "202")
    assert layout.beside(spot(layout, "202"), -1) == spot(layout, "201")
    assert layout.beside(spot(layout, "202"), 1) is None
    assert layout.beyond(spot(layout, "202"), -1) == spot(layout, "401")
    assert layout.beyond(spot(layout, "401"), 1) == spot(layout, "202")
    assert layout.beyond(spot(layout, "101"), 1) == spot(layout, "底商")
    assert layout.beyond(spot(layout, "阁楼"), 1) is None


def test_an_empty_floor_keeps_its_name(layout: GridLayout) -> None:
    assert [heading.text for heading in layout.floors] == ["4 层", "3 层", "2 层", "1 层", "楼层不明"]
    assert [heading.text for heading in layout.stairs] == ["1单元", "2单元"]


def test_a_typed_number_finds_the_room_that_is_exactly_so(layout: GridLayout) -> None:
    assert layout.called("20") == spot(layout, "201")
    assert layout.called("102") == spot(layout, "102")
    assert layout.called("9") is None


def test_floors_below_the_ground_are_called_so() -> None:
    assert [floor_name(floor) for floor in (2, 0, -1)] == ["2 层", "底层", "地下 1 层"]
