"""A list of values with counts to tick: all are ticked at first, which asks for nothing; typing narrows the list."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.tables.value_counts import ValueCounts
from ui.look.roles import label
from ui.look.tokens import S
from ui.parts.fields import LineEdit
from ui.parts.line_icons import offer_clearing

_LINES = 9
_VALUE = int(Qt.ItemDataRole.UserRole)


class ValueList(QWidget):
    """Empty and saying so until `show_values`. `submitted` on Enter in the search line."""

    submitted = Signal()

    def __init__(self) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(S)
        self.search = LineEdit()
        self.search.setPlaceholderText("查找")
        self.search.setAccessibleName("查找要筛选的内容")
        offer_clearing(self.search)
        self.search.textChanged.connect(self._narrow)
        self.search.submitted.connect(self._on_submitted)
        self.all = QCheckBox("全选")
        self.all.setTristate(True)
        self.all.clicked.connect(self._on_all)
        self.list = QListWidget()
        self.list.setAccessibleName("内容和人数")
        self.list.setUniformItemSizes(True)
        self.list.itemChanged.connect(self._tell_all)
        self.list.setMinimumHeight(self.fontMetrics().height() * _LINES * 3 // 2)
        self._note = label("正在统计…", "caption", wraps=True)
        for widget in (self.search, self.all, self.list, self._note):
            column.addWidget(widget)

    def show_values(self, counts: ValueCounts, chosen: set[str]) -> None:
        """Show values; those in `chosen` are ticked, or all where it is empty."""
        with QSignalBlocker(self.list):
            self._fill(counts, chosen)
        self.tell(f"另有 {counts.others:,} 种较少的没有列出" if counts.others else "" if counts.values else "没有内容")
        self._tell_all()

    def _fill(self, counts: ValueCounts, chosen: set[str]) -> None:
        self.list.clear()
        for one in counts.values:
            item = QListWidgetItem(f"{one.label}　{one.count:,}")
            item.setData(_VALUE, one.value)
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsSelectable)
            ticked = not chosen or one.value in chosen
            item.setCheckState(Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked)
            self.list.addItem(item)

    def tell(self, text: str) -> None:
        """Say something below the list."""
        self._note.setText(text)
        self._note.setVisible(bool(text))

    def tick_only(self, *values: str) -> None:
        """Tick these values and no others."""
        for item in self._items():
            is_wanted = item.data(_VALUE) in values
            item.setCheckState(Qt.CheckState.Checked if is_wanted else Qt.CheckState.Unchecked)

    def chosen(self) -> tuple[str, ...] | None:
        """The ticked values; None while all are, or none is: nothing is asked for then."""
        items = self._items()
        ticked = [str(item.data(_VALUE)) for item in items if item.checkState() == Qt.CheckState.Checked]
        return None if len(ticked) in (0, len(items)) else tuple(ticked)

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(number) for number in range(self.list.count())]

    def _narrow(self, typed: str) -> None:
        wanted = typed.strip().casefold()
        for item in self._items():
            item.setHidden(bool(wanted) and wanted not in item.text().casefold())

    def _on_submitted(self) -> None:
        """Enter asks for what the search found."""
        found = [item for item in self._items() if not item.isHidden()]
        if self.search.text().strip() and found:
            self.tick_only(*(str(item.data(_VALUE)) for item in found))
        self.submitted.emit()

    def _on_all(self) -> None:
        state = Qt.CheckState.Unchecked if self.all.checkState() == Qt.CheckState.Unchecked else Qt.CheckState.Checked
        with QSignalBlocker(self.list):
            for item in self._items():
                if not item.isHidden():
                    item.setCheckState(state)
        self._tell_all()

    def _tell_all(self) -> None:
        items = self._items()
        ticked = sum(item.checkState() == Qt.CheckState.Checked for item in items)
        partly = Qt.CheckState.PartiallyChecked if ticked else Qt.CheckState.Unchecked
        self.all.setCheckState(Qt.CheckState.Checked if items and ticked == len(items) else partly)
