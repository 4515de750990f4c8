"""The third step: words that no choice knows, and rows that may be somebody known."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QScrollArea, QTabWidget, QVBoxLayout, QWidget

from ui.importing.decisions import Decisions
from ui.importing.doubts import DoubtList
from ui.importing.value_lines import ValueLines
from ui.look.roles import label
from ui.look.tokens import L, M, S
from ui.parts.states import PageStates

if TYPE_CHECKING:
    from app.review.import_questions import Questions

_WHY_WORDS = (
    "下面这些写法，台账的选项里没有。选一个意思，表里所有同样的格子都照此导入；不选，这些格子不导入，行照常导入。"
)
_WHY_DOUBTS = "下面这些行可能是台账里已有的人。没有定的行不导入，会写进退回的表。"


class QuestionsStep(QWidget):
    """`value_decided(key, meaning)` and `rows_decided({row: decision})`."""

    value_decided = Signal(object, str)
    rows_decided = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.values = ValueLines()
        self.values.decided.connect(self.value_decided)
        self.doubts = DoubtList()
        self.doubts.decided.connect(self.rows_decided)
        self._more = label("", "muted", wraps=True)
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)
        self.tabs.setAccessibleName("要您定的")
        self.tabs.addTab(self._page(_WHY_WORDS, self._scrolled(self.values)), "写法")
        self.tabs.addTab(self._page(_WHY_DOUBTS, self.doubts), "可能是已有的人")
        self.states = PageStates(self.tabs)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)

    def _page(self, why: str, content: QWidget) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(L, M, L, S)
        column.setSpacing(M)
        column.addWidget(label(why, "muted", wraps=True))
        column.addWidget(content, 1)
        if content is self.doubts:
            column.addWidget(self._more)
        return page

    def _scrolled(self, content: QWidget) -> QScrollArea:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(0, 0, M, 0)
        column.addWidget(content)
        column.addStretch(1)
        area = QScrollArea()
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(holder)
        return area

    def show_questions(self, questions: Questions, decisions: Decisions) -> None:
        """Show what is open and what was decided."""
        self.values.show_questions(questions.values, decisions.values)
        self.doubts.show_questions(questions.doubts, decisions.rows)
        self._more.setText(
            f"另有 {questions.more_doubts:,} 行，定了上面这些以后再列出。" if questions.more_doubts else ""
        )
        self._more.setVisible(bool(questions.more_doubts))
        counts = (len(questions.values), len(questions.doubts))
        for place, (name, count) in enumerate(zip(("写法", "可能是已有的人"), counts, strict=True)):
            self.tabs.setTabText(place, f"{name} {count:,}")
            self.tabs.setTabEnabled(place, count > 0)
        if not any(counts):
            text = "表里的写法台账都认得，也没有分不清是谁的行。直接看下一步“核对计划”。"
            self.states.show_empty("circle-check", "没有要您定的", text)
            return
        self.states.show_content()
        if not counts[self.tabs.currentIndex()]:
            self.tabs.setCurrentIndex(0 if counts[0] else 1)
