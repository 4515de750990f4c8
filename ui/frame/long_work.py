"""The bar of long work at the foot: a thin line for every job with a name, with cancel. The person goes on working."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app import words
from app.jobs import Progress
from ui.look.roles import set_role
from ui.look.tokens import XS, L, S
from ui.parts.progress import ProgressLine
from ui.workers import JobHandle, JobRunner

_SHOWN_AFTER_MS = 400  # what is done sooner needs no line that comes and goes


class LongWork(QWidget):
    """Lines for the running jobs of a runner; takes no room while there are none."""

    def __init__(self, runner: JobRunner) -> None:
        super().__init__()
        set_role(self, "sunken")
        self.setAccessibleName("正在进行")
        self._lines: dict[JobHandle, ProgressLine] = {}
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(L, S, L, S)
        self._column.setSpacing(XS)
        self.hide()
        runner.began.connect(self.watch)

    def lines(self) -> list[ProgressLine]:
        """The lines that stand here now."""
        return list(self._lines.values())

    def show_all(self) -> None:
        """Show every line at once."""
        for handle in self._lines:
            self._show_if_it_goes_on(handle)

    @Slot(object)
    def watch(self, handle: JobHandle) -> None:
        """Give a job that begins a line of its own; it is shown when the job goes on."""
        line = self._lines[handle] = ProgressLine(handle.name)
        line.hide()
        line.cancelled.connect(handle.cancel)
        handle.progressed.connect(partial(self._on_progressed, handle))
        handle.ended.connect(partial(self._on_ended, handle))
        self._column.addWidget(line)
        QTimer.singleShot(_SHOWN_AFTER_MS, self, partial(self._show_if_it_goes_on, handle))

    def _show_if_it_goes_on(self, handle: JobHandle) -> None:
        if handle in self._lines:
            self._lines[handle].show()
            self.show()

    def _on_progressed(self, handle: JobHandle, progress: Progress) -> None:
        if handle in self._lines:
            self._lines[handle].show_progress(progress, words.phase(progress.phase) if progress.phase else "")

    def _on_ended(self, handle: JobHandle) -> None:
        line = self._lines.pop(handle, None)
        if line is not None:
            self._column.removeWidget(line)
            line.hide()
            line.deleteLater()
        if not any(not other.isHidden() for other in self._lines.values()):
            self.hide()
