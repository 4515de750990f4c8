"""Says below a password that Caps Lock is on, as far as the letters that are typed tell it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget
from typing_extensions import override

HINT = "大写锁定已打开，密码区分大小写。"


class CapsLockHint(QObject):
    """Watches one field. Qt does not tell the lock's state; a capital letter typed without Shift does."""

    def __init__(self, field: QLineEdit, hint: QWidget) -> None:
        super().__init__(field)
        self._hint = hint
        self.is_on = False
        hint.hide()
        field.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            self._hear(event)
        elif event.type() == QEvent.Type.FocusOut:
            self._hint.hide()
        return False

    def _hear(self, event: QKeyEvent) -> None:
        typed = event.text()
        if event.key() == Qt.Key.Key_CapsLock:
            self.is_on = False  # taken back if it was shown; else the next letter tells
        elif len(typed) == 1 and typed.isascii() and typed.isalpha():
            has_shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.is_on = typed.isupper() != has_shift
        self._hint.setVisible(self.is_on)
