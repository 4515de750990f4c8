"""The page of houses in its states: a building of the demo committee, a tall one, irregular ones, empty ones."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.homes import building_grid, buildings
from app.homes.building_grid import BuildingGrid, Cell, Stair
from app.homes.home_marks import Mark
from ui.homes.page import HomesPage
from ui.stage import Scene, Stage

_STATES = (("1", "自住"), ("2", "出租"), ("4", "空置"), ("7", "群租"), ("9", "装修中"), ("", "未填"), ("3", "商用"))


def _with_drawer(stage: Stage) -> QWidget:
    tree = buildings.tree(stage.full.session)
    grid = building_grid.grid(stage.full.session, tree[0].children[0].id)
    lived_in = next(cell for stair in grid.stairs for row in stair.floors.values() for cell in row if cell.people > 1)
    return stage.opened(HomesPage, record=grid.id, cell=lived_in.id, drawer=True)


def _of_one(stage: Stage, grid: BuildingGrid) -> QWidget:
    page = stage.opened(HomesPage)
    page.houses.show_building(grid)
    return page


def _tall(stage: Stage) -> QWidget:
    stairs = tuple(
        Stair(f"{unit}单元", {floor: tuple(_cells(floor, unit)) for floor in range(1, 34)}, 4) for unit in range(1, 4)
    )
    floors = (*range(33, 0, -1), -1, -2)
    grid = BuildingGrid(
        "tall", "8幢", "海棠新村", floors, stairs, (), 396, 790, (("1", "自住", 280), ("2", "出租", 116))
    )
    return _of_one(stage, grid)


def _cells(floor: int, unit: int) -> list[Cell]:
    return [_cell(f"{floor}{room + 1:02}", floor, room, f"{unit}单元", (floor + room) % 3 // 2) for room in range(4)]


def _cell(room: str, floor: int | None, column: int, unit: str = "", state: int = 0) -> Cell:
    code, word = _STATES[state]
    people = 0 if word in ("空置", "未填") else len(room) % 4 + 1
    head = "欧阳建国" if people else ""
    households = int(bool(people))
    return Cell(
        f"{unit}-{room}",
        room,
        unit,
        floor,
        column,
        is_guessed=False,
        occupancy=code,
        occupancy_label=word,
        head=head,
        households=households,
        people=people,
        marks=(),
    )


def _irregular(stage: Stage) -> QWidget:
    long = replace(
        _cell("301", 3, 0, state=3),
        head="阿卜杜热合曼·买买提明",
        households=3,
        people=9,
        marks=(Mark("elder", "2 位 80 岁以上老人"), Mark("child", "1 位未成年人"), Mark("tag", "有重点人群标签")),
    )
    rooms = {
        3: (long, _cell("303", 3, 2, state=1)),
        1: (_cell("101", 1, 0, state=4), _cell("底商", 1, 3, state=6)),
        -1: (_cell("地下室", -1, 3, state=2),),
    }
    apart = (_cell("阁楼", None, 0, state=5), _cell("", None, 0, state=5))
    counts = tuple((code, word, 1) for code, word in _STATES)
    grid = BuildingGrid("odd", "综合楼", "银杏新村", (3, 2, 1, -1), (Stair("", rooms, 4),), apart, 7, 14, counts)
    return _of_one(stage, grid)


def _nothing_in_it(stage: Stage) -> QWidget:
    return _of_one(stage, BuildingGrid("none", "12号", "银杏新村", (2, 1), (), (), 0, 0, ()))


SCENES = (
    Scene("homes--normal", _with_drawer),
    Scene("homes--tall", _tall),
    Scene("homes--irregular", _irregular),
    Scene("homes--no-homes", _nothing_in_it),
    Scene("homes--list", lambda stage: stage.opened(HomesPage, shown="list")),
    Scene("homes--empty", lambda stage: stage.opened(HomesPage, stage.empty)),
    Scene("homes--loading", lambda stage: stage.opened(HomesPage, stage.loading)),
    Scene("homes--error", lambda stage: stage.opened(HomesPage, stage.failing)),
)
