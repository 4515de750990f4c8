"""The columns of one sheet as a table: letter, heading, a few values, what it feeds and why; open ones on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from typing_extensions import override

from ui.look.icons import icon

if TYPE_CHECKING:
    from app.import_steps import ColumnFound

_HEADINGS = ("列", "表里的表头", "例子", "记到台账的", "依据")
LETTER, HEADING, EXAMPLES, TARGET, WHY = range(5)
_HOW = {
    "exact": "完全相同",
    "alias": "别名",
    "normalised": "相近",
    "fuzzy": "相近，请看一眼",
    "values": "按内容判断，请看一眼",
    "flag": "标签列",
    "remembered": "记住的",
    "given": "您指定的",
    "ambiguous": "可能是几项，请您选",
    "taken": "和另一列重复",
    "ignored": "不需要",
    "unmatched": "没有对应的",
}
_LOOK_AT = ("fuzzy", "values")
_Index = QModelIndex | QPersistentModelIndex


def order_of(column: ColumnFound) -> int:
    """Columns that ask first, then those that nobody understood, then guesses, then the rest."""
    if column.asks:
        return 0
    if column.is_open:
        return 1
    return 2 if column.how in _LOOK_AT else 3


def how_text(column: ColumnFound) -> str:
    """Why a column feeds what it feeds."""
    return _HOW.get(column.how, column.how)


class ColumnsModel(QAbstractTableModel):
    """The columns of the sheet that is shown."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.columns: list[ColumnFound] = []

    def show(self, columns: Sequence[ColumnFound]) -> None:
        """Show the columns of a sheet; blank headings without a meaning are left away."""
        self.beginResetModel()
        kept = [one for one in columns if one.heading or one.target]
        self.columns = sorted(kept, key=order_of)
        self.endResetModel()

    def place_of(self, letter: str) -> int:
        """The row of a column; -1 when it is not shown."""
        return next((place for place, one in enumerate(self.columns) if one.letter == letter), -1)

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.columns)

    @override
    def columnCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(_HEADINGS)

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
        return None

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self.columns[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._text(one, index.column())
        if role == Qt.ItemDataRole.DecorationRole and index.column() == TARGET:
            return _mark(one)
        if role == Qt.ItemDataRole.FontRole and index.column() == TARGET and one.asks:
            font = QFont()
            font.setBold(True)
            return font
        return None

    def _text(self, one: ColumnFound, column: int) -> str:
        heading = f"{one.group} / {one.heading}" if one.group and one.group != one.heading else one.heading
        target = one.target_label or ("请选择" if one.asks else "不导入")
        return (one.letter, heading, " · ".join(one.examples), target, how_text(one))[column]


def _mark(one: ColumnFound) -> object:
    if one.asks:
        return icon("circle-alert", "warn")
    if one.target:
        return icon("info", "info") if one.how in _LOOK_AT else icon("circle-check", "good")
    return icon("minus", "muted")
