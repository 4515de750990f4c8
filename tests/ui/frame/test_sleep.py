"""The PC sleeps when the window has let go of its keys, and not before: logind is held until then."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from tests.ui.presence.buses import Logind, a_bus, logind_on, needs_bus
from ui.desk import Desk
from ui.frame.window import MainWindow

pytestmark = [pytest.mark.skipif(sys.platform != "linux", reason="logind is Linux's"), needs_bus]
_PATIENCE_MS = 20_000


@pytest.fixture
def logind(window: MainWindow, qtbot: QtBot, tmp_path: Path) -> Iterator[Logind]:
    """The system's bus with a logind that the window holds."""
    with a_bus(tmp_path, "sleep") as (bus, address), logind_on(address) as stand_in:
        window.away.hear_on(bus, bus)
        qtbot.waitUntil(lambda: window.away.hold.is_held, timeout=_PATIENCE_MS)
        assert stand_in.is_held()
        yield stand_in
        window.away.end()


def test_what_logind_is_asked_for_is_a_delay_of_sleep(logind: Logind) -> None:
    assert logind.asked == [("sleep", "里弄", "先锁定台账，再睡眠", "delay")]


def test_sleep_waits_for_the_keys_to_go(window: MainWindow, desk: Desk, logind: Logind, qtbot: QtBot) -> None:
    store = desk.session.store
    with desk.session.reader():
        logind.tell_sleep(begins=True)
        qtbot.waitUntil(lambda: window.cover.is_locked, timeout=_PATIENCE_MS)
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
        assert (store.is_sealed, logind.is_held()) == (False, True), "somebody reads: the PC waits"
    qtbot.waitUntil(lambda: not logind.is_held(), timeout=_PATIENCE_MS)
    assert store.is_sealed


def test_a_window_that_was_locked_long_ago_keeps_nobody_awake(
    window: MainWindow, desk: Desk, logind: Logind, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    window.lock()
    with qtbot.waitSignal(window.letting_go.sealed, timeout=_PATIENCE_MS):
        window.letting_go.try_now()
    assert logind.is_held(), "the PC does not fall asleep: after the unlock it is held still"
    logind.tell_sleep(begins=True)
    qtbot.waitUntil(lambda: not logind.is_held(), timeout=_PATIENCE_MS)


def test_after_waking_up_the_next_sleep_is_held(window: MainWindow, desk: Desk, logind: Logind, qtbot: QtBot) -> None:
    logind.tell_sleep(begins=True)
    qtbot.waitUntil(lambda: not logind.is_held(), timeout=_PATIENCE_MS)
    logind.tell_sleep(begins=False)
    qtbot.waitUntil(lambda: len(logind.asked) == 2 and window.away.hold.is_held, timeout=_PATIENCE_MS)
    assert logind.is_held()


def test_a_window_that_closes_holds_nothing(window: MainWindow, logind: Logind, qtbot: QtBot) -> None:
    window.away.end()
    assert not logind.is_held()
    logind.tell_sleep(begins=False)
    QCoreApplication.processEvents()
    assert len(logind.asked) == 1
