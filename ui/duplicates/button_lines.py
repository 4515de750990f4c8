"""Two groups of buttons: side by side, or one above the other where the page is narrow for its text."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from ui.look.tokens import S


class ButtonLines(QWidget):
    """The first group stands at the left, the second, which ends with the primary button, at the right."""

    def __init__(self, first: Sequence[QPushButton], second: Sequence[QPushButton]) -> None:
        super().__init__()
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(S)
        self._lines = QHBoxLayout(), QHBoxLayout()
        for line, buttons in zip(self._lines, (first, second), strict=True):
            line.setSpacing(S)
            for button in buttons:
                line.addWidget(button)
            self._row.addLayout(line)
        self._lines[0].addStretch(1)
        self._lines[1].insertStretch(0, 1)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wanted = sum(line.minimumSize().width() for line in self._lines) + S
        way = QBoxLayout.Direction
        self._row.setDirection(way.TopToBottom if self.width() < wanted else way.LeftToRight)

    @override
    def minimumSizeHint(self) -> QSize:
        """As narrow as the wider of both lines."""
        wide = max(line.minimumSize().width() for line in self._lines)
        return QSize(wide, super().minimumSizeHint().height())
