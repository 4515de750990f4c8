"""The records that something is asked about, as a list: what each is called, what is asked, how many."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.syncing.cards import Card
from ui.look.icons import icon

_Index = QModelIndex | QPersistentModelIndex


class RecordsModel(QAbstractListModel):
    """Cards in their order."""

    def __init__(self, symbol: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cards: tuple[Card, ...] = ()
        self._symbol = symbol

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show these instead of the ones before."""
        self.beginResetModel()
        self.cards = tuple(cards)
        self.endResetModel()

    def row_of(self, record: str) -> int:
        """Where a record stands; -1 when nothing is asked about it."""
        return next((row for row, one in enumerate(self.cards) if one.record == record), -1)

    @override
    def rowCount(self, parent: _Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else len(self.cards)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        one = self.cards[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{one.called}\n{one.what}"
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{one.called}：{one.what}"
        if role == Qt.ItemDataRole.DecorationRole:
            return icon(self._symbol, "warn" if self._symbol == "triangle-alert" else "muted")
        return None
