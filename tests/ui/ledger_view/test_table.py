"""The table of a ledger as people use it: keys, editing, filters, blocks of cells, what others write meanwhile."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app import editing
from app.filters import Selection
from ledger import catalog
from ui.desk import Desk
from ui.ledger_view import cell_actions
from ui.ledger_view.block_dialog import BlockDialog
from ui.ledger_view.column_menu import ColumnMenu
from ui.ledger_view.table import LedgerTable
from ui.look.theme import theme
from ui.parts.choices import ChoiceBox
from ui.parts.fields import LineEdit

PERSON = catalog.named("person")
COLUMNS = ("name", "residence_address", "sex", "age", "phone", "employer", "occupation_status", "confirmed_on")


@pytest.fixture
def table(desk: Desk, qtbot: QtBot, qapp: QApplication) -> Iterator[LedgerTable]:
    theme().apply(qapp)
    made = LedgerTable(desk, PERSON, columns=COLUMNS, adds_rows=True)
    made.resize(1000, 500)
    qtbot.addWidget(made)
    tester = QAbstractItemModelTester(made.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    made.show()
    with qtbot.waitSignal(made.model.shown):
        made.show_list(Selection(everyone=True))
    qtbot.waitUntil(lambda: bool(made.current_record))
    made.setFocus()
    yield made
    tester.deleteLater()


def press(
    qtbot: QtBot, table: LedgerTable, *keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
) -> None:
    for key in keys:
        qtbot.keyClick(table.panes.pane_of(max(table.panes.current[1], 0)), key, held)


def editor_of(table: LedgerTable, kind: type[QWidget]) -> QWidget:
    pane = table.panes.pane_of(table.panes.current[1])
    found = [one for one in pane.viewport().findChildren(kind) if one.isVisible() and one.parent() is pane.viewport()]
    assert len(found) == 1
    return found[0]


def at(table: LedgerTable, row: int, name: str) -> str | None:
    return table.model.text_at(row, COLUMNS.index(name))


def written(desk: Desk, qtbot: QtBot, act: Callable[[], object]) -> None:
    with qtbot.waitSignal(desk.events.changed):
        act()


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
    assert done.args[0].action == before + 1 == desk.session.store.last_action()
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


def test_cells_are_emptied_only_after_asking(
    table: LedgerTable, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = table.model.record_at(0)
    written(desk, qtbot, lambda: editing.change(desk.session, PERSON, record, {"employer": "旧厂"}))
    qtbot.waitUntil(lambda: at(table, 0, "employer") == "旧厂")
    table.panes.go(0, COLUMNS.index("employer"))
    answers = iter((False, True))
    monkeypatch.setattr(cell_actions, "ask", lambda *_, **__: next(answers))
    press(qtbot, table, Qt.Key.Key_Delete)
    assert at(table, 0, "employer") == "旧厂"
    with qtbot.waitSignal(table.blocks.applied):
        press(qtbot, table, Qt.Key.Key_Delete)
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


def test_a_plan_of_nothing_says_so(table: LedgerTable, qtbot: QtBot) -> None:
    QGuiApplication.clipboard().setText("")
    table.cells.paste()
    assert "剪贴板里没有" in table.note.text
    table.panes.go(0, COLUMNS.index("sex"))
    QGuiApplication.clipboard().setText(at(table, 0, "sex") or "")
    with qtbot.waitSignal(table.blocks.failed):
        table.cells.paste()
    assert "一样" in table.note.text
