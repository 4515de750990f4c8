"""Which columns leave the ledger, and in which order: two lists with a search, dragging, and saved layouts."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QGridLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.exports import sheet_columns
from app.exports.sheet_columns import Column
from ui.look.roles import label
from ui.look.tokens import XS, M, S
from ui.parts.buttons import quiet_button
from ui.parts.fields import LineEdit
from ui.parts.line_icons import offer_clearing

_FULL_NAME = Qt.ItemDataRole.UserRole
_LINES = 3


class ColumnsBox(QWidget):
    """The columns of one sheet. `chosen()` are full names in their order."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._every: tuple[Column, ...] = ()
        self.search = LineEdit()
        self.search.setPlaceholderText("找一列：电话、户主、标签…")
        self.search.setAccessibleName("找一列")
        offer_clearing(self.search)
        self.search.textChanged.connect(self._filter)
        self.search.submitted.connect(self._take_first)
        self.left, self.right = self._list("可以选的列"), self._list("要导出的列")
        self.right.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.right.model().rowsMoved.connect(lambda *_: self.changed.emit())
        self.left.itemDoubleClicked.connect(lambda _: self.take())
        self.right.itemDoubleClicked.connect(lambda _: self.drop())
        self._lay_out()

    def _list(self, name: str) -> QListWidget:
        box = QListWidget()
        box.setAccessibleName(name)
        box.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # they take what is left
        box.setMinimumHeight(box.fontMetrics().lineSpacing() * _LINES)
        return box

    def _lay_out(self) -> None:
        self.take_button = quiet_button("arrow-right", "加上选中的列")
        self.drop_button = quiet_button("arrow-left", "去掉选中的列")
        self.up_button = quiet_button("arrow-up", "往前移")
        self.down_button = quiet_button("arrow-down", "往后移")
        self.take_button.clicked.connect(self.take)
        self.drop_button.clicked.connect(self.drop)
        self.up_button.clicked.connect(lambda: self._shift(-1))
        self.down_button.clicked.connect(lambda: self._shift(1))
        between = QVBoxLayout()
        between.setSpacing(XS)
        between.addStretch(1)
        for button in (self.take_button, self.drop_button):
            between.addWidget(button)
        between.addStretch(1)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(M)
        grid.setVerticalSpacing(S)
        self.count = label("", "caption")
        grid.addWidget(self.search, 0, 0)
        over = QHBoxLayout()
        over.setSpacing(XS)
        over.addWidget(self.count, 1)
        over.addWidget(self.up_button)
        over.addWidget(self.down_button)
        grid.addLayout(over, 0, 2)
        grid.addWidget(self.left, 1, 0)
        grid.addLayout(between, 1, 1)
        grid.addWidget(self.right, 1, 2)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(2, 1)

    def show_sheet(self, name: str, chosen: Sequence[str] = ()) -> None:
        """Offer the columns of a ledger or of the flat sheet; the usual ones are chosen where nothing else is said."""
        self._every = sheet_columns.columns(name)
        wanted = sheet_columns.chosen(name, chosen) if chosen else sheet_columns.default_columns(name)
        self.right.clear()
        with QSignalBlocker(self.right):
            for column in wanted:
                self.right.addItem(_item(column))
        self._fill_left()

    def chosen(self) -> tuple[str, ...]:
        """Full names of the chosen columns."""
        return tuple(_name_of(item) for item in _items(self.right))

    def take(self) -> None:
        """Add what is selected at the left."""
        names = {_name_of(item) for item in self.left.selectedItems()}
        for column in self._every:
            if sheet_columns.full_name(column) in names:
                self.right.addItem(_item(column))
        self._fill_left()
        self.changed.emit()

    def drop(self) -> None:
        """Leave out what is selected at the right."""
        for item in self.right.selectedItems():
            self.right.takeItem(self.right.row(item))
        self._fill_left()
        self.changed.emit()

    def _shift(self, by: int) -> None:
        row = self.right.currentRow()
        if 0 <= row + by < self.right.count() and row >= 0:
            item = self.right.takeItem(row)
            self.right.insertItem(row + by, item)
            self.right.setCurrentRow(row + by)
            self.changed.emit()

    def _fill_left(self) -> None:
        taken = set(self.chosen())
        self.left.clear()
        for column in self._every:
            if sheet_columns.full_name(column) not in taken:
                self.left.addItem(_item(column))
        self.count.setText(f"要导出的 {self.right.count()} 列，拖动可以换次序")
        self._filter(self.search.text())

    def _filter(self, typed: str) -> None:
        word = typed.strip().casefold()
        for item in _items(self.left):
            item.setHidden(bool(word) and word not in str(item.data(_FULL_NAME + 1)).casefold())

    def _take_first(self) -> None:
        shown = [item for item in _items(self.left) if not item.isHidden()]
        if shown and self.search.text().strip():
            self.left.clearSelection()
            shown[0].setSelected(True)
            self.take()
            self.search.clear()


def _items(box: QListWidget) -> Iterable[QListWidgetItem]:
    return [box.item(row) for row in range(box.count())]


def _name_of(item: QListWidgetItem) -> str:
    return str(item.data(_FULL_NAME))


def _item(column: Column) -> QListWidgetItem:
    item = QListWidgetItem(column.heading)
    item.setData(_FULL_NAME, sheet_columns.full_name(column))
    words = (column.field.label, *column.field.aliases) if column.field else ()
    item.setData(_FULL_NAME + 1, " ".join((column.heading, *words)))
    return item
