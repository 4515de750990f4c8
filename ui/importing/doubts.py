"""Rows that may be somebody known: one after another, the row beside each candidate, and what to do with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.look.icons import icon
from ui.look.roles import label, set_role
from ui.look.tokens import L, S
from ui.parts.buttons import plain_button
from ui.parts.cards import Card
from ui.parts.elided import ElidedLabel

if TYPE_CHECKING:
    from app.review.import_questions import Candidate, DoubtQuestion

NEW, SKIP = "new", "skip"
_LIST_LETTERS = 16
RowKey = tuple[str, int]


def decision_text(decision: str) -> str:
    """What was decided on a row."""
    if decision == NEW:
        return "新增"
    if decision == SKIP:
        return "不导入"
    return "是已有的人" if decision else "没有定"


class DoubtList(QWidget):
    """`decided({row: decision})`, one row or all that are alike; an empty decision leaves a row open."""

    decided = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._questions: list[DoubtQuestion] = []
        self._decisions: dict[RowKey, str] = {}
        self.list = QListWidget()
        self.list.setAccessibleName("可能是已有的人")
        self.list.setFixedWidth(self.list.fontMetrics().horizontalAdvance("字") * _LIST_LETTERS)
        self.list.currentRowChanged.connect(self._on_row)
        self.same_for_all = QCheckBox("其余同样原因的也这样处理")
        self._card = QScrollArea()
        self._card.setWidgetResizable(True)
        self._card.setFrameShape(QFrame.Shape.NoFrame)
        self._card.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(L)
        row.addWidget(self.list)
        right = QVBoxLayout()
        right.setSpacing(S)
        right.addWidget(self._card, 1)
        right.addWidget(self.same_for_all, alignment=Qt.AlignmentFlag.AlignLeft)
        row.addLayout(right, 1)
        self.buttons: dict[str, QPushButton] = {}

    def show_questions(self, questions: Sequence[DoubtQuestion], decided: Mapping[RowKey, str]) -> None:
        """Show the rows with what was decided; the row that was looked at stays."""
        before = self.list.currentRow()
        self._questions, self._decisions = list(questions), dict(decided)
        with QSignalBlocker(self.list):
            self.list.clear()
            for _one in self._questions:
                self.list.addItem(QListWidgetItem())
            self.list.setCurrentRow(min(max(before, 0), len(self._questions) - 1))
        self._word_list()
        self._show_card()

    def _word_list(self) -> None:
        for place, one in enumerate(self._questions):
            item = self.list.item(place)
            decision = self._decisions.get((one.sheet, one.row), "")
            item.setText(f"第 {one.row} 行 {one.name} · {decision_text(decision)}")
            item.setIcon(icon("circle-check", "good") if decision else icon("circle-alert", "warn"))

    @Slot(int)
    def _on_row(self, _row: int) -> None:
        self._show_card()

    def _show_card(self) -> None:
        self.buttons = {}
        place = self.list.currentRow()
        if not 0 <= place < len(self._questions):
            self._card.setWidget(QWidget())
            return
        one = self._questions[place]
        now = self._decisions.get((one.sheet, one.row), "")
        alike = sum(1 for other in self._questions if other.why == one.why)
        self.same_for_all.setVisible(alike > 1)
        self.same_for_all.setText(f"其余 {alike - 1:,} 行同样原因的也这样处理")
        self._card.setWidget(self._make_card(one, now))

    def _make_card(self, one: DoubtQuestion, now: str) -> QWidget:
        card = Card(f"第 {one.row} 行  {one.name}")
        card.body.addWidget(label(one.why_text, "muted", wraps=True))
        card.body.addLayout(self._compared(one))
        row = QHBoxLayout()
        row.setSpacing(S)
        for decision, text in ((NEW, "是另一个人，新增"), (SKIP, "这一行不导入")):
            row.addWidget(self._button(decision, text, now))
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addStretch(1)
        return card

    def _compared(self, one: DoubtQuestion) -> QGridLayout:
        """The row at the left, every candidate beside it, line by line."""
        grid = QGridLayout()
        grid.setHorizontalSpacing(L)
        grid.setVerticalSpacing(S)
        grid.addWidget(label("表里这一行", "strong"), 0, 1)
        for line, fact in enumerate(one.facts, 1):
            grid.addWidget(label(fact.label, "caption"), line, 0)
            grid.addWidget(ElidedLabel(fact.value or "—"), line, 1)
        foot = len(one.facts) + 1
        grid.addWidget(label("住处", "caption"), foot, 0)
        grid.addWidget(ElidedLabel(one.where or "—"), foot, 1)
        now = self._decisions.get((one.sheet, one.row), "")
        for column, candidate in enumerate(one.candidates, 2):
            self._add_candidate(grid, column, candidate, now)
        grid.setColumnStretch(len(one.candidates) + 2, 1)
        return grid

    def _add_candidate(self, grid: QGridLayout, column: int, one: Candidate, now: str) -> None:
        grid.addWidget(label(one.name, "strong"), 0, column)
        for line, fact in enumerate(one.facts, 1):
            told = ElidedLabel(fact.value or "—")
            if fact.agrees is not None:
                set_role(told, "good" if fact.agrees else "bad")
                told.setText(f"{fact.value} {'相同' if fact.agrees else '不同'}")
            grid.addWidget(told, line, column)
        foot = len(one.facts) + 1
        grid.addWidget(ElidedLabel(one.where or "—"), foot, column)
        grid.addWidget(self._button(one.decision, "是这个人", now), foot + 1, column)

    def _button(self, decision: str, text: str, now: str) -> QPushButton:
        button = plain_button(text, "check" if decision == now else "")
        button.setCheckable(True)
        button.setChecked(decision == now)
        button.clicked.connect(lambda: self._decide("" if decision == now else decision))
        self.buttons[decision] = button
        return button

    def _decide(self, decision: str) -> None:
        place = self.list.currentRow()
        one = self._questions[place]
        made = {(one.sheet, one.row): decision}
        if self.same_for_all.isChecked() and self.same_for_all.isVisibleTo(self):
            made |= {
                (other.sheet, other.row): self._alike(other, decision)
                for other in self._questions
                if other.why == one.why and other is not one
            }
        self._decisions |= made
        self.decided.emit(made)
        self._word_list()
        still_open = [at for at, other in enumerate(self._questions) if not self._decision(other)]
        if decision and still_open:
            self.list.setCurrentRow(next((at for at in still_open if at > place), still_open[0]))
        self._show_card()

    def _decision(self, one: DoubtQuestion) -> str:
        return self._decisions.get((one.sheet, one.row), "")

    def _alike(self, other: DoubtQuestion, decision: str) -> str:
        """The same decision for another row; "the one candidate" only where there is just one."""
        if decision in (NEW, SKIP, ""):
            return decision
        return other.candidates[0].decision if len(other.candidates) == 1 else self._decision(other)
