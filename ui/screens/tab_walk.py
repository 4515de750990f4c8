"""Walks a window by Tab alone: every control must be reached, and none may keep the focus."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.screens.finding import focusable, name_of

_ROUNDS = 2


def walk(top: QWidget) -> list[str]:
    """What Tab does not reach, or where it is caught; the window must be shown and active."""
    wanted = focusable(top)
    if not wanted:
        return []
    wanted[0].setFocus(Qt.FocusReason.TabFocusReason)
    reached: list[QWidget] = []
    for _ in range(_ROUNDS * len(wanted)):
        here = top.focusWidget()
        reached.append(here)
        _press_tab(here)
        if top.focusWidget() is here and len(wanted) > 1:
            return [f"Tab is caught by {_told(here)}"]
    ids = {id(widget) for widget in reached}
    still = focusable(top)  # of buttons that exclude one another Qt leaves one in Tab's way, once one was reached
    return [f"Tab does not reach {_told(widget)}" for widget in wanted if id(widget) not in ids and widget in still]


def _press_tab(widget: QWidget) -> None:
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "\t"))


def _told(widget: QWidget) -> str:
    return f"{type(widget).__name__} 「{name_of(widget) or widget.objectName()}」"
