"""The backup when the window closes: what changed since the last one is kept before the program ends.

The window stays until it is made. A dialog that says so comes when it takes a moment; in it the person can leave
without waiting, or stay. Nothing is held up while the window is locked, nor when the system itself ends.
"""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app import words
from app.jobs import JobContext, Progress
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.frame.parting import Parting, PartingDialog
from ui.workers import JobHandle

_SHOWN_AFTER_MS = 300  # without changes the window closes sooner than that
_WAIT = "上次备份以后有修改，正在备份。备份做完会自动退出。"


class Farewell(Parting):
    """Makes the last backup."""

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._handle: JobHandle | None = None
        self.dialog: FarewellDialog | None = None
        self._soon = QTimer(self, singleShot=True, interval=_SHOWN_AFTER_MS)
        self._soon.timeout.connect(self._show)

    def holds(self) -> bool:
        """True while the window has to stay for its backup, which begins with the first asking."""
        if self.is_over:
            return False
        if self._handle is None:
            self._begin()
        return True

    def _begin(self) -> None:
        session = self._desk.session

        def job(ctx: JobContext) -> object:
            from app.backups import making

            return making.make_last(session, ctx)

        handle = self._handle = self._desk.runner.reading(job)
        handle.done.connect(partial(self._on_done, handle))
        handle.failed.connect(partial(self._on_failed, handle))
        handle.crashed.connect(self._on_crashed)
        handle.progressed.connect(self._on_progressed)
        self._desk.runner.start(handle)
        self._soon.start()

    @Slot()
    def _show(self) -> None:
        if self.dialog is None and self._handle is not None:
            dialog = self.dialog = FarewellDialog(self._window)
            self._open(dialog)

    @Slot(object)
    def _on_progressed(self, progress: Progress) -> None:
        if self.dialog is not None:
            self.dialog.line.show_progress(progress, words.phase(progress.phase) if progress.phase else "")

    def _on_done(self, handle: JobHandle, _made: object) -> None:
        if handle is self._handle:  # nobody thought better of it meanwhile
            self._leave()

    def _on_failed(self, handle: JobHandle, error: LedgerError) -> None:
        if handle is self._handle:
            self._show()
        if self.dialog is not None:
            self.dialog.show_trouble(error)

    @Slot()
    def _on_crashed(self) -> None:
        """It was told as every crash; the next asking is not held up by it."""
        self._is_over = True
        self.end()

    @Slot()
    @override
    def end(self) -> None:
        self._soon.stop()
        handle, self._handle = self._handle, None
        dialog, self.dialog = self.dialog, None
        if handle is not None:
            handle.cancel()
        if dialog is not None:
            dialog.reject()


class FarewellDialog(PartingDialog):
    """What is being done, how far it is, and the two ways not to wait for it."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__("正在备份", _WAIT, "备份", parent)

    def show_trouble(self, error: LedgerError) -> None:
        """Say that there is no backup; the person decides."""
        self.line.hide()
        self.text.setText(f"备份没有做成：{window_message_for(error)}")
        self.leave.setText("不备份，直接退出")
