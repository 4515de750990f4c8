"""Paints one day of the calendar: its number, and as many of its activities as there is room for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem
from typing_extensions import override

from app.activities.listing import Entry
from ledger import activity_states, clock
from ui.activities.calendar_model import CalendarModel
from ui.look.theme import theme, tokens
from ui.look.tokens import RADIUS, REGULAR, RING, STRONG, XS, S

_TONES = {
    activity_states.DRAFT: "muted",
    activity_states.PENDING: "warn",
    activity_states.PUBLISHED: "info",
    activity_states.UNDER_WAY: "good",
    activity_states.ENDED: "muted",
    activity_states.SUMMARISED: "muted",
    activity_states.CANCELLED: "muted",
    activity_states.SENT_BACK: "bad",
}
_LEAST_LETTERS, _LEAST_LINES = 6, 3
_LETTERS_WITH_TIME, _WEEK_LINES = 6, 4


def tone_of(entry: Entry) -> str:
    """The tone of an activity's state; what should have been summed up is warned of."""
    return "warn" if entry.owes_summary else _TONES.get(entry.status, "muted")


class DayDelegate(QStyledItemDelegate):
    """For a view of `CalendarModel`."""

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        metrics = option.fontMetrics  # type: ignore[attr-defined]  # PySide's stubs lack the fields of options
        width = metrics.horizontalAdvance("字") * _LEAST_LETTERS + 2 * S
        return QSize(width, (metrics.height() + XS) * _LEAST_LINES + 2 * S)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        model = index.model()
        if not isinstance(model, CalendarModel):
            return
        day, rect = model.day(index), QRectF(option.rect)  # type: ignore[attr-defined]  # as above
        state = option.state  # type: ignore[attr-defined]  # as above
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_aside = bool(model.month) and day.month != model.month
        ground = tokens().accent_soft if is_current else tokens().sunken if is_aside else tokens().surface
        painter.fillRect(rect, QColor(ground))
        inner = rect.adjusted(S, XS, -S, -XS)
        top = self._number(painter, inner, day, is_aside=is_aside, has_month=day in (model.first, day.replace(day=1)))
        room = QRectF(inner.left(), top, inner.width(), inner.bottom() - top)
        self._entries(painter, room, model.entries(day), lines=_WEEK_LINES if model.weeks == 1 else 1)
        if is_current and state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(QColor(tokens().accent), RING))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -1, -1))
        painter.restore()

    def _number(self, painter: QPainter, inner: QRectF, day: date, *, is_aside: bool, has_month: bool) -> float:
        """Draw the day's number, today's in a disc; answers where the activities begin."""
        font = _font(painter, "body", is_strong=day == clock.today())
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        text = f"{day.month}月{day.day}日"
        if not has_month or metrics.horizontalAdvance(text) > inner.width():
            text = str(day.day)
        box = QRectF(inner.left(), inner.top(), metrics.horizontalAdvance(text) + 2 * XS, metrics.height() + XS)
        if day == clock.today():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(tokens().accent))
            painter.drawRoundedRect(box.adjusted(-XS, 0, XS, 0), RADIUS, RADIUS)
            painter.setPen(QColor(tokens().on_accent))
        else:
            painter.setPen(QColor(tokens().muted if is_aside else tokens().text))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
        return box.bottom() + XS

    def _entries(self, painter: QPainter, room: QRectF, entries: Sequence[Entry], *, lines: int) -> None:
        """Draw what there is room for, each in so many lines."""
        font = _font(painter, "caption")
        metrics = QFontMetricsF(font)
        height = metrics.height() * lines + XS
        fits = int((room.height() + XS) // (height + XS))
        shown = entries if len(entries) <= fits else entries[: max(fits - 1, 0)]
        top = room.top()
        for one in shown:
            font.setStrikeOut(one.is_off)
            painter.setFont(font)
            self._entry(painter, QRectF(room.left(), top, room.width(), height), one, metrics)
            top += height + XS
        if len(shown) < len(entries) and fits:
            font.setStrikeOut(False)
            painter.setFont(font)
            painter.setPen(QColor(tokens().muted))
            text = f"还有 {len(entries) - len(shown)} 个" if shown else f"{len(entries)} 个活动"
            painter.drawText(QRectF(room.left(), top, room.width(), height), Qt.AlignmentFlag.AlignVCenter, text)

    def _entry(self, painter: QPainter, box: QRectF, one: Entry, metrics: QFontMetricsF) -> None:
        tone = tone_of(one)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(tokens().soft(tone)))
        painter.drawRoundedRect(box, RADIUS / 2, RADIUS / 2)
        painter.setBrush(QColor(tokens().tone(tone)))
        painter.drawRoundedRect(QRectF(box.left(), box.top(), XS * 0.75, box.height()), 1, 1)
        inner = box.adjusted(S, 0, -XS, 0)
        painter.setPen(QColor(tokens().tone("text") if tone != "muted" else tokens().muted))
        if box.height() > 2 * metrics.height():  # of a week
            here = inner.adjusted(0, XS / 2, 0, 0)
            for text in (one.span, one.title, one.place, one.standing):
                shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, here.width())
                painter.drawText(here, Qt.AlignmentFlag.AlignTop, shown)
                here.translate(0, metrics.height())
            return
        timed = inner.width() >= metrics.horizontalAdvance("字") * _LETTERS_WITH_TIME
        said = f"{one.start} {one.title}" if timed else one.title
        text = metrics.elidedText(said, Qt.TextElideMode.ElideRight, inner.width())
        painter.drawText(inner, Qt.AlignmentFlag.AlignVCenter, text)


def _font(painter: QPainter, role: str, *, is_strong: bool = False) -> QFont:
    font = QFont(painter.font())
    font.setPointSizeF(theme().points(role))
    font.setWeight(QFont.Weight(STRONG if is_strong else REGULAR))
    return font
