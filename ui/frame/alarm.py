"""Tells what is urgent: a sound, a note from the tray where there is one, a line at the foot. Each event once.

It looks a while after the window opened, then every few minutes and after entries that could be news; under the lock
the store is shut, and it tells after the unlock. What rings is `app.status.happenings`'s to say.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from app.events import Committed
from app.jobs import JobContext
from ledger import clock
from ui.desk import Desk
from ui.look.icons import icon
from ui.workers import JobHandle

if TYPE_CHECKING:
    from app.status.happenings import Happening

_FIRST_MS = 20_000  # the window is to be ready for work first
_AGAIN_MS = 300_000
_SOON_MS = 2_000
_SHOWN_MS = 15_000
_NEWS = frozenset(("backup-failed", "drill", "alert", "log-gap", "beside-changed", "log-verified"))


class Alarm(QObject):
    """Watches one window's store. `told` with what was told, for whoever wants to know."""

    told = Signal(object)

    def __init__(self, desk: Desk, parent: QObject) -> None:
        super().__init__(parent)
        self._desk = desk
        self._handle: JobHandle | None = None
        self._woken_on: date | None = None
        self.tray: QSystemTrayIcon | None = None
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.look)
        desk.events.changed.connect(self._on_changed)

    def begin(self) -> None:
        """Look in a while, then now and then."""
        self._timer.start(_FIRST_MS)

    def end(self) -> None:
        """The window closes: no icon stays behind."""
        self._timer.stop()
        if self.tray is not None:
            self.tray.hide()

    @Slot()
    def look(self) -> None:
        """Do what is to be done once a day, if it was not tried today, and ask what is new whatever came of it."""
        self._timer.start(_AGAIN_MS)
        session, today = self._desk.session, clock.today()
        if self._handle is not None or session.store.is_sealed:
            return
        if self._woken_on == today:
            self._ask()
            return
        self._woken_on = today

        def job(_ctx: JobContext) -> bool:
            from app.orders import waking
            from app.status import daily

            daily.look_at_log_daily(session)
            waking.resume_due(session)
            daily.tell_late(session)
            return daily.waits(session)

        handle = self._handle = self._desk.runner.reading(job)
        handle.done.connect(self._on_done)
        handle.ended.connect(self._ask)
        self._desk.runner.start(handle)

    @Slot()
    def _ask(self) -> None:
        session = self._desk.session
        self._handle = None
        if session.store.is_sealed:
            return

        def job(_ctx: JobContext) -> list[Happening]:
            from app.status import happenings

            return happenings.take_new(session)

        handle = self._handle = self._desk.runner.reading(job)
        handle.done.connect(self._tell)
        handle.ended.connect(self._on_ended)
        self._desk.runner.start(handle)

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.kind in _NEWS and self._timer.isActive():
            self._timer.start(min(_SOON_MS, self._timer.remainingTime()))

    @Slot(object)
    def _on_done(self, waits: bool) -> None:  # noqa: FBT001 - the job's answer
        """What waits for an exchange is tried again at the next look."""
        if waits:
            self._woken_on = None

    @Slot()
    def _on_ended(self) -> None:
        self._handle = None

    @Slot(object)
    def _tell(self, new: list[Happening]) -> None:
        if not new:
            return
        settings, worst = self._desk.session.settings, min(new, key=lambda one: one.tone != "bad")
        text = worst.told if worst.title == "现在的情况" else f"{worst.title}。{worst.told}"
        more = f"还有 {len(new) - 1} 件。" if len(new) > 1 else ""
        if settings["alarm_sound"]:
            QApplication.beep()
        if settings["alarm_tray"] and QSystemTrayIcon.isSystemTrayAvailable():
            self._from_tray(f"{text}{more}", worst.tone)
        self._desk.say(f"{text}{more}")
        self.told.emit(new)

    def _from_tray(self, text: str, tone: str) -> None:
        if self.tray is None:
            self.tray = QSystemTrayIcon(icon("siren", "bad"), self)
            self.tray.setToolTip("里弄")
            self.tray.messageClicked.connect(lambda: self._desk.go("status"))
            self.tray.show()
        kind = QSystemTrayIcon.MessageIcon.Critical if tone == "bad" else QSystemTrayIcon.MessageIcon.Warning
        self.tray.showMessage("里弄", text, kind, _SHOWN_MS)
