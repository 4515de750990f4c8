"""The first leaf: what was sent in a list at the left, the chosen one at the right to be read, signed for, answered."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QSplitter, QVBoxLayout, QWidget

from app.jobs import JobContext
from app.messages import window_message_for
from app.notices import inbox, marking
from app.notices.inbox import Line, Sheet
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.notices.models import InboxModel
from ui.notices.notice_view import NoticeView
from ui.notices.reply_dialog import ReplyDialog
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import open_dialog
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

_WHICH = (("all", "全部"), ("open", "没办完的"))
_LETTERS = {1: 8, 2: 6}
_TITLE: Final = 0
_LIST_LETTERS, _VIEW_LETTERS, _LEAST_LIST, _LEAST_VIEW = 44, 34, 24, 18
_EMPTY = ("inbox", "没有任务和通知", "街道下发的任务和通知，上报时会取回来，在这里看、签收和回复，不联网也能办。")
_NONE_OPEN = ("circle-check", "都办完了", "没有没看过、没办完的任务和通知。")


class InboxPanel(QWidget):
    """The list and the reading pane. `counted` tells how many are to be done, and how many there are."""

    counted = Signal(int, int)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._listing, self._reading = Latest(desk.runner, self), Latest(desk.runner, self)
        self._wanted = ""
        self.which = ChoiceBox(_WHICH)
        self.which.setAccessibleName("看哪些")
        self.which.set_value("all")
        self.model = InboxModel(self)
        self.table = plain_table(self.model, "任务和通知")
        self.states = PageStates(self.table)
        self.view, self.beside = NoticeView(), QWidget()
        self.nothing = label("选一件看。", "muted")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lay_out()
        self.which.chosen.connect(self.read)
        self.table.selectionModel().currentRowChanged.connect(self._on_current)
        self.view.received.connect(self._on_receive)
        self.view.replied.connect(self._on_reply)

    def _lay_out(self) -> None:
        left, right = QWidget(), self.beside
        letter = self.fontMetrics().horizontalAdvance("字")
        left.setMinimumWidth(letter * _LEAST_LIST)
        right.setMinimumWidth(letter * _LEAST_VIEW)
        column = QVBoxLayout(left)
        column.setContentsMargins(L, S, S, S)
        column.setSpacing(S)
        head = QHBoxLayout()
        head.addWidget(self.which)
        head.addStretch(1)
        column.addLayout(head)
        column.addWidget(self.states, 1)
        beside = QVBoxLayout(right)
        beside.setContentsMargins(S, S, L, M)
        beside.addWidget(self.view, 1)
        beside.addWidget(self.nothing, 1)
        self.view.hide()
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(left)
        splitter.addWidget(right)
        splitter.setSizes([letter * _LIST_LETTERS, letter * _VIEW_LETTERS])
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(splitter)
        self.table.fit_letters(_LETTERS)
        self.table.horizontalHeader().setStretchLastSection(False)
        self.table.horizontalHeader().setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)

    @property
    def current(self) -> Line | None:
        """The chosen line."""
        return self.model.line_at(self.table.currentIndex().row())

    # -- reading

    def open(self, notice: str) -> None:
        """Read the list anew and show this one."""
        self._wanted = notice
        self.read()

    @Slot()
    def read(self) -> None:
        """Read the list anew; what is shown stays shown."""
        session, only_open = self._desk.session, self.which.value() == "open"
        if not self.model.lines:
            self.beside.hide()
            self.states.show_loading()

        def job(_ctx: JobContext) -> tuple[Line, ...]:
            return inbox.listing(session, only_open=only_open)

        self._listing.ask(job, self._show, failed=lambda error: self.states.show_error(error, self.read))

    def _show(self, lines: tuple[Line, ...]) -> None:
        before = self._wanted or (self.current.id if self.current else "")
        self._wanted = ""
        self.model.show(lines)
        self.beside.setVisible(bool(lines))
        if self.which.value() == "all" or lines:
            undone = sum(not (one.is_done and one.is_read) for one in lines)
            self.counted.emit(undone, len(lines))
        if not lines:
            self.states.show_empty(*(_EMPTY if self.which.value() == "all" else _NONE_OPEN))
            self._show_nothing()
            return
        self.states.show_content()
        rows = [one.id for one in lines]
        if before in rows:
            self.table.selectRow(rows.index(before))
        else:
            self._show_nothing()

    def _show_nothing(self) -> None:
        self.view.hide()
        self.nothing.show()

    @Slot()
    def _on_current(self) -> None:
        """Whoever chooses a line reads it."""
        line, session = self.current, self._desk.session
        if line is None:
            return
        one, is_read = line.id, line.is_read

        def job(_ctx: JobContext) -> Sheet:
            return inbox.show(session, one)

        self._reading.ask(job, self._show_sheet, failed=self._tell)
        if not is_read:
            self._write(lambda _: marking.read(session, one))

    def _show_sheet(self, sheet: Sheet) -> None:
        self.view.show_sheet(sheet)
        self.nothing.hide()
        self.view.show()

    # -- what is done about it

    @Slot()
    def _on_receive(self) -> None:
        sheet, session = self.view.sheet, self._desk.session
        if sheet is not None:
            one = sheet.line.id
            self._write(lambda _: marking.receive(session, one), f"已签收“{sheet.line.title}”")

    @Slot()
    def _on_reply(self) -> None:
        if self.view.sheet is not None:
            self.replying = ReplyDialog(self._desk, self.view.sheet, self)
            open_dialog(self.replying)

    def _write(self, job: Callable[[JobContext], bool], said: str = "") -> None:
        handle = self._desk.runner.writing(job, name="任务和通知")
        handle.failed.connect(self._tell)
        if said:
            handle.done.connect(lambda _: self._desk.say(said))
        self._desk.runner.start(handle)

    @Slot(object)
    def _tell(self, error: LedgerError) -> None:
        self.view.note.tell(window_message_for(error))
