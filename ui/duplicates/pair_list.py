"""Pairs of people as a list: both names, why, how sure; kept in order of sureness while more arrive."""

from __future__ import annotations

from bisect import insort
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

if TYPE_CHECKING:
    from app.doubles.duplicates import Pair

_Index = QModelIndex | QPersistentModelIndex


def sureness(score: int) -> str:
    """How sure it is, in words."""
    if score >= 95:
        return "几乎肯定"
    return "很可能" if score >= 75 else "可能"


class PairsModel(QAbstractListModel):
    """The pairs that are still to be decided."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.pairs: list[Pair] = []

    def clear(self) -> None:
        """Begin anew."""
        self.beginResetModel()
        self.pairs = []
        self.endResetModel()

    def add(self, pairs: Sequence[Pair]) -> None:
        """Put more pairs to their places by sureness."""
        self.beginResetModel()
        for one in pairs:
            insort(self.pairs, one, key=lambda pair: -pair.score)
        self.endResetModel()

    def remove(self, first: str, second: str) -> None:
        """Take a pair out."""
        for row, one in enumerate(self.pairs):
            if {one.first, one.second} == {first, second}:
                self.beginRemoveRows(QModelIndex(), row, row)
                del self.pairs[row]
                self.endRemoveRows()
                return

    def row_of(self, pair: Pair | None) -> int:
        """Where a pair stands; -1 when it is not there."""
        return self.pairs.index(pair) if pair in self.pairs else -1

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.pairs)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self.pairs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{one.name} · {sureness(one.score)} · {'、'.join(one.reasons)}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return "、".join(one.reasons)
        return None
