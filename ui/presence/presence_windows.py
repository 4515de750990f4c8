"""The Windows half: the last input of the session, and messages about the locked screen and sleep.

Written from Microsoft's documentation and not yet tried on Windows; a system that refuses leaves the window's own time
and Ctrl+L.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication
from PySide6.QtWidgets import QWidget
from typing_extensions import override

WM_POWERBROADCAST = 0x0218
PBT_APMSUSPEND = 0x0004
WM_WTSSESSION_CHANGE = 0x02B1
WTS_SESSION_LOCK = 0x7
_THIS_SESSION = 0
_WRAPS_AT = 1 << 32  # milliseconds since the start, 49 days


class _LastInput(ctypes.Structure):
    _fields_ = (("cbSize", wintypes.UINT), ("dwTime", wintypes.DWORD))


def untouched_ms() -> int | None:
    """How long ago the session's keyboard or mouse was last touched."""
    if sys.platform == "win32":
        last = _LastInput(ctypes.sizeof(_LastInput), 0)
        if ctypes.windll.user32.GetLastInputInfo(ctypes.byref(last)):
            return int((ctypes.windll.kernel32.GetTickCount() - last.dwTime) % _WRAPS_AT)
    return None


def means(message: int, word: int) -> str:
    """What a message of the system says: `locked`, `sleeping`, or nothing that matters here."""
    if message == WM_WTSSESSION_CHANGE and word == WTS_SESSION_LOCK:
        return "locked"
    return "sleeping" if message == WM_POWERBROADCAST and word == PBT_APMSUSPEND else ""


class Ear(QAbstractNativeEventFilter):
    """Hears what Windows tells the window, for as long as it lives."""

    def __init__(self, window: QWidget, locked: Callable[[], None], sleeping: Callable[[], None]) -> None:
        super().__init__()
        self._told = {"locked": locked, "sleeping": sleeping}
        application = QCoreApplication.instance()
        if application is not None and sys.platform == "win32":
            application.installNativeEventFilter(self)
            ctypes.windll.wtsapi32.WTSRegisterSessionNotification(wintypes.HWND(int(window.winId())), _THIS_SESSION)

    @override
    def nativeEventFilter(
        self, event_type: QByteArray | bytes | bytearray | memoryview, message: int
    ) -> tuple[bool, int]:
        told = wintypes.MSG.from_address(int(message))
        meant = means(told.message, told.wParam)
        if meant:
            self._told[meant]()
        return False, 0
