"""Covers the window's content with the lock and uncovers it as it was; nothing is closed, nothing typed is lost.

Dialogs over the window are put away as they stand and come back when the same person unlocks; they go with the window
when somebody else logs in.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QComboBox,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QWidget,
)
from shiboken6 import isValid
from typing_extensions import override

from app.stores.session import Session
from ui.frame.put_away import PutAway
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
        self._away = PutAway()
        self.addWidget(content)

    @property
    def lock_screen(self) -> LockScreen | None:
        """The lock, once it was needed."""
        return self._lock

    @property
    def is_locked(self) -> bool:
        """True while the content is covered."""
        return self.currentWidget() is not self._content

    @property
    def has_work_over(self) -> bool:
        """True while something stands over the page, or in one of its cells, that was being worked on."""
        return self._away.is_holding or (
            self._focused is not None and isValid(self._focused) and _is_cell_editor(self._focused)
        )

    def forget_focus(self, within: QWidget) -> None:
        """Do not put the keys back to where they were, if that lies within a page that goes."""
        if self._focused is not None and isValid(self._focused) and within.isAncestorOf(self._focused):
            self._focused = None

    def lock(self) -> None:
        """Cover everything at once, asking nothing: dialogs are put away as they stand, keys do nothing."""
        if self.is_locked:
            return
        self._focused = self.window().focusWidget()
        self.setFocus(Qt.FocusReason.PopupFocusReason)  # editors of cells keep their text when the focus goes this way
        self.setCurrentWidget(self._made_lock())
        self._put_away()
        _application().installEventFilter(self)  # what opens later, when a job ends, is put away too
        self._actions = [action for action in self.window().actions() if action.isEnabled()]
        for action in self._actions:
            action.setEnabled(False)
        self._made_lock().lock()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """What opens under the lock is never drawn: it is told so before its window comes up."""
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog):
            watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
            QTimer.singleShot(0, self, self._put_away)
        return False

    def _made_lock(self) -> LockScreen:
        if self._lock is None:
            self._lock = LockScreen(self._session)
            self._lock.unlocked.connect(self._on_unlocked)
            self._lock.left.connect(self.left)
            self.addWidget(self._lock)
        return self._lock

    @Slot()
    def _put_away(self) -> None:
        """Hide what stands over the window."""
        if not self.is_locked:
            return
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        self._away.take(one for one in QApplication.topLevelWidgets() if one is not self.window() and one.isVisible())

    @Slot()
    def _on_unlocked(self) -> None:
        _application().removeEventFilter(self)
        self.setCurrentWidget(self._content)
        for action in self._actions:
            action.setEnabled(True)
        self._actions = []
        if self._focused is not None and isValid(self._focused):
            self._focused.setFocus(Qt.FocusReason.PopupFocusReason)
        self._away.bring_back()
        self.unlocked.emit()


def _is_cell_editor(widget: QWidget | None) -> bool:
    """Whether somebody types into a cell of a table there."""
    if not isinstance(widget, QLineEdit | QComboBox | QPlainTextEdit | QTextEdit):
        return False
    above = widget.parentWidget()
    while above is not None and not isinstance(above, QAbstractItemView):
        above = above.parentWidget()
    return above is not None


def _application() -> QCoreApplication:
    running = QApplication.instance()
    assert running is not None  # noqa: S101 - a widget exists
    return running
