"""Which row of a sheet holds its headings, where the program knows none of them: its first rows, one to be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.buttons import primary_button

ASKED = "没有认出这张表的表头。选出表头那一行，再给要导入的列选上对应的项目。"
NOTHING = "这张表里没有文字，没有可以导入的内容。请回上一步换一份文件。"


class HeadingRow(QWidget):
    """`chosen(row)`: the row of headings as the sheet numbers it."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.told = label(ASKED, wraps=True)
        self.rows = QListWidget()
        self.rows.setAccessibleName("哪一行是表头")
        self.rows.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.rows.itemActivated.connect(self._on_chosen)
        self.button = primary_button("这一行是表头")
        self.button.clicked.connect(self._on_chosen)
        foot = QHBoxLayout()
        foot.addWidget(self.button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        column.addWidget(self.told)
        column.addWidget(self.rows, 1)
        column.addLayout(foot)

    def show_rows(self, rows: Sequence[tuple[int, str]]) -> None:
        """Offer these rows; without one say that there is nothing."""
        self.told.setText(ASKED if rows else NOTHING)
        self.rows.clear()
        for number, text in rows:
            item = QListWidgetItem(f"第 {number} 行    {text}")
            item.setData(Qt.ItemDataRole.UserRole, number)
            item.setToolTip(text)
            self.rows.addItem(item)
        self.rows.setVisible(bool(rows))
        self.button.setVisible(bool(rows))
        self.rows.setCurrentRow(0)

    @Slot()
    def _on_chosen(self) -> None:
        item = self.rows.currentItem()
        if item is not None:
            self.chosen.emit(int(item.data(Qt.ItemDataRole.UserRole)))
