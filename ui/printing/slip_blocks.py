"""Slips of paper to cut apart, two beside each other: a name, what it is for, a code to be scanned."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.printed import Slip
from ledger import short_codes
from ui.printing import qr_codes
from ui.printing.blocks import INK, LINE, PALE, write
from ui.printing.paper import mm, type_of

ACROSS: Final = 2
"""How many stand beside each other."""
_HEIGHT_MM, _CODE_MM, _PAD_MM, _CUT_MM = 42, 32, 3, 0.2
_WRAPS = Qt.AlignmentFlag.AlignLeft | Qt.TextFlag.TextWordWrap | Qt.TextFlag.TextWrapAnywhere


class SlipsBlock:
    """One row of slips, with a line around each to cut along."""

    def __init__(self, slips: Sequence[Slip], width: float) -> None:
        self.slips, self.height = slips, mm(_HEIGHT_MM)
        self._each = width / ACROSS

    def paint(self, painter: QPainter, at: QPointF) -> None:
        """Draw it."""
        pad = mm(_PAD_MM)
        for place, slip in enumerate(self.slips):
            box = QRectF(at.x() + place * self._each, at.y(), self._each, self.height)
            painter.setPen(QPen(LINE, mm(_CUT_MM), Qt.PenStyle.DashLine))
            painter.drawRect(box)
            self._slip(painter, box.adjusted(pad, pad, -pad, -pad), slip)

    def _slip(self, painter: QPainter, box: QRectF, slip: Slip) -> None:
        side = mm(_CODE_MM)
        qr_codes.paint(painter, QRectF(box.left(), box.top(), side, side), slip.code)
        strong, small = type_of("section", is_strong=True), type_of("small")
        beneath = QRectF(box.left(), box.top() + side, side, small.line)
        write(painter, beneath, short_codes.told(slip.code), small, INK, Qt.AlignmentFlag.AlignHCenter)
        room = box.adjusted(side + mm(_PAD_MM), mm(_PAD_MM), 0, 0)
        shown = strong.metrics.elidedText(slip.name, Qt.TextElideMode.ElideRight, room.width())
        write(painter, room, shown, strong, INK, Qt.AlignmentFlag.AlignLeft)
        words = room.adjusted(0, strong.line * 1.4, 0, 0)
        write(painter, words, "\n".join(slip.lines), small, PALE, _WRAPS)
