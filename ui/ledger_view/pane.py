"""One of the two panes of a ledger's table: the frozen columns, or the others. Both show the same rows.

A pane paints and edits cells; where the keys lead is `panes`' business.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QTableView, QToolTip, QWidget
from typing_extensions import override

from ui.ledger_view.cell_painter import CellPainter
from ui.ledger_view.headings import Headings, RowNumbers
from ui.ledger_view.rows_model import RowsModel
from ui.look.fonts import tabular
from ui.look.roles import set_role
from ui.look.tokens import S

Keys = Callable[["Pane", QKeyEvent], bool]
"""Takes a key that was pressed in a pane; False leaves it to the pane."""


class Pane(QTableView):
    """A table view that paints itself and hands its keys on."""

    pressed_at = Signal(QModelIndex)
    reached_to = Signal(QModelIndex)  # pressed with Shift: select up to here
    menu_asked = Signal(QModelIndex, object)  # the cell and where on the screen

    def __init__(self, model: RowsModel, keys: Keys, *, name: str) -> None:
        super().__init__()
        self._rows = model
        self._keys = keys
        self._painter = CellPainter()
        self.setObjectName(name)
        self.setAccessibleName(name)
        self.headings = Headings(model, self)
        self.numbers = RowNumbers(model, self)
        self.setHorizontalHeader(self.headings)
        self.setVerticalHeader(self.numbers)
        self.setModel(model)
        self.setFrameShape(QTableView.Shape.NoFrame)
        set_role(self, "bare")
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # scrolling moves what is painted already
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setTabKeyNavigation(False)
        self.setAutoScroll(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        trigger = QAbstractItemView.EditTrigger
        self.setEditTriggers(trigger.DoubleClicked | trigger.EditKeyPressed | trigger.AnyKeyPressed)
        self.fit()

    def fit(self) -> None:
        """Follow the size of the text."""
        self.setFont(tabular(self.window().font()))
        self.headings.fit()
        self.numbers.fit()
        self.verticalScrollBar().setSingleStep(self.numbers.defaultSectionSize())

    def rows_in_sight(self) -> tuple[int, int]:
        """The first and the last row that are seen."""
        first, last = self.rowAt(0), self.rowAt(self.viewport().height() - 1)
        return max(first, 0), self._rows.rowCount() - 1 if last < 0 else last

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        self._painter.paint(self, event.rect(), self._rows)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self.state() != QAbstractItemView.State.EditingState and self._keys(self, event):
            event.accept()
            return
        super().keyPressEvent(event)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        is_left = event.button() == Qt.MouseButton.LeftButton
        extends = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if is_left and extends and index.isValid():
            self.setFocus()
            self.reached_to.emit(index)
            return
        super().mousePressEvent(event)
        if is_left and index.isValid():
            self.pressed_at.emit(index)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        is_by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if is_by_key else self.indexAt(event.pos())
        if index.isValid():
            at = self.visualRect(index).center() if is_by_key else event.pos()
            self.menu_asked.emit(index, self.viewport().mapToGlobal(at))

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent):
            self._show_whole_text(event)
            return True
        return super().viewportEvent(event)

    @override
    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Give the keys back to the cells; where to go from here the delegate says itself."""
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)

    def _show_whole_text(self, event: QHelpEvent) -> None:
        """The text of a cell that has no room for it."""
        index = self.indexAt(event.pos())
        text = self._rows.text_at(index.row(), index.column()) if index.isValid() else None
        if text and self.fontMetrics().horizontalAdvance(text) > self.columnWidth(index.column()) - 2 * S:
            QToolTip.showText(event.globalPos(), text, self)
        else:
            QToolTip.hideText()

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.StyleChange:
            self.numbers.fit()

    @override
    def currentChanged(
        self, current: QModelIndex | QPersistentModelIndex, previous: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        self.numbers.viewport().update()

    @override
    def isIndexHidden(self, index: QModelIndex | QPersistentModelIndex) -> bool:
        return self.isColumnHidden(index.column())
