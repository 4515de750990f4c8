"""Words that no choice knows, one line each with how often it stands there, and a box for what it means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from ui.look.roles import label
from ui.look.tokens import L, S
from ui.parts.choices import ChoiceBox
from ui.parts.elided import ElidedLabel

if TYPE_CHECKING:
    from app.review.import_questions import ValueQuestion

_MOST = 100
_LEFT_OUT = "不导入这些格子"


class ValueLines(QWidget):
    """`decided(key, meaning)`; an empty meaning leaves the cells out."""

    decided = Signal(object, str)

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(L)
        self._grid.setVerticalSpacing(S)
        self._grid.setColumnStretch(3, 1)
        self.boxes: dict[tuple[str, str], ChoiceBox] = {}

    def show_questions(self, questions: Sequence[ValueQuestion], decided: Mapping[tuple[str, str], str]) -> None:
        """Show the questions with what was decided."""
        self._empty()
        for column, text in enumerate(("表头", "表里写的", "处数", "是指")):
            self._grid.addWidget(label(text, "caption"), 0, column)
        for row, one in enumerate(questions[:_MOST], 1):
            self._add(row, one, decided.get(one.key, ""))
        if len(questions) > _MOST:
            more = label(f"另有 {len(questions) - _MOST:,} 种写法，先定上面这些。", "muted")
            self._grid.addWidget(more, _MOST + 1, 0, 1, 4)

    def _add(self, row: int, one: ValueQuestion, meaning: str) -> None:
        box = ChoiceBox((choice.key, choice.label) for choice in one.choices)
        box.setItemText(0, _LEFT_OUT)
        box.set_value(meaning)
        box.setAccessibleName(f"{one.heading}“{one.value}”是指")
        box.chosen.connect(lambda: self._on_chosen(one, box))
        self.boxes[one.key] = box
        self._grid.addWidget(ElidedLabel(one.heading), row, 0)
        self._grid.addWidget(ElidedLabel(f"“{one.value}”"), row, 1)
        count = label(f"{one.count:,}", "muted")
        count.setToolTip(f"第一处在第 {one.first_row} 行")
        self._grid.addWidget(count, row, 2, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(box, row, 3)

    def _on_chosen(self, one: ValueQuestion, box: ChoiceBox) -> None:
        value = box.value()
        self.decided.emit(one.key, value if value in {choice.key for choice in one.choices} else "")

    def _empty(self) -> None:
        self.boxes.clear()
        while self._grid.count():
            widget = self._grid.takeAt(0).widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
