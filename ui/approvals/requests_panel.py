"""The first leaf of 导出登记: requests that wait for a second person, and what became of earlier ones."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.jobs import JobContext
from app.messages import window_message_for
from app.release import approvals
from app.release.approvals import Approval, Verdict
from ledger.errors import LedgerError
from ui.approvals.deciding import DecideDialog
from ui.approvals.models import RequestsModel
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.buttons import plain_button, primary_button
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import open_dialog
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

_WHICH = (("waiting", "待审批的"), ("all", "全部申请"))
_LETTERS = (3, 9, 6, 6, 14, 4, 4, 8, 12, 5)


class RequestsPanel(QWidget):
    """Requests in a table; the chosen one is decided or taken back. `counted` tells how many wait."""

    counted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self.which = ChoiceBox(_WHICH)
        self.which.setAccessibleName("看哪些申请")
        self.which.set_value("waiting")
        self.approve = primary_button("批准…", "check")
        self.refuse = plain_button("退回…", "x")
        self.withdraw = plain_button("撤回申请", "undo-2")
        self.note = label("", "error", wraps=True)
        self.note.hide()
        self.answer = label("", "muted", wraps=True)
        self.model = RequestsModel(self)
        self.table = plain_table(self.model, "导出申请")
        self.states = PageStates(self.table)
        self._lay_out()
        self.which.chosen.connect(self.read)
        self.approve.clicked.connect(lambda: self._decide("approved"))
        self.refuse.clicked.connect(lambda: self._decide("refused"))
        self.withdraw.clicked.connect(self._on_withdraw)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self._on_current()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(S)
        head.addWidget(self.which)
        head.addStretch(1)
        for button in (self.withdraw, self.refuse, self.approve):
            head.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, S, L, S)
        column.setSpacing(S)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(self.states, 1)
        column.addWidget(self.answer)
        self.table.fit_letters(_LETTERS)

    @property
    def current(self) -> Approval | None:
        """The chosen request."""
        return self.model.line_at(self.table.currentIndex().row())

    @Slot()
    def read(self) -> None:
        """Read the requests anew."""
        session = self._desk.session
        if not self.model.lines:
            self.states.show_loading()

        def job(_ctx: JobContext) -> list[Approval]:
            return approvals.every(session)

        self._reading.ask(job, self._show, failed=lambda error: self.states.show_error(error, self.read))

    def _show(self, found: list[Approval]) -> None:
        self.note.hide()
        before = self.current
        waiting = [one for one in found if one.state == "waiting"]
        shown = waiting if self.which.value() == "waiting" else found
        self.model.show(shown)
        self.counted.emit(len(waiting))
        if shown:
            self.states.show_content()
            numbers = [one.id for one in shown]
            self.table.selectRow(numbers.index(before.id) if before and before.id in numbers else 0)
        else:
            text = "不打星号、超过 50 人的三级内容和四级内容，要另一个人在这里批准才能导出。"
            self.states.show_empty("stamp", "没有待审批的申请", text)
        self._on_current()

    @Slot()
    def _on_current(self) -> None:
        one, login = self.current, self._desk.session.login
        is_waiting = one is not None and one.state == "waiting"
        self.approve.setEnabled(is_waiting)
        self.refuse.setEnabled(is_waiting)
        self.withdraw.setVisible(is_waiting and one is not None and one.asker == login)
        told = one is not None and bool(one.decided_by)
        self.answer.setVisible(told)
        if one is not None and told:
            self.answer.setText(f"{one.decided_by} 处理。{one.answer}")

    def _decide(self, verdict: Verdict) -> None:
        one = self.current
        if one is not None:
            self.deciding = DecideDialog(self._desk, one, verdict, self)
            open_dialog(self.deciding)

    @Slot()
    def _on_withdraw(self) -> None:
        one, session = self.current, self._desk.session
        if one is None:
            return
        number = one.id
        handle = self._desk.runner.writing(lambda _ctx: approvals.withdraw(session, number))
        handle.failed.connect(self._tell)
        self._desk.runner.start(handle)

    @Slot(object)
    def _tell(self, error: LedgerError) -> None:
        self.note.setText(window_message_for(error))
        self.note.show()
