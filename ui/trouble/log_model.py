"""Entries of the log as a table: time, kind, what, result, and what is for those who maintain the program."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.reading_log import KINDS, Entry

_HEADINGS = ("时间", "种类", "做了什么", "结果", "供维护人员")
_Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()


class LogModel(QAbstractTableModel):
    """Holds all entries and shows those of one day and kind."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []
        self.shown: list[Entry] = []

    def show_entries(self, entries: list[Entry]) -> None:
        """Other entries."""
        self.beginResetModel()
        self._entries = self.shown = entries
        self.endResetModel()

    def filter(self, *, day: str, kind: str) -> None:
        """Show those of a day and a kind; an empty one means all."""
        self.beginResetModel()
        self.shown = [one for one in self._entries if day in ("", one.day) and kind in ("", one.kind)]
        self.endResetModel()

    @override
    def rowCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(self.shown)

    @override
    def columnCount(self, parent: _Index = _NOWHERE) -> int:
        return 0 if parent.isValid() else len(_HEADINGS)

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        entry = self.shown[index.row()]
        return (entry.at, KINDS[entry.kind], entry.what, entry.result, entry.detail)[index.column()]

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role == Qt.ItemDataRole.DisplayRole and orientation == Qt.Orientation.Horizontal:
            return _HEADINGS[section]
        return None
