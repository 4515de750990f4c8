"""A wait after wrong passwords, and a password that must be changed before anything opens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.accounts import changing
from app.accounts.details import Details
from app.stores.session import Session
from storage.store import Entry
from tests.committee import LOGIN, PASSWORD, new_session
from ui.login.countdown import Countdown
from ui.login.doorway import Doorway
from ui.login.lock_screen import LockScreen

FIRST, OWN, WRONG = "Gasse!71z", "Eigen!72z", "Falsch!99x"
At = Callable[[Path | None], Doorway]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with new_session(tmp_path / "store") as session:
        changing.open_account(session, "chen", Details(name="陈静", roles=("worker",)), FIRST, reason="新来")
    return tmp_path / "store"


def _log_in(qtbot: QtBot, doorway: Doorway, login: str, password: str) -> None:
    panel = doorway.log_in_panel
    qtbot.waitUntil(lambda: not doorway.is_busy and panel.isEnabled())
    panel.login.setText(login)
    QTest.keyClicks(panel.password, password)
    QTest.keyClick(panel.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: not doorway.is_busy)


def _press(button: QPushButton) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def _age(session: Session) -> None:
    with session.store.change_accounts(Entry(LOGIN, "account-change", class_="account")) as change:
        change.put(replace(change.account(LOGIN), password_at="2026-01-01T00:00:00.000Z"))


def test_after_five_wrong_passwords_the_account_waits_and_another_does_not(
    qtbot: QtBot, doorway_at: At, folder: Path
) -> None:
    doorway = doorway_at(folder)
    panel = doorway.log_in_panel
    for _ in range(5):
        _log_in(qtbot, doorway, LOGIN, WRONG)
        assert "不对" in panel.error.text()
    _log_in(qtbot, doorway, LOGIN, PASSWORD)
    assert "后再试" in panel.error.text()
    assert not panel.button.isEnabled()
    said = panel.error.text()
    qtbot.waitUntil(lambda: panel.error.text() != said, timeout=3000)  # it counts down
    panel.login.setText("chen")
    assert panel.button.isEnabled()
    assert panel.error.text() == ""
    panel.login.setText(LOGIN)
    assert not panel.button.isEnabled()
    panel.countdown.begin(0)
    assert panel.button.isEnabled()
    assert "可以再试" in panel.error.text()


def test_a_password_set_by_somebody_else_is_changed_before_the_window_opens(
    qtbot: QtBot, doorway_at: At, folder: Path
) -> None:
    doorway = doorway_at(folder)
    _log_in(qtbot, doorway, "chen", FIRST)
    panel = doorway.renew_panel
    assert doorway.present is panel
    assert "别人设的" in panel.why.text()
    for field in (panel.password.edit, panel.password.again):
        QTest.keyClicks(field, FIRST)
    _press(panel.button)
    qtbot.waitUntil(lambda: "最近用过" in panel.error.text())
    qtbot.waitUntil(panel.isEnabled)
    for field in (panel.password.edit, panel.password.again):
        QTest.keyClicks(field, OWN)
    with qtbot.waitSignal(doorway.opened) as opened:
        QTest.keyClick(panel.password.again, Qt.Key.Key_Return)
    assert opened.args is not None
    with opened.args[0] as session:
        assert session.account.login == "chen"
        assert not session.account.must_change


def test_an_old_password_opens_nothing_but_its_change_and_the_way_back(
    qtbot: QtBot, doorway_at: At, folder: Path
) -> None:
    with Session.open(folder, LOGIN, PASSWORD) as session:
        _age(session)
    doorway = doorway_at(folder)
    _log_in(qtbot, doorway, LOGIN, PASSWORD)
    assert doorway.present is doorway.renew_panel
    assert "30 天" in doorway.renew_panel.why.text()
    _press(doorway.renew_panel.back)
    assert doorway.present is doorway.log_in_panel
    assert doorway._tried == ("", "")


def test_a_stopped_account_is_told_on_the_form(qtbot: QtBot, doorway_at: At, folder: Path) -> None:
    kept = (folder / "keys.json").read_bytes()
    with Session.open(folder, LOGIN, PASSWORD) as session:
        changing.stop_account(session, "chen", reason="离职")
    (folder / "keys.json").write_bytes(kept)
    doorway = doorway_at(folder)
    _log_in(qtbot, doorway, "chen", FIRST)
    assert doorway.present is doorway.log_in_panel
    assert "已经停用" in doorway.log_in_panel.error.text()


def test_a_wait_ends_by_itself(qtbot: QtBot) -> None:
    countdown = Countdown()
    ticks: list[int] = []
    countdown.ticked.connect(ticks.append)
    with qtbot.waitSignal(countdown.over, timeout=4000):
        countdown.begin(2)
    assert ticks[0] == 2
    assert not countdown.is_running


def test_a_lock_asks_for_a_new_password_once_the_old_one_is_over(qtbot: QtBot, session: Session) -> None:
    screen = LockScreen(session)
    qtbot.addWidget(screen)
    screen.show()
    screen.lock()
    _age(session)
    QTest.keyClicks(screen.password, PASSWORD)
    QTest.keyClick(screen.password, Qt.Key.Key_Return)
    qtbot.waitUntil(screen.new.isVisible)
    qtbot.waitUntil(screen.new.isEnabled)
    assert "30 天" in screen.error.text()
    assert not screen.button.isEnabled()
    for field in (screen.new.edit, screen.new.again):
        QTest.keyClicks(field, OWN)
    with qtbot.waitSignal(screen.unlocked):
        _press(screen.button)
    session.verify_password(OWN)


def test_a_lock_waits_after_wrong_passwords(qtbot: QtBot, session: Session) -> None:
    screen = LockScreen(session)
    qtbot.addWidget(screen)
    screen.show()
    screen.lock()
    for _ in range(5):
        qtbot.waitUntil(screen.button.isEnabled)
        QTest.keyClicks(screen.password, WRONG)
        QTest.keyClick(screen.password, Qt.Key.Key_Return)
        qtbot.waitUntil(lambda: "不对" in screen.error.text() and screen.password.isEnabled())
        screen.error.tell("")
    QTest.keyClicks(screen.password, PASSWORD)
    QTest.keyClick(screen.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "后再试" in screen.error.text())
    assert not screen.button.isEnabled()
