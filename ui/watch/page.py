"""The page 异常提醒: what the watch noticed and what came of it, above the hours in which much was changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from app.watch import alerts
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.tokens import L, S
from ui.page import Page
from ui.parts.bands import TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import open_dialog
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.watch.changes_panel import ChangesPanel
from ui.watch.handling import HandlingDialog
from ui.watch.models import AlertsModel
from ui.workers import Latest

if TYPE_CHECKING:
    from app.watch.alerts import AlertLine

_WHICH = (("open", "没处理的"), ("all", "全部"))
_LETTERS = (5, 10, 6, 9, 14, 14, 12)
_OF_ALERTS = frozenset(("alert", "alert-handled"))


class WatchPage(Page):
    """What looks unusual; facts: `which`."""

    name = "watch"
    title = "异常提醒"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self.band = TitleBand(self.title)
        self.which = ChoiceBox(_WHICH)
        self.which.setAccessibleName("看哪些提醒")
        self.which.set_value("open")
        self.log_button = plain_button("看日志", "history")
        self.seen_button = plain_button("标为已看", "eye")
        self.done_button = primary_button("处理…", "check")
        for part in (self.which, self.log_button, self.seen_button, self.done_button):
            self.band.add_action(part)
        self.note = Notice(across=True)
        self.model = AlertsModel(self)
        self.table = plain_table(self.model, "异常提醒")
        self.states = PageStates(self.table)
        self.changes = ChangesPanel(desk)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.band)
        column.addWidget(self.note)
        column.addWidget(self._halves(), 1)
        self.table.fit_letters(_LETTERS)
        self._connect()
        self._on_current()

    def _halves(self) -> QWidget:
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        upper = QWidget()
        within = QVBoxLayout(upper)
        within.setContentsMargins(L, 0, L, S)
        within.addWidget(self.states)
        splitter.addWidget(upper)
        splitter.addWidget(self.changes)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 1)
        return splitter

    def _connect(self) -> None:
        self.which.chosen.connect(self.read)
        self.seen_button.clicked.connect(self._on_seen)
        self.done_button.clicked.connect(self._on_done)
        self.log_button.clicked.connect(self._on_log)
        self.table.activated.connect(self._on_done)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.desk.events.changed.connect(self._on_changed)
        action(self, "刷新提醒", "F5", self._read_all)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        if "which" in facts:
            self.which.set_value(str(facts["which"]))
        self._read_all()

    @override
    def standing(self) -> dict[str, object]:
        return {"which": self.which.value()}

    @property
    def current(self) -> AlertLine | None:
        """The chosen line."""
        return self.model.line_at(self.table.currentIndex().row())

    # -- reading

    @Slot()
    def _read_all(self) -> None:
        self.read()
        self.changes.read()

    @Slot()
    def read(self) -> None:
        """Read what was noticed."""
        session = self.desk.session
        which: alerts.Which = "all" if self.which.value() == "all" else "open"
        if not self.model.lines:
            self.states.show_loading()

        def job(_ctx: JobContext) -> list[AlertLine]:
            return alerts.listing(session, which)

        self._reading.ask(job, self._show, failed=self._on_failed)

    def _on_failed(self, error: LedgerError) -> None:
        """One trouble is told once: what keeps the upper half from being read keeps the lower too."""
        self.changes.hide()
        self.states.show_error(error, self._read_all)

    def _show(self, lines: list[AlertLine]) -> None:
        self.changes.show()
        row = self.table.currentIndex().row()
        self.model.show(lines)
        still = sum(one.is_open for one in lines)
        self.band.set_count(f"{still:,} 条没处理" if still else "")
        if lines:
            self.states.show_content()
            self.table.selectRow(min(max(row, 0), len(lines) - 1))
        else:
            text = "大量查看、修改、删除，频繁导出，非工作时间使用，多次输错密码，会提醒在这里。"
            self.states.show_empty("shield-check", "没有异常提醒", text)
        self._on_current()

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.kind in _OF_ALERTS:
            self.read()
        elif committed.ledgers and self.isVisible():
            self.changes.read()

    # -- what is done about it

    @Slot()
    def _on_current(self) -> None:
        one = self.current
        self.seen_button.setEnabled(one is not None and one.state == "new")
        self.done_button.setEnabled(one is not None and one.is_open)
        may = self.desk.session.rights.may("audit")
        self.log_button.setEnabled(one is not None and may)
        self.log_button.setToolTip("" if may else "只有审计员能看日志")

    @Slot()
    def _on_seen(self) -> None:
        one, session = self.current, self.desk.session
        if one is not None:
            self._write(lambda _: alerts.see(session, (one.number,)))

    @Slot()
    def _on_done(self) -> None:
        one = self.current
        if one is None or not one.is_open:
            return
        dialog = self.handling = HandlingDialog(one, self)
        open_dialog(dialog, lambda: self._deal_with(one.number, dialog.reason()))

    def _deal_with(self, number: int, note: str) -> None:
        session = self.desk.session
        self._write(lambda _: alerts.deal_with(session, number, note))

    @Slot()
    def _on_log(self) -> None:
        one = self.current
        if one is not None:
            day = one.when[:10]
            self.desk.go("audit", user=one.user, first_day=day, last_day=day)

    def _write(self, job: Callable[[JobContext], None]) -> None:
        self.note.tell("")
        handle = self.desk.runner.writing(job, name="处理提醒")
        handle.failed.connect(self._tell_trouble)
        self.desk.runner.start(handle)

    @Slot(object)
    def _tell_trouble(self, error: LedgerError) -> None:
        self.note.tell(window_message_for(error))
