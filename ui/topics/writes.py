"""What is written from the page 专题台账: beside the window, told at the foot, or why not above the table."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Slot

from app.jobs import Job
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.parts.notice import Notice


class Writes(QObject):
    """Runs the writes of a page; `note` is where a refusal is told."""

    def __init__(self, desk: Desk, note: Notice, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._note = desk, note

    def run(self, job: Job[object], said: str, then: Callable[[object], object] | None = None) -> None:
        """Run `job`; done, say `said` with what undoes it ("" says nothing) and go on with `then`."""
        self._note.tell("")
        handle = self._desk.runner.writing(job)

        def done(result: object) -> None:
            if said:
                self._desk.say(said, action=getattr(result, "action", 0))
            if then is not None:
                then(result)

        handle.done.connect(done)
        handle.failed.connect(self._tell_trouble)
        self._desk.runner.start(handle)

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self._note.tell(window_message_for(error))
