"""The user's menu: text size and theme at once, kept for the next time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.session import Session
from app.settings import Settings
from ui.frame.window import MainWindow
from ui.look.theme import theme

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture(autouse=True)
def _look() -> Iterator[None]:
    before = theme().kind, theme().text_percent
    yield
    theme().set(*before)


def _choice(window: MainWindow, text: str) -> QAction:
    menu = window.user.menu()
    return next(one for below in menu.actions() if below.menu() for one in below.menu().actions() if one.text() == text)


def test_a_larger_text_is_chosen_shown_as_chosen_and_kept(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    _choice(window, "150%").trigger()
    assert theme().text_percent == 150
    assert _choice(window, "150%").isChecked()
    qtbot.waitUntil(lambda: Settings(session.store.folder).number("text_percent") == 150)


def test_the_theme_is_chosen_and_kept(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    _choice(window, "深色").trigger()
    assert theme().kind == "dark"
    qtbot.waitUntil(lambda: Settings(session.store.folder).text("theme") == "dark")


def test_keys_make_the_text_larger_and_smaller_within_bounds(window: MainWindow) -> None:
    for _ in range(9):
        QTest.keyClick(window, Qt.Key.Key_Equal, CTRL)
    assert theme().text_percent == 175
    for _ in range(9):
        QTest.keyClick(window, Qt.Key.Key_Minus, CTRL)
    assert theme().text_percent == 100
