"""Notices that nobody has touched keyboard or mouse for a while, so that the window can lock itself.

When the window's own time is up, the system is asked whether somebody works elsewhere on the PC (`ui.presence`).

It listens at the window in front only, where keys and the mouse arrive: listening at the application would have Python
look at every event of every widget.
"""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QWindow
from typing_extensions import override

from ui.presence.untouched import untouched_ms

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
        self._untouched = QElapsedTimer()  # the timer's own remaining time is out by seconds
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_time_up)
        self._minutes = minutes
        app = QGuiApplication.instance()
        if isinstance(app, QGuiApplication):
            app.focusWindowChanged.connect(self._on_window)

    @property
    def minutes(self) -> int:
        """How long it waits."""
        return self._minutes

    @property
    def untouched_ms(self) -> int:
        """How long nobody has touched anything; 0 while it does not watch."""
        return self._untouched.elapsed() if self._is_watching else 0

    def set_minutes(self, minutes: int) -> None:
        """Another time to wait, from now on."""
        self._minutes = minutes
        if self._is_watching:
            self._timer.start(minutes * _MS_A_MINUTE)

    def begin(self) -> None:
        """Watch, counting from now."""
        self._is_watching = True
        self._on_window(QGuiApplication.focusWindow())
        self._touch()

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
            self._timer.start(self._minutes * _MS_A_MINUTE)
            self._untouched.start()

    @Slot()
    def _on_time_up(self) -> None:
        """Nothing reached the window for so long. Somebody who works in another program has not left, though."""
        elsewhere = untouched_ms()
        left = 0 if elsewhere is None else self._minutes * _MS_A_MINUTE - elsewhere
        if left > 0:
            self._timer.start(left)
        else:
            self.idle.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in _TOUCHES:
            self._touch()
        return False
