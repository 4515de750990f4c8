"""Small writes of a page: done beside the window, told at its foot, or why not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.jobs import Job
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.parts.notice import Notice


class SmallWrite(QObject):
    """Runs one job; says what came of it with the way back and gives `done(result)`, or `refused(LedgerError)`.

    `told` words the result; "" says nothing. What undoes it is the result's `action`, where it has one.
    """

    done = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, told: Callable[[Any], str], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._told = desk, told

    def run(self, job: Job[Any]) -> None:
        """Begin; called once."""
        handle = self._desk.runner.writing(job)
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self.deleteLater)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_done(self, result: object) -> None:
        said = self._told(result)
        if said:
            self._desk.say(said, action=getattr(result, "action", 0))
        self.done.emit(result)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.refused.emit(error)


class Writes(QObject):
    """The small writes of a page that has one place, `note`, where a refusal is told."""

    def __init__(self, desk: Desk, note: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._note = desk, note

    def run(self, job: Job[Any], said: str | Callable[[Any], str], then: Callable[[Any], object] | None = None) -> None:
        """Run `job`; done, say what `said` is or makes of the result, and go on with `then`."""
        self._note.tell("")
        told: Callable[[Any], str] = said if callable(said) else lambda _: said
        write = SmallWrite(self._desk, told, self)
        write.refused.connect(self._tell_trouble)
        if then is not None:
            write.done.connect(then)
        write.run(job)

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self._note.tell(window_message_for(error))
