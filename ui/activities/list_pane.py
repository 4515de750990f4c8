"""Activities as a list, narrowed by words, category and state."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QTimer, Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.activities import listing
from app.activities.listing import TO_DO, Entry
from ledger import clock
from ledger.errors import LedgerError
from ui.activities.models import EntriesModel
from ui.desk import Desk
from ui.look.tokens import L, S
from ui.parts.bands import FilterBand
from ui.parts.buttons import plain_button
from ui.parts.choices import ChoiceBox, CodeBox
from ui.parts.fields import LineEdit
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.workers import Latest

_LETTERS = (7, 16, 16, 7, 9, 6, 5, 4)
_WAIT_MS = 150  # between two letters of somebody who types


class ListPane(QWidget):
    """`opened(id)`, `new_asked(date)`, `counted(text)`."""

    opened = Signal(str)
    new_asked = Signal(object)
    counted = Signal(str)

    def __init__(self, desk: Desk) -> None:
        super().__init__()
        self._desk = desk
        self._asking = Latest(desk.runner, self)
        self.model = EntriesModel(self)
        self.table = plain_table(self.model, "活动列表")
        self.table.fit_letters(_LETTERS)
        self.table.activated.connect(self._on_activated)
        self.search = LineEdit()
        self.search.setPlaceholderText("名称、地点、编号")
        self.search.setAccessibleName("按名称、地点找活动")
        self.search.setClearButtonEnabled(True)
        self.category, self.status = CodeBox("activity_category"), CodeBox("activity_status")
        self.to_do = ChoiceBox(TO_DO.items())
        self.to_do.setAccessibleName("要办的活动")
        self.category.setAccessibleName("活动类型")
        self.status.setAccessibleName("状态")
        for box, said in ((self.category, "全部类型"), (self.status, "全部状态"), (self.to_do, "全部活动")):
            line = box.lineEdit()
            if line is not None:
                line.setPlaceholderText(said)
        filters = FilterBand()
        for widget in (self.search, self.category, self.status, self.to_do):
            filters.add(widget)
        inside = QWidget()
        within = QVBoxLayout(inside)
        within.setContentsMargins(L, 0, L, S)
        within.addWidget(self.table)
        self.states = PageStates(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(filters)
        column.addWidget(self.states, 1)
        self._timer = QTimer(self, singleShot=True, interval=_WAIT_MS)
        self._timer.timeout.connect(self.load)
        self.search.submitted.connect(self._on_submitted)
        self.search.textChanged.connect(lambda _text: self._timer.start())
        self.category.chosen.connect(self.load)
        self.status.chosen.connect(self.load)
        self.to_do.chosen.connect(self.load)

    def _filters(self) -> list[str]:
        asked = (("category", self.category.value()), ("status", self.status.value()))
        return [f"{name}={value}" for name, value in asked if value]

    def show_to_do(self, which: str) -> None:
        """Show what waits for somebody so, and nothing less than all of it, once it is read."""
        self.to_do.set_value(which)
        self.category.set_value("")
        self.status.set_value("")
        self.search.clear()
        self._timer.stop()

    @Slot()
    def load(self) -> None:
        """Read the list."""
        if not self.model.lines:
            self.states.show_loading()
        self._ask(self._show)

    def _ask(self, then: Callable[[Sequence[Entry]], None]) -> None:
        session, filters, search, to_do = self._desk.session, self._filters(), self.search.text(), self.to_do.value()
        self._asking.ask(
            lambda _ctx: listing.listing(session, filters, search=search, to_do=to_do), then, failed=self._on_failed
        )

    def _on_failed(self, error: LedgerError) -> None:
        self.states.show_error(error, self.load)

    def _show(self, entries: Sequence[Entry]) -> None:
        self.model.show(entries)
        owed = sum(one.owes_summary for one in entries)
        self.counted.emit(f"{len(entries):,} 个{f'，{owed} 个待总结' if owed else ''}")
        if entries:
            self.states.show_content()
        elif self._filters() or self.search.text().strip() or self.to_do.value():
            self.states.show_empty("search", "没有符合的活动", "换个词或去掉条件再看。")
        else:
            self._teach()

    def _teach(self) -> None:
        button = None
        if self._desk.session.rights.may("edit", "activity"):
            button = plain_button("新活动…", "calendar-plus")
            button.clicked.connect(lambda: self.new_asked.emit(clock.today()))
        text = "登记一个活动：谁报名、谁来了、办得怎样，都在一页里。例会可以一次排好几次。"
        self.states.show_empty("calendar-days", "还没有活动", text, button)

    @Slot()
    def _on_submitted(self) -> None:
        """Open the one that a poster's code, or a word, means; else go to the list."""
        self._timer.stop()
        self._ask(self._show_found)

    def _show_found(self, entries: Sequence[Entry]) -> None:
        self._show(entries)
        if len(entries) == 1:
            self.opened.emit(entries[0].id)
        elif entries:
            self.table.selectRow(0)
            self.table.setFocus()

    @Slot(QModelIndex)
    def _on_activated(self, index: QModelIndex) -> None:
        one = self.model.line_at(index.row())
        if one is not None:
            self.opened.emit(one.id)
