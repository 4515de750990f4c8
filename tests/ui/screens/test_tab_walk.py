"""The walk by Tab reaches what it should and tells what it cannot reach or leave."""

from __future__ import annotations

from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QTableView, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from ui.parts.buttons import plain_button
from ui.parts.fields import CodeBox, DateEdit, Labelled, LineEdit, PasswordEdit
from ui.parts.table import plain_table
from ui.screens.tab_walk import walk


def shown(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    whole = QWidget()
    qtbot.addWidget(whole)
    column = QVBoxLayout(whole)
    for widget in widgets:
        column.addWidget(widget)
    with qtbot.waitActive(whole):
        whole.show()
        whole.activateWindow()
    return whole


def test_forms_and_tables_of_our_parts_are_walked_through(qtbot: QtBot) -> None:
    model = QStandardItemModel(3, 3)
    fields = [Labelled("姓名", LineEdit()), Labelled("民族", CodeBox("ethnicity")), Labelled("出生日期", DateEdit())]
    table = plain_table(model, "居民")
    model.setParent(table)
    whole = shown(qtbot, *fields, Labelled("密码", PasswordEdit()), table, plain_button("保存"))
    assert walk(whole) == []


def test_text_that_keeps_tab_is_a_trap(qtbot: QtBot) -> None:
    trap = QPlainTextEdit()
    trap.setAccessibleName("备注")
    whole = shown(qtbot, LineEdit(), trap, QPushButton("保存"))
    assert walk(whole) == ["Tab is caught by QPlainTextEdit 「备注」"]


def test_table_whose_cells_take_tab_keeps_others_out_of_reach(qtbot: QtBot) -> None:
    model = QStandardItemModel(2, 2)
    table = QTableView()
    table.setModel(model)
    model.setParent(table)
    table.setCurrentIndex(model.index(0, 0))
    whole = shown(qtbot, table, QPushButton("保存"))
    assert walk(whole)


class _SkipsTheNext(QPushButton):
    @override
    def focusNextPrevChild(self, forward: bool) -> bool:
        button = self.parentWidget().findChildren(QPushButton)[2]
        button.setFocus()
        return True


def test_control_that_is_passed_over_is_told(qtbot: QtBot) -> None:
    whole = shown(qtbot, _SkipsTheNext("甲"), QPushButton("乙"), QPushButton("丙"))
    assert walk(whole) == ["Tab does not reach QPushButton 「乙」"]


def test_window_without_controls_has_nothing_to_walk(qtbot: QtBot) -> None:
    assert walk(shown(qtbot, QWidget())) == []
