"""All pictures on one sheet, each with its name, for looking at them together."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QApplication

from ui.look.theme import theme
from ui.look.tokens import L, S
from ui.screens.gallery import Played

_COLUMNS = 6
_CELL = QSize(400, 250)


def contact_sheet(played: Sequence[Played]) -> QPixmap:
    """Small pictures in rows of six; a scene with problems has its name in the colour for that."""
    tokens = theme().tokens
    line = QFontMetrics(QApplication.font()).height() + S
    step = QSize(_CELL.width() + L, _CELL.height() + line + L)
    rows = -(-len(played) // _COLUMNS)
    sheet = QPixmap(step.width() * _COLUMNS + L, step.height() * max(1, rows) + L)
    sheet.fill(QColor(tokens.sunken))
    painter = QPainter(sheet)
    painter.setFont(QApplication.font())
    for index, one in enumerate(played):
        row, column = divmod(index, _COLUMNS)
        cell = QRect(L + column * step.width(), L + row * step.height(), _CELL.width(), _CELL.height())
        painter.setPen(QColor(tokens.bad if one.problems else tokens.text))
        painter.drawText(QRect(cell.x(), cell.y(), cell.width(), line), Qt.AlignmentFlag.AlignLeft, one.name)
        small = one.picture.scaled(
            one.picture.size().boundedTo(_CELL),
            Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )
        small.setDevicePixelRatio(1)
        painter.drawPixmap(cell.x(), cell.y() + line, small)
        painter.setPen(QColor(tokens.border_strong))
        painter.drawRect(QRect(cell.x(), cell.y() + line, small.width(), small.height()))
    painter.end()
    return sheet
