"""One small write of a page: done beside the window, told at its foot, or why not."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from app.records.editing import Edited
from ledger.errors import LedgerError
from ui.desk import Desk


class SmallWrite(QObject):
    """Runs `work`; says `told(edited)` with the way back and gives `done(edited)`, or `refused(LedgerError)`."""

    done = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, told: Callable[[Edited], str], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._told = desk, told

    def run(self, work: Callable[[], Edited]) -> None:
        """Begin; called once."""
        handle = self._desk.runner.writing(lambda _: work())
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self.deleteLater)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_done(self, edited: Edited) -> None:
        self._desk.say(self._told(edited), action=edited.action)
        self.done.emit(edited)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.refused.emit(error)
