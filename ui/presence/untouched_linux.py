"""The Linux half of `untouched`: the desktop's own idle counter, then X11's, then what logind says of the session.

KDE, UKUI and others answer as org.freedesktop.ScreenSaver, GNOME as its IdleMonitor. logind tells only since when the
session is called idle, which desktops decide.
"""

from __future__ import annotations

import ctypes
import os
from contextlib import suppress
from ctypes.util import find_library

from PySide6.QtDBus import QDBusConnection

from ledger import clock
from ui.presence import bus

_LOGIND = "org.freedesktop.login1"
_SESSION = "/org/freedesktop/login1/session/auto"
_PROPERTY = "org.freedesktop.DBus.Properties.Get"


def of_screen_saver() -> int | None:
    """What the desktop's screen saver counts."""
    name = "org.freedesktop.ScreenSaver"
    return _number(
        bus.ask(QDBusConnection.sessionBus(), name, "/org/freedesktop/ScreenSaver", f"{name}.GetSessionIdleTime")
    )


def of_gnome() -> int | None:
    """What GNOME's shell counts."""
    name = "org.gnome.Mutter.IdleMonitor"
    return _number(
        bus.ask(QDBusConnection.sessionBus(), name, "/org/gnome/Mutter/IdleMonitor/Core", f"{name}.GetIdletime")
    )


def of_x11() -> int | None:
    """What the X server counts, through its screen saver extension; never asked under Wayland, where it is wrong."""
    display = os.environ.get("DISPLAY")
    if not display or os.environ.get("WAYLAND_DISPLAY"):
        return None
    with suppress(OSError, AttributeError):
        return _of_x11(display)
    return None


def of_logind() -> int | None:
    """How long the session has been idle, 0 while it is not."""
    system = QDBusConnection.systemBus()
    is_idle = bus.ask(system, _LOGIND, _SESSION, _PROPERTY, f"{_LOGIND}.Session", "IdleHint")
    since = bus.ask(system, _LOGIND, _SESSION, _PROPERTY, f"{_LOGIND}.Session", "IdleSinceHint")
    if not isinstance(is_idle, bool) or not isinstance(since, int) or not since:
        return None
    return max(int(clock.now().timestamp() * 1000) - since // 1000, 0) if is_idle else None


WAYS = (of_screen_saver, of_gnome, of_x11, of_logind)


def _number(found: object) -> int | None:
    return found if isinstance(found, int) and not isinstance(found, bool) else None


class _ScreenSaverInfo(ctypes.Structure):
    _fields_ = (
        ("window", ctypes.c_ulong),
        ("state", ctypes.c_int),
        ("kind", ctypes.c_int),
        ("til_or_since", ctypes.c_ulong),
        ("idle", ctypes.c_ulong),
        ("event_mask", ctypes.c_ulong),
    )


def _of_x11(display: str) -> int | None:
    names = find_library("X11"), find_library("Xss")
    if not all(names):
        return None
    x11, saver = (ctypes.CDLL(name) for name in names)
    x11.XOpenDisplay.restype = ctypes.c_void_p
    x11.XDefaultRootWindow.restype = ctypes.c_ulong
    x11.XDefaultRootWindow.argtypes = x11.XCloseDisplay.argtypes = (ctypes.c_void_p,)
    saver.XScreenSaverQueryInfo.argtypes = (ctypes.c_void_p, ctypes.c_ulong, ctypes.POINTER(_ScreenSaverInfo))
    opened = x11.XOpenDisplay(display.encode())
    if not opened:
        return None
    try:
        info = _ScreenSaverInfo()
        found = saver.XScreenSaverQueryInfo(opened, x11.XDefaultRootWindow(opened), ctypes.byref(info))
        return int(info.idle) if found else None
    finally:
        x11.XCloseDisplay(opened)
