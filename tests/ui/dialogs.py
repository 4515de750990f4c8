"""Answers dialogs as a person does: finds the one in front, presses its buttons, names a file."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QLineEdit, QPushButton
from pytestqt.qtbot import QtBot

from tests.input_method import commit
from ui.parts.dialog import ReasonDialog


def in_front() -> QDialog | None:
    """The dialog that has to be answered first; None where none stands open."""
    found = QApplication.activeModalWidget()
    return found if isinstance(found, QDialog) else None


_D = TypeVar("_D", bound=QDialog)


def dialogs_open(kind: type[_D]) -> list[_D]:
    """The dialogs of a kind that stand open, over whatever window."""
    return [one for one in QApplication.topLevelWidgets() if isinstance(one, kind) and one.isVisible()]


def press(text: str) -> None:
    """Press a button of the dialog in front."""
    dialog = in_front()
    assert dialog is not None
    (button,) = [one for one in dialog.findChildren(QPushButton) if one.text() == text and one.isVisible()]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def give_reason(reason: str) -> None:
    """Write why into the dialog in front, and go on."""
    dialog = in_front()
    assert isinstance(dialog, ReasonDialog)
    commit(dialog.edit, reason)
    QTest.keyClick(dialog.edit, Qt.Key.Key_Return)


def name_file(qtbot: QtBot, path: Path) -> None:
    """Choose a file or folder in the file dialog in front."""
    dialog = in_front()
    assert isinstance(dialog, QFileDialog)
    name = dialog.findChild(QLineEdit, "fileNameEdit")
    assert isinstance(name, QLineEdit)
    name.setText(str(path))
    with qtbot.waitSignal(dialog.accepted):
        dialog.accept()
