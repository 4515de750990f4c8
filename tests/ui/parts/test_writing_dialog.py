"""The dialog that runs a job: it waits, closes when it is done, tells what went wrong, and begins once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.jobs import Job, JobContext
from storage.errors import StoreInReading
from ui.parts.fields import LineEdit
from ui.parts.writing_dialog import WritingDialog
from ui.workers import JobRunner


class Asking(WritingDialog):
    def __init__(self, runner: JobRunner, work: Callable[[JobContext], Any]) -> None:
        super().__init__("写一点", "写", runner)
        self.text, self._work = LineEdit(), work
        self.body.addWidget(self.text)

    @override
    def job(self) -> Job[Any]:
        return self._work


def asking(qtbot: QtBot, work: Callable[[JobContext], Any]) -> Asking:
    dialog = Asking(JobRunner(), work)
    qtbot.addWidget(dialog)
    dialog.open()
    return dialog


def test_what_came_of_it_is_there_when_it_is_accepted(qtbot: QtBot) -> None:
    dialog = asking(qtbot, lambda _: 7)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert dialog.result_of == 7


def test_trouble_stands_in_the_dialog_and_goes_with_the_next_try(qtbot: QtBot) -> None:
    tries = []

    def work(_ctx: JobContext) -> None:
        tries.append(dialog.isEnabled())
        if len(tries) == 1:
            raise StoreInReading

    dialog = asking(qtbot, work)
    qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert not dialog.isEnabled()
    dialog.submit()  # Enter and the button at once
    qtbot.waitUntil(dialog.error.isVisible)
    assert "正在导出或读取台账" in dialog.error.text()
    qtbot.waitUntil(dialog.isEnabled)
    with qtbot.waitSignal(dialog.accepted):
        qtbot.mouseClick(dialog.button, Qt.MouseButton.LeftButton)
    assert tries == [False, False]
    assert not dialog.error.text()
