"""The heading row of a pane and its row numbers, painted in one go like the cells.

A click on a heading sorts; its mark at the right end, or the right mouse button, opens the column's menu. One that is
dragged is told of; where it falls is `heading_drag`'s business.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFont,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QHeaderView, QStyle, QToolTip, QWidget
from typing_extensions import override

from app.tables.list_columns import ListColumn
from ui.ledger_view.rows_model import RowsModel
from ui.look.icons import icon
from ui.look.theme import theme
from ui.look.tokens import HAIRLINE, STRONG, XS, M, S

_LEAST_LETTERS = 3
_MARK = 14  # side of the marks of order and filter at 100 %


class Headings(QHeaderView):
    """Headings of columns. The table says which columns are filtered and sorted, and how many keep their place.

    `dragged(column, held at, x)` while one is on its way, `dropped()` or `drag_given_up()` in the end;
    `stays_put(column)` for one that cannot be dragged.
    """

    sort_asked = Signal(int)
    menu_asked = Signal(int)
    dragged = Signal(int, int, int)
    dropped = Signal()
    drag_given_up = Signal()
    stays_put = Signal(int)

    def __init__(self, model: RowsModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._rows = model
        self._filtered: frozenset[str] = frozenset()
        self._sorted: tuple[str, bool] = ("", False)
        self._pressed_at: QPoint | None = None
        self._dragging = -1
        self._held_left = 0
        self._staying = 0
        model.modelReset.connect(self._give_up_dragging)
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.setAccessibleName("列标题")
        self.fit()

    def fit(self) -> None:
        """Follow the size of the text."""
        self.setMinimumSectionSize(self.fontMetrics().horizontalAdvance("字") * _LEAST_LETTERS)
        self.updateGeometry()
        self.viewport().update()

    def show_standing(self, filtered: frozenset[str], sorted_by: str, *, descending: bool) -> None:
        """Mark what is filtered and by what the rows are sorted."""
        self._filtered, self._sorted = filtered, (sorted_by, descending)
        self.viewport().update()

    def keep_in_place(self, count: int) -> None:
        """Let the first columns stay where they are: no heading is dragged from there or to there."""
        self._staying = count

    @override
    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self.fontMetrics().height() + M)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(tokens.sunken))
        font = QFont(self.font())
        font.setWeight(QFont.Weight(STRONG))
        painter.setFont(font)
        for number, column in enumerate(self._rows.columns):
            if not self.isSectionHidden(number):
                left, width = self.sectionViewportPosition(number), self.sectionSize(number)
                self._heading(painter, column, QRect(left, 0, width, self.height()))
        painter.setPen(QPen(QColor(tokens.border), HAIRLINE))
        painter.drawLine(event.rect().left(), self.height() - 1, event.rect().right(), self.height() - 1)
        painter.end()

    def _heading(self, painter: QPainter, column: ListColumn, rect: QRect) -> None:
        tokens = theme().tokens
        side = theme().pixels(_MARK)
        mark = self._mark_rect(rect)
        room = QRect(rect.left() + S, rect.top(), max(mark.left() - rect.left() - S - XS, 0), rect.height())
        name, descending = self._sorted
        if name == column.name:
            arrow = QRect(room.right() - side, rect.top() + (rect.height() - side) // 2, side, side)
            icon("arrow-down" if descending else "arrow-up", "accent").paint(painter, arrow)
            room.setRight(arrow.left() - XS)
        painter.setPen(QColor(tokens.text))
        shown = painter.fontMetrics().elidedText(column.label, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, shown)
        is_filtered = column.name in self._filtered
        icon("funnel" if is_filtered else "chevron-down", "accent" if is_filtered else "muted").paint(painter, mark)
        painter.setPen(QPen(QColor(tokens.border), HAIRLINE))
        painter.drawLine(rect.right(), rect.top(), rect.right(), rect.bottom())

    def _mark_rect(self, rect: QRect) -> QRect:
        side = theme().pixels(_MARK)
        return QRect(rect.right() - side - XS, rect.top() + (rect.height() - side) // 2, side, side)

    def section_rect(self, number: int) -> QRect:
        """Where a heading stands in this header."""
        return QRect(self.sectionViewportPosition(number), 0, self.sectionSize(number), self.height())

    def label_of(self, number: int) -> str:
        """What a heading says."""
        return self._rows.columns[number].label

    def gap_at(self, x: int) -> int:
        """Before which column a heading would fall that is dropped here."""
        for number in range(self._staying, self.count()):
            if not self.isSectionHidden(number) and x < self.section_rect(number).center().x():
                return number
        return self.count()

    def gap_x(self, gap: int) -> int:
        """Where the gap before a column stands in this header."""
        return self.section_rect(gap).left() if gap < self.count() else self.section_rect(gap - 1).right() + 1

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at, is_left = event.position().toPoint(), event.button() == Qt.MouseButton.LeftButton
        self._pressed_at = at if is_left and not self._is_edge(at.x()) else None
        super().mousePressEvent(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        at, pressed = event.position().toPoint(), self._pressed_at
        if pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            super().mouseMoveEvent(event)
            return
        if self._dragging < 0 and abs(at.x() - pressed.x()) > M:
            self._begin_dragging(self.logicalIndexAt(pressed))
        if self._dragging >= self._staying:
            held_at = pressed.x() - self._held_left
            self.dragged.emit(self._dragging, held_at, at.x())

    def _begin_dragging(self, number: int) -> None:
        self._dragging = number
        if number < 0:
            return
        self._held_left = self.sectionViewportPosition(number)
        can_move = number >= self._staying
        self.setCursor(Qt.CursorShape.ClosedHandCursor if can_move else Qt.CursorShape.ForbiddenCursor)
        self.grabKeyboard()  # for Esc

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at, pressed, dragged = event.position().toPoint(), self._pressed_at, self._dragging
        super().mouseReleaseEvent(event)
        self._end_dragging()
        if dragged >= self._staying:
            self.dropped.emit()
        elif dragged >= 0:
            self.stays_put.emit(dragged)
        elif pressed is not None and abs(at.x() - pressed.x()) <= M:
            self._on_clicked(at, pressed)

    def _on_clicked(self, at: QPoint, pressed: QPoint) -> None:
        number = self.logicalIndexAt(at)
        if number < 0 or self.logicalIndexAt(pressed) != number:
            return
        if at.x() >= self._mark_rect(self.section_rect(number)).left() - XS:
            self.menu_asked.emit(number)
        else:
            self.sort_asked.emit(number)

    def _is_edge(self, x: int) -> bool:
        """True where a column is drawn wider or narrower."""
        grip = self.style().pixelMetric(QStyle.PixelMetric.PM_HeaderGripMargin, None, self)
        return self.logicalIndexAt(max(x - grip, 0)) != self.logicalIndexAt(x + grip)

    def _end_dragging(self) -> None:
        self._pressed_at = None
        if self._dragging >= 0:
            self._dragging = -1
            self.unsetCursor()
            self.releaseKeyboard()

    @Slot()
    def _give_up_dragging(self) -> None:
        if self._dragging >= 0:
            self._end_dragging()
            self.drag_given_up.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """While a heading is dragged all keys come here."""
        if self._dragging < 0:
            super().keyPressEvent(event)
        elif event.key() == Qt.Key.Key_Escape:
            self._give_up_dragging()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._give_up_dragging()
        super().hideEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ShortcutOverride and self._dragging >= 0:
            event.accept()  # no key of the window's meanwhile
            return True
        return super().event(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        number = self.logicalIndexAt(event.pos())
        if number >= 0:
            self.menu_asked.emit(number)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            number = self.logicalIndexAt(event.pos())
            if 0 <= number < len(self._rows.columns):
                column = self._rows.columns[number]
                told = column.why_unsorted or f"{column.label}：点击排序，▾ 筛选"
                QToolTip.showText(event.globalPos(), f"{told}，拖动换位置" if number >= self._staying else told, self)
            return True
        return super().viewportEvent(event)


class RowNumbers(QHeaderView):
    """The numbers of the rows; a click selects its row."""

    def __init__(self, model: RowsModel, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Vertical, parent)
        self._rows = model
        self.setSectionsClickable(True)
        self.setHighlightSections(False)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.setAccessibleName("行号")
        self.fit()

    def fit(self) -> None:
        """Follow the size of the text."""
        height = self.fontMetrics().height() + M
        self.setMinimumSectionSize(height)
        self.setDefaultSectionSize(height)
        self.updateGeometry()

    @override
    def sizeHint(self) -> QSize:
        digits = max(len(f"{self._rows.rowCount():,}"), 3)
        return QSize(self.fontMetrics().horizontalAdvance("0") * digits + 2 * S, super().sizeHint().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        tokens = theme().tokens
        painter = QPainter(self.viewport())
        rect = event.rect()
        painter.fillRect(rect, QColor(tokens.sunken))
        painter.setFont(self.font())
        first, last = self.visualIndexAt(rect.top()), self.visualIndexAt(rect.bottom())
        last = self.count() - 1 if last < 0 else last
        current = self.selectionModel().currentIndex().row() if self.selectionModel() else -1
        for row in range(first, last + 1) if first >= 0 else ():
            top, height = self.sectionViewportPosition(row), self.sectionSize(row)
            painter.setPen(QColor(tokens.text if row == current else tokens.muted))
            text = "" if self._rows.is_new_line(row) else f"{row + 1:,}"
            room = QRect(0, top, self.width() - S, height)
            painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
            painter.setPen(QPen(QColor(tokens.border), HAIRLINE))
            painter.drawLine(0, top + height - 1, self.width(), top + height - 1)
        painter.setPen(QPen(QColor(tokens.border), HAIRLINE))
        painter.drawLine(self.width() - 1, rect.top(), self.width() - 1, rect.bottom())
        painter.end()
