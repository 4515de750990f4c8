"""One column of a sheet: what stands in it, what it feeds and why, and every way to say otherwise."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout

from ui.importing.columns_model import how_text
from ui.importing.field_picker import FieldPicker
from ui.look.roles import label, set_role
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.fields import Labelled

if TYPE_CHECKING:
    from app.review.import_steps import Choice, ColumnFound

_MOST_OFFERED = 6


class ColumnPanel(QFrame):
    """`decided(heading, target)`; an empty target leaves the column out."""

    decided = Signal(str, str)

    def __init__(self) -> None:
        super().__init__()
        set_role(self, "drawer")
        self._column: ColumnFound | None = None
        outer = QVBoxLayout(self)
        outer.setContentsMargins(L, L, L, L)
        outer.setSpacing(M)
        self.heading = label("", "section", wraps=True)
        self.examples = label("", "muted", wraps=True)
        self.why = label("", wraps=True)
        self._offers = QVBoxLayout()
        self._offers.setSpacing(S)
        self.offered: list[QPushButton] = []
        self.picker = FieldPicker()
        self.picker.chosen.connect(self._on_picked)
        self.picker.submitted.connect(self._on_picked)
        self.leave_out = plain_button("不导入这一列", "minus")
        self.leave_out.clicked.connect(lambda: self._decide(""))
        for widget in (self.heading, self.examples, self.why):
            outer.addWidget(widget)
        outer.addLayout(self._offers)
        outer.addWidget(Labelled("记到台账的", self.picker, "输入几个字就能找到，如：电话、户主、楼号"))
        outer.addWidget(self.leave_out)
        outer.addStretch(1)

    def show_column(self, column: ColumnFound, targets: Sequence[Choice]) -> None:
        """Show a column of a sheet whose columns may feed `targets`."""
        self._column = None
        self.picker.offer(targets)
        self.heading.setText(f"{column.letter} 列  {column.heading or '（没有表头）'}")
        told = " · ".join(column.examples)
        self.examples.setText(f"例如：{told}" if told else "这一列是空的")
        self.why.setText(_sentence(column))
        self._offer(column)
        self.picker.set_value(column.target)
        self.leave_out.setEnabled(bool(column.target) or column.is_open)
        self._column = column

    def _offer(self, column: ColumnFound) -> None:
        for button in self.offered:
            self._offers.removeWidget(button)
            button.hide()
            button.deleteLater()
        choices = column.choices[:_MOST_OFFERED] if column.is_open or column.how in ("fuzzy", "values") else ()
        self.offered = [self._offer_button(one) for one in choices if one.key != column.target]
        for button in self.offered:
            self._offers.addWidget(button)

    def _offer_button(self, choice: Choice) -> QPushButton:
        button = plain_button(f"是“{choice.label}”")
        button.clicked.connect(lambda: self._decide(choice.key))
        return button

    def _on_picked(self) -> None:
        key = self.picker.key()
        if self._column is not None and key is not None and key != self._column.target:
            self._decide(key)

    def _decide(self, target: str) -> None:
        if self._column is not None:
            self.decided.emit(self._column.heading, target)


def _sentence(column: ColumnFound) -> str:
    if column.asks:
        return "这个表头可能是几项，请选一项；不选就不导入这一列。"
    if column.target:
        return f"记到“{column.target_label}”（{how_text(column)}）。"
    if column.how == "taken":
        return f"和另一列都像“{column.why}”，这一列没有用。"
    if column.how == "ignored":
        return "序号之类，不需要导入。"
    if column.how in ("given", "remembered"):
        return "按您说的，不导入这一列。"
    return "没有认出这一列，不选就不导入。"
