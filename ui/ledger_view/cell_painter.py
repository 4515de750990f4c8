"""Paints the cells of a pane in one go: a frame of a scrolling table costs one call from Qt, not one a cell.

Texts come straight from the model's rows; a text that was laid out once is kept. Nothing is asked of the store.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen, QStaticText
from PySide6.QtWidgets import QTableView

from ledger import masking
from ui.ledger_view.rows_model import NEW_LINE, RowsModel
from ui.look.icons import pixmap
from ui.look.theme import theme
from ui.look.tokens import HAIRLINE, RING, XS, M, S

_TEXTS_KEPT = 8000
_MARK_SIDE = 14
_MARKS = {"asked": ("triangle-alert", "warn"), "refused": ("circle-alert", "bad"), "waits": ("arrow-up", "muted")}
"""By what the exchange says of a row: the drawing and its colour."""


@dataclass(frozen=True, slots=True)
class PaintedColumn:
    """A column that is in sight: which one, where it begins, how wide it is, whether its texts stand at the right."""

    number: int
    left: int
    width: int
    is_right: bool


@dataclass(frozen=True, slots=True)
class PaintedRange:
    """Selected cells, all bounds counted."""

    top: int
    bottom: int
    left: int
    right: int


class CellPainter:
    """The painter of one pane; keeps laid-out texts until the font changes."""

    def __init__(self) -> None:
        self._texts: dict[tuple[str, int], tuple[QStaticText, int]] = {}
        self._font = QFont()
        self._metrics = QFontMetrics(self._font)

    def paint(self, view: QTableView, rect: QRect, model: RowsModel) -> None:
        """Paint what of the pane lies in `rect`."""
        self._follow(view.font())
        tokens = theme().tokens
        painter = QPainter(view.viewport())
        painter.fillRect(rect, QColor(tokens.surface))
        columns = columns_in(view, rect, model)
        first, last = rows_in(view, rect, model)
        if columns and first <= last:
            ranges = ranges_in(view, first, last)
            painter.setFont(self._font)
            for row in range(first, last + 1):
                self._row(painter, view, row, model, (columns, ranges))
            self._lines(painter, view, (first, last), columns)
            self._current(painter, view, columns)
        painter.end()

    def _follow(self, font: QFont) -> None:
        if font != self._font:
            self._font, self._metrics = QFont(font), QFontMetrics(font)
            self._texts.clear()

    def _row(
        self,
        painter: QPainter,
        view: QTableView,
        row: int,
        model: RowsModel,
        about: tuple[list[PaintedColumn], list[PaintedRange]],
    ) -> None:
        columns, ranges = about
        tokens = theme().tokens
        top, height = view.rowViewportPosition(row), view.rowHeight(row)
        is_new = model.is_new_line(row)
        for column in columns:
            number = column.number
            if any(one.top <= row <= one.bottom and one.left <= number <= one.right for one in ranges):
                painter.fillRect(column.left, top, column.width, height, QColor(tokens.accent_soft))
            text = (NEW_LINE if number == 0 else "") if is_new else model.text_at(row, number)
            if text is None:
                bar = QRect(column.left + S, top + height // 3, max(column.width * 2 // 3 - M, 0), height // 3)
                painter.fillRect(bar, QColor(tokens.sunken))
            elif text:
                painter.setPen(QColor(tokens.muted if is_new or text == masking.HIDDEN else tokens.text))
                self._text(painter, text, column, top, height)
            if number == 0 and (mark := model.mark_at(row)):
                self._mark(painter, mark, QRect(column.left, top, column.width, height))

    def _mark(self, painter: QPainter, mark: str, cell: QRect) -> None:
        """What the exchange says of the row, at the end of its first cell: small, and never by colour alone."""
        symbol, tone = _MARKS[mark]
        side = min(theme().pixels(_MARK_SIDE), cell.width())
        picture = pixmap(symbol, tone, side, painter.device().devicePixelRatioF())
        painter.drawPixmap(cell.right() - side - XS, cell.top() + (cell.height() - side) // 2, picture)

    def _text(self, painter: QPainter, text: str, column: PaintedColumn, top: int, height: int) -> None:
        room = column.width - 2 * S
        if room <= 0:
            return
        found = self._texts.get((text, room))
        if found is None:
            found = self._laid_out(text, room)
        laid_out, width = found
        left = column.left + S + (room - width if column.is_right else 0)
        painter.drawStaticText(QPointF(left, top + (height - self._metrics.height()) / 2), laid_out)

    def _laid_out(self, text: str, room: int) -> tuple[QStaticText, int]:
        if len(self._texts) > _TEXTS_KEPT:
            self._texts.clear()
        line = text.replace("\n", " ")
        shown = self._metrics.elidedText(line, Qt.TextElideMode.ElideRight, room)
        laid_out = QStaticText(shown)
        laid_out.setTextFormat(Qt.TextFormat.PlainText)
        laid_out.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
        laid_out.prepare(font=self._font)
        made = self._texts[text, room] = (laid_out, self._metrics.horizontalAdvance(shown))
        return made

    def _lines(self, painter: QPainter, view: QTableView, rows: tuple[int, int], columns: list[PaintedColumn]) -> None:
        painter.setPen(QPen(QColor(theme().tokens.border), HAIRLINE))
        left, right = columns[0].left, columns[-1].left + columns[-1].width - 1
        for row in range(rows[0], rows[1] + 1):
            bottom = view.rowViewportPosition(row) + view.rowHeight(row) - 1
            painter.drawLine(left, bottom, right, bottom)
        top = view.rowViewportPosition(rows[0])
        bottom = view.rowViewportPosition(rows[1]) + view.rowHeight(rows[1]) - 1
        for column in columns:
            edge = column.left + column.width - 1
            painter.drawLine(edge, top, edge, bottom)

    def _current(self, painter: QPainter, view: QTableView, columns: list[PaintedColumn]) -> None:
        """The frame around the current cell; pale while the keys go elsewhere."""
        current = view.currentIndex()
        column = next((one for one in columns if one.number == current.column()), None)
        if not current.isValid() or column is None:
            return
        tokens = theme().tokens
        colour = tokens.accent if view.hasFocus() else tokens.border_strong
        painter.setPen(QPen(QColor(colour), RING))
        top, height = view.rowViewportPosition(current.row()), view.rowHeight(current.row())
        painter.drawRect(column.left + 1, top + 1, column.width - RING - 1, height - RING - 1)


def columns_in(view: QTableView, rect: QRect, model: RowsModel) -> list[PaintedColumn]:
    """The columns of a pane that cross a rectangle, from left to right."""
    found = []
    for number, column in enumerate(model.columns):
        if view.isColumnHidden(number):
            continue
        left, width = view.columnViewportPosition(number), view.columnWidth(number)
        if left <= rect.right() and left + width > rect.left():
            found.append(PaintedColumn(number, left, width, column.is_number))
    return found


def rows_in(view: QTableView, rect: QRect, model: RowsModel) -> tuple[int, int]:
    """The first and the last row that cross a rectangle; the last before the first when none does."""
    first, last = view.rowAt(rect.top()), view.rowAt(rect.bottom())
    if first < 0:
        return 0, -1
    return first, model.rowCount() - 1 if last < 0 else last


def ranges_in(view: QTableView, first: int, last: int) -> list[PaintedRange]:
    """The selected ranges that cross some rows."""
    selection = view.selectionModel().selection()
    found = []
    for number in range(selection.count()):
        one = selection.at(number)
        if one.top() <= last and one.bottom() >= first:
            found.append(PaintedRange(one.top(), one.bottom(), one.left(), one.right()))
    return found
