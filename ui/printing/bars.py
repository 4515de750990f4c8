"""A chart of bars on paper: what the parts mean, then one bar below the other, so that a long chart goes on overleaf.

Ink alone: the parts are told apart by greys and hatching that a black and white printer, and a copy of it, still tell.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.printed import Bar, Bars
from ui.printing.blocks import INK, write
from ui.printing.paper import SPACE_MM, mm, type_of

_LINE_MM, _OUTLINE_MM, _GAP_MM = 0.18, 0.15, 1.1
_LONGEST_LABEL = 12
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_SWATCH_MM = (6.0, 3.2)


class LegendBlock:
    """What each kind of part means; every page of a chart repeats it."""

    def __init__(self, chart: Bars, width: float) -> None:
        self._face = type_of("body")
        across, down = map(mm, _SWATCH_MM)
        line, gap = max(self._face.line, down) + mm(SPACE_MM), mm(3 * SPACE_MM)
        self._places: list[tuple[QPointF, str]] = []
        x = y = 0.0
        for name in chart.series:
            taken = across + mm(SPACE_MM) + self._face.width(name)
            if x and x + taken > width:
                x, y = 0.0, y + line
            self._places.append((QPointF(x, y), name))
            x += taken + gap
        self.height = y + line + mm(SPACE_MM)

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it."""
        across, down = map(mm, _SWATCH_MM)
        for kind, (place, name) in enumerate(self._places):
            corner = at + place
            top = corner.y() + (self._face.line - down) / 2
            _part(painter, QRectF(corner.x(), top, across, down), kind)
            room = QRectF(corner.x() + across + mm(SPACE_MM), corner.y(), self._face.width(name) + 1, self._face.line)
            write(painter, room, name, self._face, INK, _MIDDLE)


class BarBlock:
    """One bar: its name at the left, its number at its end."""

    def __init__(self, bar: Bar, chart: Bars, width: float) -> None:
        self._bar, self._longest = bar, chart.longest
        self._face = type_of("body")
        names = max(self._face.width(one.name) for one in chart.bars)
        self._label = min(names, self._face.width("字") * _LONGEST_LABEL) + mm(2 * SPACE_MM)
        self._number = max(self._face.width(one.number) for one in chart.bars) + mm(2 * SPACE_MM)
        self._room = width - self._label - self._number
        self.height = self._face.line + mm(SPACE_MM)

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it."""
        face, line = self._face, self._face.line
        room = self._label - mm(SPACE_MM)
        name = face.metrics.elidedText(self._bar.name, Qt.TextElideMode.ElideMiddle, room)
        write(painter, QRectF(at.x(), at.y(), room, line), name, face, INK, _MIDDLE | Qt.AlignmentFlag.AlignRight)
        left = at.x() + self._label
        for kind, size in enumerate(self._bar.parts):
            if size:
                long = self._room * size / self._longest
                _part(painter, QRectF(left, at.y(), long, line), kind)
                left += long
        number = QRectF(left + mm(SPACE_MM), at.y(), self._number, line)
        write(painter, number, self._bar.number, face, INK, _MIDDLE)


def _part(painter: QPainter, box: QRectF, kind: int) -> None:
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    FILLS[kind % len(FILLS)](painter, box)
    painter.restore()
    painter.setPen(QPen(INK, mm(_OUTLINE_MM)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(box)


def _grey(light: float) -> Callable[[QPainter, QRectF], None]:
    return lambda painter, box: painter.fillRect(box, QColor.fromRgbF(light, light, light))


def _lines(*slopes: str) -> Callable[[QPainter, QRectF], None]:
    """Lines at one distance whatever the resolution; those of neighbouring parts of a bar go on from each other."""

    def fill(painter: QPainter, box: QRectF) -> None:
        painter.fillRect(box, Qt.GlobalColor.white)
        painter.setPen(QPen(INK, mm(_LINE_MM)))
        for slope in slopes:
            painter.drawLines(_hatch(box, slope))

    return fill


def _hatch(box: QRectF, slope: str) -> list[QLineF]:
    gap, high = mm(_GAP_MM), box.height()
    if slope == "-":
        return [QLineF(box.left(), y, box.right(), y) for y in _steps(box.top() + gap / 2, box.bottom(), gap)]
    if slope == "|":
        return [QLineF(x, box.top(), x, box.bottom()) for x in _steps(box.left() + gap / 2, box.right(), gap)]
    starts = _steps(box.left() - high + gap / 2, box.right(), gap * 1.4)
    if slope == "/":
        return [QLineF(x, box.bottom(), x + high, box.top()) for x in starts]
    return [QLineF(x, box.top(), x + high, box.bottom()) for x in starts]


def _steps(start: float, end: float, step: float) -> list[float]:
    return [start + at * step for at in range(max(0, int((end - start) / step) + 1))]


FILLS: tuple[Callable[[QPainter, QRectF], None], ...] = (
    _grey(0.35),
    _lines("/"),
    _grey(0.85),
    _lines("-"),
    _lines("/", "\\"),
    _grey(1.0),
    _lines("|"),
    _grey(0.6),
)
"""How parts are filled, in the order of the series: what stands side by side differs most."""
