"""The two panes of a ledger's table side by side as one: synced scrolling, one current cell, Excel's keys.

The frozen pane holds the columns that name a row and its row numbers; the other one all the rest and the scroll bars.
The focus is in the pane of the current cell, so that an input method's composition begins in the right editor.
"""

from __future__ import annotations

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QSize, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QGridLayout, QScrollBar, QSizePolicy, QWidget
from typing_extensions import override

from ui.ledger_view.heading_drag import HeadingDrag
from ui.ledger_view.pane import Pane
from ui.ledger_view.rows_model import RowsModel
from ui.look.roles import set_role
from ui.look.theme import theme

_Flag = QItemSelectionModel.SelectionFlag
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
_MOST_FROZEN = 0.6
"""Share of the width that frozen columns may take; beyond it none is frozen."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Panes(QWidget):
    """One grid of cells. `opened` on Enter, `sight_changed` whenever other rows come into sight."""

    opened = Signal(int)
    sight_changed = Signal(int, int)
    current_changed = Signal(int, int)
    selection_changed = Signal()
    column_resized = Signal(int, int)
    column_moved = Signal(int, int)  # from, to
    menu_key_pressed = Signal(int)

    def __init__(self, model: RowsModel) -> None:
        super().__init__()
        self._rows = model
        self._frozen_count = 0
        self._anchor = (0, 0)
        self._is_syncing = False
        self.frozen = Pane(model, self._on_key, name="固定列")
        self.main = Pane(model, self._on_key, name="表格")
        self.main.numbers.hide()
        self._selection = QItemSelectionModel(model, self)
        for pane in (self.frozen, self.main):
            pane.setSelectionModel(self._selection)
            pane.pressed_at.connect(self._on_pressed)
            pane.reached_to.connect(self._on_reached)
            pane.headings.sectionResized.connect(self._on_resized)
        self._selection.currentChanged.connect(self._on_current)
        self._selection.selectionChanged.connect(self._on_selected)
        self._lay_out()
        self.drag = HeadingDrag(self.main.headings, self.across, self)
        self.drag.moved.connect(self.column_moved)
        model.shown.connect(self._on_shown)
        model.dataChanged.connect(self._on_data)
        theme().changed.connect(self.fit)

    def _lay_out(self) -> None:
        self.across = QScrollBar(Qt.Orientation.Horizontal)
        self.down = QScrollBar(Qt.Orientation.Vertical)
        self.frozen.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        self._corner = QWidget()  # the headings go on above the bar, which begins at the first row
        set_role(self._corner, "corner")
        grid.addWidget(self.frozen, 0, 0, 2, 1)
        grid.addWidget(self.main, 0, 1, 2, 1)
        grid.addWidget(self._corner, 0, 2)
        grid.addWidget(self.down, 1, 2)
        grid.addWidget(self.across, 2, 1)
        grid.setColumnStretch(1, 1)
        grid.setRowStretch(1, 1)
        self._corner.setFixedHeight(self.main.headings.sizeHint().height())
        self._tie(self.main.horizontalScrollBar(), self.across)
        self._tie(self.main.verticalScrollBar(), self.down)
        self.frozen.verticalScrollBar().valueChanged.connect(self.main.verticalScrollBar().setValue)
        self.main.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def _tie(self, hidden: QScrollBar, shown: QScrollBar) -> None:
        """Let a bar that is seen stand for a pane's own one."""
        shown.setFocusPolicy(Qt.FocusPolicy.NoFocus)

        def follow() -> None:
            shown.setPageStep(hidden.pageStep())
            shown.setSingleStep(hidden.singleStep())
            shown.setRange(hidden.minimum(), hidden.maximum())
            shown.setValue(hidden.value())
            shown.setVisible(hidden.maximum() > hidden.minimum())

        hidden.rangeChanged.connect(follow)
        hidden.valueChanged.connect(shown.setValue)
        shown.valueChanged.connect(hidden.setValue)
        follow()

    def take_focus(self) -> None:
        """Let the keys go to the current cell."""
        self.pane_of(max(self.current[1], 0)).setFocus()

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        self.take_focus()

    # -- columns

    @property
    def model(self) -> RowsModel:
        """The rows that both panes show."""
        return self._rows

    @property
    def frozen_count(self) -> int:
        """How many columns stay in place now."""
        return self._frozen_count

    def freeze(self, count: int, widths: dict[int, int]) -> None:
        """Keep the first columns in place and give all their widths."""
        self._is_syncing = True
        taken = sum(widths.get(number, 0) for number in range(count))
        self._frozen_count = count if not self.width() or taken < self.width() * _MOST_FROZEN else 0
        for number in range(self._rows.columnCount()):
            is_frozen = number < self._frozen_count
            self.frozen.setColumnHidden(number, not is_frozen)
            self.main.setColumnHidden(number, is_frozen)
            for pane in (self.frozen, self.main):
                pane.setColumnWidth(number, widths.get(number, pane.columnWidth(number)))
        for pane in (self.frozen, self.main):
            pane.headings.keep_in_place(count)  # also where the window has no room to freeze them
        self._is_syncing = False
        self._fit_frozen()

    def widths(self) -> dict[int, int]:
        """The width of every column."""
        return {number: self.pane_of(number).columnWidth(number) for number in range(self._rows.columnCount())}

    def pane_of(self, column: int) -> Pane:
        """The pane that shows a column."""
        return self.frozen if column < self._frozen_count else self.main

    @Slot()
    def fit(self) -> None:
        """Follow the size of the text."""
        for pane in (self.frozen, self.main):
            pane.fit()
        self._corner.setFixedHeight(self.main.headings.sizeHint().height())
        self._fit_frozen()

    def _fit_frozen(self) -> None:
        columns = sum(self.frozen.columnWidth(number) for number in range(self._frozen_count))
        self.frozen.setFixedWidth(columns + self.frozen.numbers.sizeHint().width())
        self._tell_sight()

    @Slot(int, int, int)
    def _on_resized(self, column: int, _old: int, new: int) -> None:
        if self._is_syncing or new == 0:
            return
        self._fit_frozen()
        self.column_resized.emit(column, new)

    # -- what is in sight

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_sight()

    @override
    def sizeHint(self) -> QSize:
        return QSize(0, 0).expandedTo(self.main.sizeHint())

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        self.frozen.verticalScrollBar().setValue(value)
        self._tell_sight()

    def _tell_sight(self) -> None:
        first, last = self.main.rows_in_sight()
        self._rows.look_at(first, last)
        self.sight_changed.emit(first, last)

    @Slot()
    def _on_shown(self) -> None:
        self._anchor = (0, 0)
        self._fit_frozen()

    @Slot()
    def _on_data(self) -> None:
        self.main.viewport().update()
        self.frozen.viewport().update()

    # -- the current cell and the selection

    @property
    def selection(self) -> QItemSelection:
        """The selected ranges."""
        return self._selection.selection()

    @property
    def current(self) -> tuple[int, int]:
        """Row and column of the current cell; (-1, -1) for none."""
        index = self._selection.currentIndex()
        return (index.row(), index.column()) if index.isValid() else (-1, -1)

    def go(self, row: int, column: int, *, extends: bool = False) -> None:
        """Make a cell the current one and bring it into sight; `extends` selects from the anchor up to it."""
        rows, columns = self._rows.rowCount(), self._rows.columnCount()
        if not rows or not columns:
            return
        row, column = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
        index = self._rows.index(row, column)
        if extends:
            start = self._rows.index(min(self._anchor[0], rows - 1), min(self._anchor[1], columns - 1))
            self._selection.select(QItemSelection(start, index), _Flag.ClearAndSelect)
            self._selection.setCurrentIndex(index, _Flag.NoUpdate)
        else:
            self._anchor = (row, column)
            self._selection.setCurrentIndex(index, _Flag.ClearAndSelect)
        self.bring(row, column)

    def select(self, top: int, left: int, bottom: int, right: int) -> None:
        """Select a block of cells; the current cell stays."""
        block = QItemSelection(self._rows.index(top, left), self._rows.index(bottom, right))
        self._selection.select(block, _Flag.ClearAndSelect)

    def bring(self, row: int, column: int) -> None:
        """Scroll a cell into sight."""
        pane = self.pane_of(column)
        pane.scrollTo(self._rows.index(row, column), QAbstractItemView.ScrollHint.EnsureVisible)
        if pane is self.frozen:
            self.main.verticalScrollBar().setValue(self.frozen.verticalScrollBar().value())

    def edit(self) -> None:
        """Open the editor of the current cell."""
        index = self._selection.currentIndex()
        if index.isValid() and index.flags() & Qt.ItemFlag.ItemIsEditable:
            self.pane_of(index.column()).edit(index)

    @Slot(QModelIndex)
    def _on_pressed(self, index: QModelIndex) -> None:
        self._anchor = (index.row(), index.column())

    @Slot(QModelIndex)
    def _on_reached(self, index: QModelIndex) -> None:
        self.go(index.row(), index.column(), extends=True)

    @Slot(QModelIndex, QModelIndex)
    def _on_current(self, current: QModelIndex, _previous: QModelIndex) -> None:
        pane = self.pane_of(current.column())
        other = self.main if pane is self.frozen else self.frozen
        pane.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        other.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        if other.hasFocus():
            pane.setFocus()
        self.current_changed.emit(current.row(), current.column())

    @Slot()
    def _on_selected(self) -> None:
        self.main.viewport().update()
        self.frozen.viewport().update()
        self.selection_changed.emit()

    # -- keys

    def _on_key(self, _pane: Pane, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers()
        if held & Qt.KeyboardModifier.AltModifier:
            if key == Qt.Key.Key_Down and self.current[1] >= 0:
                self.menu_key_pressed.emit(self.current[1])
                return True
            return False
        if key in _ENTER and not held & ~Qt.KeyboardModifier.KeypadModifier:
            self.opened.emit(self.current[0])
            return True
        if key == Qt.Key.Key_Space and held & (_CTRL | _SHIFT):
            self._select_lines(by_row=bool(held & _SHIFT))
            return True
        target = self._target(Qt.Key(key), is_far=bool(held & _CTRL))
        if target is None:
            return False
        self.go(*target, extends=bool(held & _SHIFT))
        return True

    def _target(self, key: Qt.Key, *, is_far: bool) -> tuple[int, int] | None:
        """Where a key leads from the current cell; `is_far` with Ctrl."""
        row, column = self.current
        last_row, last_column = max(self._rows.total - 1, 0), self._rows.columnCount() - 1
        page = max(self.main.viewport().height() // max(self.main.numbers.defaultSectionSize(), 1) - 1, 1)
        if row < 0:
            row, column = 0, 0
        targets = {
            Qt.Key.Key_Left: (row, 0 if is_far else column - 1),
            Qt.Key.Key_Right: (row, last_column if is_far else column + 1),
            Qt.Key.Key_Up: (0 if is_far else row - 1, column),
            Qt.Key.Key_Down: (last_row if is_far else row + 1, column),
            Qt.Key.Key_Home: (0 if is_far else row, 0),
            Qt.Key.Key_End: (last_row if is_far else row, last_column),
            Qt.Key.Key_PageUp: (row - page, column),
            Qt.Key.Key_PageDown: (row + page, column),
        }
        return targets.get(key)

    def _select_lines(self, *, by_row: bool) -> None:
        """Select the rows, or the columns, of what is selected."""
        row, column = self.current
        if row < 0:
            return
        bottom, right = self._rows.rowCount() - 1, self._rows.columnCount() - 1
        if by_row:
            top, last = min(self._anchor[0], row), max(self._anchor[0], row)
            self.select(top, 0, last, right)
        else:
            left, last = min(self._anchor[1], column), max(self._anchor[1], column)
            self.select(0, left, bottom, last)

    def select_all(self) -> None:
        """Select every cell of every row, those that were never read too."""
        if self._rows.total:
            self.select(0, 0, self._rows.total - 1, self._rows.columnCount() - 1)
