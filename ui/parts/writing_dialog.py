"""A dialog whose yes runs a job: it waits while that runs, closes when it is done, and tells inline what went wrong.

What is asked, and what the job does, is said by whoever builds on it.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QWidget

from app.jobs import Job
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.parts.dialog import Dialog
from ui.parts.notice import Notice
from ui.workers import JobHandle, JobRunner


class WritingDialog(Dialog):
    """Accepted when its job is done; `result_of` has what came of it."""

    def __init__(
        self, title: str, yes: str, runner: JobRunner, parent: QWidget | None = None, *, is_danger: bool = False
    ) -> None:
        super().__init__(title, parent)
        self._runner = runner
        self.result_of: object = None
        self.error = Notice()
        self.put_below_body(self.error)
        self.cancel = self.add_button("取消", "cancel")
        self.button = self.add_button(yes, "danger" if is_danger else "primary", closes=False)
        self.button.clicked.connect(self.submit)

    def job(self) -> Job[Any]:
        """What is done on the thread with what is typed now."""
        raise NotImplementedError

    @Slot()
    def submit(self) -> None:
        """Begin the job, where the button is not grey."""
        if self.button.isEnabled():
            self.start(self._runner.writing(self.job()))

    def start(self, handle: JobHandle) -> None:
        """Run it; nothing can be typed meanwhile."""
        self.error.tell("")
        self.setEnabled(False)
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self._on_ended)
        self._runner.start(handle)

    def finish(self, result: object) -> None:
        """Close with what came of it."""
        self.result_of = result
        self.accept()

    def show_trouble(self, error: LedgerError) -> None:
        """Tell what went wrong: below everything, unless a field is to say it."""
        self.error.tell(window_message_for(error))

    @Slot(object)
    def _on_done(self, result: object) -> None:
        self.setEnabled(True)
        self.finish(result)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.setEnabled(True)
        self.show_trouble(error)

    @Slot()
    def _on_ended(self) -> None:
        self.setEnabled(True)
