"""A month or a week of days: arrow keys go from day to day, Enter opens what is on one."""

from __future__ import annotations

from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView
from typing_extensions import override

from ui.activities.calendar_model import CalendarModel, Index
from ui.activities.day_delegate import DayDelegate
from ui.parts.line_edit import ENTER

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -7, Qt.Key.Key_Down: 7}


class CalendarView(QTableView):
    """`chosen(date)` as one goes from day to day; `opened(date)` by Enter or a double click; `left(date)` beyond."""

    chosen = Signal(object)
    opened = Signal(object)
    left = Signal(object)

    def __init__(self, model: CalendarModel) -> None:
        super().__init__()
        self._model = model
        self.setModel(model)
        self.setItemDelegate(DayDelegate(self))
        self.setAccessibleName("活动日历")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.verticalHeader().hide()
        for header in (self.verticalHeader(), self.horizontalHeader()):
            header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
            header.setHighlightSections(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.doubleClicked.connect(self._on_double_clicked)

    @property
    def day(self) -> date | None:
        """The day that is chosen."""
        index = self.currentIndex()
        return self._model.day(index) if index.isValid() else None

    def choose(self, day: date) -> None:
        """Choose a day among those that are shown."""
        index = self._model.place(day)
        if index.isValid():
            self.setCurrentIndex(index)

    @override
    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        if current.isValid():
            self.chosen.emit(self._model.day(current))

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        day = self.day
        if day is not None and event.key() in ENTER:
            self.opened.emit(day)
            return
        step = _STEPS.get(Qt.Key(event.key()))
        if day is None or step is None:
            super().keyPressEvent(event)
            return
        there = day + timedelta(days=step)
        if self._model.place(there).isValid() and self._model.month in (0, there.month):
            self.choose(there)
        else:
            self.left.emit(there)

    @Slot(QModelIndex)
    def _on_double_clicked(self, index: QModelIndex) -> None:
        self.opened.emit(self._model.day(index))
