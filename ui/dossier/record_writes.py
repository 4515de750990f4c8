"""The small writes on the page of a record: looked at today, a value put back, removed and restored."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app import words
from app.dossiers import putting_back
from app.dossiers.timeline import Line
from app.records import editing
from app.records.choosing import Choice
from app.records.editing import Edited
from ledger import clock
from ledger.definition import Ledger
from ui.desk import Desk
from ui.parts.dialog import ask_reason
from ui.parts.notice import Notice
from ui.parts.small_write import Writes


class RecordWrites(QObject):
    """`subject` says which record it is now; what stands in the way of a write is told in `trouble`."""

    def __init__(
        self, desk: Desk, ledger: Ledger, subject: Callable[[], Choice], trouble: Notice, page: QWidget
    ) -> None:
        super().__init__(page)
        self._desk, self._ledger, self._subject, self._page = desk, ledger, subject, page
        self._writes = Writes(desk, trouble, self)

    def confirm(self) -> None:
        """核实: what stands here was looked at today and is right."""
        session, ledger, one = self._desk.session, self._ledger, self._subject()
        today = clock.today().isoformat()
        self.run(
            lambda: editing.save(session, ledger, {"confirmed_on": today}, record=one.id, kind="confirm"),
            lambda edited: f"已核实 {one.title}" if edited.action else f"{one.title} 今天已经核实过",
        )

    def put_back(self, line: Line) -> None:
        """Give a field, and what goes with it, the values from before a change."""
        session = self._desk.session
        self.run(
            lambda: putting_back.put_back(session, line.ledger, line.record, line.field, line.action),
            lambda _: f"{line.label} 已恢复为 {line.old}{line.together}",
        )

    def delete(self) -> None:
        """To the recycle bin, with a reason."""
        text = f"{self._subject().title} 会移到回收站，可以恢复。请写明原因。"
        ask_reason(self._page, f"删除{words.called(self._ledger.name)}", text, self._discard)

    def _discard(self, reason: str) -> None:
        session, ledger, one = self._desk.session, self._ledger, self._subject()
        self.run(
            lambda: editing.discard(session, ledger, one.id, reason=reason),
            lambda _: f"已删除 {one.title}，可在回收站恢复",
        )

    def restore(self) -> None:
        """Out of the recycle bin."""
        session, ledger, one = self._desk.session, self._ledger, self._subject()

        def bring_back() -> Edited:
            return Edited(editing.restore(session, ledger, one.id), (), session.store.last_action())

        self.run(bring_back, lambda _: f"已恢复 {one.title}")

    def run(self, work: Callable[[], Edited], told: Callable[[Edited], str]) -> None:
        """One small write, told at the foot of the window."""
        self._writes.run(lambda _: work(), told)
