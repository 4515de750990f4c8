"""Which columns a table shows, and in which order: ticks, and up and down."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.tables import list_columns
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import plain_button
from ui.parts.dialog import Dialog
from ui.parts.fields import LineEdit

_LINES = 10
_NAME = int(Qt.ItemDataRole.UserRole)


class ColumnChooser(Dialog):
    """Chosen columns first, in their order; dragging moves one too."""

    def __init__(self, ledger: str, chosen: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__("选择列", parent)
        self._ledger = ledger
        self.body.addWidget(label("勾上的列会显示，从上到下就是从左到右。可以拖动。", "muted", wraps=True))
        self.search = LineEdit()
        self.search.setPlaceholderText("查找列")
        self.search.setAccessibleName("查找列")
        self.search.textChanged.connect(self._narrow)
        self.body.addWidget(self.search)
        self.list = QListWidget()
        self.list.setAccessibleName("列")
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setMinimumHeight(self.fontMetrics().height() * _LINES * 3 // 2)
        row = QHBoxLayout()
        row.setSpacing(S)
        row.addWidget(self.list, 1)
        row.addLayout(self._buttons())
        self.body.addLayout(row, 1)
        self._fill(chosen)
        self.add_button("取消", "cancel")
        self.yes = self.add_button("确定", "primary")
        self.list.itemChanged.connect(self._on_ticked)

    def chosen(self) -> tuple[str, ...]:
        """The ticked columns in their order."""
        items = (self.list.item(number) for number in range(self.list.count()))
        return tuple(str(item.data(_NAME)) for item in items if item.checkState() == Qt.CheckState.Checked)

    def _buttons(self) -> QVBoxLayout:
        column = QVBoxLayout()
        column.setSpacing(S)
        for text, icon, step in (("上移", "arrow-up", -1), ("下移", "arrow-down", 1)):
            button = plain_button(text, icon)
            button.clicked.connect(lambda _=False, by=step: self._move(by))
            column.addWidget(button)
        again = plain_button("恢复默认", "rotate-ccw")
        again.clicked.connect(lambda: self._fill(list_columns.AT_FIRST[self._ledger]))
        column.addWidget(again)
        column.addStretch(1)
        return column

    def _fill(self, chosen: Sequence[str]) -> None:
        self.list.clear()
        names = [*chosen, *(one.name for one in list_columns.of(self._ledger) if one.name not in chosen)]
        for name in names:
            column = list_columns.named(self._ledger, name)
            if column.is_hidden and name not in (*chosen, *list_columns.AT_FIRST[self._ledger]):
                continue
            item = QListWidgetItem(column.label)
            item.setData(_NAME, name)
            flags = Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsDragEnabled
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | flags)
            item.setCheckState(Qt.CheckState.Checked if name in chosen else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _narrow(self, typed: str) -> None:
        for number in range(self.list.count()):
            item = self.list.item(number)
            item.setHidden(typed.strip() not in item.text())

    def _move(self, by: int) -> None:
        at = self.list.currentRow()
        to = at + by
        if 0 <= at < self.list.count() and 0 <= to < self.list.count():
            self.list.insertItem(to, self.list.takeItem(at))
            self.list.setCurrentRow(to)

    def _on_ticked(self) -> None:
        self.yes.setEnabled(bool(self.chosen()))
