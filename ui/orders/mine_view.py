"""我的: every order that waits for me, with what it waits for; the pressing ones on top."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget
from typing_extensions import override

from app.orders.mine import Mine
from ui.look import icons
from ui.look.tokens import L, M
from ui.orders.lights import ICONS, tone_of
from ui.parts.lines_model import LinesModel
from ui.parts.table import plain_table


class MineModel(LinesModel[Mine]):
    """One row for each order."""

    HEADINGS = ("等我做什么", "时限", "标题", "地点", "现在", "工单号")

    @override
    def cells(self, line: Mine) -> Sequence[str]:
        card = line.card
        left = " ".join(filter(None, (card.light_word, card.left)))
        return (line.what, left, card.title, card.place, card.status_label, card.order_no)

    @override
    def aside(self, line: Mine, column: int, role: int) -> object:
        light = line.card.light
        if role == Qt.ItemDataRole.DecorationRole and column == 1 and light is not None:
            return icons.icon(ICONS[light], tone_of(light))
        return line.card.id if role == Qt.ItemDataRole.UserRole else None


class MineView(QWidget):
    """`opened(order)` at Enter and a double click."""

    opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.model = MineModel(self)
        self.table = plain_table(self.model, "等我办的工单")
        column = QVBoxLayout(self)
        column.setContentsMargins(L, 0, L, M)
        column.addWidget(self.table)
        self.table.activated.connect(self._open)

    def show_mine(self, lines: Sequence[Mine]) -> None:
        """Show these; the row that was stood at is stood at again."""
        before = self.current_order
        self.model.show(lines)
        self.table.fit_letters((9, 12, 13, 17, 6, 12))
        at = next((row for row, line in enumerate(lines) if line.card.id == before), 0)
        if lines:
            self.table.selectRow(at)

    @property
    def current_order(self) -> str:
        """The order that is stood at."""
        line = self.model.line_at(self.table.currentIndex().row())
        return line.card.id if line else ""

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        line = self.model.line_at(index.row())
        if line is not None:
            self.opened.emit(line.card.id)
