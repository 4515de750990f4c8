"""One line of text that respects an input method.

Enter that ends a composition belongs to the composition. Qt delivers it to the widget when the input method does not
keep it, so `LineEdit` knows whether one goes on, and says `submitted` for any other Enter.
"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class LineEdit(QLineEdit):
    """Connect `submitted`, not `returnPressed`."""

    submitted = Signal()
    composing_changed = Signal(bool)

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._preedit = ""

    @property
    def is_composing(self) -> bool:
        """True while an input method shows letters that are not text yet."""
        return bool(self._preedit)

    @override
    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        was = self.is_composing
        self._preedit = event.preeditString()
        super().inputMethodEvent(event)
        if was != self.is_composing:
            self.composing_changed.emit(self.is_composing)

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._preedit = ""
        super().focusOutEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() not in ENTER:
            super().keyPressEvent(event)
            return
        if self.is_composing:
            event.accept()  # nobody above may take it either
            return
        super().keyPressEvent(event)
        self.submitted.emit()
