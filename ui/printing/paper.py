"""The sheet of paper: its size, its margins, the fonts on it.

Everything is measured in dots of 1/600 inch, whatever shows it: a preview, a printer and a PDF scale the same page, so
no line breaks elsewhere on paper than on the screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from PySide6.QtCore import QMarginsF, QRectF, QSizeF
from PySide6.QtGui import QFont, QFontMetricsF, QPageLayout, QPageSize

from ui.look import fonts
from ui.look.tokens import REGULAR, STRONG

DOTS_PER_INCH = 600
_MM = DOTS_PER_INCH / 25.4
_POINT = DOTS_PER_INCH / 72
_MARGINS_MM = (14, 12, 14, 12)
_SIZES = {
    "title": 16,
    "section": 11,
    "body": 9.5,
    "small": 8,
    "mark": 13,
    "poster": 40,
    "poster_less": 30,
    "poster_least": 22,
    "fact": 21,
    "read": 18,
    "read_less": 13,
}
"""Sizes on paper in points; the window's text scale does not change a print."""
SPACE_MM = 1.2


def mm(length: float) -> float:
    """A length in dots."""
    return length * _MM


@dataclass(frozen=True, slots=True)
class Paper:
    """A4, upright or on its side."""

    is_wide: bool = False

    @property
    def size(self) -> QSizeF:
        """The whole sheet in dots."""
        across, down = mm(210), mm(297)
        return QSizeF(down, across) if self.is_wide else QSizeF(across, down)

    @property
    def inside(self) -> QRectF:
        """Where anything stands."""
        left, top, right, bottom = map(mm, _MARGINS_MM)
        return QRectF(left, top, self.size.width() - left - right, self.size.height() - top - bottom)

    def page_layout(self) -> QPageLayout:
        """The same for Qt's printers, without margins of their own."""
        way = QPageLayout.Orientation.Landscape if self.is_wide else QPageLayout.Orientation.Portrait
        return QPageLayout(QPageSize(QPageSize.PageSizeId.A4), way, QMarginsF(0, 0, 0, 0))


@dataclass(frozen=True)
class Type:
    """A font on paper with its measures."""

    font: QFont
    metrics: QFontMetricsF

    @property
    def line(self) -> float:
        """The height of a line."""
        return self.metrics.height()

    def width(self, text: str) -> float:
        """How wide a text is."""
        return self.metrics.horizontalAdvance(text)


@cache
def type_of(role: str, *, is_strong: bool = False) -> Type:
    """The font of a role: title, section, body, small, mark; of posters poster, fact and read, with lesser ones."""
    font = fonts.tabular(fonts.body(_SIZES[role]))
    font.setPixelSize(round(_SIZES[role] * _POINT))
    font.setWeight(QFont.Weight(STRONG if is_strong else REGULAR))
    return Type(font, QFontMetricsF(font))
