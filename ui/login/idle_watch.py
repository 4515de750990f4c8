"""Notices that nobody has touched keyboard or mouse for a while, so that the window can lock itself.

It listens at the window in front only, where keys and the mouse arrive: listening at the application would have Python
look at every event of every widget.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from typing_extensions import override

_TOUCHES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
    )
)
_MS_A_MINUTE = 60_000


class IdleWatch(QObject):
    """`idle` after so many minutes without a touch; then not again before `begin`."""

    idle = Signal()

    def __init__(self, minutes: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._window: QWindow | None = None
        self._is_watching = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.idle)
        self.set_minutes(minutes)
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._on_window)

    @property
    def minutes(self) -> int:
        """How long it waits."""
        return self._timer.interval() // _MS_A_MINUTE

    def set_minutes(self, minutes: int) -> None:
        """Another time to wait, from now on."""
        self._timer.setInterval(minutes * _MS_A_MINUTE)

    def begin(self) -> None:
        """Watch, counting from now."""
        self._is_watching = True
        self._on_window(QGuiApplication.focusWindow())
        self._timer.start()

    def end(self) -> None:
        """Watch no more: the window is locked or closes."""
        self._is_watching = False
        self._timer.stop()

    @Slot(object)
    def _on_window(self, window: QWindow | None) -> None:
        """Listen at the window that came to the front, and no longer at the one before; coming there is a touch."""
        if self._window is not None:
            self._window.removeEventFilter(self)
            self._window.destroyed.disconnect(self._on_window_gone)
        self._window = window
        if window is not None:
            window.installEventFilter(self)
            window.destroyed.connect(self._on_window_gone)
            self._touch()

    @Slot()
    def _on_window_gone(self) -> None:
        self._window = None

    def _touch(self) -> None:
        if self._is_watching:
            self._timer.start()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touch()
        return False
