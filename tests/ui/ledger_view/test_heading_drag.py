"""Headings are dragged to another place; those that name a row stay, and the order is kept as the chooser's is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from app.records.filters import Selection
from app.tables import list_columns, views
from ledger import catalog
from ui.desk import Desk
from ui.ledger_view.column_chooser import ColumnChooser
from ui.ledger_view.headings import Headings
from ui.ledger_view.table import LedgerTable
from ui.look.theme import theme
from ui.people.panel import LedgerPanel

PERSON = catalog.named("person")
FIRST = list_columns.AT_FIRST["person"]
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def table(desk: Desk, qtbot: QtBot, qapp: QApplication) -> LedgerTable:
    theme().apply(qapp)
    return _shown(desk, qtbot)


def _shown(desk: Desk, qtbot: QtBot) -> LedgerTable:
    made = LedgerTable(desk, PERSON)
    made.resize(1000, 400)
    qtbot.addWidget(made)
    made.show()
    with qtbot.waitSignal(made.model.shown):
        made.show_list(Selection(everyone=True))
    qtbot.waitUntil(lambda: bool(made.current_record))
    made.setFocus()
    return made


def headings_of(table: LedgerTable, name: str) -> tuple[Headings, QPoint]:
    """The header that a column's heading is in, and a place on it that is neither its edge nor its mark."""
    number = table.columns.index(name)
    headings = table.panes.pane_of(number).headings
    rect = headings.section_rect(number)
    return headings, QPoint(rect.left() + rect.width() // 3, rect.center().y())


def hold(table: LedgerTable, name: str, x: int) -> Headings:
    """Press a heading and move it until the mouse is at `x` of its header; not let go yet."""
    headings, at = headings_of(table, name)
    QTest.mousePress(headings.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, at)
    for step in (at.x() + (20 if x > at.x() else -20), x):
        QTest.mouseMove(headings.viewport(), QPoint(step, at.y()))
    return headings


def drop(headings: Headings, x: int) -> None:
    QTest.mouseRelease(headings.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, QPoint(x, 5))


def drag_before(table: LedgerTable, qtbot: QtBot, name: str, other: str) -> None:
    """Drag one heading to just before another one."""
    headings, _ = headings_of(table, other)
    x = headings.section_rect(table.columns.index(other)).left() + 3
    with qtbot.waitSignal(table.model.shown):
        drop(hold(table, name, x), x)


def test_a_heading_falls_where_it_is_dropped(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    column = FIRST.index("phone")
    before = [table.model.text_at(row, column) for row in range(3)]
    with qtbot.waitSignal(table.asked_changed):
        drag_before(table, qtbot, "phone", "sex")
    assert table.columns == ("name", "residence_address", "phone", "sex", "age", *FIRST[5:])
    assert [table.model.text_at(row, 2) for row in range(3)] == before
    assert table.panes.frozen_count == 2
    assert not table.panes.drag.isVisible()
    assert table.order_by == ""  # a drag is no click
    drag_before(table, qtbot, "phone", "id_no")
    assert table.columns == FIRST


def test_the_order_is_there_the_next_time_and_the_chooser_puts_it_back(
    table: LedgerTable, desk: Desk, qtbot: QtBot
) -> None:
    drag_before(table, qtbot, "age", "sex")
    moved = table.columns
    qtbot.waitUntil(lambda: views.shape(desk.session, "person").columns == moved, timeout=5000)
    again = _shown(desk, qtbot)
    assert again.columns == moved
    again.choose_columns()
    chooser = next(one for one in again.findChildren(ColumnChooser) if one.isVisible())
    assert chooser.chosen() == moved
    restore = next(one for one in chooser.findChildren(QPushButton) if one.text() == "恢复默认")
    QTest.mouseClick(restore, _LEFT)
    with qtbot.waitSignal(again.model.shown):
        QTest.mouseClick(chooser.yes, _LEFT)
    assert again.columns == FIRST


def test_copying_takes_the_order_on_the_screen(table: LedgerTable, qtbot: QtBot) -> None:
    drag_before(table, qtbot, "age", "sex")
    table.panes.go(0, 2)
    table.panes.go(0, 3, extends=True)
    with qtbot.waitSignal(table.blocks.copied):
        control = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        QTest.keyClick(table.panes.main, Qt.Key.Key_C, control)
    assert QGuiApplication.clipboard().text().splitlines()[0].split("\t") == ["年龄", "性别"]


def test_columns_that_name_a_row_stay_in_place(table: LedgerTable, qtbot: QtBot) -> None:
    headings, _ = headings_of(table, "name")
    other = headings.section_rect(1).right() - 30
    drop(hold(table, "name", other), other)
    assert table.columns == FIRST
    assert "选择列" in table.note.text
    beyond = -200  # over the frozen pane: it falls right behind what stays
    with qtbot.waitSignal(table.model.shown):
        drop(hold(table, "phone", beyond), beyond)
    assert table.columns[:3] == ("name", "residence_address", "phone")
    assert table.panes.frozen_count == 2


def test_esc_gives_a_drag_up(table: LedgerTable, qtbot: QtBot) -> None:
    x = headings_of(table, "sex")[1].x()
    headings = hold(table, "phone", x)
    assert table.panes.drag.isVisible()
    QTest.keyClick(headings, Qt.Key.Key_Escape)
    assert not table.panes.drag.isVisible()
    drop(headings, x)
    assert table.columns == FIRST
    assert table.order_by == ""
    assert QApplication.focusWidget() in (table.panes.main, table.panes.frozen)


def test_holding_a_heading_beyond_the_edge_scrolls(table: LedgerTable, qtbot: QtBot) -> None:
    across = table.panes.across
    end = table.panes.main.headings.viewport().width() + 40
    headings = hold(table, "sex", end)
    qtbot.waitUntil(lambda: across.value() == across.maximum(), timeout=5000)
    with qtbot.waitSignal(table.model.shown):
        drop(headings, end)
    assert table.columns[-1] == "sex"
    qtbot.waitUntil(lambda: across.value() == across.maximum())  # what was in sight stays so


def test_a_drag_within_its_own_place_and_a_click_change_nothing_but_the_order_of_rows(
    table: LedgerTable, qtbot: QtBot
) -> None:
    _, at = headings_of(table, "phone")
    drop(hold(table, "phone", at.x() + 25), at.x() + 25)
    assert table.columns == FIRST
    name, at = headings_of(table, "name")
    with qtbot.waitSignal(table.model.shown):
        QTest.mouseClick(name.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, at)
    assert table.order_by == "name"


def test_a_width_drawn_at_the_edge_is_kept(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    headings, _ = headings_of(table, "phone")
    rect = headings.section_rect(table.columns.index("phone"))
    edge = QPoint(rect.right(), rect.center().y())
    QTest.mousePress(headings.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, edge)
    QTest.mouseMove(headings.viewport(), edge + QPoint(30, 0))
    QTest.mouseMove(headings.viewport(), edge + QPoint(60, 0))
    QTest.mouseRelease(headings.viewport(), _LEFT, Qt.KeyboardModifier.NoModifier, edge + QPoint(60, 0))
    width = headings.sectionSize(table.columns.index("phone"))
    assert width > rect.width() + 40
    qtbot.waitUntil(lambda: "phone" in views.shape(desk.session, "person").widths, timeout=5000)
    again = _shown(desk, qtbot)
    assert abs(again.panes.main.headings.sectionSize(again.columns.index("phone")) - width) < 3


def test_a_view_keeps_the_dragged_order(desk: Desk, qtbot: QtBot, qapp: QApplication) -> None:
    theme().apply(qapp)
    panel = LedgerPanel(desk, "person")
    panel.resize(1000, 500)
    qtbot.addWidget(panel)
    panel.show()
    with qtbot.waitSignal(panel.table.model.shown):
        panel.show_facts({})
    qtbot.waitUntil(lambda: bool(panel.table.current_record))
    drag_before(panel.table, qtbot, "age", "sex")
    assert panel.present_view().columns[2:4] == ("age", "sex")
