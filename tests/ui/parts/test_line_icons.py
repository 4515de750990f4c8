"""Icons inside a line of text: as large as the text, in the way of nothing that is written."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look.icons import icon
from ui.look.theme import theme
from ui.parts.fields import LineEdit
from ui.parts.line_icons import follow_with, lead_with, offer_clearing


@pytest.fixture
def line(qtbot: QtBot, qapp: QApplication) -> Iterator[LineEdit]:
    theme().apply(qapp)
    made = LineEdit()
    qtbot.addWidget(made)
    made.show()
    yield made
    theme().set("light", 100)


def test_a_cross_stands_there_while_something_is_written(line: LineEdit, qtbot: QtBot) -> None:
    lead_with(line, "search")
    cross = offer_clearing(line)
    assert not cross.isVisible()
    empty = line.textMargins().right()
    qtbot.keyClicks(line, "wl")
    assert cross.isVisible()
    assert line.textMargins().right() > empty
    assert line.rect().contains(cross.geometry())
    qtbot.mouseClick(cross, Qt.MouseButton.LeftButton)
    assert (line.text(), cross.isVisible()) == ("", False)


def test_icons_grow_with_the_text(line: LineEdit, qtbot: QtBot) -> None:
    button = follow_with(line, QAction(icon("eye", "muted"), "显示密码", line))
    before = button.width()
    theme().set("light", 175)
    qtbot.waitUntil(lambda: button.width() >= before * 1.5)
    line.adjustSize()
    qtbot.waitUntil(lambda: line.rect().contains(button.geometry()))


def test_the_key_of_an_action_works_in_its_line(line: LineEdit, qtbot: QtBot) -> None:
    action = QAction(icon("eye", "muted"), "显示密码", line)
    action.setShortcut("F8")
    button = follow_with(line, action)
    line.activateWindow()
    qtbot.waitUntil(line.isActiveWindow)
    with qtbot.waitSignals([action.triggered, action.triggered]):
        qtbot.keyClick(line, Qt.Key.Key_F8)
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
