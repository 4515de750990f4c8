"""The page of houses, used as a person does: keys, clicks, and what others change meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog
from tests.ui.dialogs import dialogs_open
from ui.desk import Desk, Place
from ui.dossier.visit_dialog import VisitDialog
from ui.homes import building_view
from ui.homes.grid_pane import GridPane
from ui.homes.page import HomesPage
from ui.printing.preview import PreviewDialog

DWELLING = catalog.named("dwelling")


def _went(desk: Desk) -> list[Place]:
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    return places


def _middle(page: GridPane, dwelling: str) -> QPoint:
    return page.view.rect_of(dwelling).center().toPoint()


def test_the_first_building_is_shown_with_its_counts(whole: HomesPage, page: GridPane) -> None:
    assert "小区" in whole.band.count()
    grid = page._grid
    assert grid is not None
    node = page.model.node(page.tree.currentIndex())
    assert node is not None
    assert (node.dwellings, node.people) == (grid.dwellings, grid.people)
    assert page.view.accessibleName() == f"{grid.title} 楼栋图"


def test_its_frame_stands_before_anything_is_read(desk: Desk, qtbot: QtBot) -> None:
    page = HomesPage(desk)
    qtbot.addWidget(page)
    page.resize(1100, 600)
    page.enter("", {})
    page.show()
    houses = page.houses
    assert houses.states.state == "content"
    assert houses.tree.isVisible()
    assert houses.grid_states.state == "loading"
    assert not houses.legend.isVisible()
    qtbot.waitUntil(lambda: houses.grid_states.state == "content")
    assert houses.legend.isVisible()


def test_arrow_keys_walk_and_enter_opens(page: GridPane, desk: Desk, qtbot: QtBot) -> None:
    places = _went(desk)
    page.view.setFocus()
    first = page.view.current
    assert first is not None
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    below = page.view.current
    assert below is not None
    assert first.floor is not None
    assert (below.floor, below.column) == (first.floor - 1, first.column)
    qtbot.keyClick(page.view, Qt.Key.Key_Right)
    qtbot.keyClick(page.view, Qt.Key.Key_Enter)
    assert page.view.current is not None
    assert places == [Place("dwelling", page.view.current.id)]
    qtbot.keyClick(page.view, Qt.Key.Key_End)
    qtbot.keyClick(page.view, Qt.Key.Key_Home)
    qtbot.keyClick(page.view, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    assert page.view.current == first


def test_a_room_number_typed_is_where_one_stands(page: GridPane, qtbot: QtBot) -> None:
    page.view.setFocus()
    qtbot.keyClicks(page.view, "302")
    assert page.view.current is not None
    assert page.view.current.room == "302"
    assert "302室，3 层" in page.view.accessibleDescription()


def test_a_click_tells_of_the_home_and_who_lives_there(page: GridPane, qtbot: QtBot, desk: Desk) -> None:
    grid = page._grid
    assert grid is not None
    lived_in = next(cell for stair in grid.stairs for row in stair.floors.values() for cell in row if cell.people > 1)
    qtbot.mouseClick(page.view.viewport(), Qt.MouseButton.LeftButton, pos=_middle(page, lived_in.id))
    assert page.drawer.isVisible()
    qtbot.waitUntil(lambda: any(lived_in.head == one.text() for one in _links(page)))
    places = _went(desk)
    next(one for one in _links(page) if one.text() == lived_in.head).click()
    page.drawer.open_button.click()
    assert [place.page for place in places] == ["person", "dwelling"]
    assert places[1].record == lived_in.id
    qtbot.keyClick(page.drawer, Qt.Key.Key_Escape)
    assert not page.drawer.isVisible()


def _links(page: GridPane) -> list[QPushButton]:
    return [one for one in page.drawer.findChildren(QPushButton) if one.property("role") == "link"]


def test_space_opens_and_closes_the_drawer(page: GridPane, qtbot: QtBot) -> None:
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert page.drawer.isVisible()
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert not page.drawer.isVisible()


def test_the_tree_makes_way_for_the_drawer_in_a_narrow_window(page: GridPane, qtbot: QtBot) -> None:
    page.view.setFocus()
    page.resize(page.fontMetrics().horizontalAdvance("字") * 60, page.height())
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert page.drawer.isVisible()
    assert page.tree.isHidden()
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    assert page.tree.isVisible()


def test_keys_and_wheel_zoom(page: GridPane, qtbot: QtBot) -> None:
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    larger = page.view.zoom
    assert larger > 1
    _wheel(page, -120)
    _wheel(page, -120)
    assert page.view.zoom < 1
    for _ in range(9):
        qtbot.keyClick(page.view, Qt.Key.Key_Minus)
    assert page.view.zoom == 0.6
    assert page._zoom_text.text() == "60%"


def _wheel(page: GridPane, turn: int) -> None:
    at = QPointF(40, 40)
    control = Qt.KeyboardModifier.ControlModifier
    event = QWheelEvent(
        at, at, QPoint(), QPoint(0, turn), Qt.MouseButton.NoButton, control, Qt.ScrollPhase.NoScrollPhase, False
    )
    QApplication.sendEvent(page.view.viewport(), event)


def test_the_legend_leaves_only_its_state_bright(page: GridPane, qtbot: QtBot) -> None:
    grid = page._grid
    assert grid is not None
    code, word, count = grid.occupancies[0]
    button = page.legend.button(code)
    assert button.text() == f"{word} {count}"
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.legend.chosen == {code}
    other = next(
        cell for stair in grid.stairs for row in stair.floors.values() for cell in row if cell.occupancy != code
    )
    bright, dim = _opacity_of(page, code), _opacity_of(page, other.occupancy)
    assert dim > bright  # a dimmed room is nearer to the white ground


def _opacity_of(page: GridPane, occupancy: str) -> int:
    """How light the darkest point of a room of this state is."""
    grid = page._grid
    assert grid is not None
    cells = (cell for stair in grid.stairs for row in stair.floors.values() for cell in row)
    room = next(
        rect
        for cell in cells
        if cell.occupancy == occupancy and not (page.view.current and cell.id == page.view.current.id)
        for rect in [page.view.rect_of(cell.id).toAlignedRect()]
        if page.view.viewport().rect().contains(rect)
    )
    picture = page.view.viewport().grab(room).toImage()
    return min(picture.pixelColor(x, y).lightness() for x in range(4, 60) for y in range(4, 30))


def test_the_tooltip_says_in_words_what_icons_mean(page: GridPane, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(building_view.QToolTip, "showText", lambda _at, text, *_: told.append(text))
    grid = page._grid
    assert grid is not None
    cell = next(one for stair in grid.stairs for row in stair.floors.values() for one in row if one.marks)
    page.view.show_grid(grid, current=cell.id)
    at = _middle(page, cell.id)
    event = QHelpEvent(QEvent.Type.ToolTip, at, page.view.viewport().mapToGlobal(at))
    QApplication.sendEvent(page.view.viewport(), event)
    assert cell.marks[0].text in told[0]


def test_another_building_is_opened_from_the_tree(page: GridPane, qtbot: QtBot) -> None:
    other = page.model.index(1, 0, page.model.parent(page.tree.currentIndex()))
    page.tree.setCurrentIndex(other)
    qtbot.waitUntil(lambda: page._grid is not None and page._grid.id == other.data(Qt.ItemDataRole.UserRole))
    assert page._grid is not None
    assert page._grid.title in page._heading.text()


def test_what_somebody_changes_is_seen_where_one_stands(page: GridPane, desk: Desk, qtbot: QtBot) -> None:
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Down)
    before = page.view.current
    assert before is not None
    editing.change(desk.session, DWELLING, before.id, {"occupancy": "装修中"})
    qtbot.waitUntil(lambda: page.view.current is not None and page.view.current.occupancy_label == "装修中")
    assert page.view.current is not None
    assert page.view.current.id == before.id


def test_coming_back_stands_at_the_same_room(page: GridPane, desk: Desk, qtbot: QtBot) -> None:
    page.view.setFocus()
    qtbot.keyClick(page.view, Qt.Key.Key_Plus)
    qtbot.keyClicks(page.view, "201")
    left, building = page.standing(), page.model.node(page.tree.currentIndex())
    assert building is not None
    again = GridPane(desk)
    qtbot.addWidget(again)
    again.enter(building.id, left)
    qtbot.waitUntil(lambda: again.states.state == "content" and again.view.current is not None)
    assert again.standing() == left


def test_a_compound_opens_its_first_building(whole: HomesPage, page: GridPane, qtbot: QtBot) -> None:
    second = page.model.index(1, 0)
    whole.enter("", {"compound": second.data(Qt.ItemDataRole.UserRole)})
    building = page.model.index(0, 0, second)
    assert page.tree.currentIndex() == building
    qtbot.waitUntil(lambda: page._grid is not None and page._grid.id == building.data(Qt.ItemDataRole.UserRole))


def test_houses_are_also_a_list_that_is_filtered(whole: HomesPage, desk: Desk, qtbot: QtBot) -> None:
    places = _went(desk)
    whole.list_button.click()
    assert places == [Place("homes", facts={"shown": "list"})]
    whole.enter("", {"filters": ("occupancy=2",), "search": ""})
    assert whole.shown == "list"
    assert whole.list_button.isChecked()
    rented = browsing.page(desk.session, DWELLING, Selection(filters=("occupancy=2",)), Order(limit=1))
    qtbot.waitUntil(lambda: f"筛选后 {rented.total}" in whole.band.count())
    with qtbot.waitSignal(desk.asked_for_place):
        whole.list.acts.open(str(rented.rows[0]["id"]))
    assert places[-1] == Place("dwelling", str(rented.rows[0]["id"]))
    left = whole.standing()
    whole.enter("", {"shown": "grid"})
    assert whole.shown == "grid"
    whole.enter("", left)
    assert whole.list.table.selection.filters == ("occupancy=2",)


def test_a_buildings_homes_are_printed(whole: HomesPage, page: GridPane, qtbot: QtBot) -> None:
    whole.print_button.click()
    (dialog,) = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: dialog.states.state == "content")
    assert dialog.composed is not None
    assert page._grid is not None
    assert dialog.composed.printout.rows == page._grid.dwellings
    dialog.reject()


def test_an_empty_store_teaches_what_belongs_here(empty_desk: Desk, qtbot: QtBot) -> None:
    page = GridPane(empty_desk)
    qtbot.addWidget(page)
    places = _went(empty_desk)
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")
    next(one for one in page.states.findChildren(QPushButton) if "导入" in one.text()).click()
    assert places == [Place("import")]


def test_a_building_that_is_gone_is_told_in_place_of_the_grid(page: GridPane, qtbot: QtBot) -> None:
    page.enter("00000000-0000-7000-8000-000000000000", {})
    qtbot.waitUntil(lambda: page.grid_states.state == "error")


@pytest.fixture
def bare(empty_desk: Desk, qtbot: QtBot) -> GridPane:
    """A committee with one compound and one building in which no home is known."""
    session = empty_desk.session
    compound = {"name": "银杏新村", "address": "银杏路1弄", "division_code": "310115"}
    editing.add(session, catalog.named("compound"), compound)
    editing.add(session, catalog.named("building"), {"compound_uid": "银杏新村", "building_no": "1"})
    page = GridPane(empty_desk)
    qtbot.addWidget(page)
    page.enter("", {})
    return page


def test_a_building_without_homes_says_so(bare: GridPane, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bare.grid_states.state == "empty")
    assert bare.view.current is None


def test_a_building_has_photos_and_papers_of_its_own(page: GridPane, qtbot: QtBot) -> None:
    assert page.papers_button.isVisible()
    page.papers_button.click()
    assert page.papers is not None
    assert page.papers.windowTitle().endswith("照片和材料")
    with qtbot.waitSignal(page.papers.card.shown):
        pass
    page.papers.reject()


def test_the_roster_of_the_building_is_opened_by_its_key(
    whole: HomesPage, page: GridPane, desk: Desk, qtbot: QtBot
) -> None:
    places = _went(desk)
    qtbot.keyClick(page.view, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
    assert places == [Place("roster", page.building)]


def test_a_visit_is_recorded_from_the_room_that_is_stood_at(whole: HomesPage, page: GridPane, qtbot: QtBot) -> None:
    page.view.setFocus()
    cell = page.view.current
    assert cell is not None
    both = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    qtbot.keyClick(page.view, Qt.Key.Key_V, both)
    (dialog,) = dialogs_open(VisitDialog)
    qtbot.waitUntil(lambda: dialog.beginning is not None)
    assert dialog.windowTitle().endswith(f"{cell.unit}{cell.name}")
    dialog.reject()
    qtbot.keyClick(page.view, Qt.Key.Key_Space)
    qtbot.mouseClick(page.visit_button, Qt.MouseButton.LeftButton)
    assert len(dialogs_open(VisitDialog)) == 1
    dialogs_open(VisitDialog)[0].reject()
