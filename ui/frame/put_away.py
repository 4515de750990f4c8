"""Windows that the lock puts away and brings back as they stood: place, size, the field and the cursor in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QMetaObject, QObject, QRect, Qt
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget
from shiboken6 import isValid

_PASSING = (Qt.WindowType.ToolTip, Qt.WindowType.Popup, Qt.WindowType.SplashScreen)


@dataclass(slots=True)
class _Standing:
    """How a window stood when it was put away."""

    widget: QWidget
    place: QRect
    focused: QWidget | None
    cursor: int = 0
    selected: tuple[int, int] = (-1, 0)
    finished: QMetaObject.Connection | None = None


class PutAway:
    """The windows that are away. What is done with meanwhile, for its job ended, stays away."""

    def __init__(self) -> None:
        self._away: list[_Standing] = []

    @property
    def is_holding(self) -> bool:
        """True while a window is away that will come back."""
        return bool(self._away)

    def take(self, windows: Iterable[QWidget]) -> None:
        """Hide these windows, those on top first. One that a caller waits for gives its safe answer and is gone."""
        for one in sorted(windows, key=_depth, reverse=True):
            if one.windowType() in _PASSING:
                one.hide()
            elif isinstance(one, QDialog) and one.windowModality() == Qt.WindowModality.ApplicationModal:
                one.reject()
            else:
                self._hide(one)
            one.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, on=False)

    def bring_back(self) -> None:
        """Show them again, those on top last."""
        away, self._away = self._away, []
        for one in sorted((one for one in away if isValid(one.widget)), key=lambda one: _depth(one.widget)):
            if one.finished is not None:
                QObject.disconnect(one.finished)
            one.widget.setGeometry(one.place)
            one.widget.show()
            _put_focus(one)

    def _hide(self, widget: QWidget) -> None:
        focused = widget.focusWidget()
        standing = _Standing(widget, widget.geometry(), focused)
        if isinstance(focused, QLineEdit):
            standing.cursor = focused.cursorPosition()
            standing.selected = focused.selectionStart(), focused.selectionLength()
        if isinstance(widget, QDialog):
            standing.finished = widget.finished.connect(partial(self._forget, standing))
        self._away.append(standing)
        widget.hide()

    def _forget(self, standing: _Standing, _result: int) -> None:
        self._away = [one for one in self._away if one is not standing]


def _put_focus(one: _Standing) -> None:
    """Hiding moves the focus on, and showing selects a field's text: the next key would wipe what is typed there."""
    if one.focused is None or not isValid(one.focused):
        return
    one.focused.setFocus(Qt.FocusReason.PopupFocusReason)
    if isinstance(one.focused, QLineEdit):
        one.focused.setCursorPosition(one.cursor)
        at, length = one.selected
        if at >= 0:
            one.focused.setSelection(at, length)


def _depth(widget: QWidget) -> int:
    """How many widgets it stands in: a dialog over a dialog goes first and comes back last."""
    parent = widget.parentWidget()
    return 0 if parent is None else 1 + _depth(parent)
