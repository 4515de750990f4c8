"""The fourth step: what will be done, by big counts that are filters, row by row and field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QSplitter, QTextBrowser, QVBoxLayout, QWidget

from app.jobs import JobContext
from app.review.plan_words import LABELS, STATUSES
from ui.desk import Desk
from ui.importing import marked
from ui.importing.counts import CountRow
from ui.importing.decisions import Decisions
from ui.importing.plan_model import HINTS, TROUBLES, PlanModel
from ui.look.theme import theme
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.table import plain_table
from ui.workers import Latest

if TYPE_CHECKING:
    from app.review.plan_view import PlanView, RowDetail

_ROW_LETTERS = (3, 6, 15, 13, 7)
_CELL_LETTERS = (4, 2, 9, 24, 14, 7)
_CAN_LEAVE = ("new", "changed")
_DETAIL_LETTERS = 14


class PlanStep(QWidget):
    """`class_left_out(status, leaves)`, `row_decided((sheet, row), decision)`."""

    class_left_out = Signal(str, bool)
    row_decided = Signal(object, str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._reading = Latest(desk.runner, self)
        self._view: PlanView | None = None
        self._detail: RowDetail | None = None
        self._left: frozenset[str] = frozenset()
        self._before = ""
        self.counts = CountRow()
        self.counts.chosen.connect(self.show_what)
        self.leave_class = QCheckBox()
        self.leave_class.clicked.connect(self._on_class)
        self.counts.below.addWidget(self.leave_class)
        self.model = PlanModel(desk, self)
        self.model.dataChanged.connect(self._on_lines)
        self.table = plain_table(self.model, "会改的行")
        self.table.selectionModel().selectionChanged.connect(self._on_row)
        self.detail = QTextBrowser()
        self.detail.setAccessibleName("这一行会怎样改")
        self.detail.setTabChangesFocus(True)
        self.leave_row = plain_button("这一行不导入", "minus")
        self.leave_row.clicked.connect(self._on_leave_row)
        self._lay_out()
        theme().changed.connect(self._show_detail)

    def _lay_out(self) -> None:
        self._right = right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(M, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.detail, 1)
        column.addWidget(self.leave_row)
        splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self.table)
        splitter.addWidget(right)
        splitter.setStretchFactor(0, 3)
        splitter.setStretchFactor(1, 2)
        self.detail.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _DETAIL_LETTERS)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(L, L, L, S)
        outer.setSpacing(M)
        outer.addWidget(self.counts)
        outer.addWidget(splitter, 1)

    def show_plan(self, view: PlanView, decisions: Decisions) -> None:
        """Show a plan; the class that was looked at stays, the first that has rows otherwise."""
        self._view = view
        self._left = decisions.leave_out
        self.counts.show_counts(view.counts, view.trouble_count, view.hint_count)
        what = self._before or self.model.what
        self._before = ""
        if not (view.counts.get(what, 0) or what in self._left):
            what = next((status for status in STATUSES if view.counts.get(status)), "new")
        self.show_what(what)

    def forget(self) -> None:
        """The plan is no longer there; the class that was looked at is remembered for the next."""
        self._before = self.model.what or self._before
        self._view = None
        self._reading.drop()
        self.model.show(None, "")
        self._tell(None)

    @Slot(str)
    def show_what(self, what: str) -> None:
        """Show the rows of a class, the bad cells or the hints."""
        if self._view is None:
            return
        self.counts.choose(what)
        self._reading.drop()
        self._tell(None)
        self.model.show(self._view, what)
        self.table.fit_letters(_CELL_LETTERS if what in (TROUBLES, HINTS) else _ROW_LETTERS)
        several = sum(not sheet.skipped for sheet in self._view.plan.sheets) > 1
        for column in range(self.model.columnCount()):
            self.table.setColumnHidden(column, column == self.model.sheet_column and not several)
        self._right.setVisible(what not in (TROUBLES, HINTS))
        self.leave_class.setVisible(what in _CAN_LEAVE)
        if what in _CAN_LEAVE:
            with QSignalBlocker(self.leave_class):
                self.leave_class.setText(f"{LABELS[what]}的都不导入")
                self.leave_class.setChecked(what in self._left)
        if self.model.rowCount():
            self.table.selectRow(0)

    # -- one row

    @Slot(QItemSelection, QItemSelection)
    def _on_row(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._ask_detail()

    def _on_lines(self) -> None:
        if self._detail is None:
            self._ask_detail()

    def _ask_detail(self) -> None:
        from app.review.plan_view import RowLine

        view, session = self._view, self._desk.session
        line = self.model.line(self.table.currentIndex().row())
        if view is None or not isinstance(line, RowLine):
            return

        def job(_ctx: JobContext) -> RowDetail | None:
            return view.detail(session, line.place)

        self._reading.ask(job, self._tell)

    def _tell(self, detail: RowDetail | None) -> None:
        self._detail = detail
        self._show_detail()

    @Slot()
    def _show_detail(self) -> None:
        one = self._detail
        self.detail.setHtml(marked.page(one) if one else "")
        can_leave = one is not None and one.line.status in ("new", "changed", "doubtful", "left_out")
        self.leave_row.setVisible(can_leave)
        is_out = one is not None and one.line.status == "left_out"
        self.leave_row.setText("还是导入这一行" if is_out else "这一行不导入")

    # -- what the person does

    @Slot()
    def _on_class(self) -> None:
        self.class_left_out.emit(self.model.what, self.leave_class.isChecked())

    @Slot()
    def _on_leave_row(self) -> None:
        if self._detail is not None:
            line = self._detail.line
            self.row_decided.emit((line.sheet, line.row), "" if line.status == "left_out" else "skip")
