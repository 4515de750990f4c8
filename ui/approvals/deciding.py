"""Deciding a request: what would leave, who decides with which password, and why it is refused."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.jobs import Job, JobContext
from app.release import approvals, approvers
from app.release.approvals import Approval, Verdict
from ledger.errors import LedgerError
from ui.approvals.models import texts
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import M, S
from ui.parts.fields import Labelled, LineEdit, PasswordEdit
from ui.parts.writing_dialog import WritingDialog
from ui.record_form.scroller import FormScroller, GrowingDialog
from ui.workers import Latest

_LETTERS, _LINES = 32, 24
_TITLES: dict[Verdict, tuple[str, str]] = {
    "approved": ("批准这次导出？", "批准"),
    "refused": ("退回这次申请？", "退回"),
}


class DecideDialog(WritingDialog, GrowingDialog):
    """Approves or refuses `asked`; accepted when that is done.

    Whoever sits at the PC may be the asker: the one who decides chooses the own account and gives the own password.
    """

    def __init__(self, desk: Desk, asked: Approval, verdict: Verdict, parent: QWidget | None = None) -> None:
        title, self._does = _TITLES[verdict]
        super().__init__(title, self._does, desk.runner, parent, is_danger=verdict == "refused")
        self._desk, self._asked, self._verdict = desk, asked, verdict
        self._reading = Latest(desk.runner, self)
        self.who = QComboBox()
        self.password, self.reason = PasswordEdit(), LineEdit()
        self.password_line = Labelled("本人密码", self.password)
        self.reason_line = Labelled("退回的原因", self.reason, "申请人会看到")
        self.body.addWidget(FormScroller(self._form(), letters=_LETTERS, lines=_LINES), 1)
        self.reason_line.setVisible(verdict == "refused")
        self.button.setEnabled(False)
        self.password.submitted.connect(self.submit, Qt.ConnectionType.QueuedConnection)  # after Enter was taken
        self.password.textChanged.connect(self.password_line.clear_error)
        self.reason.textChanged.connect(self.reason_line.clear_error)
        self._name_people()

    def _form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(M)
        column.addLayout(self._facts())
        for line in (Labelled("由谁处理", self.who), self.password_line, self.reason_line):
            column.addWidget(line)
        column.addStretch(1)
        return form

    def _facts(self) -> QGridLayout:
        """Who asks for what, in words."""
        facts = self._asked.facts
        level, people = str(facts.get("level", "")), facts.get("people")
        grid = QGridLayout()
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        grid.setColumnStretch(1, 1)
        lines = (
            ("申请人", str(facts.get("who", self._asked.asker))),
            ("导出什么", f"{facts.get('label', '')}，{'、'.join(texts(facts.get('filter')))}"),
            ("人数和级别", f"{people} 人，最高{words.LEVELS.get(level, level)}"),
            ("敏感的列", "、".join(texts(facts.get("sensitive"))) or "没有，条件本身是敏感的"),
            ("遮盖", "不打星号" if facts.get("unmasked") else "打星号"),
            ("用途", str(facts.get("purpose", ""))),
            ("依据", str(facts.get("basis", ""))),
            ("原因", str(facts.get("reason", "")) or "没有写"),
        )
        for row, (name, text) in enumerate(lines):
            grid.addWidget(label(name, "muted"), row, 0)
            grid.addWidget(label(text, wraps=True), row, 1)
        return grid

    def _name_people(self) -> None:
        session, asker = self._desk.session, self._asked.asker

        def job(_ctx: JobContext) -> list[tuple[str, str]]:
            return [(one.login, one.name) for one in approvers.candidates(session, asker)]

        self._reading.ask(job, self._show_people, failed=self.show_trouble)

    def _show_people(self, people: list[tuple[str, str]]) -> None:
        for login, name in people:
            self.who.addItem(words.account(name, login), login)
        self.who.setCurrentIndex(max(0, self.who.findData(self._desk.session.login)))
        self.button.setEnabled(bool(people))
        if not people:
            self.error.tell("没有别的账号有批准的权限。请先开通一个，或在权限页给另一个人这项权限。")
        self.password.setFocus()

    @override
    @Slot()
    def submit(self) -> None:
        """Approve or refuse, when all is said."""
        if not self.password.text():
            self.password_line.set_error("请输入本人的密码。")
            self.password.setFocus()
        elif self._verdict == "refused" and not self.reason.text().strip():
            self.reason_line.set_error("请写明退回的原因。")
            self.reason.setFocus()
        else:
            super().submit()

    @override
    def job(self) -> Job[Approval]:
        session, number, verdict = self._desk.session, self._asked.id, self._verdict
        login, password, reason = str(self.who.currentData()), self.password.text(), self.reason.text()

        def decide(_ctx: JobContext) -> Approval:
            if verdict == "refused":
                return approvals.refuse(session, number, login, password, reason)
            return approvals.approve(session, number, login, password)

        return decide

    @override
    def finish(self, result: object) -> None:
        self._desk.say(f"已{self._does}第 {self._asked.id} 号导出申请")
        super().finish(result)

    @override
    def show_trouble(self, error: LedgerError) -> None:
        self.password.clear()
        self.password.setFocus()
        super().show_trouble(error)
