"""A file on its way out: the job runs on though the dialog is closed, and its end is told at the foot of the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal, Slot
from PySide6.QtGui import QDesktopServices

from app.jobs import Job
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.exporting.password_dialog import show_password
from ui.workers import JobHandle


class Outgoing(QObject):
    """One job of the desk that writes a file. It belongs to the desk, and goes when it is done."""

    progressed = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    stopped = Signal()

    def __init__(self, desk: Desk, job: Job[Any], path: Path) -> None:
        super().__init__(desk)
        self._desk = desk
        self.path = path
        self.is_watched = True
        self._handle: JobHandle = desk.runner.reading(job, name=f"导出 {path.name}")
        self._handle.progressed.connect(self.progressed)
        self._handle.done.connect(self._on_done)
        self._handle.failed.connect(self._on_failed)
        self._handle.stopped.connect(self._on_stopped)
        self._handle.crashed.connect(self._on_stopped)

    def start(self) -> None:
        """Begin."""
        self._desk.runner.start(self._handle)

    def cancel(self) -> None:
        """Stop; the target stays as it was."""
        self._handle.cancel()

    @Slot(object)
    def _on_done(self, outcome: object) -> None:
        asked, password = getattr(outcome, "id", 0), getattr(outcome, "password", None)
        self._desk.say(f"已提交第 {asked} 号导出申请" if asked else f"已导出“{self.path.name}”")
        if password:  # shown whether or not somebody still watches: nobody could open the file
            show_password(self.path.name, password)
        self.done.emit(outcome)
        self.deleteLater()

    @Slot(object)
    def _on_failed(self, error: object) -> None:
        if not self.is_watched and isinstance(error, LedgerError):
            self._desk.say(window_message_for(error))
        self.failed.emit(error)
        self.deleteLater()

    @Slot()
    def _on_stopped(self) -> None:
        self.stopped.emit()
        self.deleteLater()


def open_folder(path: Path) -> bool:
    """Show the folder of a file in the system's file manager."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path.parent)))
