"""The way into a store: everything between the start of the program and the open session."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import known_stores, opening, paths
from app.jobs import JobContext
from app.messages import message_for
from app.session import Session
from ledger.errors import LedgerError
from ui.login.log_in_panel import LogInPanel
from ui.workers import JobRunner


class Doorway(QWidget):
    """Asks who is there and opens the store; `opened` hands on the session."""

    opened = Signal(object)  # Session

    def __init__(self, folder: Path | None = None) -> None:
        super().__init__()
        self.setWindowTitle("里弄")
        self._runner = JobRunner(self)
        self._folder = folder or known_stores.first_choice() or paths.default_store()
        self.log_in_panel = LogInPanel()
        QVBoxLayout(self).addWidget(self.log_in_panel)
        self.log_in_panel.submitted.connect(self._on_log_in)
        self.log_in_panel.offer(known_stores.glimpse(self._folder).last_user)

    @Slot(str, str)
    def _on_log_in(self, login: str, password: str) -> None:
        folder = self._folder

        def job(ctx: JobContext) -> Session:
            return opening.log_in(folder, login, password, ctx)

        self.log_in_panel.setEnabled(False)
        handle = self._runner.writing(job)
        handle.done.connect(self.opened)
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self._on_ended)
        self._runner.start(handle)

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.log_in_panel.setEnabled(True)
        self.log_in_panel.show_error(message_for(error))

    @Slot()
    def _on_ended(self) -> None:
        self.log_in_panel.setEnabled(True)
