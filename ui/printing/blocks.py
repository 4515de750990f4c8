"""What pages are made of: title, heading, line of fields, head of a table, row. Each knows its height and its drawing.

A block is measured once, when a print is composed; a preview draws it as often as it is looked at.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.printed import PrintedColumn
from ui.printing import qr_codes
from ui.printing.columns import CODE_MM, PAD_MM
from ui.printing.paper import SPACE_MM, Type, mm, type_of

INK, PALE, LINE = QColor(Qt.GlobalColor.black), QColor(Qt.GlobalColor.darkGray), QColor(Qt.GlobalColor.gray)
_HEAD_GROUND = QColor.fromRgbF(0.93, 0.93, 0.93)
_HAIR_MM = 0.12
_WRAP = Qt.TextFlag.TextWordWrap
_LABEL_LETTERS = 7


class Block(Protocol):
    """What stands on a page, as wide as its inside."""

    @property
    def height(self) -> float:
        """In dots."""

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it with its upper left corner here."""


def text_height(text: str, width: float, face: Type) -> float:
    """How high a text stands in a column."""
    if "\n" not in text and face.width(text) <= width:
        return face.line
    return face.metrics.boundingRect(QRectF(0, 0, width, mm(1000)), _WRAP, text).height()


@dataclass(frozen=True, slots=True)
class TitleBlock:
    """The title of the print with its notes below; on the first page only."""

    title: str
    notes: str
    width: float

    @property
    def height(self) -> float:
        """In dots."""
        small = type_of("small")
        return type_of("title", is_strong=True).line + text_height(self.notes, self.width, small) + mm(4 * SPACE_MM)

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it."""
        face, small = type_of("title", is_strong=True), type_of("small")
        write(painter, QRectF(at.x(), at.y(), self.width, face.line), self.title, face, INK, _middle())
        top = at.y() + face.line + mm(SPACE_MM)
        notes = QRectF(at.x(), top, self.width, text_height(self.notes, self.width, small))
        write(painter, notes, self.notes, small, PALE, Qt.AlignmentFlag.AlignHCenter | _WRAP)


@dataclass(frozen=True, slots=True)
class HeadingBlock:
    """The heading of a part."""

    text: str
    width: float

    @property
    def height(self) -> float:
        """In dots."""
        return type_of("section", is_strong=True).line + mm(3 * SPACE_MM)

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it."""
        face = type_of("section", is_strong=True)
        box = QRectF(at.x(), at.y() + mm(2 * SPACE_MM), self.width, face.line)
        write(painter, box, self.text, face, INK, Qt.AlignmentFlag.AlignLeft)


class FieldsBlock:
    """One line of fields: labels and values, one or two beside each other."""

    def __init__(self, pairs: Sequence[tuple[str, str]], width: float) -> None:
        self.pairs, self.width = tuple(pairs), width
        self._each = width / 2 if len(self.pairs) > 1 else width
        face = type_of("body")
        self._label = face.width("字") * _LABEL_LETTERS
        values = [text_height(value, self._each - self._label - mm(3), face) for _, value in self.pairs]
        self.height = max(values) + mm(SPACE_MM)

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it."""
        face = type_of("body")
        for place, (label, value) in enumerate(self.pairs):
            left = at.x() + place * self._each
            box = QRectF(left, at.y(), self._label, face.line)
            shown = face.metrics.elidedText(label, Qt.TextElideMode.ElideRight, self._label - mm(1))
            write(painter, box, shown, face, PALE, Qt.AlignmentFlag.AlignLeft)
            room = QRectF(left + self._label, at.y(), self._each - self._label - mm(3), self.height)
            write(painter, room, value, face, INK, Qt.AlignmentFlag.AlignLeft | _WRAP)


class RowBlock:
    """A row of a table; a `is_head` one is what every page repeats."""

    def __init__(
        self, cells: Sequence[str], columns: Sequence[PrintedColumn], widths: Sequence[float], *, is_head: bool = False
    ) -> None:
        self.cells, self.columns, self.widths, self.is_head = cells, columns, widths, is_head
        face, pad = self._face(), mm(PAD_MM)
        lines = [text_height(text, width - 2 * pad, face) for text, width in zip(cells, widths, strict=True) if text]
        if not is_head and any(text and column.is_code for text, column in zip(cells, columns, strict=True)):
            lines.append(mm(CODE_MM))
        self.height = max(lines, default=face.line) + mm(SPACE_MM)

    def _face(self) -> Type:
        return type_of("body", is_strong=self.is_head)

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it."""
        whole = QRectF(at.x(), at.y(), sum(self.widths), self.height)
        if self.is_head:
            painter.fillRect(whole, _HEAD_GROUND)
        painter.setPen(QPen(LINE, mm(_HAIR_MM)))
        painter.drawLine(whole.bottomLeft(), whole.bottomRight())
        if self.is_head:
            painter.drawLine(whole.topLeft(), whole.topRight())
        face, pad, left = self._face(), mm(PAD_MM), at.x()
        for text, column, width in zip(self.cells, self.columns, self.widths, strict=True):
            if text:
                box = QRectF(left + pad, at.y() + mm(SPACE_MM) / 2, width - 2 * pad, self.height - mm(SPACE_MM))
                if column.is_code and not self.is_head:
                    qr_codes.paint(painter, QRectF(box.left(), box.top(), mm(CODE_MM), mm(CODE_MM)), text)
                    box.setLeft(box.left() + mm(CODE_MM))
                side = Qt.AlignmentFlag.AlignRight if column.is_number else Qt.AlignmentFlag.AlignLeft
                write(painter, box, text, face, INK, side | _WRAP)
            left += width


def _middle() -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignHCenter


def write(
    painter: QPainter, box: QRectF, text: str, face: Type, ink: QColor, how: Qt.AlignmentFlag | Qt.TextFlag
) -> None:
    """Draw a text in a box."""
    painter.setFont(face.font)
    painter.setPen(ink)
    painter.drawText(box, int(how), text)
