"""From the log-in window to an open store."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.ui.conftest import LOGIN, PASSWORD
from ui.login.doorway import Doorway


def test_the_right_password_opens_the_store(qtbot: QtBot, store_folder: Path) -> None:
    doorway = Doorway(store_folder)
    qtbot.addWidget(doorway)
    panel = doorway.log_in_panel
    panel.login.setText(LOGIN)
    QTest.keyClicks(panel.password, PASSWORD)
    with qtbot.waitSignal(doorway.opened) as opened:
        QTest.keyClick(panel.password, Qt.Key.Key_Return)
    session = opened.args[0]
    assert session.login == LOGIN
    assert panel.password.text() == ""
    session.close()


def test_a_wrong_password_is_told_and_opens_nothing(qtbot: QtBot, store_folder: Path) -> None:
    doorway = Doorway(store_folder)
    qtbot.addWidget(doorway)
    panel = doorway.log_in_panel
    panel.login.setText(LOGIN)
    QTest.keyClicks(panel.password, "falsch")
    QTest.mouseClick(panel.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "没有打开" in panel.error.text())
