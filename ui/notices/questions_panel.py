"""The second leaf 问题建议: what was asked upward with its answers, and the dialog that asks."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import Job, JobContext
from app.notices import asking
from app.notices.asking import Question
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.notices.models import QuestionsModel
from ui.parts.buttons import primary_button
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import open_dialog
from ui.parts.fields import Labelled
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.parts.writing_dialog import WritingDialog
from ui.workers import Latest

_LETTERS = (4, 30, 8, 6)
_TEXT_LINES: Final = 6
_EMPTY = ("message-square-text", "还没有提过", "工作里的问题、对系统和办事的建议，写给街道；答复会在这里。")


class QuestionsPanel(QWidget):
    """Questions in a list, the chosen one with its answer beneath. `counted` tells how many were answered of late."""

    counted = Signal(int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self.ask_button = primary_button("提问题或建议…", "plus")
        self.model = QuestionsModel(self)
        self.table = plain_table(self.model, "问题和建议")
        self.states = PageStates(self.table)
        self.asked, self.answer = label("", wraps=True), label("", wraps=True)
        self.detail = QWidget()
        self._lay_out()
        self.ask_button.clicked.connect(self._on_ask)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(self.ask_button)
        set_role(self.detail, "card")
        within = QVBoxLayout(self.detail)
        within.setContentsMargins(L, M, L, M)
        within.setSpacing(S)
        within.addWidget(self.asked)
        within.addWidget(self.answer)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, S, L, M)
        column.setSpacing(S)
        column.addLayout(head)
        column.addWidget(self.states, 1)
        column.addWidget(self.detail)
        self.detail.hide()
        self.table.fit_letters(_LETTERS)

    @property
    def current(self) -> Question | None:
        """The chosen one."""
        return self.model.line_at(self.table.currentIndex().row())

    @Slot()
    def read(self) -> None:
        """Read them anew."""
        session = self._desk.session
        if not self.model.lines:
            self.states.show_loading()

        def job(_ctx: JobContext) -> tuple[Question, ...]:
            return asking.listing(session)

        self._reading.ask(job, self._show, failed=lambda error: self.states.show_error(error, self.read))

    def _show(self, found: tuple[Question, ...]) -> None:
        before = self.current.id if self.current else ""
        self.model.show(found)
        self.counted.emit(len(found))
        if found:
            self.states.show_content()
            rows = [one.id for one in found]
            self.table.selectRow(rows.index(before) if before in rows else 0)
        else:
            self.states.show_empty(*_EMPTY)
        self._on_current()

    @Slot()
    def _on_current(self) -> None:
        one = self.current
        self.detail.setVisible(one is not None)
        if one is None:
            return
        self.asked.setText(f"{one.asked_at}　{one.asker or '不署名'}　{one.kind}\n{one.text}")
        set_role(self.answer, "plain" if one.answer else "muted")
        told = f"{one.answered_at}　{one.answered_by}　答复\n{one.answer}"
        self.answer.setText(told if one.answer else "等街道答复。")

    @Slot()
    def _on_ask(self) -> None:
        self.asking = AskDialog(self._desk, self)
        open_dialog(self.asking, self.read)


class AskDialog(WritingDialog):
    """A question or a suggestion, signed or not."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__("提问题或建议", "提交", desk.runner, parent)
        self._desk = desk
        self.kind = ChoiceBox((one, one) for one in asking.KINDS)
        self.kind.set_value(asking.KINDS[0])
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * _TEXT_LINES)
        self.text_line = Labelled("内容", self.text, "不要写居民的姓名、证件号和电话")
        self.signed = QCheckBox("署上我的姓名")
        self.signed.setChecked(True)
        self.body.addWidget(Labelled("类别", self.kind))
        self.body.addWidget(self.text_line, 1)
        self.body.addWidget(self.signed)
        self.body.addWidget(
            label("不署名时街道看不到是谁提的；本居委会的日志里和别的操作一样有记录。", "muted", wraps=True)
        )
        self.text.textChanged.connect(self.text_line.clear_error)
        self.text.setFocus()

    @override
    @Slot()
    def submit(self) -> None:
        """Ask, when something is asked."""
        if self.text.toPlainText().strip():
            super().submit()
        else:
            self.text_line.set_error("请写上内容。")
            self.text.setFocus()

    @override
    def job(self) -> Job[str]:
        """Ask."""
        session, text, kind = self._desk.session, self.text.toPlainText(), self.kind.value()
        is_signed = self.signed.isChecked()
        return lambda _: asking.ask(session, text, kind, is_signed=is_signed)

    @override
    def finish(self, result: object) -> None:
        self._desk.say("已提交，下次上报时送到街道")
        super().finish(result)
