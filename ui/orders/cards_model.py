"""The cards of one column as Qt's model: those at hand, placeholders for those that are read once they are seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from typing_extensions import override

from app.jobs import JobContext
from app.orders.cards import Card
from ui.orders.lights import told
from ui.workers import JobRunner, Latest

PART = 50  # cards that are read at once
_KEPT = 40  # parts; what was looked at before is read again
CARD = Qt.ItemDataRole.UserRole + 1
"""The role under which a `Card` is handed to those who paint; None while it is on its way."""
Index = QModelIndex | QPersistentModelIndex
Reader = Callable[[int, int], Sequence[Card]]
"""Reads cards: from which place on, how many. Called on a thread."""


class CardsModel(QAbstractListModel):
    """`show` tells how many cards there are, which are at hand, and how others are read; `arrived` when they are."""

    arrived = Signal()

    def __init__(self, runner: JobRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reading = Latest(runner, self)
        self._read: Reader | None = None
        self._count = 0
        self._parts: OrderedDict[int, Sequence[Card]] = OrderedDict()

    def show(self, count: int, cards: Sequence[Card], read: Reader) -> None:
        """Show another column; `cards` are its first ones."""
        self._reading.drop()
        self.beginResetModel()
        self._count, self._read = count, read
        self._parts.clear()
        if len(cards) >= min(count, PART):
            self._parts[0] = cards[:PART]
        self.endResetModel()

    def card_at(self, row: int) -> Card | None:
        """A card that is at hand; another one is read, and is there a little later."""
        if not 0 <= row < self._count:
            return None
        number, place = divmod(row, PART)
        part = self._parts.get(number)
        if part is None:
            self._want(number)
            return None
        return part[place] if place < len(part) else None

    def row_of(self, order: str) -> int:
        """Where an order stands among the cards at hand; -1 where it does not."""
        for number, part in self._parts.items():
            for place, card in enumerate(part):
                if card.id == order:
                    return number * PART + place
        return -1

    def _want(self, number: int) -> None:
        read = self._read
        if read is None or self._reading.is_waiting:  # whoever still misses it asks again when it is painted
            return

        def job(_ctx: JobContext) -> Sequence[Card]:
            return read(number * PART, PART)

        self._reading.ask(job, lambda part: self._take(number, part))

    def _take(self, number: int, part: Sequence[Card]) -> None:
        self._parts[number] = part
        if len(self._parts) > _KEPT:
            self._parts.popitem(last=False)
        self.arrived.emit()

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self._count

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        card = self.card_at(index.row())
        if role == CARD or card is None:
            return card
        if role == Qt.ItemDataRole.UserRole:
            return card.id
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return told(card)
        return None
