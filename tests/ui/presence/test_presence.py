"""What the system says of somebody's being away: over a real message bus, and in Windows' numbers."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtDBus import QDBusConnection
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from ledger import clock
from tests.ui.presence.buses import a_bus, needs_bus
from ui.login import idle_watch
from ui.login.idle_watch import IdleWatch
from ui.presence import bus, presence_windows, untouched, untouched_linux
from ui.presence.away import AwayWatch
from ui.presence.sleep_hold import LOGIND

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="D-Bus is Linux's")


@pytest.fixture
def heard(tmp_path: Path, qtbot: QtBot) -> Iterator[tuple[AwayWatch, str]]:
    """A watch on a bus that is both session's and system's, and its address."""
    window = QWidget()
    qtbot.addWidget(window)
    with a_bus(tmp_path, "away") as (one, address):
        watch = AwayWatch(window)
        watch.hear_on(one, one)
        assert watch.heard == 8
        yield watch, address


def _tell(address: str, path: str, signal: str, *values: str) -> None:
    words = ["gdbus", "emit", "--session", "--object-path", path, "--signal", signal, *values]
    subprocess.run(words, check=True, timeout=20, env={**os.environ, "DBUS_SESSION_BUS_ADDRESS": address})


@needs_bus
@pytest.mark.parametrize(
    ("path", "signal", "values"),
    [
        ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged", ("true",)),
        ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged", ("true",)),
        ("/", "org.ukui.ScreenSaver.lock", ()),
        ("/org/freedesktop/login1/session/_32", f"{LOGIND}.Session.Lock", ()),
    ],
)
def test_a_locked_screen_is_heard(
    heard: tuple[AwayWatch, str], qtbot: QtBot, path: str, signal: str, values: tuple[str, ...]
) -> None:
    watch, address = heard
    with qtbot.waitSignal(watch.locked, timeout=10_000):
        _tell(address, path, signal, *values)


@needs_bus
def test_going_to_sleep_is_heard_and_waking_up_is_not(heard: tuple[AwayWatch, str], qtbot: QtBot) -> None:
    watch, address = heard
    with qtbot.waitSignal(watch.sleeping, timeout=10_000):
        _tell(address, "/org/freedesktop/login1", f"{LOGIND}.Manager.PrepareForSleep", "true")
    with qtbot.assertNotEmitted(watch.sleeping, wait=300):
        _tell(address, "/org/freedesktop/login1", f"{LOGIND}.Manager.PrepareForSleep", "false")


@needs_bus
def test_a_session_whose_hint_says_locked_locks(
    heard: tuple[AwayWatch, str], qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    watch, address = heard
    told = (
        "org.freedesktop.DBus.Properties.PropertiesChanged",
        f"'{LOGIND}.Session'",
        "{'LockedHint': <true>}",
        "@as []",
    )
    with qtbot.assertNotEmitted(watch.locked, wait=300):
        _tell(address, "/org/freedesktop/login1/session/_32", *told)
    monkeypatch.setattr(bus, "ask", lambda *_: True)
    with qtbot.waitSignal(watch.locked, timeout=10_000):
        _tell(address, "/org/freedesktop/login1/session/_32", *told)


@needs_bus
def test_a_question_is_answered_and_silence_is_no_answer(tmp_path: Path, qtbot: QtBot) -> None:
    with a_bus(tmp_path, "asked") as (one, _):
        assert bus.ask(one, "org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetId")
        assert bus.ask(one, "org.nobody.There", "/", "org.nobody.There.Ask") is None
    assert bus.ask(QDBusConnection("none"), "org.freedesktop.DBus", "/", "org.freedesktop.DBus.GetId") is None


def test_the_first_who_knows_answers() -> None:
    assert untouched.first_answer((lambda: None, lambda: 5, lambda: 9)) == 5
    assert untouched.first_answer((lambda: None,)) is None
    found = untouched.untouched_ms()
    assert found is None or found >= 0


def test_logind_counts_from_when_the_session_became_idle(monkeypatch: pytest.MonkeyPatch) -> None:
    answers: dict[str, object] = {"IdleHint": True, "IdleSinceHint": 1_000_000_000}
    monkeypatch.setattr(bus, "ask", lambda *words: answers[str(words[-1])])
    monkeypatch.setattr(clock, "now", lambda: datetime.fromtimestamp(1005, UTC))
    assert untouched_linux.of_logind() == 5000
    answers["IdleHint"] = False
    assert untouched_linux.of_logind() is None


def test_x11_is_asked_under_x11_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":77")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    assert untouched_linux.of_x11() is None
    monkeypatch.delenv("WAYLAND_DISPLAY")
    assert untouched_linux.of_x11() is None  # nobody shows :77


@pytest.mark.parametrize(
    ("message", "word", "meant"),
    [(0x2B1, 7, "locked"), (0x2B1, 8, ""), (0x218, 4, "sleeping"), (0x218, 18, ""), (0x100, 7, "")],
)
def test_windows_messages_are_told_apart(message: int, word: int, meant: str) -> None:
    assert presence_windows.means(message, word) == meant


_RECORDED = {
    "screen locked": ("00000000000a0d1c b1020000 00000000 0700000000000000 0200000000000000", "locked"),
    "screen unlocked": ("00000000000a0d1c b1020000 00000000 0800000000000000 0200000000000000", ""),
    "falls asleep": ("00000000000a0d1c 18020000 00000000 0400000000000000 0000000000000000", "sleeping"),
    "woke up": ("00000000000a0d1c 18020000 00000000 1200000000000000 0000000000000000", ""),
    "power state": ("00000000000a0d1c 18020000 00000000 0a00000000000000 0000000000000000", ""),
    "key": ("00000000000a0d1c 00010000 00000000 0700000000000000 0100240100000000", ""),
}
"""MSG structures of 64-bit Windows as bytes: window, number, word, long."""


@pytest.mark.parametrize("name", _RECORDED)
def test_a_message_as_windows_hands_it_over_is_read_and_left_to_the_others(qtbot: QtBot, name: str) -> None:
    raw, meant = _RECORDED[name]
    message = ctypes.create_string_buffer(bytes.fromhex(raw), 64)  # time and place of the mouse behind it
    told: list[str] = []
    window = QWidget()
    qtbot.addWidget(window)
    ear = presence_windows.Ear(window, lambda: told.append("locked"), lambda: told.append("sleeping"))
    assert ear.nativeEventFilter(b"windows_generic_MSG", ctypes.addressof(message)) == (False, 0)
    assert told == ([meant] if meant else [])


def test_who_works_in_another_program_is_not_locked_out(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere: list[int | None] = [60_000 - 40]
    monkeypatch.setattr(idle_watch, "untouched_ms", lambda: elsewhere[0])
    watch = IdleWatch(1)
    watch.begin()
    with qtbot.assertNotEmitted(watch.idle, wait=10):
        watch._on_time_up()
    elsewhere[0] = 60_000
    with qtbot.waitSignal(watch.idle, timeout=5000):
        pass  # the forty milliseconds that were left
    elsewhere[0] = None
    with qtbot.waitSignal(watch.idle, timeout=5000):
        watch._on_time_up()
    assert watch.minutes == 1
