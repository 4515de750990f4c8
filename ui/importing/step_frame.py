"""What stands around the steps of the wizard: their list at the left, trouble above, back and on below, work under way.

Where the page is narrow for its text, the list lies above in one line. Where the buttons lead is the page's to say.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QFrame, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from ui.importing.steps import FILE, PLAN, RESULT, StepList
from ui.look.roles import label, set_role
from ui.look.tokens import XXL, L, M, S
from ui.parts.buttons import plain_button, primary_button
from ui.parts.progress import ProgressLine

_LETTERS_FOR_A_LIST = 48


class StepFrame(QWidget):
    """Shows one of the steps, or that work is under way; `retry_asked` beside the trouble."""

    retry_asked = Signal()

    def __init__(self, steps: Sequence[QWidget]) -> None:
        super().__init__()
        self.steps = StepList()
        self.stack = QStackedWidget()
        for step in steps:
            self.stack.addWidget(step)
        self._working = self._make_working()
        self.trouble = self._make_trouble()
        right = QVBoxLayout()
        right.setSpacing(0)
        right.addWidget(self.trouble)
        right.addWidget(self.stack, 1)
        right.addWidget(self._make_foot())
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._row.addWidget(self.steps)
        self._row.addLayout(right, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = self.width() < self.fontMetrics().horizontalAdvance("字") * _LETTERS_FOR_A_LIST
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if is_narrow else way.LeftToRight)
        self.steps.lie_across(across=is_narrow)

    @override
    def minimumSizeHint(self) -> QSize:
        """As narrow as the steps allow: the list makes way."""
        return QSize(self.stack.minimumSizeHint().width(), super().minimumSizeHint().height())

    def _make_working(self) -> QWidget:
        holder = QWidget()
        column = QVBoxLayout(holder)
        column.setContentsMargins(XXL, XXL, XXL, XXL)
        self.progress = ProgressLine("正在看这份表")
        column.addStretch(2)
        column.addWidget(self.progress)
        column.addStretch(3)
        self.stack.addWidget(holder)
        return holder

    def _make_trouble(self) -> QFrame:
        frame = QFrame()
        set_role(frame, "hint", "bad")
        row = QHBoxLayout(frame)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(M)
        self.trouble_text = label("", wraps=True)
        self.retry = plain_button("重试", "refresh-cw")
        self.retry.clicked.connect(self.retry_asked)
        row.addWidget(self.trouble_text, 1)
        row.addWidget(self.retry)
        frame.hide()
        return frame

    def _make_foot(self) -> QFrame:
        self.back, self.on = plain_button("上一步", "chevron-left"), primary_button("下一步")
        self.said = label("", "muted", wraps=True)
        foot = QFrame()
        set_role(foot, "sunken")
        row = QHBoxLayout(foot)
        row.setContentsMargins(L, S, L, S)
        row.setSpacing(M)
        row.addWidget(self.said, 1)
        row.addWidget(self.back)
        row.addWidget(self.on)
        return foot

    def show_step(self, step: int, reached: int, *, has_file: bool, is_done: bool) -> None:
        """Show a step; those after `reached` cannot be gone to, and none once the import is done."""
        self.stack.setCurrentIndex(step)
        self.steps.show_step(step, reached)
        if is_done:
            for button in self.steps.buttons[:RESULT]:
                button.setEnabled(False)
        self.back.setEnabled(step > FILE and not is_done)
        self.back.setVisible(step != RESULT)
        self.on.setVisible(step not in (FILE, RESULT) or (step == FILE and has_file))
        self.on.setEnabled(reached > step)
        self.on.setText("开始导入" if step == PLAN else "下一步")

    def show_working(self, text: str) -> None:
        """Show that work is under way; nothing can be gone to meanwhile."""
        self.progress.begin(text)
        self.stack.setCurrentWidget(self._working)
        for button in (self.back, self.on, *self.steps.buttons):
            button.setEnabled(False)
        self.said.setText("")

    def show_trouble(self, text: str, retry: str) -> None:
        """Say what went wrong, with a button to try again."""
        self.trouble_text.setText(text)
        self.retry.setText(retry)
        self.trouble.show()
