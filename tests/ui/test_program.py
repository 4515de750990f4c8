"""The program from start to end, on real stores: in, locked and unlocked, out, in again; the demo and its end."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from app.backups import making
from app.backups.restoring import Proof
from app.crash_report import Vigil
from app.demo import opening
from app.stores import instance, paths
from app.stores.session import Session
from tests.committee import LOGIN, PASSWORD
from tests.input_method import commit
from tests.ui.dialogs import in_front
from tests.ui.frame.conftest import SmallPage
from ui import main as main_module
from ui import surroundings
from ui.desk import Leaving
from ui.frame.pages import PageEntry
from ui.frame.window import MainWindow
from ui.garbage import hold
from ui.login.doorway import Doorway
from ui.parts.dialog import ReasonDialog, ask_reason
from ui.program import Program
from ui.trouble.handler import ENDED_BADLY

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _own_folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the program remembers of a user goes to the test's folder; every page is a small one."""
    monkeypatch.setattr(paths, "user_folder", lambda: tmp_path / "user")
    monkeypatch.setattr(paths, "demo_folder", lambda: tmp_path / "demo")
    monkeypatch.setattr(PageEntry, "load", lambda _entry: SmallPage)


@pytest.fixture
def program(store_folder: Path, qtbot: QtBot, qapp: QApplication) -> Iterator[Program]:
    made = Program(qapp, store_folder)
    made.begin()
    yield made
    made.close()
    if made.shown is not None:  # ended with the test: what is added to the bot now is not closed any more
        made.shown.close()
        made.shown.deleteLater()
        hold(made.shown)


def _log_in(program: Program, qtbot: QtBot) -> MainWindow:
    doorway = program.shown
    assert isinstance(doorway, Doorway)
    qtbot.waitUntil(doorway.log_in_panel.isVisible)
    doorway.log_in_panel.login.setText(LOGIN)
    doorway.log_in_panel.password.setText(PASSWORD)
    QTest.keyClick(doorway.log_in_panel.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(program.shown, MainWindow), timeout=20_000)
    window = program.shown
    assert isinstance(window, MainWindow)
    return window


def test_the_right_password_opens_the_window_and_closing_it_closes_the_store(
    program: Program, qtbot: QtBot, store_folder: Path
) -> None:
    window = _log_in(program, qtbot)
    assert window.isVisible()
    session = program.session
    assert session is not None
    assert session.store.folder == store_folder
    window.close()
    qtbot.waitUntil(window.isHidden, timeout=20_000)  # what changed is backed up first
    program.close()
    assert program.session is None
    assert list((store_folder / "backups").glob("*.linongbak"))


def test_locked_it_shows_nothing_and_unlocked_it_is_as_it_was(program: Program, qtbot: QtBot) -> None:
    window = _log_in(program, qtbot)
    window.open_page("people")
    page = window.pages.present
    assert isinstance(page, SmallPage)
    page.field.setText("没写完")
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_L, CTRL)
    assert window.cover.is_locked
    assert not page.isVisible()
    QTest.keyClick(window, Qt.Key.Key_1, CTRL)
    lock = window.cover.lock_screen
    assert lock is not None
    password = lock.findChild(QLineEdit)
    assert password is not None
    password.setText("wrong")
    QTest.keyClick(password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: password.isEnabled() and "密码不对" in lock.error.text())
    password.setText(PASSWORD)
    with qtbot.waitSignal(window.cover.unlocked, timeout=20_000):
        QTest.keyClick(password, Qt.Key.Key_Return)
    assert window.pages.present is page
    assert page.isVisible()
    assert page.field.text() == "没写完"


def test_whoever_logs_in_instead_finds_nothing_of_what_stood_open(program: Program, qtbot: QtBot) -> None:
    window = _log_in(program, qtbot)
    qtbot.waitUntil(window.isActiveWindow)
    ask_reason(window, "删除 张*", "为什么删除？", lambda _reason: None)
    dialog = in_front()
    assert isinstance(dialog, ReasonDialog)
    commit(dialog.edit, "写了一半")
    window.lock()
    lock = window.cover.lock_screen
    assert lock is not None
    lock.left.emit()
    assert isinstance(program.shown, Doorway)
    qtbot.waitUntil(lambda: not isValid(dialog))
    _log_in(program, qtbot)
    assert in_front() is None


def test_logged_out_the_store_is_closed_and_can_be_opened_again(program: Program, qtbot: QtBot) -> None:
    window = _log_in(program, qtbot)
    window.actions_by_id["log_out"].trigger()
    assert program.session is None
    assert isinstance(program.shown, Doorway)
    assert _log_in(program, qtbot) is not window


def test_a_second_start_brings_the_window_forward(program: Program, qtbot: QtBot, store_folder: Path) -> None:
    window = _log_in(program, qtbot)
    window.showMinimized()
    assert instance.call(store_folder)
    qtbot.waitUntil(lambda: not window.isMinimized())


def test_the_demo_is_marked_and_gone_in_one_click(
    program: Program, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "_PEOPLE", 60)
    doorway = program.shown
    assert isinstance(doorway, Doorway)
    doorway.open_demo(tmp_path / "demo")
    qtbot.waitUntil(lambda: isinstance(program.shown, MainWindow), timeout=20_000)
    window = program.shown
    assert isinstance(window, MainWindow)
    assert window.demo_mark is not None
    assert window.demo_mark.isVisible()
    QTest.mouseClick(window.demo_mark.remove_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: isinstance(program.shown, Doorway), timeout=20_000)
    qtbot.waitUntil(lambda: not (tmp_path / "demo").exists(), timeout=20_000)


@pytest.mark.parametrize(
    ("wanted", "plugins", "chosen"),
    [
        ("fcitx", ["libibusplatforminputcontextplugin.so"], "ibus"),
        ("fcitx5", [], "ibus"),
        ("fcitx", ["libfcitx5platforminputcontextplugin.so"], "fcitx"),
        ("ibus", [], "ibus"),
        ("", [], ""),
    ],
)
def test_fcitx_is_asked_as_ibus_where_this_qt_cannot_speak_to_it(wanted: str, plugins: list[str], chosen: str) -> None:
    environ = {"QT_IM_MODULE": wanted} if wanted else {}
    surroundings.choose_input_method(environ, plugins)
    assert environ.get("QT_IM_MODULE", "") == chosen


def test_a_store_is_moved_from_the_window_and_opens_where_it_is_now(
    program: Program, qtbot: QtBot, tmp_path: Path
) -> None:
    window = _log_in(program, qtbot)
    window.desk.leave(Leaving("move", tmp_path / "moved", PASSWORD))
    qtbot.waitUntil(lambda: isinstance(program.shown, MainWindow) and program.shown is not window, timeout=20_000)
    assert program.session is not None
    assert program.session.store.folder == tmp_path / "moved"


def test_a_backup_takes_the_place_of_the_store_from_the_window(
    program: Program, qtbot: QtBot, tmp_path: Path, store_folder: Path
) -> None:
    window = _log_in(program, qtbot)
    assert program.session is not None
    backup = making.make(program.session, to=tmp_path / "one.linongbak").path
    program.session.store.set_setting("proof", 7)
    window.desk.leave(Leaving("restore", backup, proof=Proof(LOGIN, PASSWORD)))
    qtbot.waitUntil(lambda: isinstance(program.shown, MainWindow) and program.shown is not window, timeout=20_000)
    assert program.session.store.folder == store_folder
    assert program.session.store.setting("proof") is None
    assert len(list((store_folder / "replaced").iterdir())) == 1


def test_a_backup_that_does_not_open_leaves_the_store_in_its_place(
    program: Program, qtbot: QtBot, tmp_path: Path, store_folder: Path
) -> None:
    window = _log_in(program, qtbot)
    assert program.session is not None
    backup = making.make(program.session, to=tmp_path / "one.linongbak").path
    window.desk.leave(Leaving("restore", backup, proof=Proof(LOGIN, "Falsch#2026")))
    doorway = program.shown
    assert isinstance(doorway, Doorway)
    qtbot.waitUntil(lambda: not doorway.is_busy, timeout=20_000)
    with Session.open(store_folder, LOGIN, PASSWORD):
        pass
    assert not (store_folder / "replaced").exists()


def test_another_store_is_asked_for_from_the_window(program: Program, qtbot: QtBot, store_folder: Path) -> None:
    window = _log_in(program, qtbot)
    window.desk.leave(Leaving("other"))
    assert isinstance(program.shown, Doorway)
    assert program.session is None
    with Session.open(store_folder, LOGIN, PASSWORD):
        pass


def test_a_restored_store_is_opened_from_the_window(
    program: Program, qtbot: QtBot, store_folder: Path, tmp_path: Path
) -> None:
    restored = Path(shutil.copytree(store_folder, tmp_path / "restored"))
    window = _log_in(program, qtbot)
    window.desk.leave(Leaving("other", restored))
    _log_in(program, qtbot)
    assert program.session is not None
    assert program.session.store.folder == restored


def test_a_bad_end_is_told_at_the_next_start(program: Program, qtbot: QtBot, store_folder: Path) -> None:
    killed = Vigil(store_folder)
    killed.begin()
    window = _log_in(program, qtbot)
    qtbot.waitUntil(lambda: ENDED_BADLY in window.news.text.text())
    killed.end()


def test_a_start_is_found_before_anybody_logged_in(program: Program, qtbot: QtBot, store_folder: Path) -> None:
    assert main_module._is_open_already(store_folder, is_demo=False)
