"""Lets go of what was read while the window is locked: pages, lists, keys. After the unlock all of it is read anew.

The cover is there at once; this follows when nothing is at work any more, a few seconds later as a rule: drafts and
entries of the audit are on their way until then. What somebody was typing stays, with the page or dialog it stands in.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.jobs import collect_all
from app.stores import freed_memory
from ledger.errors import LedgerError
from ui.desk import Desk

GRACE_MS = 3000  # a draft is kept two seconds after the last key, entries of the audit a third of one
AGAIN_MS = 5000  # while an import or an export goes on
HURRIED_MS = 100  # the same before sleep, which does not wait for long


class LettingGo(QObject):
    """`begin` when the window is locked, `end` when it is not. `let_go` makes the window forget what it shows."""

    sealed = Signal()

    def __init__(self, desk: Desk, let_go: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._desk, self._let_go = desk, let_go
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.try_now)
        self._is_locked = self._is_hurried = False

    def begin(self) -> None:
        """The window was locked."""
        self._is_locked = True
        self._timer.start(GRACE_MS)

    @Slot()
    def hurry(self) -> None:
        """The PC goes to sleep: its memory is to hold as little as can be."""
        if self._is_locked:
            self._is_hurried = True
            self.try_now()

    def end(self) -> None:
        """The window was unlocked."""
        self._is_locked = self._is_hurried = False
        self._timer.stop()

    @Slot()
    def try_now(self) -> None:
        """Let go unless a job is at work; then in a while."""
        if not self._is_locked:
            return
        if self._desk.runner.is_busy:
            self._again()
            return
        self._let_go()
        collect_all()  # cycles that held what was shown; here, because widgets may not end on a job's thread
        session = self._desk.session
        handle = self._desk.runner.reading(lambda _ctx: session.seal())
        handle.done.connect(self._on_sealed)
        handle.failed.connect(self._on_failed)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_failed(self, _error: LedgerError) -> None:
        """A full disk, perhaps: what is to be entered first cannot be."""
        self._again()

    @Slot(object)
    def _on_sealed(self, is_sealed: object) -> None:
        if is_sealed:
            collect_all()  # once more: pages that ended meanwhile, answers that came late
            handle = self._desk.runner.reading(lambda _ctx: freed_memory.scrub())
            handle.ended.connect(self._on_scrubbed)
            self._desk.runner.start(handle)
        else:
            self._again()

    @Slot()
    def _on_scrubbed(self) -> None:
        self._is_hurried = False
        self.sealed.emit()

    def _again(self) -> None:
        if self._is_locked:
            self._timer.start(HURRIED_MS if self._is_hurried else AGAIN_MS)
