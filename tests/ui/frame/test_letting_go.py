"""After the cover the keys and what was read go too; the password brings back the place, and what was being typed."""

from __future__ import annotations

import weakref
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.backups import making
from app.jobs import without_collections
from app.records import editing
from ledger import catalog
from storage.errors import StoreSealed
from tests.app.rights.staff import A_PERSON
from tests.committee import PASSWORD
from tests.input_method import commit
from tests.ui.frame.conftest import SmallPage
from ui.desk import Desk, Place
from ui.frame.pages import PAGES
from ui.frame.window import MainWindow
from ui.look.theme import theme
from ui.people.page import PeoplePage
from ui.record_form.dialog import RecordDialog

PERSON = catalog.named("person")
_PATIENCE_MS = 20_000


def _lock(qtbot: QtBot, window: MainWindow) -> None:
    """Lock, and not wait for the grace."""
    window.lock()
    qtbot.waitUntil(lambda: not window.desk.runner.is_busy, timeout=_PATIENCE_MS)
    with qtbot.waitSignal(window.letting_go.sealed, timeout=_PATIENCE_MS):
        window.letting_go.try_now()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)


def _unlock(qtbot: QtBot, window: MainWindow) -> None:
    screen = window.cover.lock_screen
    assert screen is not None
    QTest.keyClicks(screen.password, PASSWORD)
    with qtbot.waitSignal(window.cover.unlocked, timeout=_PATIENCE_MS):
        QTest.keyClick(screen.password, Qt.Key.Key_Return)


@pytest.fixture
def real_window(desk: Desk, qtbot: QtBot) -> Iterator[MainWindow]:
    made = MainWindow(desk)
    qtbot.addWidget(made)
    made.resize(1366, 768)
    made.show()
    qtbot.waitExposed(made)
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)


def _wait_for_rows(qtbot: QtBot, window: MainWindow) -> None:
    page = window.pages.present
    assert isinstance(page, PeoplePage)
    qtbot.waitUntil(lambda: bool(page.panel.table.current_record), timeout=_PATIENCE_MS)


def test_pages_lists_and_keys_are_gone_and_the_place_comes_back(
    real_window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.go("today")
    desk.go("people", search="张")
    _wait_for_rows(qtbot, real_window)
    page = real_window.pages.present
    assert isinstance(page, PeoplePage)
    held = [weakref.ref(page), weakref.ref(page.panel.table.model)]
    del page
    with without_collections():  # as an import does: what lives now is set aside from the collector
        pass
    _lock(qtbot, real_window)
    assert desk.session.store.is_sealed
    assert [one for one in held if one() is not None] == []
    assert real_window.pages.opened("today") is None
    with pytest.raises(StoreSealed):
        desk.session.reader()
    _unlock(qtbot, real_window)
    _wait_for_rows(qtbot, real_window)
    assert real_window.pages.present is not None
    assert real_window.pages.present.standing()["search"] == "张"


def test_every_page_that_was_open_survives_the_lock_and_what_happens_after(
    real_window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    for entry in PAGES:
        if not entry.beneath:
            real_window.go(Place(entry.name))
    _lock(qtbot, real_window)
    assert [entry.name for entry in PAGES if real_window.pages.opened(entry.name)] == []
    _unlock(qtbot, real_window)
    assert real_window.pages.present is not None
    editing.add(desk.session, PERSON, A_PERSON)  # whoever is gone hears of nothing
    desk.session.settings["theme"] = "dark"
    theme().changed.emit()
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    desk.session.settings["theme"] = "system"


def test_an_unsaved_form_stays_and_can_be_saved_after_the_unlock(
    real_window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    desk.go("people")
    form = RecordDialog(desk, PERSON, parent=real_window)
    form.open()
    qtbot.waitUntil(lambda: form.form is not None)
    assert form.form is not None
    form.form.fill({"name": "张新来", "phone": "13812345678"})
    page = real_window.pages.present
    _lock(qtbot, real_window)
    assert desk.session.store.is_sealed
    assert real_window.pages.present is page  # the form may belong to it
    _unlock(qtbot, real_window)
    assert form.isVisible()
    assert form.form.typed() == {"name": "张新来", "phone": "13812345678"}
    form.close_without_asking()


@pytest.mark.parametrize("lets_go", [False, True])
def test_what_is_typed_in_a_cell_is_typed_on_after_the_lock(
    real_window: MainWindow, desk: Desk, qtbot: QtBot, lets_go: bool
) -> None:
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
    if lets_go:
        _lock(qtbot, real_window)
    else:
        real_window.lock()
    assert real_window.cover.is_locked
    assert desk.session.store.is_sealed == lets_go
    _unlock(qtbot, real_window)
    assert (editor.isVisible(), editor.text()) == (True, "银杏小学")
    assert real_window.focusWidget() is editor
    assert desk.session.store.last_action() == before
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: desk.session.store.last_action() > before, timeout=_PATIENCE_MS)


def test_a_page_with_something_typed_is_the_only_one_that_stays(
    window: MainWindow, page_of: Callable[[str], SmallPage], qtbot: QtBot
) -> None:
    window.open_page("people")
    field = page_of("today").field
    field.setText("abc")
    window.pages.show_place(Place("today"))
    _lock(qtbot, window)
    assert window.pages.opened("people") is None
    assert page_of("today").field is field
    _unlock(qtbot, window)
    field.clear()


def test_a_job_that_runs_is_waited_for(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.lock()
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    with desk.session.reader():
        window.letting_go.try_now()
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
        assert not desk.session.store.is_sealed
    with qtbot.waitSignal(window.letting_go.sealed, timeout=_PATIENCE_MS):
        window.letting_go.try_now()
    _unlock(qtbot, window)


def test_sleep_locks_and_lets_go_at_once(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    window.away.sleeping.emit()
    assert window.cover.is_locked
    with qtbot.waitSignal(window.letting_go.sealed, timeout=_PATIENCE_MS):
        pass
    _unlock(qtbot, window)


def test_the_screen_of_the_system_locks_the_window(window: MainWindow, qtbot: QtBot) -> None:
    window.away.locked.emit()
    assert window.cover.is_locked
    _unlock(qtbot, window)
    assert not window.desk.session.store.is_sealed


def test_a_wrong_password_under_the_seal_is_entered_after_the_right_one(
    window: MainWindow, desk: Desk, qtbot: QtBot
) -> None:
    _lock(qtbot, window)
    screen = window.cover.lock_screen
    assert screen is not None
    QTest.keyClicks(screen.password, "Wrong#2026x")
    QTest.keyClick(screen.password, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.error.isVisible, timeout=_PATIENCE_MS)
    assert desk.session.store.is_sealed
    _unlock(qtbot, window)
    desk.session.notes.flush()
    with desk.session.reader() as reader:
        kinds = [one.kind for one in reader.actions(classes=("login",), limit=3)]
    assert kinds == ["unlock", "unlock-refused", "lock"]


def test_the_backup_that_the_lock_put_off_is_made_after_it(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    _lock(qtbot, window)
    window.daily_backup.make()
    _unlock(qtbot, window)
    qtbot.waitUntil(lambda: making.is_made_today(desk.session), timeout=_PATIENCE_MS)
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
