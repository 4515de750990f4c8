"""The second leaf 问题建议: what was asked upward, what both sides said since, the dialogs that ask and say more."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QPlainTextEdit, QSplitter, QVBoxLayout, QWidget
from typing_extensions import override

from app.jobs import Job, JobContext
from app.messages import window_message_for
from app.notices import asking
from app.notices.asking import Question
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.notices.models import QuestionsModel
from ui.notices.thread_view import ThreadView
from ui.parts.buttons import primary_button
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import open_dialog
from ui.parts.fields import Labelled
from ui.parts.notice import Notice
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.parts.writing_dialog import WritingDialog
from ui.workers import Latest

_LETTERS = (4, 30, 8, 6)
_TEXT_LINES: Final = 6
_EMPTY = (
    "message-square-text",
    "还没有提过",
    "工作里的问题、对系统和办事的建议，写给街道；答复会在这里，还可以接着说。",
)


class QuestionsPanel(QWidget):
    """Questions in a list, the chosen one with its thread beneath; whoever has it on the screen has read it.

    `counted` tells how many there are, and how many have a new answer.
    """

    counted = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self._wanted = ""
        self.ask_button = primary_button("提问题或建议…", "plus")
        self.model = QuestionsModel(self)
        self.table = plain_table(self.model, "问题和建议")
        self.states = PageStates(self.table)
        self.view, self.note = ThreadView(), Notice()
        self._lay_out()
        self.ask_button.clicked.connect(self._on_ask)
        self.view.continued.connect(self._on_continue)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addStretch(1)
        head.addWidget(self.ask_button)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.states)
        splitter.addWidget(self.view)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(L, S, L, M)
        column.setSpacing(S)
        column.addLayout(head)
        column.addWidget(self.note)
        column.addWidget(splitter, 1)
        self.view.hide()
        self.table.fit_letters(_LETTERS)

    @property
    def current(self) -> Question | None:
        """The chosen one."""
        return self.model.line_at(self.table.currentIndex().row())

    def open(self, question: str) -> None:
        """Read them anew and show this one; "" for the one that is shown."""
        self._wanted = question
        self.read()

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
        before = self._wanted or (self.current.id if self.current else "")
        self._wanted = ""
        self.model.show(found)
        self.counted.emit(len(found), sum(one.is_new for one in found))
        if found:
            self.states.show_content()
            rows = [one.id for one in found]
            self.table.selectRow(rows.index(before) if before in rows else 0)
        else:
            self.states.show_empty(*_EMPTY)
        self._on_current()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._on_current()

    @Slot()
    def _on_current(self) -> None:
        one, session = self.current, self._desk.session
        self.view.setVisible(one is not None)
        if one is None:
            return
        self.view.show_question(one)
        if one.is_new and self.isVisible() and not self._wanted:  # else another one comes in its place at once
            self._write(lambda _: asking.read(session, one.id))

    def _write(self, job: Callable[[JobContext], bool]) -> None:
        handle = self._desk.runner.writing(job, name="问题建议")
        handle.failed.connect(self._tell)
        self._desk.runner.start(handle)

    @Slot(object)
    def _tell(self, error: LedgerError) -> None:
        self.note.tell(window_message_for(error))

    @Slot()
    def _on_ask(self) -> None:
        self.asking = AskDialog(self._desk, self)
        open_dialog(self.asking, self.read)

    @Slot()
    def _on_continue(self) -> None:
        one = self.view.question
        if one is not None:
            self.saying = MoreDialog(self._desk, one, self)
            open_dialog(self.saying, self.read)


class _WordsDialog(WritingDialog):
    """Words that go upward, signed or not; `above` stands above them."""

    def __init__(self, title: str, desk: Desk, parent: QWidget | None, *, above: QWidget | None = None) -> None:
        super().__init__(title, "提交", desk.runner, parent)
        self._desk = desk
        self.text = QPlainTextEdit()
        self.text.setTabChangesFocus(True)
        self.text.setMinimumHeight(self.fontMetrics().lineSpacing() * _TEXT_LINES)
        self.text_line = Labelled("内容", self.text, "不要写居民的姓名、证件号和电话")
        self.signed = QCheckBox("署上我的姓名")
        self.signed.setChecked(True)
        if above is not None:
            self.body.addWidget(above)
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
        """Go on, when something is said."""
        if self.text.toPlainText().strip():
            super().submit()
        else:
            self.text_line.set_error("请写上内容。")
            self.text.setFocus()

    @override
    def finish(self, result: object) -> None:
        self._desk.say("已提交，下次上报时送到街道")
        super().finish(result)


class AskDialog(_WordsDialog):
    """A question or a suggestion."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        self.kind = ChoiceBox((one, one) for one in asking.KINDS)
        self.kind.set_value(asking.KINDS[0])
        super().__init__("提问题或建议", desk, parent, above=Labelled("类别", self.kind))

    @override
    def job(self) -> Job[str]:
        """Ask."""
        session, text, kind = self._desk.session, self.text.toPlainText(), self.kind.value()
        is_signed = self.signed.isChecked()
        return lambda _: asking.ask(session, text, kind, is_signed=is_signed)


class MoreDialog(_WordsDialog):
    """More to a question that was asked."""

    def __init__(self, desk: Desk, question: Question, parent: QWidget | None = None) -> None:
        self._question = question
        super().__init__("接着说", desk, parent, above=label(f"{question.kind}：{question.text}", "muted", wraps=True))
        self.signed.setChecked(bool(question.asker))

    @override
    def job(self) -> Job[str]:
        """Say it."""
        session, text, one = self._desk.session, self.text.toPlainText(), self._question.id
        is_signed = self.signed.isChecked()
        return lambda _: asking.say_more(session, one, text, is_signed=is_signed)
