"""Blocks of cells: copied, pasted, filled and emptied, each as one action."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.records import editing
from tests.ui import dialogs
from tests.ui.ledger_view.at_table import COLUMNS, PERSON, at, editor_of, press, written
from ui.desk import Desk
from ui.ledger_view import cell_actions
from ui.ledger_view.block_dialog import BlockDialog
from ui.ledger_view.table import LedgerTable
from ui.parts.fields import LineEdit


def test_cells_are_copied_plain_and_with_headings(table: LedgerTable, qtbot: QtBot) -> None:
    control, shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
    table.panes.go(0, 3)
    table.panes.go(1, 4, extends=True)
    with qtbot.waitSignal(table.blocks.copied):
        press(qtbot, table, Qt.Key.Key_C, held=control)
    lines = QGuiApplication.clipboard().text().split("\r\n")
    assert lines == [f"{at(table, row, 'age') or ''}\t{at(table, row, 'phone') or ''}" for row in (0, 1)]
    with qtbot.waitSignal(table.blocks.copied):
        press(qtbot, table, Qt.Key.Key_C, held=control | shift)
    assert QGuiApplication.clipboard().text().startswith("年龄\t联系电话\r\n")
    assert "<th" in QGuiApplication.clipboard().mimeData().html()


def test_200_rows_from_excel_are_looked_at_and_pasted_as_one_action(
    table: LedgerTable, desk: Desk, qtbot: QtBot
) -> None:
    lines = [f'"第{n}厂\n""东区"""\t' for n in range(199)] + ["最后一厂\t没有这样的状况"]
    QGuiApplication.clipboard().setText("\r\n".join(lines) + "\r\n")
    table.panes.go(0, COLUMNS.index("employer"))
    before = desk.session.store.last_action()
    with qtbot.waitSignal(table.blocks.to_look_at, timeout=15000):
        press(qtbot, table, Qt.Key.Key_V, held=Qt.KeyboardModifier.ControlModifier)
    dialog = table.findChild(BlockDialog)
    assert dialog is not None
    refused = next(button for button in dialog.choices if "不能写入" in button.text())
    qtbot.mouseClick(refused, Qt.MouseButton.LeftButton)
    assert dialog.lines.index(0, 4).data() == "没有这个选项"
    assert not dialog.table.horizontalScrollBar().maximum()  # the reason is in sight
    assert dialog.table.columnViewportPosition(4) + dialog.table.columnWidth(4) <= dialog.table.viewport().width()
    assert dialog.findChildren(QLabel)[1].text().endswith("有 1 格不能写入，原样不动。")
    assert dialog.yes.text() == "写入 200 行"
    with qtbot.waitSignal(table.blocks.applied, timeout=15000) as done:
        qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    assert done.args[0].changed == 200
    assert before < done.args[0].action == desk.session.store.last_action()  # looks are entered between
    qtbot.waitUntil(lambda: at(table, 0, "employer") == '第0厂 "东区"', timeout=15000)
    table.panes.go(199, 0)
    qtbot.waitUntil(lambda: at(table, 199, "employer") in ("最后一厂", "已隐藏"), timeout=15000)


def test_new_rows_are_pasted_on_the_line_behind_the_last(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    total = table.model.total
    text = "姓名\t证件类型\t性别\t出生日期\t人口类型\r\n" + "".join(
        f"新人{n}\t其他\t女\t1990-01-0{n}\t户籍人口\r\n" for n in (1, 2, 3)
    )
    QGuiApplication.clipboard().setText(text)
    table.panes.go(total, 0)
    assert table.model.is_new_line(table.panes.current[0])
    with qtbot.waitSignal(table.blocks.to_look_at, timeout=15000):
        press(qtbot, table, Qt.Key.Key_V, held=Qt.KeyboardModifier.ControlModifier)
    dialog = table.findChild(BlockDialog)
    assert dialog is not None
    assert dialog.yes.text() == "写入 3 行"
    with qtbot.waitSignal(table.blocks.applied, timeout=15000):
        qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: table.model.total == total + 3)


def test_a_list_of_new_people_as_excel_has_it_is_pasted_and_rows_are_counted(
    table: LedgerTable, desk: Desk, qtbot: QtBot
) -> None:
    total = table.model.total
    rows = "".join(f"新人{n}\t女\t1990-01-{n:02}\t1380000{n:04}\r\n" for n in range(1, 21))
    QGuiApplication.clipboard().setText(f"姓名\t性别\t出生日期\t联系电话\r\n{rows}\t男\t1990-01-01\t\r\n")
    table.panes.go(total, 0)
    with qtbot.waitSignal(table.blocks.to_look_at, timeout=15000):
        press(qtbot, table, Qt.Key.Key_V, held=Qt.KeyboardModifier.ControlModifier)
    dialog = table.findChild(BlockDialog)
    assert dialog is not None
    told = " ".join(one.text() for one in dialog.findChildren(QLabel))
    assert "新增 20 行" in told
    assert "有 1 行不能写入" in told
    assert "20 行还缺证件类型、人口类型，先记为待完善" in told
    assert dialog.yes.text() == "写入其余 20 行"
    with qtbot.waitSignal(table.blocks.applied, timeout=15000):
        qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: table.model.total == total + 20)


def test_one_value_fills_the_selected_cells_and_the_first_row_fills_down(
    table: LedgerTable, desk: Desk, qtbot: QtBot
) -> None:
    column = COLUMNS.index("employer")
    with qtbot.waitSignal(table.model.shown):
        table.filter("age", ("age>=20",))  # what is told of children stays hidden
    table.panes.go(0, column)
    table.panes.go(4, column, extends=True)
    press(qtbot, table, Qt.Key.Key_F2)
    editor = editor_of(table, LineEdit)
    editor.setText("同一厂")
    with qtbot.waitSignal(table.blocks.applied):
        qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: at(table, 4, "employer") == "同一厂")
    table.panes.go(4, column)
    table.panes.go(7, column, extends=True)
    with qtbot.waitSignal(table.blocks.applied):
        press(qtbot, table, Qt.Key.Key_D, held=Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: at(table, 7, "employer") == "同一厂")


def test_cells_are_emptied_only_after_asking(table: LedgerTable, desk: Desk, qtbot: QtBot) -> None:
    record = table.model.record_at(0)
    written(desk, qtbot, lambda: editing.change(desk.session, PERSON, record, {"employer": "旧厂"}))
    qtbot.waitUntil(lambda: at(table, 0, "employer") == "旧厂")
    table.panes.go(0, COLUMNS.index("employer"))
    press(qtbot, table, Qt.Key.Key_Delete)
    dialogs.press("取消")
    assert at(table, 0, "employer") == "旧厂"
    press(qtbot, table, Qt.Key.Key_Delete)
    with qtbot.waitSignal(table.blocks.applied):
        dialogs.press("清空")
    qtbot.waitUntil(lambda: not at(table, 0, "employer"))


def test_only_what_can_be_empty_is_offered_to_be_emptied(
    table: LedgerTable, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(cell_actions, "ask", lambda _parent, _title, text, *_, **__: asked.append(text))
    table.panes.select_all()
    press(qtbot, table, Qt.Key.Key_Delete)
    assert len(asked) == 1
    can = [name for name in COLUMNS if table.cells._can_be_empty(name)]
    assert "employer" in can
    assert not {"name", "age", "residence_address"} & set(can)
    assert f"共 {table.model.total * len(can):,} 格" in asked[0]
    table.panes.go(0, COLUMNS.index("name"))
    press(qtbot, table, Qt.Key.Key_Delete)
    assert len(asked) == 1


def test_a_plan_of_nothing_says_so(table: LedgerTable, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("")
    table.cells.paste()
    assert "剪贴板里没有" in table.note.text
    table.panes.go(0, COLUMNS.index("sex"))
    QGuiApplication.clipboard().setText(at(table, 0, "sex") or "")
    with qtbot.waitSignal(table.blocks.failed):
        table.cells.paste()
    assert "一样" in table.note.text
