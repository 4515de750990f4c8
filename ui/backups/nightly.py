"""The errand of the nightly run: asks when, has it planned or cancelled."""

from __future__ import annotations

from app.jobs import JobContext
from app.schedule.installing import Schedule
from ui.backups.errand import Counter
from ui.backups.night_dialog import NightDialog
from ui.parts.dialog import open_dialog


class Nightly:
    """Planning and cancelling."""

    def __init__(self, counter: Counter) -> None:
        self._counter = counter
        self.dialog: NightDialog | None = None

    def ask(self, now: Schedule, *, is_key_kept: bool) -> None:
        """Ask at what time it is to be, then plan it."""
        dialog = self.dialog = NightDialog(now.at, is_key_kept=is_key_kept, parent=self._counter.window())
        open_dialog(dialog, lambda: self.plan(dialog.at, without_person=dialog.key.isChecked()))

    def plan(self, at: str, *, without_person: bool) -> None:
        """Have it run every night."""
        desk = self._counter.desk

        def job(_ctx: JobContext) -> object:
            from app.schedule import nightly

            return nightly.plan(desk.session, at, without_person=without_person)

        self._counter.run(desk.runner.writing(job), lambda _: desk.say("已安排每晚备份"))

    def cancel(self) -> None:
        """Have it run no more."""
        desk = self._counter.desk

        def job(_ctx: JobContext) -> object:
            from app.schedule import nightly

            return nightly.cancel(desk.session)

        self._counter.run(desk.runner.writing(job), lambda _: desk.say("已取消每晚备份"))
