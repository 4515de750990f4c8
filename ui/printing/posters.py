"""A poster: one sheet to be read from some steps away, as large as its words allow.

The title shrinks before it takes a third line; long content is set smaller and in the end cut, because a poster that
goes on overleaf is not read.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.printed import Poster
from ui.printing import qr_codes
from ui.printing.blocks import INK, LINE, PALE, text_height, write
from ui.printing.paper import Type, mm, type_of

_TITLES = ("poster", "poster_less", "poster_least")
_READS = ("read", "read_less", "body")
_TITLE_LINES = 2
_CODE_MM, _GAP_MM, _RULE_MM = 34, 8, 0.8
_LABEL_LETTERS = 4  # at least; a label has a letter of room behind it
_WRAPS = Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere


class PosterBlock:
    """The whole of a page."""

    def __init__(self, poster: Poster, width: float, height: float) -> None:
        self._poster, self._width, self.height = poster, width, height
        self._title = self._largest(_TITLES, poster.title, width, _TITLE_LINES)
        self._fact = type_of("fact")
        longest = max((len(name) for name, _ in poster.facts), default=0)
        self._label = self._fact.width("字") * max(_LABEL_LETTERS, longest + 1)
        beneath = self._above_text() + (mm(_CODE_MM + _GAP_MM) if poster.code else 0)
        self._read, self._text = _fitting("\n".join(poster.paragraphs), width, height - beneath, poster.cut)

    def _largest(self, roles: Sequence[str], text: str, width: float, lines: int) -> Type:
        faces = [type_of(role, is_strong=True) for role in roles]
        return next((face for face in faces if text_height(text, width, face) <= face.line * lines * 1.1), faces[-1])

    def _stamp_height(self) -> float:
        return type_of("section").line + mm(_GAP_MM) if self._poster.stamp else 0

    def _title_height(self) -> float:
        return text_height(self._poster.title, self._width, self._title)

    def _fact_heights(self) -> list[float]:
        room = self._width - self._label
        return [text_height(value, room, self._fact) + mm(_GAP_MM) / 3 for _, value in self._poster.facts]

    def _above_text(self) -> float:
        """How high everything above the paragraphs is."""
        return self._stamp_height() + self._title_height() + sum(self._fact_heights()) + mm(4 * _GAP_MM)

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it."""
        top = at.y() + mm(_GAP_MM)
        if self._poster.stamp:
            self._paint_stamp(painter, at.x(), top)
            top += self._stamp_height()
        middle = Qt.AlignmentFlag.AlignHCenter | _WRAPS
        title = QRectF(at.x(), top, self._width, self._title_height())
        write(painter, title, self._poster.title, self._title, INK, middle)
        top = title.bottom() + mm(_GAP_MM) / 2
        painter.setPen(QPen(INK, mm(_RULE_MM)))
        painter.drawLine(QPointF(at.x(), top), QPointF(at.x() + self._width, top))
        top = self._paint_facts(painter, at.x(), top + mm(_GAP_MM))
        text = QRectF(at.x(), top + mm(_GAP_MM) / 2, self._width, self.height)
        write(painter, text, self._text, self._read, INK, Qt.AlignmentFlag.AlignLeft | _WRAPS)
        if self._poster.code:
            self._paint_code(painter, at)

    def _paint_stamp(self, painter: QPainter, left: float, top: float) -> None:
        face = type_of("section", is_strong=True)
        box = QRectF(left, top, self._width, face.line * 1.3)
        painter.setPen(QPen(LINE, mm(_RULE_MM) / 2))
        painter.drawRect(box)
        write(painter, box, self._poster.stamp, face, INK, Qt.AlignmentFlag.AlignCenter)

    def _paint_facts(self, painter: QPainter, left: float, top: float) -> float:
        """Draw labels and values; answers where they end."""
        for (label, value), height in zip(self._poster.facts, self._fact_heights(), strict=True):
            side = Qt.AlignmentFlag.AlignLeft
            write(painter, QRectF(left, top, self._label, height), label, self._fact, PALE, side)
            room = QRectF(left + self._label, top, self._width - self._label, height)
            write(painter, room, value, self._fact, INK, side | _WRAPS)
            top += height
        return top

    def _paint_code(self, painter: QPainter, at: QPointF) -> None:
        side, small = mm(_CODE_MM), type_of("small")
        left, top = at.x() + self._width - side, at.y() + self.height - side - small.line
        qr_codes.paint(painter, QRectF(left, top, side, side), self._poster.code)
        beneath = QRectF(left - side / 2, top + side, side * 2, small.line)
        write(painter, beneath, self._poster.code, small, PALE, Qt.AlignmentFlag.AlignHCenter)


def _fitting(text: str, width: float, height: float, cut: str) -> tuple[Type, str]:
    """The largest face in which a text fits, or the smallest with as much of the text as fits and `cut` behind it."""
    for role in _READS:
        face = type_of(role)
        if text_height(text, width, face) <= height:
            return face, text
    face = type_of(_READS[-1])
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = text_height(text[:middle] + cut, width, face) <= height
        low, high = (middle, high) if fits else (low, middle - 1)
    return face, text[:low] + cut
