"""What the first statistics need is read in calm moments alone."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from app.figures import warming
from app.jobs import JobContext
from ui.frame import warm_up
from ui.frame.warm_up import WarmUp
from ui.login.idle_watch import IdleWatch
from ui.workers import JobRunner


class _Reading:
    """Stands for the reading of pandas, which a process does once."""

    def __init__(self) -> None:
        self.has_begun = self.rests = self.ready = False

    def begin(self) -> None:
        self.has_begun = True

    def rest(self, *, rests: bool) -> None:
        self.rests = rests

    def is_ready(self) -> bool:
        return self.ready


@pytest.fixture
def reading(monkeypatch: pytest.MonkeyPatch) -> _Reading:
    made = _Reading()
    for name in ("begin", "rest", "is_ready"):
        monkeypatch.setattr(warming, name, getattr(made, name))
    monkeypatch.setattr(warm_up, "_CALM_BEATS", 2)
    monkeypatch.setattr(warm_up, "_BEAT_MS", 10)
    monkeypatch.setattr(warm_up, "_UNTOUCHED_MS", 60)
    return made


def test_it_begins_when_all_is_calm_and_rests_while_somebody_works(reading: _Reading, qtbot: QtBot) -> None:
    edit = QLineEdit()
    qtbot.addWidget(edit)
    edit.show()
    edit.activateWindow()
    qtbot.waitUntil(edit.isActiveWindow)
    runner, idle = JobRunner(), IdleWatch(10, edit)
    idle.begin()
    going_on, began = threading.Event(), threading.Event()

    def work(_ctx: JobContext) -> None:
        began.set()
        going_on.wait(20)

    runner.start(runner.reading(work))
    warm = WarmUp(idle, runner, edit)
    warm.begin()
    qtbot.waitUntil(lambda: began.is_set() and idle.untouched_ms > 100)
    assert not reading.has_begun  # a job is on its way
    going_on.set()
    qtbot.waitUntil(lambda: reading.has_begun)
    qtbot.waitUntil(lambda: not reading.rests)
    QTest.keyClick(edit.windowHandle(), Qt.Key.Key_A)
    qtbot.waitUntil(lambda: reading.rests)
    qtbot.waitUntil(lambda: not reading.rests)
    reading.ready = True
    qtbot.waitUntil(lambda: not warm.is_watching)
    runner.close()
