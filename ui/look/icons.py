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
SIDE_BEFORE_TEXT = 20
"""The same with the air between an icon and the text of its button."""
_LARGE = 32
"""From this side on, lines are drawn thinner."""


@cache
def icon(name: str, tone: str = "text", *, before_text: bool = False) -> QIcon:
    """The icon in the colour that the theme gives to `tone`; grey where it is disabled.

    `before_text` leaves air at its right end, which Qt's buttons do not.
    """
    svg.source(name)  # a missing drawing is told here, not while painting
    return QIcon(_Drawn(name, tone, before_text=before_text))


def pixmap(name: str, tone: str, side: int, ratio: float = 1.0) -> QPixmap:
    """The icon as a picture of `side` logical pixels, for what paints by hand."""
    return _picture(name, theme().tokens.tone(tone), QSize(side, side), ratio)


def _picture(name: str, colour: str, size: QSize, ratio: float, *, share: float = 1.0) -> QPixmap:
    return _drawn(name, colour, (size.width(), size.height()), ratio, share)


@lru_cache(maxsize=512)
def _drawn(name: str, colour: str, size: tuple[int, int], ratio: float, share: float) -> QPixmap:
    """The drawing in the middle of the left `share` of a picture."""
    picture = QPixmap(max(1, round(size[0] * ratio)), max(1, round(size[1] * ratio)))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    source = svg.coloured(name, colour)
    if max(size) >= _LARGE:
        source = source.replace(b'stroke-width="2"', b'stroke-width="1.5"')
    renderer = QSvgRenderer(QByteArray(source))
    renderer.setAspectRatioMode(Qt.AspectRatioMode.KeepAspectRatio)
    room = picture.rect()
    renderer.render(painter, QRectF(0, 0, room.width() * share, room.height()))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


class _Drawn(QIconEngine):
    """Paints one drawing in the colour of the moment."""

    def __init__(self, name: str, tone: str, *, before_text: bool) -> None:
        super().__init__()
        self._name, self._tone, self._before_text = name, tone, before_text

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
        copy = _Drawn(self._name, self._tone, before_text=self._before_text)
        _clones.append(copy)  # Qt holds it without Python knowing
        return copy

    def _pixmap(self, size: QSize, mode: QIcon.Mode, ratio: float) -> QPixmap:
        tone = "disabled" if mode == QIcon.Mode.Disabled else self._tone
        share = SIDE / SIDE_BEFORE_TEXT if self._before_text else 1.0
        return _picture(self._name, theme().tokens.tone(tone), size, ratio, share=share)


_clones: list[_Drawn] = []
