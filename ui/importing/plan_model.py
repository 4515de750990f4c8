"""The rows of one class of a plan as a table, or its bad cells, or its hints: asked for by pages, on a thread."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, QTimer
from typing_extensions import override

from app.jobs import JobContext
from ui.desk import Desk
from ui.workers import Latest

if TYPE_CHECKING:
    from app.review.plan_view import CellTrouble, PlanView, RowLine

TROUBLES, HINTS = "troubles", "hints"
PAGE = 100
_KEPT_PAGES = 60
_ROW_HEADINGS = ("行", "姓名或名称", "会怎样", "住处", "工作表")
_CELL_HEADINGS = ("行", "列", "表头或项目", "原因", "处理", "工作表")
_Index = QModelIndex | QPersistentModelIndex


class PlanModel(QAbstractTableModel):
    """`show(view, what)`: `what` is a class of rows, `troubles` or `hints`."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._latest = Latest(desk.runner, self)
        self._view: PlanView | None = None
        self._what = ""
        self._total = 0
        self._pages: dict[int, Sequence[RowLine | CellTrouble]] = {}
        self._wanted: list[int] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._ask)

    @property
    def what(self) -> str:
        """What is shown."""
        return self._what

    @property
    def sheet_column(self) -> int:
        """The column that names the sheet; of use only where there are several."""
        return self.columnCount() - 1

    def show(self, view: PlanView | None, what: str) -> None:
        """Show another class, or another plan."""
        self._latest.drop()
        self.beginResetModel()
        self._view, self._what, self._pages, self._wanted = view, what, {}, []
        self._total = _total(view, what) if view else 0
        self.endResetModel()

    def line(self, row: int) -> RowLine | CellTrouble | None:
        """The line of a row; None while its page is on its way."""
        page = self._pages.get(row // PAGE)
        place = row % PAGE
        return page[place] if page is not None and place < len(page) else None

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._total

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._headings())

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return self._headings()[section] if section < len(self._headings()) else None
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        line = self.line(index.row())
        if line is None:
            self._want(index.row() // PAGE)
            return "…" if role == Qt.ItemDataRole.DisplayRole and index.column() == 0 else None
        return _cells(line)[index.column()]

    def _headings(self) -> tuple[str, ...]:
        return _CELL_HEADINGS if self._what in (TROUBLES, HINTS) else _ROW_HEADINGS

    def _want(self, page: int) -> None:
        if page in self._wanted:
            self._wanted.remove(page)
        self._wanted.append(page)
        if not self._latest.is_waiting:
            self._timer.start()

    def _ask(self) -> None:
        view, what, session = self._view, self._what, self._desk.session
        if view is None or not self._wanted:
            return
        page = self._wanted.pop()
        self._wanted = []  # what has scrolled by since is asked for again when it is painted

        def job(_ctx: JobContext) -> Sequence[RowLine | CellTrouble]:
            if what == TROUBLES:
                return view.troubles(page * PAGE, PAGE)
            if what == HINTS:
                return view.hints(page * PAGE, PAGE)
            return view.rows(session, what, page * PAGE, PAGE).lines

        self._latest.ask(job, lambda lines: self._on_page(page, lines))

    def _on_page(self, page: int, lines: Sequence[RowLine | CellTrouble]) -> None:
        if len(self._pages) >= _KEPT_PAGES:
            self._pages.pop(next(iter(self._pages)))
        self._pages[page] = lines
        first, last = page * PAGE, min(self._total, (page + 1) * PAGE) - 1
        if lines and last >= first:
            self.dataChanged.emit(self.index(first, 0), self.index(last, self.columnCount() - 1))
        if self._wanted:
            self._timer.start()


def _total(view: PlanView, what: str) -> int:
    if what == TROUBLES:
        return view.trouble_count
    return view.hint_count if what == HINTS else view.counts.get(what, 0)


def _cells(line: RowLine | CellTrouble) -> tuple[str, ...]:
    from app.review.plan_view import RowLine

    if isinstance(line, RowLine):
        return (str(line.row), line.name, line.what, line.where, line.sheet)
    row = str(line.row) if line.row else "整张表"
    return (row, line.column, line.heading, line.why, line.done, line.sheet)
