"""The lock, the time until it comes, and changing the password."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app import logs
from app.stores.session import Session
from tests.committee import LOGIN, PASSWORD
from ui.desk import Desk
from ui.login.change_password import ChangePassword
from ui.login.idle_watch import IdleWatch
from ui.login.lock_screen import LockScreen

_NEW = "Ginkgo_2027x"


def test_the_lock_opens_for_the_password_alone(qtbot: QtBot, session: Session) -> None:
    screen = LockScreen(session)
    qtbot.addWidget(screen)
    screen.show()
    screen.lock()
    QTest.keyClicks(screen.password, "falsch")
    QTest.keyClick(screen.password, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "不对" in screen.error.text())
    qtbot.waitUntil(screen.button.isEnabled)
    assert screen.password.text() == ""
    QTest.keyClicks(screen.password, PASSWORD)
    with qtbot.waitSignal(screen.unlocked):
        QTest.mouseClick(screen.button, Qt.MouseButton.LeftButton)
    assert screen.password.text() == ""
    log = (session.store.folder / logs.FOLDER / logs.FILE_NAME).read_text(encoding="utf-8")
    assert [word in log for word in ("locked", "wrong password", "unlocked")] == [True] * 3
    with qtbot.waitSignal(screen.left):
        QTest.mouseClick(screen.leave, Qt.MouseButton.LeftButton)


def test_nobody_at_the_keyboard_is_noticed_once(qtbot: QtBot, session: Session) -> None:
    watch = IdleWatch(0)
    watch.set_minutes(5)
    assert watch.minutes == 5
    watch.set_minutes(0)
    with qtbot.waitSignal(watch.idle):
        watch.begin()
    watch.end()


def test_a_touch_begins_the_time_anew(qtbot: QtBot, session: Session) -> None:
    watch = IdleWatch(60)
    screen = LockScreen(session)
    qtbot.addWidget(screen)
    screen.show()
    screen.activateWindow()
    qtbot.waitUntil(screen.isActiveWindow)
    watch.begin()
    handle = screen.windowHandle()
    assert handle is not None
    watch._timer.stop()
    QTest.keyClick(handle, Qt.Key.Key_A)
    qtbot.waitUntil(watch._timer.isActive)
    watch._timer.stop()
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, pos=QPoint(7, 7))
    qtbot.waitUntil(watch._timer.isActive)
    watch.end()
    assert not watch._timer.isActive()


def _dialog(qtbot: QtBot, desk: Desk) -> ChangePassword:
    dialog = ChangePassword(desk.session, desk.runner)
    qtbot.addWidget(dialog)
    dialog.show()
    return dialog


def _fill(dialog: ChangePassword, old: str, new: str) -> None:
    QTest.keyClicks(dialog.old, old)
    QTest.keyClicks(dialog.new.edit, new)
    QTest.keyClicks(dialog.new.again, new)


def test_the_password_is_changed(qtbot: QtBot, desk: Desk) -> None:
    dialog = _dialog(qtbot, desk)
    assert not dialog.button.isEnabled()
    _fill(dialog, PASSWORD, _NEW)
    with qtbot.waitSignal(dialog.accepted):
        QTest.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    desk.session.verify_password(_NEW)


def test_a_wrong_present_password_changes_nothing(qtbot: QtBot, desk: Desk) -> None:
    dialog = _dialog(qtbot, desk)
    _fill(dialog, "falsch", _NEW)
    QTest.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "没有改" in dialog.old_line.error)
    assert dialog.isEnabled()
    desk.session.verify_password(PASSWORD)


def test_a_new_password_knows_whose_it_is(qtbot: QtBot, desk: Desk) -> None:
    dialog = _dialog(qtbot, desk)
    qtbot.waitUntil(lambda: dialog.new._name == "王芳")
    _fill(dialog, PASSWORD, "F4ng-w@ng.xx")
    assert dialog.new.is_good
    dialog.new.clear()
    _fill(dialog, PASSWORD, f"{LOGIN}#2026xx")
    assert not dialog.button.isEnabled()
