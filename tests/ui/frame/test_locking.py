"""The lock covers at once whatever stands over the window, asks nothing, and loses nothing of what was typed."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLineEdit
from pytestqt.qtbot import QtBot

from ledger import catalog
from tests.input_method import commit
from tests.ui.conftest import PASSWORD
from tests.ui.frame.conftest import SmallPage
from ui.desk import Desk
from ui.frame.window import MainWindow
from ui.parts.dialog import ask, question
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


def test_a_question_over_a_form_is_answered_with_no_and_the_form_comes_back(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    form = RecordDialog(desk, PERSON, parent=window)
    form.open()
    qtbot.waitUntil(lambda: form.form is not None)
    QTimer.singleShot(0, window.lock)
    assert not ask(form, "还没有保存", "要关闭吗？", "不保存，关闭")
    assert window.cover.is_locked
    assert _over(window) == []
    _unlock(qtbot, window)
    assert _over(window) == [form]
    form.close_without_asking()


def test_what_opens_over_a_locked_window_waits_for_the_password(window: MainWindow, qtbot: QtBot) -> None:
    window.lock()
    late = question(window, "台账里已有", "张*已经在台账里。", "打开")
    late.open()
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


def test_the_text_in_an_open_cell_is_still_being_edited(real_window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    before = desk.session.store.last_action()
    desk.go("people")
    page = real_window.pages.present
    assert isinstance(page, PeoplePage)
    table = page.panel.table
    qtbot.waitUntil(lambda: bool(table.current_record), timeout=_PATIENCE_MS)
    column = [one.field.name for one in table.model.columns].index("employer")
    table.panes.go(0, column)
    table.panes.setFocus()
    pane = table.panes.pane_of(column)
    qtbot.keyClick(pane, Qt.Key.Key_F2)
    (editor,) = [one for one in pane.viewport().findChildren(QLineEdit) if one.isVisible()]
    commit(editor, "银杏小学")
    real_window.lock()
    assert real_window.cover.is_locked
    _unlock(qtbot, real_window)
    assert editor.isVisible()
    assert editor.text() == "银杏小学"
    assert real_window.focusWidget() is editor
    assert desk.session.store.last_action() == before
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.store.last_action() > before, timeout=_PATIENCE_MS)
