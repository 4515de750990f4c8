"""Asks the system to wait with its sleep until the window has let go of its keys: logind's delay inhibitor.

The system waits for as long as somebody holds the descriptor that logind gave, five seconds at most unless an
administrator set another time (`InhibitDelayMaxSec`). Without logind nothing is held: the PC sleeps when it wants to.
"""

from __future__ import annotations

import os
from typing import Final

from PySide6.QtCore import SLOT, QObject, Slot
from PySide6.QtDBus import QDBusConnection, QDBusError, QDBusMessage, QDBusUnixFileDescriptor

LOGIND: Final = "org.freedesktop.login1"
_PATH, _MANAGER = "/org/freedesktop/login1", "org.freedesktop.login1.Manager"
_WHAT, _WHO, _WHY, _MODE = "sleep", "里弄", "先锁定台账，再睡眠", "delay"
_PATIENCE_MS = 5000


class SleepHold(QObject):
    """One hold on the system's sleep: `take` it while the window is open, `let_go` once nothing is left to be read."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._descriptor = -1
        self._is_wanted = False

    @property
    def is_held(self) -> bool:
        """True while the system waits for us before it sleeps."""
        return self._descriptor >= 0

    def take(self, system: QDBusConnection) -> None:
        """Ask for it, without waiting for the answer."""
        if self._is_wanted or not system.isConnected():
            return
        self._is_wanted = True
        asked = QDBusMessage.createMethodCall(LOGIND, _PATH, _MANAGER, "Inhibit")
        asked.setArguments([_WHAT, _WHO, _WHY, _MODE])
        given, refused = SLOT("on_given(QDBusMessage)"), SLOT("on_refused(QDBusError,QDBusMessage)")
        system.callWithCallback(asked, self, given, refused, _PATIENCE_MS)  # type: ignore[call-overload]  # text only

    def let_go(self) -> None:
        """Hold the system no longer; an answer that is still to come is not kept."""
        self._is_wanted = False
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    @Slot(QDBusMessage)
    def on_given(self, answer: QDBusMessage) -> None:
        """The system waits for as long as the descriptor is open."""
        given = next(iter(answer.arguments()), None)
        if self._is_wanted and isinstance(given, QDBusUnixFileDescriptor) and given.isValid():
            self._descriptor = os.dup(given.fileDescriptor())  # Qt closes its own with the message

    @Slot(QDBusError, QDBusMessage)
    def on_refused(self, _error: QDBusError, _asked: QDBusMessage) -> None:
        """No logind, or one that refuses: the PC sleeps when it wants to."""
        self._is_wanted = False
