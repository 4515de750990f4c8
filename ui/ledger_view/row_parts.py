"""Reads parts of a list on the reading threads, what is looked at first; at most one part at a time.

Who shows the rows says again and again which parts it wants, the most urgent first; parts that nobody wants any more
are never read.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs import JobContext
from app.tables.row_source import Part, RowSource
from ledger.errors import LedgerError
from ui.workers import JobHandle, JobRunner

PART_ROWS = 64


class RowParts(QObject):
    """One list's parts by number; `arrived(number, Part)` for each that was wanted."""

    arrived = Signal(int, object)
    failed = Signal(object)  # LedgerError

    def __init__(self, runner: JobRunner, source: RowSource, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.source = source
        self._runner = runner
        self._wanted: list[int] = []
        self._reading: int | None = None
        self._handle: JobHandle | None = None

    def want(self, numbers: Sequence[int]) -> None:
        """Read these parts, in this order, and none that were wanted before and are not among them."""
        self._wanted = [number for number in numbers if number != self._reading]
        self._next()

    def stop(self) -> None:
        """Want nothing any more."""
        self._wanted = []
        if self._handle is not None:
            self._handle.cancel()
            self._handle = None
        self._reading = None

    def _next(self) -> None:
        if self._reading is not None or not self._wanted:
            return
        number = self._reading = self._wanted.pop(0)
        source = self.source

        def read(_ctx: JobContext) -> Part:
            return source.part(number * PART_ROWS, PART_ROWS)

        handle = self._handle = self._runner.reading(read)
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.crashed.connect(self._on_crashed)
        self._runner.start(handle)

    @Slot(object)
    def _on_done(self, part: Part) -> None:
        if self.sender() is self._handle and self._reading is not None:
            number = self._free()
            self.arrived.emit(number, part)
            self._next()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        if self.sender() is self._handle:
            self._free()
            self._wanted = []
            self.failed.emit(error)

    @Slot(object)
    def _on_crashed(self, _error: Exception) -> None:
        if self.sender() is self._handle:
            self._free()
            self._wanted = []

    def _free(self) -> int:
        number, self._reading, self._handle = self._reading, None, None
        return -1 if number is None else number
