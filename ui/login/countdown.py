"""Counts a wait down, second by second, by the time that really passed."""

from __future__ import annotations

from PySide6.QtCore import QDeadlineTimer, QObject, QTimer, Signal, Slot

_SECOND_MS = 1000


class Countdown(QObject):
    """`ticked` with the seconds that are left, at once and then every second; `over` at the end."""

    ticked = Signal(int)
    over = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._end = QDeadlineTimer()
        self._timer = QTimer(self, interval=_SECOND_MS)
        self._timer.timeout.connect(self._on_second)

    @property
    def is_running(self) -> bool:
        """True while there is something to wait for."""
        return self._timer.isActive()

    def begin(self, seconds: int) -> None:
        """Begin anew."""
        self._end = QDeadlineTimer(seconds * _SECOND_MS)
        self._timer.start()
        self._on_second()

    def stop(self) -> None:
        """Wait no longer; nothing is told."""
        self._timer.stop()

    @Slot()
    def _on_second(self) -> None:
        left = -(-self._end.remainingTime() // _SECOND_MS)
        if left > 0:
            self.ticked.emit(left)
        else:
            self._timer.stop()
            self.over.emit()
