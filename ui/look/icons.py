"""Icons by name, drawn in a colour of the present theme whenever they are painted, so they follow its changes.

The drawings are lucide's (ISC), in `resources/icons/`; their names are lucide's too.
"""

from __future__ import annotations

from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from typing_extensions import override

from ui.look import svg
from ui.look.theme import theme

SIDE = 16
"""Side of an icon beside body text, at a text scale of 100 %."""


@cache
def icon(name: str, tone: str = "text") -> QIcon:
    """The icon in the colour that the theme gives to `tone`; grey where it is disabled."""
    svg.source(name)  # a missing drawing is told here, not while painting
    return QIcon(_Drawn(name, tone))


def pixmap(name: str, tone: str, side: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `side` logical pixels, for what paints by hand."""
    return _picture(name, theme().tokens.tone(tone), side, side, ratio)


@lru_cache(maxsize=512)
def _picture(name: str, colour: str, width: int, height: int, ratio: float) -> QPixmap:
    picture = QPixmap(max(1, round(width * ratio)), max(1, round(height * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    renderer = QSvgRenderer(QByteArray(svg.coloured(name, colour)))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    renderer.render(painter, QRectF(picture.rect()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


class _Drawn(QIconEngine):
    """Paints one drawing in the colour of the moment."""

    def __init__(self, name: str, tone: str) -> None:
        super().__init__()
        self._name, self._tone = name, tone

    @override
    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        ratio = painter.device().devicePixelRatioF()
        painter.drawPixmap(rect, self._pixmap(rect.size(), mode, ratio))

    @override
    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self._pixmap(size, mode, 1.0)

    @override
    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        return self._pixmap(QSize(round(size.width() / scale), round(size.height() / scale)), mode, scale)

    @override
    def actualSize(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QSize:
        return size

    @override
    def isNull(self) -> bool:
        return False

    @override
    def key(self) -> str:
        return f"linong-{self._name}"

    @override
    def clone(self) -> QIconEngine:
        copy = _Drawn(self._name, self._tone)
        _clones.append(copy)  # Qt holds it without Python knowing
        return copy

    def _pixmap(self, size: QSize, mode: QIcon.Mode, ratio: float) -> QPixmap:
        tone = "disabled" if mode == QIcon.Mode.Disabled else self._tone
        return _picture(self._name, theme().tokens.tone(tone), size.width(), size.height(), ratio)


_clones: list[_Drawn] = []
