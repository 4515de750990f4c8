"""Paints a card of the board: number and light, what it is about, where, who has it and how many days are left."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app.orders.cards import Card
from ui.look import icons
from ui.look.fonts import tabular
from ui.look.theme import theme, tokens
from ui.look.tokens import HAIRLINE, RADIUS, RING, STRONG, XS, M, S
from ui.orders.cards_model import CARD
from ui.orders.lights import ICONS, tone_of

_LINES = 4
_ICON = 14
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CardDelegate(QStyledItemDelegate):
    """All cards are of one height, so a long column costs no more than a short one."""

    def __init__(self, view: QAbstractItemView) -> None:
        super().__init__(view)
        self._view = view
        self.height = 0
        """Of every card."""
        self.fit()

    def fit(self) -> None:
        """Follow the size of the text."""
        self._plain, self._strong, self._small = (QFont(self._view.font()) for _ in range(3))
        self._plain.setPointSizeF(theme().points("body"))
        self._strong.setPointSizeF(theme().points("body"))
        self._strong.setWeight(QFont.Weight(STRONG))
        self._small.setPointSizeF(theme().points("caption"))
        self._small = tabular(self._small)
        self._line = QFontMetricsF(self._plain).height()
        self.height = round(_LINES * self._line + (_LINES - 1) * XS + 3 * S)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        card = index.data(CARD)
        place = QRectF(option.rect).adjusted(S, XS, -S, -XS)  # type: ignore[attr-defined]  # the stubs lack its fields
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_chosen = index == self._view.currentIndex() and self._view.hasFocus()
        self._ground(painter, place, is_chosen=is_chosen)
        inner = place.adjusted(M, S, -M, -S)
        if isinstance(card, Card):
            self._head(painter, self._row(inner, 0), card)
            self._text(painter, self._row(inner, 1), card.title, self._strong, "text")
            self._text(painter, self._row(inner, 2), card.place or "没有写地点", self._plain, "muted")
            self._foot(painter, self._row(inner, 3), card)
        else:
            self._text(painter, self._row(inner, 1), "正在读取…", self._plain, "muted")
        painter.restore()

    def _row(self, inner: QRectF, at: int) -> QRectF:
        return QRectF(inner.left(), inner.top() + at * (self._line + XS), inner.width(), self._line)

    def _ground(self, painter: QPainter, place: QRectF, *, is_chosen: bool) -> None:
        colours = tokens()
        width = RING if is_chosen else HAIRLINE
        painter.setPen(QPen(QColor(colours.accent if is_chosen else colours.border), width))
        painter.setBrush(QColor(colours.accent_soft if is_chosen else colours.raised))
        painter.drawRoundedRect(place.adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS)

    def _head(self, painter: QPainter, line: QRectF, card: Card) -> None:
        """The number, and at the right what is pressing: awaiting, urgent."""
        marks = "待上级确认" if card.awaits else card.urgency
        taken = (
            self._text(painter, line, marks, self._small, "info" if card.awaits else "bad", _RIGHT) if marks else 0.0
        )
        self._text(painter, line.adjusted(0, 0, -taken, 0), card.order_no, self._small, "muted")

    def _foot(self, painter: QPainter, line: QRectF, card: Card) -> None:
        """Who has it, and at the right the light in words with what is left."""
        tone = tone_of(card.light)
        said = " ".join(filter(None, (card.light_word, card.left)))
        taken = 0.0
        if said:
            colour = "muted" if tone == "plain" else tone
            taken = self._text(painter, line, said, self._small, colour, _RIGHT)
            if card.light is not None:
                taken += self._picture(painter, line.right() - taken, line, card.light) + XS
        self._text(painter, line.adjusted(0, 0, -taken, 0), card.assignee or "还没有派人", self._small, "muted")

    def _picture(self, painter: QPainter, right: float, line: QRectF, light: int) -> float:
        side = theme().pixels(_ICON)
        picture = icons.pixmap(ICONS[light], tone_of(light), side, painter.device().devicePixelRatioF())
        painter.drawPixmap(QPointF(right - side, line.center().y() - side / 2), picture)
        return side + XS

    def _text(
        self,
        painter: QPainter,
        line: QRectF,
        text: str,
        font: QFont,
        tone: str,
        align: Qt.AlignmentFlag = _LEFT,
    ) -> float:
        """Draw one line, elided; answers how much room it took, with the air beside it."""
        metrics = QFontMetricsF(font)
        painter.setFont(font)
        painter.setPen(QColor(tokens().tone(tone)))
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, align, shown)
        return metrics.horizontalAdvance(shown) + XS
