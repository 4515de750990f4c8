"""The exchange with the cloud as the window runs it, by itself, by F9, for the night run that called; how it stands.

A round runs beside the window in a lane of its own: a while after the window opened, some seconds after a save, every
few minutes. Behind the lock the store is shut, and the round that was due follows the unlock. What a round does is
`app.syncing.rounds`'s, how it stands `app.syncing.standing`'s; nothing here claims that anything was sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from app.stores.session import Session
from app.syncing import pausing, rounds
from app.syncing import standing as standings
from app.syncing.rounds import Asker, Outcome, SyncUnderWay
from app.syncing.standing import Standing
from ledger import clock
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.workers import JobHandle, Latest

_FIRST_MS = 15_000  # the window is to be ready for work first
_AGAIN_MS = 600_000
_AFTER_A_SAVE_MS = 20_000
_LOOK_MS = 300
"""Several saves in a row are counted once."""


class Exchange(QObject):
    """`changed(Standing)` whenever it stands otherwise; `began()` and `ended()` around each round."""

    changed = Signal(object)
    began = Signal()
    ended = Signal()

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self.standing: Standing | None = None
        self._handle: JobHandle | None = None
        self._asker: Asker = "window"
        self._is_due = False
        self._counting = Latest(desk.runner, self)
        self._look = QTimer(self, singleShot=True, interval=_LOOK_MS)
        self._look.timeout.connect(self.count)
        self._next = QTimer(self, singleShot=True)
        self._next.timeout.connect(self.run)
        desk.events.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Count what waits, and begin the first round in a while."""
        self.count()
        self._next.start(_FIRST_MS)

    def end(self) -> None:
        """The window closes: begin nothing any more, and cancel what runs."""
        self._next.stop()
        self._look.stop()
        if self._handle is not None:
            self._handle.cancel()

    @property
    def is_running(self) -> bool:
        """True while a round runs."""
        return self._handle is not None

    @property
    def next_at(self) -> str:
        """The instant of the next round by itself; "" when none is planned."""
        if not self._next.isActive():
            return ""
        return clock.instant_text(clock.now() + timedelta(milliseconds=self._next.remainingTime()))

    # -- rounds

    @Slot()
    def run(self, asker: Asker = "window", then: Callable[[], object] | None = None) -> None:
        """Begin a round, unless one runs or the window is locked; by itself only where this PC joined."""
        session = self._desk.session
        self._next.start(_AGAIN_MS)
        if self._handle is not None:
            return
        self._is_due = session.store.is_sealed
        is_joined = self.standing is not None and self.standing.is_enrolled
        if self._is_due or (asker != "person" and not is_joined):
            return
        self._asker = asker
        name = "上报并更新" if asker == "person" else ""
        handle = self._handle = self._desk.runner.carrying(lambda ctx: _round(session, ctx, asker), name=name)
        handle.done.connect(self._on_done)
        handle.failed.connect(self._on_failed)
        handle.ended.connect(self._on_ended)
        if then is not None:
            handle.ended.connect(then)
        self.began.emit()
        self._desk.runner.start(handle)

    @Slot()
    def ask(self) -> None:
        """A person wants a round now."""
        self.run("person")

    @Slot()
    def resume(self) -> None:
        """The window was unlocked: what came due behind the lock follows."""
        self.count()
        if self._is_due:
            self.run()

    @Slot(object)
    def _on_done(self, outcome: Outcome) -> None:
        if self._asker != "person":
            return
        if outcome.trouble is not None:
            self._desk.say(window_message_for(outcome.trouble))
        elif outcome.conflicts:
            self._desk.say(f"已上报并更新，有 {outcome.conflicts:,} 处两处都改了，请处理")
        elif outcome.refused:
            self._desk.say(f"已上报并更新，有 {sum(outcome.refused.values()):,} 条被退回，请查看")
        else:
            self._desk.say("已上报并更新" if outcome.is_whole else "上报了一部分，其余接着上报")

    @Slot(object)
    def _on_failed(self, error: LedgerError) -> None:
        if self._desk.session.store.is_sealed:  # the lock came while it ran
            self._is_due = True
        elif self._asker == "person" and not isinstance(error, SyncUnderWay):
            self._desk.say(window_message_for(error))

    @Slot()
    def _on_ended(self) -> None:
        self._handle = None
        self.count()
        self.ended.emit()

    # -- pausing

    def pause(self) -> None:
        """Nothing goes by itself until tomorrow morning."""
        self._turn(pausing.pause, "已暂停，明天早上自动恢复")

    def go_on(self) -> None:
        """It goes by itself again, at once."""
        self._turn(pausing.resume, "已恢复上报")
        self._next.start(_LOOK_MS)

    def _turn(self, turn: Callable[[Session], object], told: str) -> None:
        session = self._desk.session
        handle = self._desk.runner.writing(lambda _ctx: turn(session))
        handle.done.connect(lambda _done: self._desk.say(told))
        handle.failed.connect(lambda error: self._desk.say(window_message_for(error)))
        handle.ended.connect(self.count)
        self._desk.runner.start(handle)

    # -- how it stands

    @Slot()
    def count(self) -> None:
        """Ask anew how it stands."""
        session = self._desk.session
        if not session.store.is_sealed:
            self._counting.ask(lambda _ctx: standings.standing(session), self._on_counted)

    def _on_counted(self, now: Standing) -> None:
        self.standing = now
        self.changed.emit(now)

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.is_change or committed.is_exchange:
            self._look.start()
        if committed.is_change and not committed.is_exchange and self._next.isActive():
            self._next.start(min(_AFTER_A_SAVE_MS, self._next.remainingTime()))


def _round(session: Session, ctx: JobContext, asker: Asker) -> Outcome:
    """A round, and behind it, now and then, who of another committee is offered here."""
    from app.syncing import transfers

    outcome = rounds.sync(session, ctx, asker=asker)
    if outcome.trouble is None:
        transfers.look(session)
    return outcome
