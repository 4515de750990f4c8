"""Draws a QR code into a box, its quiet zone among it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from app.qr import QUIET, squares


def paint(painter: QPainter, box: QRectF, text: str) -> None:
    """Draw the code of a text without its blanks, black on white as scanners want it."""
    rows = squares("".join(text.split()))
    side = box.width() / (len(rows) + 2 * QUIET)
    dark = QPainterPath()
    for down, row in enumerate(rows):
        for across, is_dark in enumerate(row):
            if is_dark:
                dark.addRect(
                    QRectF(box.left() + (across + QUIET) * side, box.top() + (down + QUIET) * side, side, side)
                )
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(box, Qt.GlobalColor.white)
    painter.fillPath(dark.simplified(), Qt.GlobalColor.black)
    painter.restore()
