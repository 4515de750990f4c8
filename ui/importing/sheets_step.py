"""The second step: which sheets are taken, and what each of their columns means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QItemSelection, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.importing.column_panel import ColumnPanel
from ui.importing.columns_model import EXAMPLES, HEADING, LETTER, TARGET, WHY, ColumnsModel
from ui.importing.heading_row import HeadingRow
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import link_button
from ui.parts.elided import ElidedLabel
from ui.parts.table import plain_table, row_height

if TYPE_CHECKING:
    from app.review.import_steps import BookFound, ColumnFound, SheetFound

_LETTERS = {LETTER: 3, HEADING: 9, EXAMPLES: 15, TARGET: 13, WHY: 9}
_MOST_SHEETS_SHOWN = 4
_NUMBER = "work_order.external_no"
_NO_NUMBER = "12345 和网格的工单要有编号，还没有一列对应到“外部工单号”"
_SKIPPED = {"hidden": "隐藏的工作表", "no table": "没有认得的表头", "not chosen": "不导入"}


class SheetsStep(QWidget):
    """`sheets_chosen(names)` and `heading_decided(heading, target)` when the person says otherwise.

    `heading_row_decided(sheet, row)` names the row of headings of a sheet that has none we know; 0 takes it back.
    """

    sheets_chosen = Signal(object)
    heading_decided = Signal(str, str)
    heading_row_decided = Signal(str, int)

    def __init__(self) -> None:
        super().__init__()
        self._found: BookFound | None = None
        self.sheets = QListWidget()
        self.sheets.setAccessibleName("工作表")
        self.sheets.itemChanged.connect(self._on_checked)
        self.sheets.currentRowChanged.connect(self._on_sheet)
        self.model = ColumnsModel(self)
        self.table = plain_table(self.model, "表头对应")
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.selectionModel().selectionChanged.connect(self._on_column)
        self.panel = ColumnPanel()
        self.panel.decided.connect(self.heading_decided)
        self.heading_row = HeadingRow()
        self.heading_row.chosen.connect(self._on_heading_row)
        self.other_row = link_button("换一行做表头")
        self.other_row.clicked.connect(lambda: self._on_heading_row(0))
        self.below = QStackedWidget()
        self.below.addWidget(self.table)
        self.below.addWidget(self.heading_row)
        self.summary = ElidedLabel()
        set_role(self.summary, "muted")
        self._lay_out()

    def _lay_out(self) -> None:
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(L, L, L, S)
        column.setSpacing(S)
        heading = label("工作表", "section")
        heading.setBuddy(self.sheets)
        head = QHBoxLayout()
        head.addWidget(label("表头对应", "section"))
        head.addSpacing(M)
        head.addWidget(self.summary, 1)
        head.addWidget(self.other_row)
        column.addWidget(heading)
        column.addWidget(self.sheets)
        column.addLayout(head)
        column.addWidget(self.below, 1)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(left)
        self.splitter.addWidget(self.panel)
        self.splitter.setStretchFactor(0, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self.splitter)
        self._fit()

    def _fit(self) -> None:
        self.table.fit_letters(_LETTERS)
        self.panel.setMinimumWidth(self.table.fontMetrics().horizontalAdvance("字") * 17)

    # -- shown from outside

    def show_found(self, found: BookFound) -> None:
        """Show what is in the file; the sheet and column that were looked at stay."""
        sheet, letter = self._current_sheet(), self._current_letter()
        self._found = found
        with QSignalBlocker(self.sheets):
            self.sheets.clear()
            for one in found.sheets:
                self.sheets.addItem(_item(one))
            names = [one.name for one in found.sheets]
            known = next((names.index(one.name) for one in found.sheets if one.columns and not one.skipped), 0)
            self.sheets.setCurrentRow(names.index(sheet.name) if sheet and sheet.name in names else known)
        lines = min(len(found.sheets), _MOST_SHEETS_SHOWN)
        self.sheets.setFixedHeight(lines * row_height(self.sheets) + 2 * self.sheets.frameWidth() + S)
        self._show_sheet(letter)

    @property
    def open_columns(self) -> int:
        """How many columns of the chosen sheets ask."""
        sheets = self._found.sheets if self._found else ()
        return sum(column.asks for one in sheets if not one.skipped for column in one.columns)

    @property
    def lacks_numbers(self) -> bool:
        """Whether the rows of a chosen sheet go back unless somebody says which column holds their numbers."""
        sheets = self._found.sheets if self._found else ()
        taken = (one for one in sheets if one.lacks_number and not one.skipped)
        return any([item.key for item in column.choices] == [_NUMBER] for one in taken for column in one.columns)

    @property
    def place_of_work(self) -> QWidget:
        """Where the keys belong: the columns, or the rows one of which is the headings."""
        return self.table if self.model.lines else self.heading_row.rows

    def what_is_lacking(self) -> str:
        """What is to be done while no sheet can be taken."""
        found = self._found.sheets if self._found else ()
        if any(one.columns for one in found):
            return "给要导入的列选上对应的项目才能往下走。"
        can_go_on = any(one.first_rows for one in found)
        return f"没有一张表里有认得的表头，{'先选出表头那一行' if can_go_on else '请回上一步换一份文件'}。"

    # -- what the person does

    @Slot(int)
    def _on_heading_row(self, row: int) -> None:
        sheet = self._current_sheet()
        if sheet is not None:
            self.heading_row_decided.emit(sheet.name, row)

    @Slot(QListWidgetItem)
    def _on_checked(self, _item: QListWidgetItem) -> None:
        items = [self.sheets.item(row) for row in range(self.sheets.count())]
        names = [str(one.data(Qt.ItemDataRole.UserRole)) for one in items if one.checkState() == Qt.CheckState.Checked]
        self.sheets_chosen.emit(tuple(names))

    @Slot(int)
    def _on_sheet(self, _row: int) -> None:
        self._show_sheet("")

    @Slot(QItemSelection, QItemSelection)
    def _on_column(self, _now: QItemSelection, _before: QItemSelection) -> None:
        self._show_column()

    def _show_sheet(self, letter: str) -> None:
        sheet = self._current_sheet()
        self.model.show(sheet.columns if sheet else ())
        open_ones = sum(one.is_open for one in self.model.lines)
        told = f"{len(self.model.lines)} 列，{open_ones} 列没有对应" if open_ones else "每一列都有对应"
        if sheet and sheet.lacks_number:
            told = f"{_NO_NUMBER}；{told}"
        self.summary.setText(told if self.model.lines else "这张表里没有认得的表头")
        first_rows = sheet.first_rows if sheet else ()
        self.heading_row.show_rows(first_rows)
        self.below.setCurrentWidget(self.table if self.model.lines else self.heading_row)
        self.other_row.setVisible(bool(self.model.lines and first_rows))
        place = self.model.place_of(letter) if letter else 0
        if self.model.lines:
            self.table.selectRow(max(place, 0))
        self._show_column()

    def _show_column(self) -> None:
        sheet, column = self._current_sheet(), self._current_column()
        self.panel.setVisible(bool(self.model.lines))
        if sheet is None or column is None:
            return
        from app.review import import_steps

        subjects = import_steps.UNKNOWN_SUBJECTS if sheet.skipped == "no table" else (sheet.subject,)
        offered = {one.key: one for name in subjects for one in import_steps.targets(name)}
        self.panel.show_column(column, tuple(offered.values()))

    def _current_sheet(self) -> SheetFound | None:
        row = self.sheets.currentRow()
        return self._found.sheets[row] if self._found and 0 <= row < len(self._found.sheets) else None

    def _current_column(self) -> ColumnFound | None:
        return self.model.line_at(self.table.currentIndex().row())

    def _current_letter(self) -> str:
        column = self._current_column()
        return column.letter if column else ""


def _item(sheet: SheetFound) -> QListWidgetItem:
    parts = [sheet.name]
    is_open = bool(sheet.columns) and sheet.skipped == "no table"
    if is_open:
        parts += [f"表头在第 {'、'.join(map(str, sheet.heading_rows))} 行", "还没有给列选对应的项目"]
    elif sheet.columns:
        rows = "、".join(map(str, sheet.heading_rows))
        parts += [f"每行一{_measure(sheet.subject)}{sheet.subject_label}", f"{sheet.rows:,} 行", f"表头在第 {rows} 行"]
    if sheet.skipped and not is_open:
        parts.append(_SKIPPED.get(sheet.skipped, ""))
    item = QListWidgetItem(" · ".join(parts))
    item.setData(Qt.ItemDataRole.UserRole, sheet.name)
    flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
    if sheet.can_be_taken:
        item.setCheckState(Qt.CheckState.Unchecked if sheet.skipped else Qt.CheckState.Checked)
        flags |= Qt.ItemFlag.ItemIsUserCheckable
    item.setFlags(flags)
    return item


def _measure(subject: str) -> str:
    return {
        "person": "位",
        "dwelling": "套",
        "building": "幢",
        "topic_vehicle": "辆",
        "topic_merchant": "家",
        "visit": "次",
        "work_order": "件",
    }.get(subject, "个")
