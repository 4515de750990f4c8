"""The legend of the grid: each state that occurs with its tint, word and count. A click leaves only that one bright."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QPushButton, QWidget

from ui.homes.tints import tint_of
from ui.look import icons
from ui.look.roles import label
from ui.look.theme import theme, tokens
from ui.look.tokens import HAIRLINE, XS
from ui.parts.buttons import plain_button
from ui.parts.flow import FlowLayout


class Legend(QWidget):
    """`filtered` tells the states that stay bright; none means all."""

    filtered = Signal(object)  # frozenset of codes

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("图例")
        self._flow = FlowLayout(self)
        self._buttons: dict[str, QPushButton] = {}
        self._title = label("图例", "muted")
        self._flow.addWidget(self._title)
        theme().changed.connect(self._colour)

    @property
    def chosen(self) -> frozenset[str]:
        """The states that stay bright."""
        return frozenset(code for code, button in self._buttons.items() if button.isChecked())

    def show_states(self, states: Iterable[tuple[str, str, int]]) -> None:
        """Show these states: code, word, count. What was chosen stays chosen where it still occurs."""
        chosen = self.chosen
        for button in self._buttons.values():
            self._flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._buttons = {}
        for code, word, count in states:
            button = plain_button(f"{word} {count:,}")
            button.setCheckable(True)
            button.setAccessibleName(f"只看{word}，{count} 套")
            button.setToolTip(f"只看{word}的房屋")
            button.setChecked(code in chosen)
            button.clicked.connect(self._on_clicked)
            self._buttons[code] = button
            self._flow.addWidget(button)
        self._colour()
        if self.chosen != chosen:
            self._on_clicked()

    def button(self, code: str) -> QPushButton:
        """The button of a state."""
        return self._buttons[code]

    def choose(self, codes: Iterable[str]) -> None:
        """Leave these states bright."""
        wanted = frozenset(codes)
        for code, button in self._buttons.items():
            button.setChecked(code in wanted)
        self._on_clicked()

    def _on_clicked(self) -> None:
        self.filtered.emit(self.chosen)

    def _colour(self) -> None:
        for code, button in self._buttons.items():
            button.setIcon(_swatch(code))


def _swatch(code: str) -> QIcon:
    """The cell's ground and edge, small."""
    side = theme().pixels(icons.SIDE)
    picture = QPixmap(side * 2, side * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    tint = tint_of(code)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    pen = QPen(QColor(tokens().tone(tint.tone)), HAIRLINE)
    if tint.dashed:
        pen.setStyle(Qt.PenStyle.DashLine)
    painter.setPen(pen)
    painter.setBrush(QColor(tint.fill))
    painter.drawRoundedRect(QRectF(1, 1, side - 2, side - 2), XS - 1, XS - 1)
    painter.end()
    return QIcon(picture)
