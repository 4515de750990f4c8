"""A heading that is dragged to another place: what is seen of it, and where it would fall.

The columns that name a row keep their place: only those behind them are dragged, and among themselves. Esc gives up.
"""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollBar, QWidget
from typing_extensions import override

from ui.ledger_view.headings import Headings
from ui.look.theme import theme
from ui.look.tokens import HAIRLINE, RADIUS, RING, STRONG, L, S

_SCROLL_MS = 30
_STEPS_TO_SEE = 24  # of the scrolling beyond an edge: a fast but readable pace
_GHOST_ALPHA = 0.85


class HeadingDrag(QWidget):
    """Lies over the panes while one heading is dragged. `moved(from, to)` when it fell elsewhere."""

    moved = Signal(int, int)

    def __init__(self, headings: Headings, across: QScrollBar, parent: QWidget) -> None:
        super().__init__(parent)
        self._headings, self._across, self._over = headings, across, parent
        self._from = self._gap = -1
        self._held_at = self._x = 0
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scrolling = QTimer(self, interval=_SCROLL_MS)
        self._scrolling.timeout.connect(self._scroll)
        headings.dragged.connect(self._on_dragged)
        headings.dropped.connect(self._on_dropped)
        headings.drag_given_up.connect(self._end)
        self.hide()

    @Slot(int, int, int)
    def _on_dragged(self, number: int, held_at: int, x: int) -> None:
        self._from, self._held_at, self._x = number, held_at, x
        self._gap = self._headings.gap_at(x)
        if not self.isVisible():
            self.setGeometry(self._over.rect())
            self.show()
            self.raise_()
        is_beyond = not L <= x <= self._headings.viewport().width() - L
        if is_beyond and not self._scrolling.isActive():
            self._scrolling.start()
        elif not is_beyond:
            self._scrolling.stop()
        self.update()

    @Slot()
    def _on_dropped(self) -> None:
        start, gap = self._from, self._gap
        self._end()
        if start >= 0 and gap not in (-1, start, start + 1):
            self.moved.emit(start, gap - (gap > start))

    @Slot()
    def _end(self) -> None:
        self._scrolling.stop()
        self._from = self._gap = -1
        self.hide()

    @Slot()
    def _scroll(self) -> None:
        """The heading is held beyond an edge: bring what lies there into sight."""
        step = max(self._headings.viewport().width() // _STEPS_TO_SEE, 1)
        self._across.setValue(self._across.value() + (step if self._x > L else -step))
        self._gap = self._headings.gap_at(self._x)
        self.update()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        if self._from < 0:
            return
        viewport = self._headings.viewport()
        origin = viewport.mapTo(self._over, QPoint(0, 0))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setClipRect(QRect(origin.x(), 0, viewport.width(), self.height()))
        self._paint_line(painter, origin)
        self._paint_ghost(painter, origin)
        painter.end()

    def _paint_line(self, painter: QPainter, origin: QPoint) -> None:
        """Where it would fall, down the whole table."""
        if self._gap in (self._from, self._from + 1):
            return
        place = self._headings.gap_x(self._gap)
        x = min(max(place, RING // 2), self._headings.viewport().width() - RING)
        painter.fillRect(QRect(origin.x() + x - RING // 2, 0, RING, self.height()), QColor(theme().tokens.accent))

    def _paint_ghost(self, painter: QPainter, origin: QPoint) -> None:
        tokens, headings = theme().tokens, self._headings
        place = headings.section_rect(self._from)
        ghost = QRect(origin.x() + self._x - self._held_at, origin.y(), place.width(), place.height())
        painter.setOpacity(_GHOST_ALPHA)
        painter.setPen(QPen(QColor(tokens.accent), HAIRLINE))
        painter.setBrush(QColor(tokens.accent_soft))
        painter.drawRoundedRect(ghost.adjusted(0, 0, -1, -1), RADIUS, RADIUS)
        painter.setOpacity(1)
        font = QFont(headings.font())
        font.setWeight(QFont.Weight(STRONG))
        painter.setFont(font)
        painter.setPen(QColor(tokens.text))
        room = ghost.adjusted(S, 0, -S, 0)
        shown = painter.fontMetrics().elidedText(
            headings.label_of(self._from), Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
