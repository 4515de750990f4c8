"""Has what the first 统计 needs read while nobody does anything, and lets it rest as soon as somebody does."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot

from app.figures import warming
from ui.login.idle_watch import IdleWatch
from ui.workers import JobRunner

_BEAT_MS = 100
_CALM_BEATS = 20  # two seconds without a touch and without a job, before it begins
_UNTOUCHED_MS = 500  # somebody types or scrolls: it rests


class WarmUp(QObject):
    """Watches until everything is read, then ends by itself."""

    def __init__(self, idle: IdleWatch, runner: JobRunner, parent: QObject) -> None:
        super().__init__(parent)
        self._idle, self._runner = idle, runner
        self._calm, self._has_begun = 0, False
        self._beat = QTimer(self, interval=_BEAT_MS)
        self._beat.timeout.connect(self._on_beat)

    @property
    def is_watching(self) -> bool:
        """True until everything is read."""
        return self._beat.isActive()

    def begin(self) -> None:
        """Wait for a calm moment from now on."""
        self._beat.start()

    @Slot()
    def _on_beat(self) -> None:
        is_calm = not self._runner.is_busy and self._idle.untouched_ms >= _UNTOUCHED_MS
        self._calm = self._calm + 1 if is_calm else 0
        if self._has_begun:
            warming.rest(rests=not is_calm)
        elif self._calm >= _CALM_BEATS:
            self._has_begun = True
            warming.begin()
        if warming.is_ready():
            self._beat.stop()
