"""Paints one cell of a building's grid: room, use in a word, who stands for the home, how many people, marks."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from app.homes.building_grid import Cell
from ui.homes.tints import MARK_ICONS, tint_of
from ui.look import icons
from ui.look.theme import theme, tokens
from ui.look.tokens import HAIRLINE, RADIUS, REGULAR, RING, STRONG, XS, S

_DIMMED = 0.28
_BRIEF_BELOW = 0.8  # zoom under which a cell keeps to its room and its word
_ACROSS, _LINES = 4.5, 3  # a cell's inside in letters and lines; four letters of a name stand beside a count


@dataclass(frozen=True, slots=True)
class Look:
    """How a cell stands at the moment."""

    is_current: bool = False
    has_focus: bool = False
    is_dimmed: bool = False


class CellPainter:
    """Fonts and sizes for one zoom and text size; made anew when either changes."""

    def __init__(self, font: QFont, zoom: float) -> None:
        self.zoom = zoom
        self.is_brief = zoom < _BRIEF_BELOW
        self._plain, self._strong, self._small = QFont(font), QFont(font), QFont(font)
        self._plain.setPointSizeF(theme().points("body") * zoom)
        self._strong.setPointSizeF(theme().points("body") * zoom)
        self._strong.setWeight(QFont.Weight(STRONG))
        self._small.setPointSizeF(theme().points("caption") * zoom)
        self._small.setWeight(QFont.Weight(REGULAR))
        self.metrics = QFontMetricsF(self._plain)
        self._strong_metrics, self._small_metrics = QFontMetricsF(self._strong), QFontMetricsF(self._small)
        self.pad = S * zoom
        self.icon = round(theme().pixels(icons.SIDE - 2) * zoom)

    def width(self) -> float:
        """The width of a cell."""
        return self.metrics.horizontalAdvance("字") * (_ACROSS + (1 if self.is_brief else 2.5)) + 2 * self.pad

    def height(self) -> float:
        """The height of a cell."""
        lines = 2 if self.is_brief else _LINES
        return lines * self.metrics.height() + (lines - 1) * XS * self.zoom + 2 * self.pad * 0.75

    def paint(self, painter: QPainter, rect: QRectF, cell: Cell, look: Look) -> None:
        """Draw the cell."""
        painter.setOpacity(_DIMMED if look.is_dimmed else 1.0)
        self._ground(painter, rect, cell)
        inner = rect.adjusted(self.pad, self.pad * 0.75, -self.pad, -self.pad * 0.75)
        self._first_line(painter, inner, cell)
        if self.is_brief:
            self._people(painter, self._line(inner, 1), cell)
        else:
            self._head(painter, self._line(inner, 1), cell)
            self._people(painter, self._line(inner, 2), cell)
            self._marks(painter, self._line(inner, 2), cell)
        painter.setOpacity(1.0)
        if look.is_current:
            self._ring(painter, rect, has_focus=look.has_focus)

    def _line(self, inner: QRectF, at: int) -> QRectF:
        height = self.metrics.height()
        return QRectF(inner.left(), inner.top() + at * (height + XS * self.zoom), inner.width(), height)

    def _ground(self, painter: QPainter, rect: QRectF, cell: Cell) -> None:
        tint = tint_of(cell.occupancy)
        pen = QPen(QColor(tokens().border_strong if tint.dashed else tokens().border), HAIRLINE)
        if tint.dashed:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(QColor(tint.fill))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _first_line(self, painter: QPainter, inner: QRectF, cell: Cell) -> None:
        line = self._line(inner, 0)
        word = cell.occupancy_label
        taken = self._small_metrics.horizontalAdvance(word) + XS
        painter.setFont(self._small)
        painter.setPen(QColor(tokens().tone(tint_of(cell.occupancy).tone)))
        painter.drawText(line, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, word)
        painter.setFont(self._strong)
        painter.setPen(QColor(tokens().text))
        room = self._strong_metrics.elidedText(cell.room or "无室号", Qt.TextElideMode.ElideRight, line.width() - taken)
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, room)

    def _head(self, painter: QPainter, line: QRectF, cell: Cell) -> None:
        if not cell.head:
            return
        more = f" 等{cell.households}户" if cell.households > 1 else ""
        room = line.width() - self.metrics.horizontalAdvance(more)
        painter.setFont(self._plain)
        painter.setPen(QColor(tokens().text))
        text = self.metrics.elidedText(cell.head, Qt.TextElideMode.ElideRight, room) + more
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _people(self, painter: QPainter, line: QRectF, cell: Cell) -> None:
        painter.setFont(self._small)
        painter.setPen(QColor(tokens().muted))
        text = f"{cell.people} 人" if cell.people else "无人"
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _marks(self, painter: QPainter, line: QRectF, cell: Cell) -> None:
        left = line.right()
        ratio = painter.device().devicePixelRatioF()
        for mark in reversed(cell.marks):
            left -= self.icon
            top = line.center().y() - self.icon / 2
            picture = icons.pixmap(MARK_ICONS[mark.kind], "muted", self.icon, ratio)
            painter.drawPixmap(QPointF(left, top), picture)
            left -= XS * self.zoom

    def _ring(self, painter: QPainter, rect: QRectF, *, has_focus: bool) -> None:
        painter.setPen(QPen(QColor(tokens().accent if has_focus else tokens().border_strong), RING))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), RADIUS, RADIUS)
