"""An icon as a widget, in the size and colour of the theme."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from ui.look.icons import SIDE, icon
from ui.look.theme import theme


class Picture(QWidget):
    """Paints one icon; says nothing to those who listen, for a word stands beside it."""

    def __init__(self, name: str, tone: str = "text", side: int = SIDE) -> None:
        super().__init__()
        self._icon, self._side = icon(name, tone), side
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_icon(self, name: str, tone: str = "text") -> None:
        """Paint another one."""
        self._icon = icon(name, tone)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        side = theme().pixels(self._side)
        return QSize(side, side)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        place = QRect(0, 0, self.sizeHint().width(), self.sizeHint().height())
        place.moveCenter(self.rect().center())
        painter = QPainter(self)
        self._icon.paint(painter, place)
        painter.end()
