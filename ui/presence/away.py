"""Hears that the system's screen was locked or that the PC goes to sleep: both lock the window too.

Linux tells over D-Bus: the screen savers' ActiveChanged, logind's Lock, LockedHint and PrepareForSleep; logind is held
until the window says that it `may_sleep` (`sleep_hold`). Windows tells the window itself (`presence_windows`). Where
nothing tells, the window still locks by its time and by Ctrl+L.
"""

from __future__ import annotations

import sys
from typing import Final

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusMessage
from PySide6.QtWidgets import QWidget

from ui.presence import bus
from ui.presence.sleep_hold import LOGIND, SleepHold

_SESSION = "/org/freedesktop/login1/session/auto"
_ACTIVE: Final = (
    ("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged"),
    ("/ScreenSaver", "org.freedesktop.ScreenSaver.ActiveChanged"),
    ("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver.ActiveChanged"),
    ("/", "org.mate.ScreenSaver.ActiveChanged"),
)
_UKUI: Final = ("/", "org.ukui.ScreenSaver.lock")


class AwayWatch(QObject):
    """`locked` when the screen was locked, `sleeping` when the PC is about to sleep."""

    locked = Signal()
    sleeping = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._system: QDBusConnection | None = None
        self._is_falling_asleep = False
        self.hold = SleepHold(self)
        self.heard = 0
        """How many ways of being told there are."""

    def begin(self) -> None:
        """Listen from now on; the window is shown."""
        if sys.platform == "win32":
            from ui.presence import presence_windows

            self._ear = presence_windows.Ear(self._window, self.locked.emit, self.sleeping.emit)
            self.heard = 1
            return
        self.hear_on(QDBusConnection.sessionBus(), QDBusConnection.systemBus())

    def hear_on(self, session: QDBusConnection, system: QDBusConnection) -> None:
        """Listen on these buses."""
        told = [bus.hear(session, path, signal, self, "on_active(bool)") for path, signal in _ACTIVE]
        told.append(bus.hear(session, *_UKUI, self, "on_lock()"))
        told.append(bus.hear(system, "", f"{LOGIND}.Session.Lock", self, "on_lock()"))
        changed = "org.freedesktop.DBus.Properties.PropertiesChanged"
        told.append(bus.hear(system, "", changed, self, "on_properties(QDBusMessage)"))
        told.append(
            bus.hear(system, "/org/freedesktop/login1", f"{LOGIND}.Manager.PrepareForSleep", self, "on_sleep(bool)")
        )
        self.heard = sum(told)
        self._system = system
        self.hold.take(system)

    def may_sleep(self) -> None:
        """Nothing is left in memory that should not be: the PC need not wait, if it does."""
        if self._is_falling_asleep:
            self.hold.let_go()

    def end(self) -> None:
        """The window closes: there is nothing to wait for any more."""
        self._system = None
        self.hold.let_go()

    @Slot(bool)
    def on_active(self, is_active: bool) -> None:  # noqa: FBT001 - a slot
        """A screen saver came on; each of them locks, or is about to."""
        if is_active:
            self.locked.emit()

    @Slot()
    def on_lock(self) -> None:
        """The session is to be locked."""
        self.locked.emit()

    @Slot(QDBusMessage)
    def on_properties(self, message: QDBusMessage) -> None:
        """Something about a session changed: is it ours, and locked now?"""
        told = message.arguments()
        if told and told[0] == f"{LOGIND}.Session" and self._is_session_locked():
            self.locked.emit()

    @Slot(bool)
    def on_sleep(self, begins: bool) -> None:  # noqa: FBT001 - a slot
        """The PC goes to sleep, or woke up: then the window was locked before, and the next sleep is held again."""
        self._is_falling_asleep = begins
        if begins:
            self.sleeping.emit()
        elif self._system is not None:
            self.hold.let_go()
            self.hold.take(self._system)

    def _is_session_locked(self) -> bool:
        found = bus.ask(
            QDBusConnection.systemBus(), LOGIND, _SESSION, "org.freedesktop.DBus.Properties.Get", f"{LOGIND}.Session",
            "LockedHint",
        )  # fmt: skip
        return found is True
