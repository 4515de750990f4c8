"""Covers the window's content with the lock and uncovers it as it was; nothing is closed, nothing typed is lost."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QDialog, QStackedWidget, QWidget
from shiboken6 import isValid
from typing_extensions import override

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
        self._away: list[QWidget] = []
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
        if event.type() == QEvent.Type.Show and isinstance(watched, QDialog):
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
        """Hide what stands over the window. A question that a caller waits for is answered with its safe answer."""
        if not self.is_locked:
            return
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
        over = [one for one in QApplication.topLevelWidgets() if one is not self.window() and one.isVisible()]
        for one in sorted(over, key=_depth, reverse=True):
            if isinstance(one, QDialog) and one.windowModality() == Qt.WindowModality.ApplicationModal:
                one.reject()
            else:
                one.hide()
                self._away.append(one)

    @Slot()
    def _on_unlocked(self) -> None:
        _application().removeEventFilter(self)
        self.setCurrentWidget(self._content)
        for action in self._actions:
            action.setEnabled(True)
        self._actions = []
        if self._focused is not None and isValid(self._focused):
            self._focused.setFocus(Qt.FocusReason.PopupFocusReason)
        away, self._away = self._away, []
        for one in reversed(away):
            if isValid(one):
                one.show()
        self.unlocked.emit()


def _depth(widget: QWidget) -> int:
    """How many widgets it stands in: a dialog over a dialog goes first and comes back last."""
    parent = widget.parentWidget()
    return 0 if parent is None else 1 + _depth(parent)


def _application() -> QCoreApplication:
    running = QApplication.instance()
    assert running is not None  # noqa: S101 - a widget exists
    return running
