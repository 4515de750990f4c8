"""What scrolls a form up and down: as wide as the form wants, and as high as some lines of text."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

_LEAST_LINES = 6


class FormScroller(QScrollArea):
    """Never scrolls sideways; a field that gets the focus comes into view."""

    def __init__(self, content: QWidget, *, letters: int, lines: int) -> None:
        super().__init__()
        self._letters, self._lines = letters, lines
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(content)

    @override
    def sizeHint(self) -> QSize:
        metrics = self.fontMetrics()
        width = max(metrics.horizontalAdvance("字") * self._letters, self._least_width())
        return QSize(width, metrics.lineSpacing() * self._lines)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(self._least_width(), self.fontMetrics().lineSpacing() * _LEAST_LINES)

    def _least_width(self) -> int:
        bar = self.verticalScrollBar().sizeHint().width()
        return self.widget().minimumSizeHint().width() + bar
