"""The screen's watermark: who is at work and when, in pale slanted lines over everything that shows sensitive fields.

A photo of such a screen says whose screen it was. The watermark lies over the page and lets every press, wheel and key
through to it; it is one small picture that is tiled, so painting it costs next to nothing.
"""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QEvent, QObject, QPointF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent, QPixmap
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from app.access import Rights
from ledger import clock
from ui.look.theme import theme
from ui.look.tokens import WATERMARK, XXL

_SLANT = -20.0
_GAP_LINES = 5
"""Lines of text between two lines of the watermark."""
_MINUTE_MS = 60_000


class Watermark(QWidget):
    """Lies over its parent, as large as it and above all that is in it."""

    def __init__(self, rights: Rights, parent: QWidget) -> None:
        super().__init__(parent)
        self._who = f"{rights.name} {rights.login}".strip()
        self._tile = QPixmap()
        self._made_of: tuple[object, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setObjectName("watermark")
        self._minute = QTimer(self)
        self._minute.setInterval(_MINUTE_MS)
        self._minute.timeout.connect(self.update)
        self._minute.start()
        theme().changed.connect(self.update)
        parent.installEventFilter(self)
        self.setGeometry(parent.rect())

    def text(self) -> str:
        """What it says now."""
        return f"{self._who} {clock.local_text(clock.now_text())[:16]}"

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(watched, QWidget) and watched is self.parentWidget():
            if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
                self.setGeometry(watched.rect())
                self.raise_()
            elif event.type() == QEvent.Type.ChildPolished:
                self.raise_()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tile = self._present_tile()
        painter = QPainter(self)
        # The tiling begins at the corner of the page, so that parts that are painted anew fit the rest.
        part = event.rect()
        painter.drawTiledPixmap(part.x(), part.y(), part.width(), part.height(), tile, part.x(), part.y())
        painter.end()

    def _present_tile(self) -> QPixmap:
        colour, font, ratio = QColor(theme().tokens.text), self.font(), self.devicePixelRatioF()
        colour.setAlphaF(WATERMARK)
        made_of = (self.text(), colour.rgba(), font.key(), ratio)
        if made_of != self._made_of:
            self._tile, self._made_of = _tile(self.text(), colour, font, ratio), made_of
        return self._tile


def _tile(text: str, colour: QColor, font: QFont, ratio: float) -> QPixmap:
    """One line of the watermark with the room around it; the next row is shifted by half, as bricks are."""
    metrics = QFontMetricsF(font)
    wide, line = metrics.horizontalAdvance(text) + 2 * XXL, metrics.height()
    size = QSize(ceil(wide), ceil(line * _GAP_LINES * 2))
    picture = QPixmap(size * ratio)
    picture.setDevicePixelRatio(ratio)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(font)
    painter.setPen(colour)
    for across, down in ((0.0, 0.25), (-0.5, 0.75), (0.5, 0.75)):
        painter.save()
        painter.translate(size.width() * (across + 0.5), size.height() * down)
        painter.rotate(_SLANT)
        painter.drawText(QPointF(-metrics.horizontalAdvance(text) / 2, metrics.ascent() / 2), text)
        painter.restore()
    painter.end()
    return picture
