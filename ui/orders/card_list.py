"""A list of cards that is moved through by arrow keys: a column of the board, the orders of a place.

It is a table of one column: Qt's lists ask for every row before they show one, which a long column cannot wait for.
"""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from ui.look.roles import set_role
from ui.look.theme import theme
from ui.orders.card_delegate import CardDelegate
from ui.orders.cards_model import CardsModel
from ui.workers import JobRunner

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LETTERS = 17
"""The least width, in letters: half an address stands in it."""


class CardList(QTableView):
    """`opened(order)` at Enter and a double click, `stepped(-1 or 1)` at the left and right arrow."""

    opened = Signal(str)
    stepped = Signal(int)

    def __init__(self, runner: JobRunner, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards = CardsModel(runner, self)
        self.setModel(self.cards)
        self.painter = CardDelegate(self)
        self.setItemDelegate(self.painter)
        self.horizontalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)  # the current card is the chosen one
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName(name)
        set_role(self, "bare")
        self.doubleClicked.connect(lambda index: self.opened.emit(self.order_at(index)))
        self.cards.arrived.connect(self.viewport().update)
        theme().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.painter.fit()
        self.verticalHeader().setDefaultSectionSize(self.painter.height)
        self.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LETTERS)

    def order_at(self, index: QModelIndex) -> str:
        """The order of a card; "" while it is on its way."""
        card = self.cards.card_at(index.row())
        return card.id if card is not None else ""

    @property
    def current_order(self) -> str:
        """The order of the card that is stood at."""
        return self.order_at(self.currentIndex())

    def stand_at(self, row: int) -> None:
        """Stand at a card, or the last one."""
        if self.cards.rowCount():
            self.setCurrentIndex(self.cards.index(min(max(row, 0), self.cards.rowCount() - 1)))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.current_order:
                self.opened.emit(self.current_order)
        elif key in _STEPS and not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            self.stepped.emit(_STEPS[Qt.Key(key)])
        else:
            super().keyPressEvent(event)

    @override
    def keyboardSearch(self, search: str) -> None:
        """Letters search in the line of the page, not through cards that nobody has read."""

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        if not self.currentIndex().isValid():
            self.stand_at(0)
        self.viewport().update()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.viewport().update()
