"""The page 权限: who may do what, on one page; changed with a reason, told in a history, handed out as the plan.

Whether a change may be is `ledger.permissions`'s, that it counts from then on `app.rights.matrix`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QModelIndex, Slot
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QAbstractItemView, QMenu, QVBoxLayout, QWidget
from typing_extensions import override

from app import words
from app.events import Committed
from app.jobs import JobContext
from app.messages import window_message_for
from app.rights import matrix
from app.rights.matrix_words import Told
from ledger import clock, permissions
from ledger.errors import LedgerError
from ledger.permissions import Grant, Matrix
from ui.desk import Desk
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import FilterBand, StatusLine, TitleBand
from ui.parts.buttons import plain_button, primary_button
from ui.parts.choices import ChoiceBox
from ui.parts.dialog import ask_reason
from ui.parts.file_choice import choose_target
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.rights.history_model import HistoryModel
from ui.rights.plan_model import PlanModel
from ui.workers import Latest

_PLAN, _HISTORY = 3, 1
_ALL = "全部台账"
_LAW = "物业和委托机构始终看不到三级、四级内容，审计员不改台账，日志只给审计员看：这些不能放开。"


class RightsPage(Page):
    """Name `rights`; facts: `ledger`."""

    name = "rights"
    title = "权限"
    asks_anew = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self._matrix: Matrix = {}
        self.model, self.history = PlanModel(), HistoryModel()
        self.band = TitleBand(self.title)
        self.export_button = plain_button("导出方案", "download")
        self.undo_button = plain_button("放弃改动", "undo-2")
        self.save_button = primary_button("保存变更", "check")
        for button in (self.export_button, self.undo_button, self.save_button):
            self.band.add_action(button)
        self.ledgers = ChoiceBox((ledger, words.ledger(ledger)) for ledger in permissions.LEDGERS)
        self.ledgers.setAccessibleName("台账")
        line = self.ledgers.lineEdit()
        if line is not None:
            line.setPlaceholderText(_ALL)
        filters = FilterBand()
        filters.add(self.ledgers)
        self.trouble = Notice(across=True)
        self.line = StatusLine()
        self.states = PageStates(self._tables())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.band, filters, self.trouble):
            column.addWidget(part)
        within = QVBoxLayout()
        within.setContentsMargins(L, 0, L, M)
        within.addWidget(self.states)
        column.addLayout(within, 1)
        column.addWidget(self.line)
        self._connect()
        self._tell()

    def _tables(self) -> QWidget:
        self.table = plain_table(self.model, "权限表")
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.past = plain_table(self.history, "变更记录")
        made = QWidget()
        column = QVBoxLayout(made)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.table, _PLAN)
        column.addWidget(label("变更记录", "section"))
        column.addWidget(self.past, _HISTORY)
        return made

    def _connect(self) -> None:
        self.ledgers.chosen.connect(self._show_plan)
        self.save_button.clicked.connect(self.save)
        self.undo_button.clicked.connect(self.discard_input)
        self.export_button.clicked.connect(self.export)
        self.table.activated.connect(self.offer)
        self.desk.events.changed.connect(self._on_changed)
        action(self, "改选中的权限", "F2", lambda: self.offer(self.table.currentIndex()))
        action(self, "保存变更", "Ctrl+S", self.save)

    # -- showing

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.table.setFocus()

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        if "ledger" in facts:
            self.ledgers.set_value(str(facts["ledger"]))
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        return {"ledger": self.ledgers.value()}

    @override
    def is_busy_with_input(self) -> bool:
        return bool(self.model.pending)

    @override
    @Slot()
    def discard_input(self) -> None:
        self.model.forget()
        self._tell()

    @Slot()
    def read(self) -> None:
        """Read the matrix and what was changed in it."""
        session = self.desk.session
        if not self._matrix:
            self.states.show_loading()

        def work(_ctx: JobContext) -> tuple[Matrix, tuple[Told, ...]]:
            return matrix.present(session), matrix.history(session)

        self._reading.ask(work, self._show, failed=self._on_failed)

    def _show(self, read: tuple[Matrix, tuple[Told, ...]]) -> None:
        self._matrix, told = read
        self.history.show(told)
        self.past.fit_columns()
        self._show_plan()
        self.states.show_content()

    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.read)

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.kind == matrix.KIND:
            self.read()

    @Slot()
    def _show_plan(self) -> None:
        at = self.table.currentIndex()
        self.model.show_plan(self._matrix, self.ledgers.value())
        self.table.fit_columns()
        self.table.setCurrentIndex(self.model.index(max(at.row(), 0), max(at.column(), 1)))
        self._tell()

    def _tell(self) -> None:
        count = len(self.model.pending)
        self.band.set_count(f"{count} 处改动还没有保存" if count else "")
        self.save_button.setEnabled(bool(count))
        self.undo_button.setEnabled(bool(count))
        self.export_button.setEnabled(True)
        may = grey_unless(
            self.desk.session.rights, "permissions", "", self.save_button, self.undo_button, self.export_button
        )
        self.line.show_text(f"选中一格，按回车改。{_LAW}" if may else _LAW)

    # -- changing

    @Slot(QModelIndex)
    def offer(self, at: QModelIndex) -> None:
        """Offer what a cell may be set to; what may not be stands there grey, with the reason."""
        offered = self.model.offered(at.row(), at.column())
        if not offered or not self.desk.session.rights.may("permissions"):
            return
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        present = self.model.grants(at.row(), at.column())
        for said, grant, refusal in offered:
            one = menu.addAction(said, lambda grant=grant: self.set_grant(at.row(), at.column(), grant))
            one.setCheckable(True)
            one.setChecked(present == {grant})
            one.setEnabled(not refusal)
            one.setToolTip(refusal)
        if self.model.can_be_narrowed(at.row(), at.column()):
            menu.addSeparator()
            is_narrow = self.model.is_narrow(at.row(), at.column())
            one = menu.addAction("只限账号负责的小区", lambda: self.narrow(at.row(), at.column(), own=not is_narrow))
            one.setCheckable(True)
            one.setChecked(is_narrow)
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.table.viewport().mapToGlobal(self.table.visualRect(at).bottomLeft()))

    def set_grant(self, row: int, column: int, grant: Grant | None) -> None:
        """Change a cell; it counts once it is saved."""
        self.trouble.tell("")
        self.model.set_grant(row, column, grant)
        self._tell()

    def narrow(self, row: int, column: int, *, own: bool) -> None:
        """Let a cell count in the account's own compounds only, or everywhere; it counts once it is saved."""
        self.trouble.tell("")
        self.model.narrow(row, column, own=own)
        self._tell()

    @Slot()
    def save(self) -> None:
        """Ask why, and change the matrix."""
        if self.model.pending and self.desk.session.rights.may("permissions"):
            text = f"{len(self.model.pending)} 处权限会马上生效。请写明为什么变更，原因会记入日志。"
            ask_reason(self, "保存变更", text, self._save)

    def _save(self, reason: str) -> None:
        session, wanted = self.desk.session, dict(self.model.pending)
        write = self.desk.runner.writing(lambda _ctx: matrix.change(session, wanted, reason))
        write.done.connect(self._on_saved)
        write.failed.connect(self._on_refused)
        self.desk.runner.start(write)

    def _on_saved(self, _number: int) -> None:
        self.model.forget()
        self.desk.say("已变更权限")
        self.read()

    def _on_refused(self, error: LedgerError) -> None:
        self.trouble.tell(window_message_for(error))

    @Slot()
    def export(self) -> None:
        """Write the permission plan as a workbook."""
        name = f"权限分配方案 {clock.today().isoformat()}.xlsx"
        choose_target(self, "导出权限分配方案", name, "Excel 表格 (*.xlsx)", self.export_to)

    def export_to(self, path: Path) -> None:
        """Write it there."""
        session = self.desk.session
        write = self.desk.runner.writing(lambda _ctx: matrix.export_plan(session, path))
        write.done.connect(lambda _: self.desk.say(f"权限分配方案已存到 {path.name}"))
        write.failed.connect(self._on_refused)
        self.desk.runner.start(write)
