"""The lines of the recycle bin as a model, narrowed by ledger and by what is typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from typing_extensions import override

from app.recycle_bin import Binned

HEADINGS = ("台账", "名称", "删除时间", "谁删的", "原因", "一起删除的")
Index = QModelIndex | QPersistentModelIndex


class BinModel(QAbstractTableModel):
    """All lines come at once: a bin is short beside a ledger."""

    def __init__(self) -> None:
        super().__init__()
        self._all: tuple[Binned, ...] = ()
        self._lines: list[Binned] = []

    @property
    def whole(self) -> tuple[Binned, ...]:
        """Every line, whatever it is narrowed to."""
        return self._all

    def show_lines(self, lines: tuple[Binned, ...], ledger: str, typed: str) -> None:
        """Show the lines of a ledger ("" for all) whose name or reason contains what is typed."""
        self.beginResetModel()
        self._all = lines
        wanted = typed.strip().casefold()
        self._lines = [
            one
            for one in lines
            if ledger in ("", one.ledger) and wanted in f"{one.name}\n{one.reason}\n{one.by}".casefold()
        ]
        self.endResetModel()

    def line_at(self, row: int) -> Binned | None:
        """A line; None for no row."""
        return self._lines[row] if 0 <= row < len(self._lines) else None

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self._lines)

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(HEADINGS)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        one = self._lines[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return one.record
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        others = f"{one.others} 条" if one.others else ""
        return (one.ledger_label, one.name, one.at, one.by, one.reason, others)[index.column()]

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role != Qt.ItemDataRole.DisplayRole or orientation == Qt.Orientation.Vertical:
            return None
        return HEADINGS[section]
