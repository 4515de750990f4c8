"""A line of text that ends in an ellipsis where it has no room; the whole of it shows when the pointer rests on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QStyle, QStyleOption
from typing_extensions import override

_LEAST_LETTERS = 4


class ElidedLabel(QLabel):
    """For names and addresses that may be longer than their place. Masked text stays masked in the tooltip too."""

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def is_elided(self) -> bool:
        """True while some of the text is not shown."""
        return self.fontMetrics().horizontalAdvance(self.text()) > self.contentsRect().width()

    @override
    def minimumSizeHint(self) -> QSize:
        least = self.fontMetrics().horizontalAdvance("字") * _LEAST_LETTERS
        hint = super().sizeHint()
        return QSize(min(least, hint.width()), hint.height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if not self.is_elided:
            self.setToolTip("")
            super().paintEvent(event)
            return
        self.setToolTip(self.text())
        option = QStyleOption()
        option.initFrom(self)
        painter = QPainter(self)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_Widget, option, painter, self)
        room = self.contentsRect()
        shown = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        self.style().drawItemText(
            painter, room, int(self.alignment()), self.palette(), self.isEnabled(), shown, self.foregroundRole()
        )
        painter.end()
