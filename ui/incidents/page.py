"""The page 安全事件: incidents above, the chosen one with its checklist below; the emergency plan and its drills.

What an incident is and when it may be closed is `app.incidents`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.incidents import drills, plan, recording
from app.incidents.plan import EmergencyPlan
from app.jobs import JobContext
from app.messages import window_message_for
from app.release import prints
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.incidents.detail import IncidentDetail
from ui.incidents.dialogs import DrillDialog, LevelDialog, NewIncidentDialog, PlanDialog
from ui.incidents.models import IncidentsModel
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.dialog import ask_reason, open_dialog
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

if TYPE_CHECKING:
    from app.incidents.drills import Due
    from app.incidents.recording import IncidentView

_LETTERS = (7, 5, 11, 7, 14, 22, 6)
_EMPTY = "电脑、硬盘丢了，表发错了人，账号被人用过，都在这里登记：按级别一步步做，做完一步勾一步，最后打印报告。"


class IncidentsPage(Page):
    """Facts: `number`, the incident that is chosen."""

    name = "incidents"
    title = "安全事件"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self._wanted = 0
        self.band = TitleBand(self.title)
        self.plan_button = plain_button("应急预案…", "list")
        self.drill_button = plain_button("登记演练…", "calendar")
        self.new_button = primary_button("登记事件…", "siren")
        for button in (self.plan_button, self.drill_button, self.new_button):
            self.band.add_action(button)
        self.note = Notice(across=True)
        self.model, self.detail = IncidentsModel(self), IncidentDetail()
        self.table = plain_table(self.model, "安全事件")
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.band, self.note):
            column.addWidget(part)
        column.addWidget(self.states, 1)
        self._connect()

    def _make_content(self) -> QWidget:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        upper = QWidget()
        within = QVBoxLayout(upper)
        within.setContentsMargins(L, 0, L, S)
        within.addWidget(self.table)
        splitter.addWidget(upper)
        splitter.addWidget(self.detail)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 2)
        letter = self.table.fontMetrics().horizontalAdvance("字")
        for place, letters in enumerate(_LETTERS):
            self.table.setColumnWidth(place, letter * letters + L)
        return splitter

    def _connect(self) -> None:
        self.new_button.clicked.connect(self._on_new)
        self.drill_button.clicked.connect(self._on_drill)
        self.plan_button.clicked.connect(self._on_plan)
        detail = self.detail
        detail.ticked.connect(self._on_ticked)
        detail.tell_button.clicked.connect(self._on_tell)
        detail.line.submitted.connect(self._on_tell)
        detail.level_button.clicked.connect(self._on_level)
        detail.contain_button.clicked.connect(self._on_contain)
        detail.close_button.clicked.connect(self._on_close)
        detail.print_button.clicked.connect(self._on_print)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.desk.events.changed.connect(self._on_changed)
        action(self, "刷新安全事件", "F5", self.read)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        (self.table if self.model.lines else self.new_button).setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        number = facts.get("number")
        self._wanted = number if isinstance(number, int) else self._wanted
        if not self.model.lines:
            self.states.show_loading()
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        return {"number": one.number} if (one := self.current) else {}

    @override
    def is_busy_with_input(self) -> bool:
        return bool(self.detail.line.text().strip())

    @override
    def discard_input(self) -> None:
        self.detail.line.clear()

    @property
    def current(self) -> IncidentView | None:
        """The chosen incident."""
        return self.model.line_at(self.table.currentIndex().row())

    # -- reading

    @Slot()
    def read(self) -> None:
        """Read every incident."""
        session = self.desk.session

        def job(_ctx: JobContext) -> tuple[list[IncidentView], Due]:
            return recording.listing(session), drills.due(session)

        self._reading.ask(
            job, lambda found: self._show(*found), failed=lambda error: self.states.show_error(error, self.read)
        )

    def _show(self, found: list[IncidentView], due: Due) -> None:
        chosen = self.current
        wanted = self._wanted or (chosen.number if chosen else 0)
        self._wanted = 0
        still = sum(one.is_open for one in found)
        reminder = f"应急演练：{'该做了' if due.is_near else f'下次在 {due.on} 前'}"
        self.band.set_count(f"{f'{still} 件没有办结，' if still else ''}{reminder}")
        self.model.show(found)
        if not found:
            self.states.show_empty("siren", "没有登记过安全事件", _EMPTY)
            return
        self.states.show_content()
        numbers = [one.number for one in found]
        self.table.selectRow(numbers.index(wanted) if wanted in numbers else 0)
        self._on_current()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.kind.partition("-")[0] in ("incident", "emergency"):
            self.read()

    @Slot()
    def _on_current(self) -> None:
        one = self.current
        if one is not None:
            self.detail.show_view(one)

    # -- what is done

    @Slot(str, bool)
    def _on_ticked(self, step: str, done: bool) -> None:  # noqa: FBT001 - a slot
        self._write(lambda number: lambda _: recording.tick(self.desk.session, number, step, done=done))

    @Slot()
    def _on_tell(self) -> None:
        text = self.detail.line.text().strip()
        if text:
            self.detail.line.clear()
            self._write(lambda number: lambda _: recording.tell(self.desk.session, number, text))

    @Slot()
    def _on_contain(self) -> None:
        self._write(lambda number: lambda _: recording.contain(self.desk.session, number))

    @Slot()
    def _on_close(self) -> None:
        one = self.current
        if one is None:
            return
        if one.is_open:
            ask_reason(self, "办结安全事件", "写明原因和改进措施。", self._close)
        else:
            ask_reason(self, "重新处置", "为什么要重新处置？", self._open_again)

    def _close(self, cause: str) -> None:
        self._write(lambda number: lambda _: recording.close(self.desk.session, number, cause))

    def _open_again(self, reason: str) -> None:
        self._write(lambda number: lambda _: recording.open_again(self.desk.session, number, reason))

    @Slot()
    def _on_level(self) -> None:
        one = self.current
        if one is not None:
            open_dialog(LevelDialog(self.desk, one.number, one.incident.level, self))

    @Slot()
    def _on_new(self) -> None:
        open_dialog(NewIncidentDialog(self.desk, self), lambda: self.desk.say("已登记安全事件"))

    @Slot()
    def _on_drill(self) -> None:
        open_dialog(DrillDialog(self.desk, self), lambda: self.desk.say("已登记应急演练"))

    @Slot()
    def _on_plan(self) -> None:
        session = self.desk.session
        handle = self.desk.runner.reading(lambda _: plan.read(session))
        handle.done.connect(self._show_plan)
        handle.failed.connect(self._tell_trouble)
        self.desk.runner.start(handle)

    @Slot(object)
    def _show_plan(self, present: EmergencyPlan) -> None:
        open_dialog(PlanDialog(self.desk, present, self), lambda: self.desk.say("应急预案已保存"))

    @Slot()
    def _on_print(self) -> None:
        from app.incidents import on_paper
        from ui.printing.preview import preview

        one, session = self.current, self.desk.session
        if one is not None:
            number = one.number
            preview(
                self.desk, "打印安全事件报告", lambda _: on_paper.as_print(session, number), leaving=prints.OF_RECORDS
            )

    def _write(self, make: Callable[[int], Callable[[JobContext], object]]) -> None:
        """Do something with the chosen incident; the page hears of it as of any other change."""
        one = self.current
        if one is None:
            return
        self.note.tell("")
        handle = self.desk.runner.writing(make(one.number))
        handle.failed.connect(self._tell_trouble)
        self.desk.runner.start(handle)

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self.note.tell(window_message_for(error))
        self.read()
