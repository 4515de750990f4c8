"""From the log-in window to an open store, and what is said when one stays shut."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.demo import opening as demo
from app.jobs import JobContext
from app.stores import instance, known_stores, moving_store, opening
from app.stores.session import Session
from storage.errors import DatabaseTooNew
from storage.store import Store
from tests.committee import LOGIN, NAME, PASSWORD
from ui.login.doorway import Doorway

At = Callable[[Path | None], Doorway]
_NEW = "Ginkgo_2027x"


def _type(doorway: Doorway, login: str, password: str) -> None:
    panel = doorway.log_in_panel
    panel.login.setText(login)
    panel.password.setFocus()
    QTest.keyClicks(panel.password, password)
    QTest.keyClick(panel.password, Qt.Key.Key_Return)


def _press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _opened(qtbot: QtBot, doorway: Doorway, act: Callable[[], None]) -> Session:
    with qtbot.waitSignal(doorway.opened, timeout=20_000) as opened:
        act()
    assert opened.args is not None
    session = opened.args[0]
    assert isinstance(session, Session)
    return session


def test_the_right_password_opens_the_store_and_is_kept_nowhere(
    qtbot: QtBot, doorway_at: At, store_folder: Path
) -> None:
    doorway = doorway_at(store_folder)
    with _opened(qtbot, doorway, lambda: _type(doorway, LOGIN, PASSWORD)) as session:
        assert session.login == LOGIN
        assert session.store.committee_name == NAME
    assert doorway.log_in_panel.password.text() == ""
    assert [one.name for one in known_stores.known()] == [NAME]
    again = doorway_at(None)
    qtbot.waitUntil(lambda: again.log_in_panel.login.text() == LOGIN)
    assert again.log_in_panel.stores.text().strip() == NAME
    assert again.log_in_panel.password.hasFocus()


def test_a_wrong_password_is_told_where_it_was_typed(qtbot: QtBot, doorway_at: At, store_folder: Path) -> None:
    doorway = doorway_at(store_folder)
    _type(doorway, LOGIN, "falsch")
    panel = doorway.log_in_panel
    qtbot.waitUntil(lambda: "没有打开" in panel.error.text())
    qtbot.waitUntil(panel.isEnabled)
    assert doorway.present is panel
    assert panel.password.text() == ""
    assert panel.login.text() == LOGIN


def test_what_is_missing_is_asked_for(qtbot: QtBot, doorway_at: At, store_folder: Path) -> None:
    doorway = doorway_at(store_folder)
    panel = doorway.log_in_panel
    _press(panel.button)
    assert panel.login_line.error == "请写上账号。"
    panel.login.setText(LOGIN)
    _press(panel.button)
    assert panel.password_line.error == "请输入密码。"
    assert not doorway.is_busy


def test_capitals_without_shift_tell_of_caps_lock(qtbot: QtBot, doorway_at: At, store_folder: Path) -> None:
    panel = doorway_at(store_folder).log_in_panel
    panel.password.setFocus()
    QTest.keyClick(panel.password, Qt.Key.Key_A)
    assert not panel.caps.isVisible()
    from PySide6.QtCore import QEvent
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    press = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_B, Qt.KeyboardModifier.NoModifier, "B")
    QApplication.sendEvent(panel.password, press)
    assert panel.caps.isVisible()
    QTest.keyClick(panel.password, Qt.Key.Key_CapsLock)
    assert not panel.caps.isVisible()


def test_a_store_that_is_open_elsewhere_offers_its_window(
    qtbot: QtBot, doorway_at: At, store_folder: Path, session: Session
) -> None:
    doorway = doorway_at(store_folder)
    _type(doorway, LOGIN, PASSWORD)
    qtbot.waitUntil(lambda: doorway.present is doorway.trouble_panel)
    assert list(doorway.trouble_panel.buttons) == ["raise", "again", "back"]
    _press(doorway.trouble_panel.buttons["raise"])
    qtbot.waitUntil(lambda: "没有回应" in doorway.log_in_panel.error.text())
    listening = instance.listen(store_folder, lambda: None)
    assert listening is not None
    _type(doorway, LOGIN, PASSWORD)
    qtbot.waitUntil(lambda: doorway.present is doorway.trouble_panel)
    with qtbot.waitSignal(doorway.closed):
        _press(doorway.trouble_panel.buttons["raise"])
    listening.close()


def test_a_folder_without_a_store_and_a_damaged_one_have_their_states(
    qtbot: QtBot, doorway_at: At, store_folder: Path, tmp_path: Path
) -> None:
    doorway = doorway_at(tmp_path / "nothing")
    _type(doorway, LOGIN, PASSWORD)
    qtbot.waitUntil(lambda: doorway.present is doorway.trouble_panel)
    assert list(doorway.trouble_panel.buttons) == ["other", "new", "back"]
    _press(doorway.trouble_panel.buttons["new"])
    assert doorway.present is doorway.first_start
    (store_folder / "ledger.db").unlink()
    doorway.choose(store_folder)
    _type(doorway, LOGIN, PASSWORD)
    qtbot.waitUntil(lambda: doorway.present is doorway.trouble_panel)
    assert next(iter(doorway.trouble_panel.buttons)) == "folder"
    _press(doorway.trouble_panel.buttons["back"])
    assert not doorway.first_start.isVisible()
    assert doorway.log_in_panel.isVisible()


def test_a_newer_store_says_so(
    qtbot: QtBot, doorway_at: At, store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_new(*_: object, **__: object) -> Store:
        raise DatabaseTooNew(store_folder, found=9, known=1)

    monkeypatch.setattr(Store, "open", too_new)
    doorway = doorway_at(store_folder)
    _type(doorway, LOGIN, PASSWORD)
    qtbot.waitUntil(lambda: doorway.present is doorway.trouble_panel)
    assert list(doorway.trouble_panel.buttons) == ["back", "other"]


def test_a_long_opening_shows_how_far_it_is_and_can_be_stopped(
    qtbot: QtBot, doorway_at: At, store_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def slow(folder: Path, login: str, password: str, ctx: JobContext) -> Session:
        ctx.report(1, 100, "indexing")
        while True:
            ctx.checkpoint()

    monkeypatch.setattr(opening, "log_in", slow)
    doorway = doorway_at(store_folder)
    _type(doorway, LOGIN, PASSWORD)
    qtbot.waitUntil(lambda: doorway.present is doorway.opening_panel)
    assert "1 / 100" in doorway.opening_panel.line.text()
    _press(doorway.opening_panel.line.cancel_button)
    qtbot.waitUntil(lambda: doorway.present is doorway.log_in_panel and not doorway.is_busy)
    assert doorway.log_in_panel.isEnabled()


def test_another_known_store_is_chosen_from_the_menu(
    qtbot: QtBot, doorway_at: At, store_folder: Path, tmp_path: Path
) -> None:
    other = Path(shutil.copytree(store_folder, tmp_path / "other"))
    known_stores.remember(other, "凌兆居委会")
    known_stores.remember(store_folder, NAME)
    doorway = doorway_at(None)
    assert doorway.folder == store_folder
    actions = doorway.log_in_panel.stores.menu().actions()
    with qtbot.waitSignal(doorway.chosen):
        next(one for one in actions if one.text().startswith("凌兆")).trigger()
    assert doorway.folder == other
    assert doorway.log_in_panel.stores.text().strip() == "凌兆居委会"


def test_the_recovery_key_sets_a_new_password(qtbot: QtBot, doorway_at: At, store_folder: Path) -> None:
    with Session.open(store_folder, LOGIN, PASSWORD) as session:
        key = session.renew_recovery_key(PASSWORD)
        session.remember_login()
    doorway = doorway_at(store_folder)
    qtbot.waitUntil(lambda: doorway.log_in_panel.login.text() == LOGIN)
    _press(doorway.log_in_panel.forgotten_link)
    panel = doorway.recovery_panel
    assert panel.login.text() == LOGIN
    QTest.keyClicks(panel.key, key[:-3].lower())
    panel.password.setFocus()
    assert "还差" in panel.key_line.error
    QTest.keyClicks(panel.key, f"{key[-3:-1]}{'A' if key[-1] != 'A' else 'B'}")
    assert "有字符打错了" in panel.key_line.error
    panel.key_line.clear_error()
    QTest.keyClicks(panel.password.edit, _NEW)
    QTest.keyClicks(panel.password.again, _NEW)
    assert "有字符打错了" in panel.key_line.error
    panel.password.clear()
    QTest.keyClick(panel.key, Qt.Key.Key_Backspace)
    QTest.keyClicks(panel.key, key[-1])
    assert panel.key_line.error == ""
    QTest.keyClicks(panel.password.edit, _NEW)
    assert not panel.button.isEnabled()
    QTest.keyClicks(panel.password.again, _NEW)
    _opened(qtbot, doorway, lambda: _press(panel.button)).close()
    with Session.open(store_folder, LOGIN, _NEW) as session:
        assert session.user_name() == "王芳"


def test_a_password_with_ones_name_is_refused_after_the_key_too(
    qtbot: QtBot, doorway_at: At, store_folder: Path
) -> None:
    with Session.open(store_folder, LOGIN, PASSWORD) as session:
        key = session.renew_recovery_key(PASSWORD)
    doorway = doorway_at(store_folder)
    _press(doorway.log_in_panel.forgotten_link)
    panel = doorway.recovery_panel
    panel.login.setText("other")
    panel.key.setText(key)
    for field in (panel.password.edit, panel.password.again):
        QTest.keyClicks(field, _NEW)
    _press(panel.button)
    qtbot.waitUntil(lambda: "没有打开" in panel.error.text())
    panel.login.setText(LOGIN)
    for field in (panel.password.edit, panel.password.again):
        QTest.keyClicks(field, "Fang-Wang.99")
    assert not panel.password.is_good  # wang is the login
    with Session.open(store_folder, LOGIN, PASSWORD):
        pass


def test_the_demo_opens_unasked_and_goes_again(qtbot: QtBot, doorway_at: At, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "_PEOPLE", 30)
    doorway = doorway_at(None)
    assert doorway.present is doorway.first_start
    session = _opened(qtbot, doorway, lambda: _press(doorway.first_start.welcome.demo))
    assert demo.is_demo(session)
    folder = session.store.folder
    session.close()
    doorway.remove_demo(folder)
    qtbot.waitUntil(lambda: doorway.present is doorway.first_start)
    assert not folder.exists()


def test_a_store_moves_and_opens_where_it_is_now(
    qtbot: QtBot, doorway_at: At, store_folder: Path, tmp_path: Path
) -> None:
    known_stores.remember(store_folder, NAME)
    doorway = doorway_at(store_folder)
    target = tmp_path / "moved"
    session = _opened(qtbot, doorway, lambda: doorway.move_store(store_folder, target, LOGIN, PASSWORD))
    assert session.store.folder == target
    session.close()
    assert [one.folder for one in known_stores.known()] == [target]
    assert moving_store.whereabouts(store_folder) == target


def test_closing_while_a_store_opens_leaves_no_lock(qtbot: QtBot, doorway_at: At, store_folder: Path) -> None:
    doorway = doorway_at(store_folder)
    _type(doorway, LOGIN, PASSWORD)
    doorway.close()
    with Session.open(store_folder, LOGIN, PASSWORD) as session:
        assert session.store.committee_name == NAME
