"""The category of an order in two levels: the class, and what exactly; or a few letters of the latter alone.

While no class is chosen the second box offers everything, each with its class; choosing there sets the class.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from ledger import codes
from ui.look.tokens import S
from ui.parts.choices import ChoiceBox

TABLE = "work_order_category"
CLASS_LETTERS = 2
"""Letters of a code that name its class."""
_HINTS = ("大类", "小类，输入几个字来找")


class CategoryBox(QWidget):
    """`value()` is the code of what exactly, else of the class; "" for none. `changed` by the person alone."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._lines = codes.table(TABLE).lines
        self.major = ChoiceBox((line.code, line.label) for line in self._lines if len(line.code) == CLASS_LETTERS)
        self.detail = ChoiceBox()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(S)
        for box, name, hint, stretch in zip(
            (self.major, self.detail), ("工单大类", "工单小类"), _HINTS, (2, 3), strict=True
        ):
            box.setAccessibleName(name)
            edit = box.lineEdit()
            if edit is not None:
                edit.setPlaceholderText(hint)
            row.addWidget(box, stretch)
        self.setFocusProxy(self.major)
        self._offer()
        self.major.chosen.connect(self._on_major)
        self.detail.chosen.connect(self._on_detail)
        for box in (self.major, self.detail):
            edit = box.lineEdit()
            if edit is not None:
                edit.textEdited.connect(self.changed)

    def value(self) -> str:
        """The code; what is typed and means none, for the rules to refuse."""
        return self.detail.value() or self.major.value()

    def set_value(self, code: str) -> None:
        """Show a category."""
        self.major.set_value(code[:CLASS_LETTERS])
        self._offer()
        self.detail.set_value(code if len(code) > CLASS_LETTERS else "")

    def _offer(self) -> None:
        with QSignalBlocker(self.detail):
            self.detail.set_choices(self._details())

    def _details(self) -> Iterator[tuple[str, str]]:
        within, label = self.major.value(), codes.table(TABLE).label
        for line in self._lines:
            if len(line.code) > CLASS_LETTERS and line.code.startswith(within):
                yield line.code, line.label if within else f"{line.label}（{label(line.code[:CLASS_LETTERS])}）"

    def _on_major(self) -> None:
        chosen = self.detail.value()
        self._offer()
        if not chosen.startswith(self.major.value()):
            self.detail.set_value("")
        self.changed.emit()

    def _on_detail(self) -> None:
        chosen = self.detail.value()
        if chosen and not self.major.value():
            self.set_value(chosen)
        self.changed.emit()
