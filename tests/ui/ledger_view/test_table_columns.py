"""Headings sort, and their menus filter."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.ledger_view.at_table import COLUMNS, at, press
from ui.ledger_view.column_menu import ColumnMenu
from ui.ledger_view.table import LedgerTable


def test_a_heading_sorts_both_ways_and_one_that_cannot_says_why(table: LedgerTable, qtbot: QtBot) -> None:
    headings = table.panes.main.headings
    age = headings.section_rect(COLUMNS.index("age")).center()
    with qtbot.waitSignal(table.model.shown):
        qtbot.mouseClick(headings.viewport(), Qt.MouseButton.LeftButton, pos=age)
    first = [int(at(table, row, "age") or 0) for row in range(3) if (at(table, row, "age") or "0").isdigit()]
    with qtbot.waitSignal(table.model.shown):
        qtbot.mouseClick(headings.viewport(), Qt.MouseButton.LeftButton, pos=age)
    assert table.descending
    last = [int(at(table, row, "age") or 0) for row in range(3) if (at(table, row, "age") or "0").isdigit()]
    assert not first or max(first) < min(last)
    address = table.panes.frozen.headings.section_rect(1).center()
    qtbot.mouseClick(table.panes.frozen.headings.viewport(), Qt.MouseButton.LeftButton, pos=address)
    assert "不能排序" in table.note.text


def open_menu(table: LedgerTable, qtbot: QtBot, name: str) -> ColumnMenu:
    table.panes.go(0, COLUMNS.index(name))
    press(qtbot, table, Qt.Key.Key_Down, held=Qt.KeyboardModifier.AltModifier)
    menu = table.findChildren(ColumnMenu)[-1]
    qtbot.waitExposed(menu)
    return menu


def test_a_column_is_filtered_by_values_with_their_counts(table: LedgerTable, qtbot: QtBot) -> None:
    menu = open_menu(table, qtbot, "sex")
    qtbot.waitUntil(lambda: menu.values.list.count() > 0)
    assert menu.values.list.item(0).text().split("　")[1].replace(",", "").isdigit()
    menu.values.tick_only("2")
    with qtbot.waitSignal(table.model.shown):
        qtbot.mouseClick(menu.apply_button, Qt.MouseButton.LeftButton)
    assert table.selection.filters == ("sex=2",)
    assert {at(table, row, "sex") for row in range(min(table.model.total, 30))} <= {"女", "已隐藏"}
    again = open_menu(table, qtbot, "sex")
    qtbot.waitUntil(lambda: again.values.list.count() > 0)
    assert again.values.chosen() == ("2",)
    with qtbot.waitSignal(table.model.shown):
        qtbot.mouseClick(again.clear_button, Qt.MouseButton.LeftButton)
    assert table.selection.filters == ()


def test_numbers_texts_and_presence_are_asked_for(table: LedgerTable, qtbot: QtBot) -> None:
    menu = open_menu(table, qtbot, "age")
    menu.least.setText("abc")
    qtbot.keyClick(menu.least, Qt.Key.Key_Return)
    assert menu.isVisible()
    menu.least.setText("60")
    with qtbot.waitSignal(table.model.shown):
        qtbot.keyClick(menu.least, Qt.Key.Key_Return)
    assert table.selection.filters == ("age>=60",)
    menu = open_menu(table, qtbot, "name")
    menu.part.setText("王")
    with qtbot.waitSignal(table.model.shown):
        qtbot.keyClick(menu.part, Qt.Key.Key_Return)
    assert table.selection.filters == ("age>=60", "name~王")
    menu = open_menu(table, qtbot, "phone")
    menu.presence.button(2).setChecked(True)
    with qtbot.waitSignal(table.model.shown):
        qtbot.mouseClick(menu.apply_button, Qt.MouseButton.LeftButton)
    assert "phone=" in table.selection.filters


def test_places_are_chosen_under_the_address(table: LedgerTable, qtbot: QtBot) -> None:
    menu = open_menu(table, qtbot, "residence_address")
    qtbot.waitUntil(lambda: menu.values.list.count() > 0)
    first = menu.values.list.item(0)
    menu.values.tick_only(first.data(Qt.ItemDataRole.UserRole))
    with qtbot.waitSignal(table.model.shown):
        qtbot.mouseClick(menu.apply_button, Qt.MouseButton.LeftButton)
    assert table.selection.filters[0].startswith("compound_uid=")
    assert table.model.total > 0
