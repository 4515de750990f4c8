"""A cross table as a model: categories as headings, totals at the right and at the foot, shares beside counts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QColor, QFont
from typing_extensions import override

from app.figures.cross_tables import TOTAL, CrossTable, Share
from ui.look.icons import icon
from ui.look.theme import tokens
from ui.look.tokens import STRONG

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class CrossModel(QAbstractTableModel):
    """The last row and column are totals."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.table: CrossTable | None = None
        self._labels: dict[Qt.Orientation, tuple[str, ...]] = {}
        self._share: Share = ""

    def show_table(self, table: CrossTable | None) -> None:
        """Show this table instead."""
        self.beginResetModel()
        self.table = table
        for way, categories in ((Qt.Orientation.Vertical, "rows"), (Qt.Orientation.Horizontal, "columns")):
            found = getattr(table, categories) if table is not None else ()
            self._labels[way] = (*(one.label for one in found), TOTAL)
        self.endResetModel()

    def show_share(self, share: Share) -> None:
        """Show each cell also as a part of its row, its column or all; "" for counts alone."""
        self._share = share
        if self.rowCount():
            self.dataChanged.emit(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def place(self, index: Index) -> tuple[int | None, int | None]:
        """Row and column of the table; None stands for the totals."""
        row, column = index.row(), index.column()
        return (
            row if row < self.rowCount() - 1 else None,
            column if column < self.columnCount() - 1 else None,
        )

    def has_list(self, index: Index) -> bool:
        """True where a click gives the records of a cell as a list."""
        table = self.table
        if table is None or not index.isValid():
            return False
        place = self.place(index)
        return bool(table.count(*place)) and table.refusal(*place) is None

    def filters(self, index: Index) -> tuple[str, ...]:
        """What gives the records of a cell as a list."""
        return self.table.filters(*self.place(index)) if self.table and index.isValid() else ()

    # -- asked by Qt

    @override
    def rowCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self.table is None else len(self.table.rows) + 1

    @override
    def columnCount(self, parent: Index = _NOWHERE) -> int:
        return 0 if parent.isValid() or self.table is None else len(self.table.columns) + 1

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if self.table is None:
            return None
        across, labels = orientation == Qt.Orientation.Horizontal, self._labels[orientation]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole) and section < len(labels):
            return labels[section]
        if role == Qt.ItemDataRole.DecorationRole:
            return icon("lock", "muted") if self._is_closed(section, orientation) else None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if across else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def _is_closed(self, section: int, orientation: Qt.Orientation) -> bool:
        """True for a line or column of which there are numbers and no lists."""
        if self.table is None:
            return False
        categories = self.table.columns if orientation == Qt.Orientation.Horizontal else self.table.rows
        return section < len(categories) and categories[section].refusal is not None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        table = self.table
        if table is None or not index.isValid():
            return None
        place = self.place(index)
        answers: dict[int, Callable[[], object]] = {
            Qt.ItemDataRole.DisplayRole: lambda: self._text(table, place),
            Qt.ItemDataRole.UserRole: lambda: table.count(*place),
            Qt.ItemDataRole.TextAlignmentRole: lambda: Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
            Qt.ItemDataRole.ToolTipRole: lambda: describe(table, place),
            Qt.ItemDataRole.AccessibleTextRole: lambda: describe(table, place),
            Qt.ItemDataRole.FontRole: lambda: _bold() if None in place else None,
            Qt.ItemDataRole.ForegroundRole: lambda: None if table.said(*place) else QColor(tokens().muted),
        }
        return answers[role]() if role in answers else None

    def _text(self, table: CrossTable, place: tuple[int | None, int | None]) -> str:
        part = table.share(*place, self._share)
        count = table.text(*place)
        return f"{count}　{part:.1%}" if part is not None else count


def _bold() -> QFont:
    font = QFont()
    font.setWeight(QFont.Weight(STRONG))
    return font


def describe(table: CrossTable, place: tuple[int | None, int | None]) -> str:
    """A cell in words: 60–69 岁，女：37 人，占本行 12.3%."""
    row, column = place
    names = [table.rows[row].label] if row is not None else []
    names += [table.columns[column].label] if column is not None else []
    told = f"{'，'.join(names) or TOTAL}：{table.text(row, column)} {table.unit}"
    part = table.share(row, column, "row")
    told += f"，占本行 {part:.1%}" if part is not None and column is not None else ""
    return told if table.refusal(row, column) is None else f"{told}；只有数，没有名单"
