"""Days of a month or a week as a table: weeks down, Monday to Sunday across, each cell its day's activities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from app.activities.listing import Entry
from ledger import clock

Index = QModelIndex | QPersistentModelIndex
WEEK = 7


def monday(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


class CalendarModel(QAbstractTableModel):
    """Shows `weeks` weeks from a Monday on; days of another `month` are told apart."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.first, self.weeks, self.month = monday(clock.today()), 1, 0
        self._by_day: dict[date, list[Entry]] = {}

    def stand(self, first: date, weeks: int, month: int = 0) -> None:
        """Show other days, nothing in them yet."""
        self.beginResetModel()
        self.first, self.weeks, self.month = first, weeks, month
        self._by_day = {}
        self.endResetModel()

    def show(self, entries: Iterable[Entry]) -> None:
        """Show the activities of these days."""
        self._by_day = {}
        for one in entries:
            self._by_day.setdefault(one.day, []).append(one)
        self.dataChanged.emit(self.index(0, 0), self.index(self.weeks - 1, WEEK - 1))

    def day(self, index: Index) -> date:
        """The day of a cell."""
        return self.first + timedelta(days=index.row() * WEEK + index.column())

    def place(self, day: date) -> QModelIndex:
        """The cell of a day; an invalid one for a day that is not shown."""
        at = (day - self.first).days
        return self.index(at // WEEK, at % WEEK) if 0 <= at < self.weeks * WEEK else QModelIndex()

    def entries(self, day: date) -> Sequence[Entry]:
        """The activities of a day."""
        return self._by_day.get(day, ())

    @override
    def rowCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else self.weeks

    @override
    def columnCount(self, parent: Index = QModelIndex()) -> int:
        return 0 if parent.isValid() else WEEK

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return clock.weekday_text(self.first + timedelta(days=section))
        return None

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        day = self.day(index)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(day.day)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._read_out(day)
        return None

    def _read_out(self, day: date) -> str:
        """A cell for those who listen: 11月25日 周三，2 个活动：包饺子、议事会."""
        here = self.entries(day)
        told = f"，{len(here)} 个活动：{'、'.join(one.title for one in here)}" if here else "，没有活动"
        return f"{clock.day_text(day)}{told}"
