"""Dialogs that grow with their form: as wide as it wants, as high as it is up to some lines, then it scrolls."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget
from typing_extensions import override

from ui.parts.dialog import Dialog

_LEAST_LINES = 6
_OF_SCREEN = 0.9


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
        metrics, content = self.fontMetrics(), self.widget()
        width = max(metrics.horizontalAdvance("字") * self._letters, self._least_width())
        inner = max(width, self.width()) - self.verticalScrollBar().sizeHint().width()
        height = content.heightForWidth(inner) if content.hasHeightForWidth() else content.sizeHint().height()
        return QSize(width, min(height, metrics.lineSpacing() * self._lines))

    @override
    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().lineSpacing() * _LEAST_LINES
        return QSize(self._least_width(), min(self.sizeHint().height(), least))

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Rows were added or taken off inside: whoever holds the form looks at its size again."""
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().eventFilter(watched, event)

    def _least_width(self) -> int:
        return self.widget().minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()


class GrowingDialog(Dialog):
    """Grows when its contents do, as far as the screen goes; it never shrinks, whatever size a hand gave it."""

    @override
    def event(self, event: QEvent) -> bool:
        done = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest and self.isVisible():
            self.grow()
        return done

    def grow(self) -> None:
        """Take the size that the contents want."""
        layout = self.layout()
        if layout is None:
            return
        room = self.screen().availableGeometry().size() * _OF_SCREEN
        wanted = self.sizeHint().expandedTo(self.size())
        wanted.setHeight(max(wanted.height(), layout.totalHeightForWidth(wanted.width())))
        self.resize(wanted.boundedTo(room).expandedTo(self.minimumSizeHint()).expandedTo(self.size()))
