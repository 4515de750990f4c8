"""The table of a ledger as people use it: keys, editing, what others write meanwhile."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records import editing
from tests.ui.ledger_view.at_table import COLUMNS, PERSON, at, editor_of, press, written
from ui.desk import Desk
from ui.ledger_view.table import LedgerTable
from ui.parts.choices import ChoiceBox
from ui.parts.fields import LineEdit


def test_keys_move_as_in_excel_across_the_frozen_columns(table: LedgerTable, qtbot: QtBot) -> None:
    panes = table.panes
    assert panes.current == (0, 0)
    assert panes.frozen_count == 2
    press(qtbot, table, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down)
    assert panes.current == (1, 2)
    assert panes.main.hasFocus()
    press(qtbot, table, Qt.Key.Key_Left)
    assert panes.current == (1, 1)
    assert panes.frozen.hasFocus()
    press(qtbot, table, Qt.Key.Key_End, held=Qt.KeyboardModifier.ControlModifier)
    assert panes.current == (table.model.total - 1, len(COLUMNS) - 1)
    press(qtbot, table, Qt.Key.Key_Home)
    assert panes.current == (table.model.total - 1, 0)
    press(qtbot, table, Qt.Key.Key_Up, held=Qt.KeyboardModifier.ControlModifier)
    assert panes.current == (0, 0)
    press(qtbot, table, Qt.Key.Key_PageDown)
    assert panes.current[0] > 3


def test_shift_and_ctrl_select_blocks_rows_and_everything(table: LedgerTable, qtbot: QtBot) -> None:
    shift, control = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
    press(qtbot, table, Qt.Key.Key_Right, Qt.Key.Key_Right, held=shift)
    press(qtbot, table, Qt.Key.Key_Down, held=shift)
    assert table.chosen is not None
    assert table.chosen.rows == ((0, 1),)
    assert table.chosen.columns == COLUMNS[:3]
    press(qtbot, table, Qt.Key.Key_Space, held=shift)
    assert table.chosen.columns == COLUMNS
    press(qtbot, table, Qt.Key.Key_A, held=control)
    assert table.chosen.rows == ((0, table.model.total - 1),)
    qtbot.waitUntil(lambda: "合计" in table.line.text())
    assert f"{table.model.total:,} 行" in table.line.text()


def test_typing_writes_a_cell_and_enter_goes_down(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    table.panes.go(2, COLUMNS.index("employer"))
    said: list[tuple[str, int]] = []
    desk.said.connect(lambda text, action: said.append((text, action)))
    press(qtbot, table, Qt.Key.Key_X)
    editor = editor_of(table, LineEdit)
    editor.setText("银杏小学")
    written(desk, qtbot, lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    assert table.panes.current == (3, COLUMNS.index("employer"))
    qtbot.waitUntil(lambda: bool(said))
    assert said[0][1] == desk.session.store.last_action()
    qtbot.waitUntil(lambda: at(table, 2, "employer") == "银杏小学")
    press(qtbot, table, Qt.Key.Key_Up, Qt.Key.Key_F2)
    again = editor_of(table, LineEdit)
    assert again.text() == "银杏小学"
    again.setText("别的")
    qtbot.keyClick(again, Qt.Key.Key_Escape)
    assert at(table, 2, "employer") == "银杏小学"
    press(qtbot, table, Qt.Key.Key_F2)
    last = editor_of(table, LineEdit)
    qtbot.keyClick(last, Qt.Key.Key_Tab)
    assert table.panes.current == (2, COLUMNS.index("employer") + 1)


def test_a_text_that_cannot_be_read_keeps_the_editor_and_says_why(table: LedgerTable, qtbot: QtBot) -> None:
    table.panes.go(0, COLUMNS.index("confirmed_on"))
    press(qtbot, table, Qt.Key.Key_F2)
    editor = editor_of(table, LineEdit)
    editor.setText("2026-02-31")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert "最近核实日期" in table.note.text
    assert editor.isVisible()
    qtbot.keyClick(editor, Qt.Key.Key_Escape)
    assert not table.note.text


def test_a_code_is_chosen_by_typing_a_part_of_it(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    row = next(row for row in range(20) if at(table, row, "occupation_status") not in ("学生", "已隐藏"))
    table.panes.go(row, COLUMNS.index("occupation_status"))
    press(qtbot, table, Qt.Key.Key_F2)
    box = editor_of(table, ChoiceBox)
    assert isinstance(box, ChoiceBox)
    before = at(table, row, "occupation_status")
    wanted = next(box.itemText(number) for number in (1, 2) if box.itemText(number) != before)
    box.setEditText("")
    commit = QInputMethodEvent("", [])
    commit.setCommitString(wanted[:2])
    QApplication.sendEvent(box, commit)
    popup = box.completer().popup()
    qtbot.waitUntil(popup.isVisible)
    assert popup.model().rowCount() < box.count()
    popup.hide()
    box.setEditText(wanted)
    written(desk, qtbot, lambda: qtbot.keyClick(box, Qt.Key.Key_Return))
    qtbot.waitUntil(lambda: at(table, row, "occupation_status") == wanted)


def test_a_masked_cell_is_replaced_whole_and_never_shown(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    row = next(row for row in range(30) if "*" in (at(table, row, "phone") or ""))
    table.panes.go(row, COLUMNS.index("phone"))
    press(qtbot, table, Qt.Key.Key_F2)
    editor = editor_of(table, LineEdit)
    assert editor.text() == ""
    qtbot.keyClicks(editor, "13812345678")
    written(desk, qtbot, lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    qtbot.waitUntil(lambda: at(table, row, "phone") == "138****5678")


def test_composition_begins_in_the_cell_and_survives(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    table.panes.go(1, COLUMNS.index("employer"))
    pane = table.panes.main
    QApplication.sendEvent(pane, QInputMethodEvent("yin xing", []))
    editor = editor_of(table, LineEdit)
    QApplication.sendEvent(pane, QInputMethodEvent("yin xing xiao", []))
    commit = QInputMethodEvent("", [])
    commit.setCommitString("银杏小学")
    QApplication.sendEvent(pane, commit)
    assert editor.text() == "银杏小学"
    written(desk, qtbot, lambda: qtbot.keyClick(editor, Qt.Key.Key_Return))
    qtbot.waitUntil(lambda: at(table, 1, "employer") == "银杏小学")


def test_changed_beneath_says_by_whom_at_the_row(
    table: LedgerTable, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = table.model.record_at(0)
    monkeypatch.setattr(table, "touches", lambda _: False)  # the news of the other change has not come yet
    editing.change(desk.session, PERSON, record, {"employer": "别人写的"})
    table.panes.go(0, COLUMNS.index("employer"))
    press(qtbot, table, Qt.Key.Key_F2)
    editor = editor_of(table, LineEdit)
    editor.setText("我写的")
    with qtbot.waitSignal(table.writer.refused):
        qtbot.keyClick(editor, Qt.Key.Key_Return)
    assert "wang" in table.note.text or "王芳" in table.note.text
    qtbot.waitUntil(lambda: at(table, 0, "employer") == "别人写的")


def test_what_others_write_comes_in_and_the_row_stays(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    table.panes.go(40, 2)
    qtbot.waitUntil(lambda: bool(table.current_record) and table.model.record_at(40) == table.current_record)
    record = table.current_record
    total = table.model.total
    typed = {"name": "阿安", "id_type": "其他", "sex": "女", "birth_date": "1990", "population_type": "户籍人口"}
    written(desk, qtbot, lambda: editing.add(desk.session, PERSON, typed))
    qtbot.waitUntil(lambda: table.model.total == total + 1)
    qtbot.waitUntil(lambda: table.model.record_at(table.panes.current[0]) == record)


def test_a_table_stands_again_where_it_stood(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    table.panes.go(120, 3)
    qtbot.waitUntil(lambda: table.model.record_at(120) == table.current_record != "")
    standing = table.standing()
    table.panes.go(0, 0)
    table.stand(standing)
    qtbot.waitUntil(lambda: table.panes.current == (120, 3))
    assert table.standing() == standing
