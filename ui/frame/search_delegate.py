"""Paints the rows of the search box: headings small and quiet, a hit as icon, name and the line that tells it apart."""

from __future__ import annotations

from typing import Any, cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from ui.frame.search_model import Line
from ui.look.icons import SIDE, icon
from ui.look.theme import theme
from ui.look.tokens import RADIUS, XS, S

_ICONS = {"person": "user", "dwelling": "house", "topic_vehicle": "car", "topic_merchant": "store"}
_MIDDLE = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft


class SearchDelegate(QStyledItemDelegate):
    """One line of a heading, two of a hit."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        line = cast("Line", index.data(Qt.ItemDataRole.UserRole))
        font = _given(option).font
        body, caption = QFontMetrics(font), QFontMetrics(_caption(font))
        heights = {
            "heading": caption.height() + 2 * XS,
            "hit": body.height() + caption.height() + 2 * XS,
            "all": body.height() + 2 * XS,
        }
        return QSize(0, heights[line.kind])

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        line = cast("Line", index.data(Qt.ItemDataRole.UserRole))
        given, tokens = _given(option), theme().tokens
        rect = QRect(given.rect)
        painter.save()
        if given.state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens.accent_soft))
            painter.drawRoundedRect(rect, RADIUS, RADIUS)
        inside = rect.adjusted(S, XS, -S, -XS)
        if line.kind == "hit":
            self._paint_hit(painter, inside, line, given.font)
        else:
            is_heading = line.kind == "heading"
            painter.setFont(_caption(given.font) if is_heading else given.font)
            painter.setPen(QColor(tokens.muted if is_heading else tokens.accent))
            left = 0 if is_heading else theme().pixels(SIDE) + S
            painter.drawText(inside.adjusted(left, 0, 0, 0), _MIDDLE, line.text)
        painter.restore()

    def _paint_hit(self, painter: QPainter, rect: QRect, line: Line, font: QFont) -> None:
        tokens, side = theme().tokens, theme().pixels(SIDE)
        above = QFontMetrics(font).height()
        icon(_ICONS[line.group.ledger], "muted").paint(painter, QRect(rect.left(), rect.top(), side, above))
        rest = rect.adjusted(side + S, 0, 0, 0)
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRect(rest.left(), rest.top(), rest.width(), above), _MIDDLE, _cut(font, line.text, rest))
        small = _caption(font)
        painter.setFont(small)
        painter.setPen(QColor(tokens.muted))
        under = line.hit.under if line.hit else ""
        below = QRect(rest.left(), rest.top() + above, rest.width(), rest.height() - above)
        painter.drawText(below, _MIDDLE, _cut(small, under, rest))


def _given(option: QStyleOptionViewItem) -> Any:
    """The option with the attributes that PySide's type stubs leave out."""
    return option


def _caption(font: QFont) -> QFont:
    small = QFont(font)
    small.setPointSizeF(theme().points("caption"))
    return small


def _cut(font: QFont, text: str, rect: QRect) -> str:
    return QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
