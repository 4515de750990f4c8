"""The page 工单指标: the indicators of the orders of a time, by group; each line opens the orders that it counts.

What is reckoned and how is `app.orders.indicators`'s; it runs beside the window.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Final

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtWidgets import QComboBox, QScrollArea, QVBoxLayout, QWidget
from typing_extensions import override

from app import order_figures
from app.events import Committed
from app.messages import window_message_for
from app.orders import indicators
from app.orders.filters import Filters
from app.orders.indicators import LABELS, By, Figures
from app.upward.period import Period, month_of, quarter_of
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import L, M, S
from ui.order_figures.model import FiguresModel
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import FilterBand, StatusLine, TitleBand
from ui.parts.buttons import plain_button
from ui.parts.fields import Labelled
from ui.parts.file_choice import choose_target
from ui.parts.period_box import PeriodBox
from ui.parts.shortcuts import action
from ui.parts.sorted_lines import sort_by_headings
from ui.parts.states import PageStates
from ui.parts.table import plain_table
from ui.printing.preview import preview
from ui.workers import Latest

LEDGER: Final = "work_order"
MONTH, LAST_MONTH, QUARTER, YEAR = "month", "last_month", "quarter", "year"
_LEDGERS: Final = frozenset((LEDGER, "work_order_event", "compound", "building"))
_LETTERS: Final = (14, 4, 6, 6, 4, 4, 4, 4, 6, 6, 4, 5)
_LINES_TOLD: Final = 6  # of the explanation, in sight at least
_HINT: Final = "回车或双击打开这一行的工单；点列名排序（Alt+↓）；指着一格看它由哪两个数算出，指着列名看怎么算"


def periods(today: date) -> dict[str, tuple[str, Period]]:
    """The times to choose from on a day: what each is called, and its days."""
    month = month_of(today)
    return {
        MONTH: ("本月", month),
        LAST_MONTH: ("上月", month.before()),
        QUARTER: ("本季", quarter_of(today)),
        YEAR: ("今年", Period(date(today.year, 1, 1), date(today.year, 12, 31))),
    }


class OrderFiguresPage(Page):
    """Facts: `period`, one of `periods` or `OWN` with `first` and `last`, and `by`, one of `LABELS`."""

    name = "order_figures"
    title = order_figures.TITLE
    shows_sensitive = True

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._reading = Latest(desk.runner, self)
        self.found: Figures | None = None
        self.band, self.filters, self.status = TitleBand(self.title), FilterBand(), StatusLine(_HINT)
        self.period, self.by = PeriodBox(periods, MONTH, is_across=True), QComboBox()
        self.by.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        for key, text in LABELS.items():
            self.by.addItem(f"按{text}", key)
        self.filters.add(self.period)
        self.filters.add(Labelled("分开看", self.by))
        self.print_button, self.export_button = plain_button("打印", "printer"), plain_button("导出", "download")
        for button in (self.print_button, self.export_button):
            self.band.add_action(button)
        self.model = FiguresModel()
        self.table = plain_table(self.model, self.title)
        sort_by_headings(self.table, self.model)
        self.states = PageStates(self._make_content())
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part, stretch in ((self.band, 0), (self.filters, 0), (self.states, 1), (self.status, 0)):
            column.addWidget(part, stretch)
        self._connect()
        self._allow()

    # -- built

    def _make_content(self) -> QWidget:
        content, told = QWidget(), QWidget()
        set_role(told, "surface")
        lines = QVBoxLayout(told)
        lines.setContentsMargins(L, M, L, M)
        lines.setSpacing(S)
        lines.addWidget(label("每个比例怎么算的", "section"))
        for name, text in order_figures.explained():
            line = label(f"{name}：{text}")
            line.setWordWrap(True)
            lines.addWidget(line)
        self._notes = label("", "muted")
        self._notes.setWordWrap(True)
        lines.insertWidget(1, self._notes)
        lines.addStretch(1)
        self.explained = QScrollArea()
        self.explained.setWidgetResizable(True)
        self.explained.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.explained.setAccessibleName("每个比例怎么算的")
        self.explained.setWidget(told)
        self.table.take_height_of_rows()
        column = QVBoxLayout(content)
        column.setContentsMargins(L, S, L, S)
        column.setSpacing(M)
        column.addWidget(self.table, 3)
        column.addWidget(self.explained, 2)
        return content

    def _connect(self) -> None:
        self.period.settled.connect(self.read)
        self.by.activated.connect(self.read)
        self.table.activated.connect(self._open)
        self.desk.events.changed.connect(self._on_changed)
        for button, text, keys, slot in (
            (self.print_button, "打印工单指标", "Ctrl+P", self.print),
            (self.export_button, "导出工单指标", "Ctrl+E", self.export),
        ):
            button.clicked.connect(slot)
            button.setToolTip(action(self, text, keys, slot).toolTip())
        action(self, "重新查看", "F5", self.read)
        theme().changed.connect(self._fit)
        self._fit()

    @Slot()
    def _fit(self) -> None:
        self.table.fit_letters(_LETTERS)
        self.explained.setMinimumHeight(self.fontMetrics().lineSpacing() * _LINES_TOLD)

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        self.period.stand(*(str(facts.get(name, "")) for name in ("period", "first", "last")))
        self.by.setCurrentIndex(max(self.by.findData(facts.get("by", self.by.currentData())), 0))
        self.read()

    @override
    def standing(self) -> dict[str, object]:
        told = dict(zip(("period", "first", "last"), self.period.standing(), strict=True))
        return {name: value for name, value in told.items() if value} | {"by": self.by.currentData()}

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if self.isVisible() and _LEDGERS & committed.ledgers:
            self.read()

    # -- reading

    @Slot()
    def read(self) -> None:
        """Reckon what is asked for anew."""
        session, by, asked = self.desk.session, self._by(), self.period.period()
        if asked is None:
            self._ask_for_days()
            return
        if self.found is None:
            self.states.show_loading("正在统计…")
        self._reading.ask(
            lambda ctx: indicators.figures(session, asked.first, asked.last, by, ctx),
            lambda found: self._show(found, asked),
            failed=self._failed,
        )

    def _by(self) -> By:
        return next(by for by in LABELS if by == self.by.currentData())

    def _ask_for_days(self) -> None:
        """The two days are no time: nothing of another one stands below them."""
        self._reading.drop()
        self.found = None
        self._allow()
        self.band.set_count("")
        self.period.tell_trouble()
        self.states.show_empty("calendar-days", "还没有选好起止日期", self.period.trouble())

    def _failed(self, error: LedgerError) -> None:
        self.found = None
        self._allow()
        self.states.show_error(error, self.read)

    def _show(self, found: Figures, asked: Period) -> None:
        self.found = found
        self.band.set_count(f"接收 {found.total.orders:,} 件 · {asked.label}")
        self.model.show_figures(found)
        self._notes.setText(" ".join(order_figures.notes(found)))
        self._fit()
        self._allow()
        if found.total.orders:
            self.states.show_content()
            return
        others = [] if self.period.chosen == YEAR else [plain_button("看今年", "calendar-days")]
        for button in others:
            button.clicked.connect(self.show_year)
        self.states.show_empty("chart-column", "这段时间没有接收工单", "登记、导入的工单按接收日期算在这里。", *others)

    @Slot()
    def show_year(self) -> None:
        """Ask for this year."""
        self.period.stand(YEAR)
        self.read()

    def _allow(self) -> None:
        for button, right in ((self.print_button, "print"), (self.export_button, "export")):
            button.setEnabled(self.found is not None and bool(self.found.total.orders))
            grey_unless(self.desk.session.rights, right, LEDGER, button)

    # -- ways out

    @Slot(QModelIndex)
    def _open(self, index: QModelIndex) -> None:
        """The orders of a line, in the list of the page 工单."""
        listed = self.model.opens(index)
        if listed is None:
            self.status.show_text("这一行的工单没有单独的名单")
            return
        self.desk.go("orders", tab="list", listed=listed, **asdict(Filters()))

    @Slot()
    def print(self) -> None:
        """Show the preview of the table on paper."""
        session = self.desk.session
        if self.found is not None and self.found.total.orders:
            found = self.model.as_sorted(self.found)
            preview(self.desk, "打印工单指标", lambda _: order_figures.as_print(session, found))

    @Slot()
    def export(self) -> None:
        """Ask where the table is written to."""
        if self.found is not None and self.found.total.orders:
            found = self.model.as_sorted(self.found)
            proposed = f"{order_figures.title(found).replace(' ', '')}.xlsx"
            kinds = "Excel 工作簿 (*.xlsx);;CSV (*.csv)"
            choose_target(self, "导出工单指标", proposed, kinds, lambda path: self._export(found, path))

    def _export(self, found: Figures, path: Path) -> None:
        session = self.desk.session
        work = self.desk.runner.writing(
            lambda ctx: order_figures.export(session, found, path, ctx), name="导出工单指标"
        )
        work.done.connect(lambda _: self.desk.say(f"已导出 {path.name}"))
        work.failed.connect(lambda error: self.status.show_text(window_message_for(error)))
        self.desk.runner.start(work)
