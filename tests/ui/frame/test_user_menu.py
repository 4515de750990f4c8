"""The user's menu: text size and theme at once, kept for the next time."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.stores.session import Session
from app.stores.settings import Settings
from app.watch import alerts
from app.watch.watching import Watching
from tests.input_method import commit
from ui.frame.window import MainWindow
from ui.look.theme import theme
from ui.parts.dialog import ReasonDialog

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


def test_somebody_reports_the_own_account_from_the_menu(window: MainWindow, session: Session, qtbot: QtBot) -> None:
    said: list[str] = []
    window.desk.said.connect(lambda text, _action: said.append(text))
    next(one for one in window.user.menu().actions() if one.text() == "报告账号异常…").trigger()
    (dialog,) = window.findChildren(ReasonDialog)
    assert not dialog.yes.isEnabled()
    commit(dialog.edit, "昨晚有人用过")
    QTest.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(said))
    assert said == ["已报告，负责人会在“异常提醒”里看到"]
    Watching(session).catch_up()
    assert [(one.rule, one.told) for one in alerts.listing(session)] == [("reported", "昨晚有人用过")]
