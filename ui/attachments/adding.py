"""Files on their way in: several at once as one job with its line and cancel at the foot, one action to take back.

Making pictures small takes a while, so it runs beside what writes; a file that is not taken is named with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from app.jobs import JobContext
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.parts.dialog import open_dialog

if TYPE_CHECKING:
    from app.attachments.attaching import Added

KINDS = "照片和文档 (*.jpg *.jpeg *.png *.webp *.pdf *.ofd *.doc *.docx *.xls *.xlsx *.ppt *.pptx *.odt);;所有文件 (*)"


class Adding(QObject):
    """`began(count)`; `added()` if any was taken; `ended(text)` tells what was not and why, "" for nothing."""

    began = Signal(int)
    added = Signal()
    ended = Signal(str)

    def __init__(self, desk: Desk, ledger: str, record: str, parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._ledger, self._record = desk, ledger, record

    def begin(self, paths: Sequence[Path]) -> None:
        """Add files; a cancel at the foot of the window leaves nothing of them."""
        session, ledger, record = self._desk.session, self._ledger, self._record

        def job(ctx: JobContext) -> Added:
            from app.attachments import attaching  # what reads pictures takes a moment to load

            return attaching.attach_all(session, ledger, record, paths, ctx)

        self.began.emit(len(paths))
        handle = self._desk.runner.reading(job, name=f"添加 {len(paths)} 个文件")
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.crashed.connect(self._on_stopped)
        handle.stopped.connect(self._on_stopped)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_done(self, added: Added) -> None:
        if added.ids:
            self._desk.say(f"已添加 {len(added.ids)} 份照片和材料", action=added.action)
            self.added.emit()
        self.ended.emit("\n".join(f"“{name}”：{window_message_for(why)}" for name, why in added.refused))

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        self.ended.emit(window_message_for(error))

    @Slot()
    def _on_stopped(self) -> None:
        self.ended.emit("")


def choose_files(parent: QWidget, then: Callable[[list[Path]], object]) -> QFileDialog:
    """Ask for files in the system's dialog; `then` gets them."""
    dialog = QFileDialog(parent, "添加照片和材料", "", KINDS)
    dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
    dialog.filesSelected.connect(lambda names: then([Path(name) for name in names]))
    open_dialog(dialog)
    return dialog
