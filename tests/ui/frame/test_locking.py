"""The lock covers at once whatever stands over the window, asks nothing, and loses nothing of what was typed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from app.records.choosing import Choice
from app.records.filters import Selection
from ledger import catalog
from tests.committee import PASSWORD
from tests.ui.dialogs import in_front, press
from tests.ui.frame.conftest import SmallPage
from ui.desk import Desk
from ui.dossier.life_dialogs import AddTagDialog
from ui.exporting.dialog import ExportDialog
from ui.frame.about import About
from ui.frame.window import MainWindow
from ui.importing.page import ImportPage
from ui.importing.steps import QUESTIONS, SHEETS
from ui.ledger_view.block_dialog import BlockDialog
from ui.login.change_password import ChangePassword
from ui.parts.dialog import ReasonDialog, ask_reason, open_dialog, question
from ui.parts.file_choice import choose_target
from ui.people.page import PeoplePage
from ui.record_form.dialog import RecordDialog

PageOf = Callable[[str], SmallPage]
PERSON = catalog.named("person")
_PATIENCE_MS = 20_000


def _unlock(qtbot: QtBot, window: MainWindow) -> None:
    screen = window.cover.lock_screen
    assert screen is not None
    QTest.keyClicks(screen.password, PASSWORD)
    with qtbot.waitSignal(window.cover.unlocked, timeout=_PATIENCE_MS):
        QTest.keyClick(screen.password, Qt.Key.Key_Return)


def _lock_by_key(qtbot: QtBot, window: MainWindow) -> None:
    """As a person does whom somebody calls: from the dialog in front."""
    dialog = in_front()
    assert dialog is not None
    qtbot.waitUntil(dialog.isActiveWindow)
    QTest.keyClick(dialog, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert window.cover.is_locked
    assert _over(window) == []


def _over(window: MainWindow) -> list[QDialog]:
    dialogs = [one for one in QApplication.topLevelWidgets() if isinstance(one, QDialog)]
    return [one for one in dialogs if one.isVisible() and one is not window]


def test_an_unsaved_form_is_put_away_unasked_and_comes_back_as_it_was(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    form = RecordDialog(desk, PERSON, parent=window)
    form.open()
    qtbot.waitUntil(lambda: form.form is not None)
    assert form.form is not None
    form.form.fill({"name": "张新来", "phone": "13812345678"})
    window.idle.idle.emit()
    assert window.cover.is_locked
    assert _over(window) == []
    _unlock(qtbot, window)
    assert _over(window) == [form]
    assert form.form.typed() == {"name": "张新来", "phone": "13812345678"}
    assert form.windowModality() == Qt.WindowModality.WindowModal
    form.close_without_asking()


def test_a_question_over_a_form_comes_back_over_it(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    form = RecordDialog(desk, PERSON, parent=window)
    form.open()
    qtbot.waitUntil(lambda: form.form is not None)
    assert form.form is not None
    form.form.fill({"name": "张新来"})
    QTest.keyClick(form, Qt.Key.Key_Escape)
    asked = in_front()
    assert asked is not form
    _lock_by_key(qtbot, window)
    _unlock(qtbot, window)
    assert in_front() is asked
    press("取消")
    assert in_front() is form
    QTest.keyClick(form, Qt.Key.Key_Escape)
    press("不保存，关闭")
    assert _over(window) == []


def _reason(_desk: Desk, window: MainWindow) -> QLineEdit:
    ask_reason(window, "删除 张*", "为什么删除？", lambda _reason: None)
    dialog = in_front()
    assert isinstance(dialog, ReasonDialog)
    return dialog.edit


def _form(desk: Desk, window: MainWindow) -> QLineEdit:
    dialog = AddTagDialog(desk, Choice("", "张*", ""), parent=window)
    open_dialog(dialog)
    return dialog.basis


def _export(desk: Desk, window: MainWindow) -> QLineEdit:
    dialog = ExportDialog(desk, "person", Selection(), window)
    open_dialog(dialog)
    return dialog.list.target.edit


def _password(desk: Desk, window: MainWindow) -> QLineEdit:
    dialog = ChangePassword(desk.session, desk.runner, window)
    open_dialog(dialog)
    return dialog.old


def _file(_desk: Desk, window: MainWindow) -> QLineEdit:
    dialog = choose_target(window, "保存日志", "里弄日志.txt", "文本 (*.txt)", lambda _path: None)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    return name


@pytest.mark.parametrize("open_one", [_reason, _form, _export, _password, _file])
def test_what_is_typed_in_a_dialog_is_typed_on_after_the_lock(
    window: MainWindow, desk: Desk, qtbot: QtBot, open_one: Callable[[Desk, MainWindow], QLineEdit]
) -> None:
    edit = open_one(desk, window)
    dialog = edit.window()
    edit.setFocus()
    edit.clear()
    QTest.keyClicks(edit, "abcd")
    QTest.keyClick(edit, Qt.Key.Key_Left)
    dialog.move(dialog.pos() + QPoint(30, 20))
    place = dialog.geometry()
    window.lock()
    assert _over(window) == []
    _unlock(qtbot, window)
    assert _over(window) == [dialog]
    assert dialog.geometry() == place
    qtbot.waitUntil(edit.hasFocus)
    QTest.keyClicks(edit, "x")
    assert edit.text() == "abcxd"
    dialog.close()


def test_a_preview_of_a_pasted_block_comes_back_and_is_applied(
    real_window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.go("people")
    page = real_window.pages.present
    assert isinstance(page, PeoplePage)
    table = page.panel.table
    qtbot.waitUntil(lambda: bool(table.current_record), timeout=_PATIENCE_MS)
    table.panes.go(0, [one.field.name for one in table.model.columns].index("employer"))
    QApplication.clipboard().setText("".join(f"第{n}厂\r\n" for n in range(30)))
    table.cells.paste()
    qtbot.waitUntil(lambda: isinstance(in_front(), BlockDialog), timeout=_PATIENCE_MS)
    preview = in_front()
    _lock_by_key(qtbot, real_window)
    _unlock(qtbot, real_window)
    assert in_front() is preview
    assert isinstance(preview, BlockDialog)
    with qtbot.waitSignal(table.blocks.applied, timeout=_PATIENCE_MS):
        QTest.mouseClick(preview.yes, Qt.MouseButton.LeftButton)


def test_a_message_comes_back_until_it_is_closed(window: MainWindow, qtbot: QtBot) -> None:
    window.actions_by_id["about"].trigger()
    told = in_front()
    assert isinstance(told, About)
    _lock_by_key(qtbot, window)
    _unlock(qtbot, window)
    assert in_front() is told
    press("关闭")
    assert _over(window) == []


def test_a_question_of_the_import_stands_as_it_was_half_answered(
    real_window: MainWindow, desk: Desk, qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "走访.csv"
    people = "".join(f"张新来{n},男,1980-01-0{n},户籍人口,党员吧\n" for n in range(1, 4))
    file.write_text(f"姓名,性别,出生日期,人口类型,政治面貌\n{people}", encoding="utf-8")
    desk.go("import")
    page = real_window.pages.present
    assert isinstance(page, ImportPage)
    page.file.choose(file)
    qtbot.waitUntil(lambda: page.now == SHEETS and page.frame.on.isEnabled(), timeout=_PATIENCE_MS)
    QTest.mouseClick(page.frame.on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.now == QUESTIONS and bool(page.questions.values.boxes), timeout=_PATIENCE_MS)
    ((_, box),) = page.questions.values.boxes.items()
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    answer = box.currentText()
    real_window.lock()
    assert not page.isVisible()
    _unlock(qtbot, real_window)
    assert page.questions.isVisible()
    assert ("党员" in box.currentText(), box.currentText()) == (True, answer)
    assert real_window.focusWidget() is box


def test_what_is_done_with_under_the_lock_stays_away(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    dialog = question(window, "合并？", "两份合为一份。", "合并")
    dialog.open()
    window.lock()
    dialog.accept()  # as a job does that ends meanwhile
    _unlock(qtbot, window)
    assert _over(window) == []


def test_what_opens_over_a_locked_window_waits_for_the_password(window: MainWindow, qtbot: QtBot) -> None:
    window.lock()
    late = question(window, "台账里已有", "张*已经在台账里。", "打开")
    late.open()
    handle = late.windowHandle()
    assert handle is None or not handle.isVisible()  # not for a moment
    qtbot.waitUntil(lambda: not late.isVisible())
    _unlock(qtbot, window)
    assert late.isVisible()
    late.reject()
    late.open()
    assert late.isVisible()
    late.reject()


def test_what_is_typed_on_a_page_keeps_its_cursor(window: MainWindow, page_of: PageOf, qtbot: QtBot) -> None:
    field = page_of("today").field
    field.setFocus()
    QTest.keyClicks(field, "abc")
    window.lock()
    assert not field.isVisible()
    _unlock(qtbot, window)
    had_focus, text = window.focusWidget() is field, field.text()
    field.clear()  # or the window asks before it closes
    assert (had_focus, text) == (True, "abc")


@pytest.fixture
def real_window(desk: Desk, qtbot: QtBot) -> MainWindow:
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made
