"""What is urgent is told once: by a sound, from the tray, at the foot; each way can be turned off."""

from __future__ import annotations

import sys
from datetime import date, timedelta

import pytest
from PySide6.QtWidgets import QApplication, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from app.orders import urging, waking
from app.status import daily
from ledger import clock
from storage.store import Entry
from ui.desk import Desk
from ui.frame.alarm import Alarm
from ui.frame.window import MainWindow

_PATIENCE_MS = 20_000


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """What came from where."""
    heard: dict[str, list[str]] = {"sound": [], "tray": []}
    monkeypatch.setattr(QApplication, "beep", lambda: heard["sound"].append("beep"))
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", lambda: True)
    monkeypatch.setattr(Alarm, "_from_tray", lambda _self, text, _tone: heard["tray"].append(text))
    return heard


def _fail(desk: Desk) -> None:
    desk.session.store.note([(Entry("wang", "backup-failed", class_="backup"), {"why": "daily"})])


def _look(qtbot: QtBot, window: MainWindow) -> None:
    with qtbot.waitSignal(window.alarm.told, timeout=_PATIENCE_MS):
        window.alarm.look()


def test_a_failed_backup_is_heard_once(
    window: MainWindow, desk: Desk, qtbot: QtBot, told: dict[str, list[str]]
) -> None:
    said: list[str] = []
    desk.said.connect(lambda text, _action: said.append(text))
    _fail(desk)
    _look(qtbot, window)
    assert told["sound"] == ["beep"]
    assert "备份没有做成" in told["tray"][0]
    assert "备份没有做成" in said[-1]
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    with qtbot.assertNotEmitted(window.alarm.told, wait=300):
        window.alarm.look()
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    assert told["sound"] == ["beep"]


def test_sound_and_tray_can_be_turned_off(
    window: MainWindow, desk: Desk, qtbot: QtBot, told: dict[str, list[str]]
) -> None:
    desk.session.settings["alarm_sound"] = desk.session.settings["alarm_tray"] = False
    _fail(desk)
    _look(qtbot, window)
    assert told == {"sound": [], "tray": []}


def test_news_is_looked_at_soon(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    window.alarm.begin()
    before = window.alarm._timer.remainingTime()
    _fail(desk)
    qtbot.waitUntil(lambda: window.alarm._timer.remainingTime() < min(before, 3000), timeout=_PATIENCE_MS)
    window.alarm.end()


def test_orders_are_woken_and_tell_that_they_are_late_once_a_day(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[date] = []
    told: list[date] = []
    monkeypatch.setattr(waking, "resume_due", lambda _session: asked.append(clock.today()))
    monkeypatch.setattr(urging, "tell_due", lambda _session: told.append(clock.today()))
    today = clock.today()
    for day in (today, today, today + timedelta(days=1)):
        monkeypatch.setattr(clock, "today", lambda day=day: day)
        window.alarm.look()
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    assert asked == told == [today, today + timedelta(days=1)]


def test_news_comes_although_the_daily_work_broke_which_is_reported_once(
    window: MainWindow, desk: Desk, qtbot: QtBot, told: dict[str, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def broken(_session: object) -> int:
        asked.append("told")
        raise ValueError

    reported: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, _error, _trace: reported.append(kind))
    monkeypatch.setattr(urging, "tell_due", broken)
    _fail(desk)
    _look(qtbot, window)
    assert told["sound"] == ["beep"]
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    window.alarm.look()
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    assert (asked, reported) == (["told"], [ValueError])


def test_what_waits_for_an_exchange_is_tried_again(
    window: MainWindow, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(urging, "tell_due", lambda _session: asked.append("told"))
    for waits, so_far in ((True, 0), (True, 0), (False, 1), (False, 1)):
        monkeypatch.setattr(daily, "waits", lambda _session, waits=waits: waits)
        window.alarm.look()
        qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
        assert len(asked) == so_far


def test_under_the_seal_nothing_is_asked(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not desk.runner.is_busy, timeout=_PATIENCE_MS)
    assert desk.session.seal()
    window.alarm.look()
    assert not desk.runner.is_busy
    window.alarm.end()
