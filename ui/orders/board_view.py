"""看板: a column for each state with how many orders are in it, and their cards, the pressing ones on top."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.orders.cards import Card
from app.orders.columns import Column
from ui.look.roles import label, set_role
from ui.look.tokens import XS, L, M, S
from ui.orders.card_list import CardList
from ui.parts.elided import ElidedLabel
from ui.parts.sideways import go_across
from ui.workers import JobRunner

ALWAYS = ("S10", "S20", "S30", "S40", "S60", "S65")
"""States of the usual way: they have a column also while nothing is in it."""
Reader = Callable[[str, int, int], Sequence[Card]]
"""Reads the cards of a state: from which place on, how many."""


class BoardColumn(QFrame):
    """One state: its name, its count, its cards."""

    def __init__(self, runner: JobRunner, status: str) -> None:
        super().__init__()
        self.status = status
        set_role(self, "sunken")
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, M, 0, XS)
        outer.setSpacing(XS)
        head = QHBoxLayout()
        head.setContentsMargins(M, 0, M, 0)
        head.setSpacing(S)
        self.title = ElidedLabel()
        set_role(self.title, "strong")
        self.count = label("", "muted")
        head.addWidget(self.title)
        head.addWidget(self.count)
        head.addStretch(1)
        outer.addLayout(head)
        self.nothing = label("这里没有工单", "caption")
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        outer.addWidget(self.nothing)
        self.list = CardList(runner, "")
        outer.addWidget(self.list, 1)
        outer.addStretch(0)

    def show_column(self, column: Column, read: Reader) -> None:
        """Show what is in the state now; the card that was stood at is stood at again."""
        before, row = self.list.current_order, self.list.currentIndex().row()
        at = self.list.verticalScrollBar().value()
        self.title.setText(column.label)
        self.count.setText(f"{column.count:,}")
        self.list.setAccessibleName(f"{column.label}，{column.count:,} 件")
        self.list.cards.show(column.count, column.cards, lambda first, many: read(self.status, first, many))
        self.nothing.setVisible(not column.count)
        self.list.setVisible(bool(column.count))
        if before:
            found = self.list.cards.row_of(before)
            self.list.stand_at(found if found >= 0 else row)
            self.list.verticalScrollBar().setValue(at)


class BoardView(QScrollArea):
    """`opened(order)` when a card is. The columns are made once and filled anew."""

    opened = Signal(str)

    def __init__(self, runner: JobRunner, read: Reader) -> None:
        super().__init__()
        self._runner, self._read = runner, read
        self.columns: dict[str, BoardColumn] = {}
        self._wanted: tuple[str, str] = ("", "")
        content = QWidget()
        set_role(content, "surface")
        self._row = QHBoxLayout(content)
        self._row.setContentsMargins(L, 0, L, M)
        self._row.setSpacing(M)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)
        go_across(self)

    def show_columns(self, columns: Sequence[Column]) -> None:
        """Show these states; one that is not of the usual way only while something is in it."""
        place = 0
        for column in columns:
            is_shown = bool(column.count) or column.status in ALWAYS
            made = self.columns.get(column.status)
            if made is None and is_shown:
                made = self._made(column.status, place)
            if made is not None:
                made.show_column(column, self._read)
                made.setVisible(is_shown)
                place += 1
        self._stand()

    def _made(self, status: str, place: int) -> BoardColumn:
        made = self.columns[status] = BoardColumn(self._runner, status)
        made.list.opened.connect(self.opened)
        made.list.stepped.connect(lambda way: self._step(made, way))
        self._row.insertWidget(place, made, 1)
        return made

    # -- by keys

    def _shown(self) -> list[BoardColumn]:
        """The columns with cards, from the left."""
        ordered = (self._row.itemAt(at).widget() for at in range(self._row.count()))
        return [one for one in ordered if isinstance(one, BoardColumn) and not one.list.isHidden()]

    def _step(self, column: BoardColumn, way: int) -> None:
        """To the column beside, at the same height."""
        shown = self._shown()
        if column not in shown:
            return
        at = shown.index(column) + way
        if 0 <= at < len(shown):
            height = column.list.visualRect(column.list.currentIndex()).center()
            self._go(shown[at], max(shown[at].list.indexAt(height).row(), -1))

    def _go(self, column: BoardColumn, row: int) -> None:
        column.list.stand_at(row if row >= 0 else column.list.cards.rowCount() - 1)
        column.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ensureWidgetVisible(column, L, 0)

    @property
    def current(self) -> CardList | None:
        """The list with the focus, else the first one with cards."""
        shown = self._shown()
        return next((one.list for one in shown if one.list.hasFocus()), shown[0].list if shown else None)

    def take_focus(self) -> None:
        """Put the keys to the cards."""
        if self.current is not None:
            self.current.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- how it stands

    def standing(self) -> dict[str, object]:
        """At which card it stands, as plain values."""
        for column in self._shown():
            if column.list.hasFocus():
                return {"state": column.status, "order": column.list.current_order}
        return {}

    def stand(self, state: str, order: str) -> None:
        """Stand at a card again, once the columns are there."""
        self._wanted = (state, order)
        if self.columns:
            self._stand()

    def _stand(self) -> None:
        state, order = self._wanted
        column = self.columns.get(state)
        if column is None:
            return
        self._wanted = ("", "")
        if not column.list.isHidden():
            self._go(column, max(column.list.cards.row_of(order), 0))
