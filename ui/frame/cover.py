"""Covers the window's content with the lock and uncovers it again as it was; nothing of it is closed."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget

from app.session import Session
from ui.login.lock_screen import LockScreen


class Cover(QStackedWidget):
    """Shows the content, or the lock in its place."""

    unlocked = Signal()
    left = Signal()

    def __init__(self, content: QWidget, session: Session) -> None:
        super().__init__()
        self._content, self._session = content, session
        self._lock: LockScreen | None = None
        self._focused: QWidget | None = None
        self._actions: list[QAction] = []
        self.addWidget(content)

    @property
    def lock_screen(self) -> LockScreen | None:
        """The lock, once it was needed."""
        return self._lock

    @property
    def is_locked(self) -> bool:
        """True while the content is covered."""
        return self.currentWidget() is not self._content

    def lock(self) -> None:
        """Cover everything: open dialogs are answered with no, the window's keys do nothing."""
        if self.is_locked:
            return
        self._focused = self.window().focusWidget()
        _dismiss_dialogs(self.window())
        self._actions = [action for action in self.window().actions() if action.isEnabled()]
        for action in self._actions:
            action.setEnabled(False)
        if self._lock is None:
            self._lock = LockScreen(self._session)
            self._lock.unlocked.connect(self._on_unlocked)
            self._lock.left.connect(self.left)
            self.addWidget(self._lock)
        self.setCurrentWidget(self._lock)
        self._lock.lock()

    @Slot()
    def _on_unlocked(self) -> None:
        self.setCurrentWidget(self._content)
        for action in self._actions:
            action.setEnabled(True)
        self._actions = []
        if self._focused is not None:
            self._focused.setFocus()
        self.unlocked.emit()


def _dismiss_dialogs(window: QWidget) -> None:
    """Close what stands over the window; what a dialog asks is answered with its safe answer."""
    while (popup := QApplication.activePopupWidget()) is not None:
        popup.close()
    for one in QApplication.topLevelWidgets():
        if one is not window and one.isVisible():
            if isinstance(one, QDialog):
                one.reject()
            else:
                one.hide()
