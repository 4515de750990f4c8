"""Past imports as a table: when, who, which file, what came of its rows, whether it stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from ui.look.icons import icon

if TYPE_CHECKING:
    from app.batches import Batch, BatchRecord

_HEADINGS = ("时间", "谁导入的", "文件", "行数", "新增", "变更", "无变化", "存疑", "退回", "现在")
_STATE = len(_HEADINGS) - 1
_NUMBERS = range(3, _STATE)
_RECORD_HEADINGS = ("种类", "名称", "做了什么", "现在")
_Index = QModelIndex | QPersistentModelIndex


class BatchesModel(QAbstractTableModel):
    """The imports, newest first."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.batches: list[Batch] = []

    def show(self, batches: Sequence[Batch]) -> None:
        """Show these."""
        self.beginResetModel()
        self.batches = list(batches)
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.batches)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_HEADINGS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _HEADINGS[section]
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self.batches[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return _cells(one)[index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() in _NUMBERS:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if role == Qt.ItemDataRole.DecorationRole and index.column() == _STATE:
            return icon("circle-check", "good") if one.stands else icon("undo-2", "muted")
        return None


def _cells(one: Batch) -> tuple[str, ...]:
    counts = one.counts
    told = [counts.get(name, 0) for name in ("new", "changed", "unchanged", "doubtful", "refused")]
    figures = [f"{count:,}" if count else "·" for count in told]
    return (one.when, one.user, one.source, f"{one.rows:,}", *figures, "在台账里" if one.stands else "已撤销")


class RecordsModel(QAbstractTableModel):
    """What one import made and changed; more is asked for as one scrolls."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.records: list[BatchRecord] = []

    def show(self, records: Sequence[BatchRecord]) -> None:
        """Show these from the top."""
        self.beginResetModel()
        self.records = list(records)
        self.endResetModel()

    def add(self, records: Sequence[BatchRecord]) -> None:
        """Add the next ones."""
        if records:
            first = len(self.records)
            self.beginInsertRows(QModelIndex(), first, first + len(records) - 1)
            self.records.extend(records)
            self.endInsertRows()

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.records)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_RECORD_HEADINGS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return _RECORD_HEADINGS[section]
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self.records[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            state = "在台账里" if one.stands else "已删除"
            return (one.label, one.name, "新增" if one.is_new else "变更", state)[index.column()]
        return one.id if role == Qt.ItemDataRole.UserRole else None
