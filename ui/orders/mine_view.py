"""我的: every order that waits for me, with what it waits for; the pressing ones on top.

They may be narrowed to one of the kinds in which 今日 tells them, to which belongs what a head is told of others.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from app.orders.mine import DECIDED, HANDLED, LATE, NEAR, Mine
from ui.look import icons
from ui.look.tokens import L, M, S
from ui.orders.lights import ICONS, tone_of
from ui.parts.choices import ChoiceBox
from ui.parts.lines_model import LinesModel
from ui.parts.table import plain_table

LAGGING = "orders_lagging"
_KINDS = ((LATE, "超时的"), (NEAR, "快到期的"), (DECIDED, "等我核查、回访、审批的"), (HANDLED, "等我办理的"))
_LONGEST_KIND = 14  # letters, and the arrow
_OF_OTHERS = ((LAGGING, "全居委超时、停滞的"),)


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
    """`opened(order)` at Enter and a double click; `narrowed` when another kind is chosen."""

    opened = Signal(str)
    narrowed = Signal()

    def __init__(self, *, sees_others: bool) -> None:
        super().__init__()
        self.kinds = ChoiceBox((*_KINDS, *(_OF_OTHERS if sees_others else ())))
        self.kinds.setAccessibleName("哪些等我办的工单")
        self.kinds.setMinimumContentsLength(_LONGEST_KIND)
        self.kinds.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        if (line := self.kinds.lineEdit()) is not None:
            line.setPlaceholderText("全部等我办的")
        self.kinds.chosen.connect(self.narrowed)
        band = QHBoxLayout()
        band.addWidget(self.kinds)
        band.addStretch(1)
        self.model = MineModel(self)
        self.table = plain_table(self.model, "等我办的工单")
        column = QVBoxLayout(self)
        column.setContentsMargins(L, 0, L, M)
        column.setSpacing(S)
        column.addLayout(band)
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
    def kind(self) -> str:
        """Which of them are shown; "" for all."""
        return self.kinds.value()

    def stand(self, kind: str) -> None:
        """Show this kind, once it is read."""
        self.kinds.set_value(kind)

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
