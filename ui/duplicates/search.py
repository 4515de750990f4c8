"""The search for possible same people, streamed: pairs arrive while it goes on."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot

from app.jobs import JobContext
from ui.desk import Desk
from ui.workers import JobHandle


class PairSearch(QObject):
    """One search at a time. `found(pairs)` comes several times, then `ended(count)`, or `failed(error)`."""

    found = Signal(object)
    progressed = Signal(object)
    ended = Signal(int)
    failed = Signal(object)
    _heard = Signal(object, object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._handle: JobHandle | None = None
        self._mark = object()
        self._heard.connect(self._on_heard, Qt.ConnectionType.QueuedConnection)

    @property
    def is_busy(self) -> bool:
        """True while it goes on."""
        return self._handle is not None

    def start(self) -> None:
        """Search, anew if one goes on."""
        self.stop()
        session, heard, mark = self._desk.session, self._heard, object()
        self._mark = mark

        def job(ctx: JobContext) -> int:
            from app.doubles import duplicates

            def tell(pairs: object) -> None:
                ctx.checkpoint()  # nobody listens any more once it was stopped
                heard.emit(mark, pairs)

            return duplicates.find(session, tell, ctx)

        handle = self._handle = self._desk.runner.reading(job)
        handle.progressed.connect(self.progressed)
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        self._desk.runner.start(handle)

    def stop(self) -> None:
        """Want no more pairs."""
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None

    @Slot(object, object)
    def _on_heard(self, mark: object, pairs: object) -> None:
        if mark is self._mark and self._handle is not None:
            self.found.emit(pairs)

    @Slot(object)
    def _on_done(self, count: object) -> None:
        if self.sender() is self._handle:
            self._handle = None
            self.ended.emit(int(str(count)))

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if self.sender() is self._handle:
            self._handle = None
            self.failed.emit(error)
