"""The calendar of a month or a week, and beside it what there is on the chosen day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QHeaderView, QSplitter, QVBoxLayout, QWidget

from app.activities import listing
from app.activities.listing import Entry
from ledger import clock
from ledger.errors import LedgerError
from ui.activities.calendar_model import WEEK, CalendarModel, monday
from ui.activities.calendar_view import CalendarView
from ui.activities.models import DayModel
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import L, M, S
from ui.parts.buttons import plain_button
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

_MONTH_WEEKS = 6
_LEAST_LETTERS, _LETTERS = 15, {0: 3, 2: 4}
_SHARES = (72, 28)


class CalendarPane(QWidget):
    """`opened(id)`, `new_asked(date)`; `counted(text)` what the shown time holds, `named(text)` what it is called."""

    opened = Signal(str)
    new_asked = Signal(object)
    counted = Signal(str)
    named = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asking = Latest(desk.runner, self)
        self.is_week = False
        self.shown = clock.today()
        self.model, self.day_model = CalendarModel(self), DayModel(self)
        self.view = CalendarView(self.model)
        self.day_table = plain_table(self.day_model, "这一天的活动")
        header = self.day_table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.states = PageStates(self._make_content())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.states)
        self.view.chosen.connect(self._on_chosen)
        self.view.opened.connect(self._on_opened)
        self.view.left.connect(self.stand)
        self.day_table.activated.connect(self._on_entry)
        theme().changed.connect(self._fit)
        self._fit()

    def _make_content(self) -> QWidget:
        self.day_name = label("", "section")
        self.nothing = label("这一天没有活动。", "muted", wraps=True)
        self.new_button = plain_button("这一天办活动…", "calendar-plus")
        self.new_button.clicked.connect(lambda: self.new_asked.emit(self.view.day or clock.today()))
        if not self._desk.session.rights.may("edit", "activity"):  # shown without a parent it would be a window
            self.new_button.hide()
        panel = self.day_panel = QWidget()
        set_role(panel, "surface")
        column = QVBoxLayout(panel)
        column.setContentsMargins(M, S, L, M)
        column.setSpacing(S)
        for widget in (self.day_name, self.nothing):
            column.addWidget(widget)
        column.addWidget(self.day_table, 1)
        column.addStretch()
        column.addWidget(self.new_button)
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        self.splitter.addWidget(self.view)
        self.splitter.addWidget(panel)
        for place, share in enumerate(_SHARES):
            self.splitter.setStretchFactor(place, share)
        return self.splitter

    @Slot()
    def _fit(self) -> None:
        self.day_table.fit_letters(_LETTERS)
        self.day_panel.setMinimumWidth(self.fontMetrics().horizontalAdvance("字") * _LEAST_LETTERS)

    # -- where it stands

    def show_weeks(self, *, is_week: bool) -> None:
        """Show a week at a time, or a month."""
        self.is_week = is_week
        self.stand(self.view.day or self.shown)

    @Slot(object)
    def stand(self, day: date) -> None:
        """Show the time around a day and choose it."""
        self.shown = day
        first = monday(day if self.is_week else day.replace(day=1))
        weeks, month = (1, 0) if self.is_week else (_MONTH_WEEKS, day.month)
        if (first, weeks, month) != (self.model.first, self.model.weeks, self.model.month):
            self.model.stand(first, weeks, month)
        self.view.choose(day)
        self.named.emit(self._name())
        self.load()

    def step(self, way: int) -> None:
        """Go one week or month on, or back."""
        if self.is_week:
            self.stand(self.shown + timedelta(days=way * WEEK))
            return
        inside = self.model.first + timedelta(days=2 * WEEK)  # a day of the shown month, whichever is chosen
        months = inside.year * 12 + inside.month - 1 + way
        self.stand(date(months // 12, months % 12 + 1, 1))

    def _name(self) -> str:
        if not self.is_week:
            return f"{self.shown.year}年{self.shown.month}月"
        last = self.model.first + timedelta(days=WEEK - 1)
        return f"{self.model.first.year}年{self.model.first.month}月{self.model.first.day}日–{last.month}月{last.day}日"

    # -- reading

    @Slot()
    def load(self) -> None:
        """Read what is on these days."""
        session, first = self._desk.session, self.model.first
        last = first + timedelta(days=self.model.weeks * WEEK - 1)
        self._asking.ask(lambda _ctx: listing.between(session, first, last), self._show, failed=self._on_failed)

    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.load)

    def _show(self, entries: Sequence[Entry]) -> None:
        self.model.show(entries)
        self.states.show_content()
        within = [one for one in entries if not self.model.month or one.day.month == self.model.month]
        owed = sum(one.owes_summary for one in within)
        told = f"{len(within)} 个活动" if within else "没有活动"
        self.counted.emit(f"{told}，{owed} 个待总结" if owed else told)
        self._show_day(self.view.day or self.shown)

    # -- the day

    @Slot(object)
    def _on_chosen(self, day: date) -> None:
        self.shown = day
        self._show_day(day)

    def _show_day(self, day: date) -> None:
        here = self.model.entries(day)
        self.day_name.setText(clock.day_text(day))
        self.day_model.show(here)
        self.day_table.setVisible(bool(here))
        self.nothing.setVisible(not here)

    @Slot(object)
    def _on_opened(self, day: date) -> None:
        """The one activity of a day opens, several wait to be chosen, a day without any asks for one."""
        here = self.model.entries(day)
        if len(here) == 1:
            self.opened.emit(here[0].id)
        elif here:
            self.day_table.selectRow(0)
            self.day_table.setFocus()
        elif self._desk.session.rights.may("edit", "activity"):
            self.new_asked.emit(day)

    @Slot(QModelIndex)
    def _on_entry(self, index: QModelIndex) -> None:
        one = self.day_model.line_at(index.row())
        if one is not None:
            self.opened.emit(one.id)
