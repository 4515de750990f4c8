"""The watermark of a print: who, when and the register number, pale and slanting, all over the page behind the text.

Pale enough to be read through, dark enough that a black-and-white printer still shows it.
"""

from __future__ import annotations

from math import ceil, hypot

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPainter

from ui.printing.paper import Type, mm, type_of

INK = QColor.fromRgbF(0.82, 0.82, 0.82)
_SLANT = -28.0
_APART_MM = 22.0
_DOWN_MM = 30.0


def paint(painter: QPainter, sheet: QSizeF, text: str) -> None:
    """Draw `text` all over a sheet of this size, in the dots that a page is measured in."""
    if not text:
        return
    face = type_of("mark", is_strong=True)
    painter.save()
    painter.setClipRect(QRectF(QPointF(0, 0), sheet))
    painter.setFont(face.font)
    painter.setPen(INK)
    painter.translate(sheet.width() / 2, sheet.height() / 2)
    painter.rotate(_SLANT)
    for place in _places(sheet, text, face):
        painter.drawText(place, int(Qt.AlignmentFlag.AlignLeft), text)
    painter.restore()


def _places(sheet: QSizeF, text: str, face: Type) -> list[QRectF]:
    """Where the text stands, every other line half a step further, so that no corner is left free."""
    width, reach = face.width(text), hypot(sheet.width(), sheet.height()) / 2
    across, down = width + mm(_APART_MM), face.line + mm(_DOWN_MM)
    lines, columns = ceil(reach / down), ceil(reach / across)
    return [
        QRectF(column * across - width / 2 + (line % 2) * across / 2, line * down, width + 1, face.line)
        for line in range(-lines, lines + 1)
        for column in range(-columns - 1, columns + 1)
    ]
