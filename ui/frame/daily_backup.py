"""Has today's backup made while the window is open: a while after it opened, and when a day begins beneath it.

Where a nightly run has made it already nothing happens. While the store is closed behind the lock it is put off until
the window is unlocked, without a word. Old entries of the log are archived after it, and once a day what of attachments
need not stay on this PC goes. Trouble is told at the foot; the page 备份 tells the rest.
"""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import QObject, QTimer, Slot

from app.jobs import JobContext
from app.messages import window_message_for
from app.stores import attachments
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.workers import JobHandle

_FIRST_MS = 60_000  # the window is to be ready for work first
_AGAIN_MS = 3_600_000


class DailyBackup(QObject):
    """Asks now and then; one backup at a time."""

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._handle: JobHandle | None = None
        self._is_put_off = False
        self._tidied_on: date | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.make)

    def begin(self) -> None:
        """Make it in a minute, and look again every hour."""
        self._timer.start(_FIRST_MS)

    @Slot()
    def make(self) -> None:
        """Make today's backup unless there is one."""
        self._timer.start(_AGAIN_MS)
        if self._handle is not None:
            return
        session = self._desk.session
        self._is_put_off = session.store.is_sealed
        if self._is_put_off:
            return

        def job(ctx: JobContext) -> object:
            from app.backups import making

            return making.make_daily(session, ctx)

        handle = self._handle = self._desk.runner.reading(job, name="每日备份")
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self._on_ended)
        self._desk.runner.start(handle)

    @Slot()
    def resume(self) -> None:
        """The window was unlocked: make what was put off."""
        if self._is_put_off:
            self.make()

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        if self._desk.session.store.is_sealed:  # the lock came while it waited
            self._is_put_off = True
            return
        self._desk.say(f"今天的备份没有做成：{window_message_for(error)}")

    @Slot(object)
    def _on_not_archived(self, error: LedgerError) -> None:
        if not self._desk.session.store.is_sealed:  # the next hour looks again
            self._desk.say(f"旧日志没有归档：{window_message_for(error)}")

    @Slot()
    def _on_ended(self) -> None:
        self._handle = None
        session = self._desk.session
        if session.store.is_sealed:
            return

        def job(_ctx: JobContext) -> object:
            from app.auditing import archiving

            return archiving.archive_due(session)

        handle = self._desk.runner.writing(job)
        handle.failed.connect(self._on_not_archived)
        self._desk.runner.start(handle)
        self._tidy()

    def _tidy(self) -> None:
        """Let originals beyond the quota go, and bytes that nobody names; once a day."""
        session, today = self._desk.session, clock.today()
        if self._tidied_on == today:
            return
        self._tidied_on = today
        handle = self._desk.runner.writing(lambda _ctx: attachments.tidy(session))
        handle.failed.connect(self._on_not_tidied)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_not_tidied(self, error: LedgerError) -> None:
        self._tidied_on = None  # the next hour looks again
        if not self._desk.session.store.is_sealed:
            self._desk.say(f"照片和材料没有整理：{window_message_for(error)}")
