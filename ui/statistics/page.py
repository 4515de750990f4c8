"""The page 统计: a cross table, its chart, and the ways out of both: a list behind each cell, a file, paper.

Counting runs beside the window (`app.figures.statistics`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtCore import QModelIndex, Qt, Slot
from PySide6.QtGui import QFontMetrics, QGuiApplication, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QComboBox, QScrollArea, QSplitter, QTableView, QVBoxLayout, QWidget
from typing_extensions import override

from app.events import Committed
from app.figures import cross_tables
from app.figures.cross_tables import Category, CrossTable, Share
from app.figures.statistics import Numbers, from_facts
from app.messages import window_message_for
from ledger.errors import LedgerError
from ui.desk import Desk
from ui.look.fonts import tabular
from ui.look.roles import label, set_role
from ui.look.theme import theme
from ui.look.tokens import XL, L, M, S
from ui.page import Page
from ui.parts.allowed import grey_unless
from ui.parts.bands import StatusLine, TitleBand
from ui.parts.buttons import plain_button
from ui.parts.file_choice import choose_target
from ui.parts.notice import Notice
from ui.parts.shortcuts import action
from ui.parts.sideways import go_across
from ui.parts.states import PageStates
from ui.parts.table import row_height
from ui.printing.preview import preview
from ui.statistics.bar_chart import BarChart
from ui.statistics.choosing import Choosing
from ui.statistics.cross_model import CrossModel
from ui.workers import Latest

_SHARES: tuple[tuple[str, Share], ...] = (("只看数", ""), ("占本行", "row"), ("占本列", "column"), ("占总数", "all"))
_PAGES = {"person": "people", "dwelling": "homes"}
_HINT = "点一格打开名单；Ctrl+C 复制选中的格"
_WIDEST_HEADING = 12
_TABLE_SHARE, _CHART_SHARE = 300, 200
_LONGEST_SHARE = "　100.0%"


class StatisticsPage(Page):
    """A cross table with a chart beside it. Facts: a question as plain values (`Question.as_facts`), `share`."""

    name = "statistics"
    title = "统计"

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._numbers = Numbers(desk.session)
        self._counting, self._naming = Latest(desk.runner, self), Latest(desk.runner, self)
        self.model = CrossModel(self)
        self.choosing = Choosing()
        self.share = QComboBox()
        self.table = self._make_table()
        self.chart = BarChart()
        self.status = StatusLine(_HINT)
        self.band = self._make_band()
        self.states = PageStates(self._make_content())
        self.setFocusProxy(self.table)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.band, self.choosing):
            column.addWidget(widget)
        column.addWidget(self.states, 1)
        column.addWidget(self.status)
        self._connect()

    # -- built

    def _make_band(self) -> TitleBand:
        band = TitleBand(self.title)
        self.print_button, self.export_button = plain_button("打印", "printer"), plain_button("导出", "download")
        band.add_action(self.print_button)
        band.add_action(self.export_button)
        return band

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName("统计表")
        set_role(table, "open")
        table.setFont(tabular(table.font()))
        table.setTabKeyNavigation(False)
        table.setCornerButtonEnabled(False)
        table.setWordWrap(False)
        table.setMouseTracking(True)
        table.horizontalHeader().setHighlightSections(False)
        table.verticalHeader().setHighlightSections(False)
        return table

    def _make_content(self) -> QWidget:
        beside = QWidget()
        set_role(beside, "surface")
        column = QVBoxLayout(beside)
        column.setContentsMargins(L, M, L, L)
        column.setSpacing(M)
        self._chart_title = label("", "section")
        column.addWidget(self._chart_title)
        column.addWidget(self.chart)
        column.addStretch(1)
        scroller = QScrollArea()
        scroller.setWidgetResizable(True)
        scroller.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroller.setWidget(beside)
        go_across(scroller)  # a chart has a least width, which large text makes wider than its share
        margins = QWidget()
        within = QVBoxLayout(margins)
        within.setContentsMargins(L, S, M, 0)
        self.notice = Notice()
        within.addWidget(self.notice)
        within.addWidget(self.table)
        self.splitter = splitter = QSplitter(Qt.Orientation.Horizontal)
        splitter.addWidget(margins)
        splitter.addWidget(scroller)
        for place, stretch in enumerate((_TABLE_SHARE, _CHART_SHARE)):
            splitter.setStretchFactor(place, stretch)
            splitter.setCollapsible(place, False)  # noqa: FBT003 - Qt's own
        return splitter

    def _connect(self) -> None:
        for name, share in _SHARES:
            self.share.addItem(name, share)
        self.share.setAccessibleName("百分比")
        self.choosing.add(self.share)
        self.share.activated.connect(self._on_share)
        self.choosing.asked.connect(self._count)
        self.choosing.wants_categories.connect(self._name_categories)
        self.table.entered.connect(self._on_entered)
        self.table.viewportEntered.connect(self._on_left)
        self.table.clicked.connect(self._open_list)
        self.table.activated.connect(self._open_list)
        self.export_button.clicked.connect(self._on_export)
        self.print_button.clicked.connect(self._on_print)
        action(self.table, "复制", QKeySequence(QKeySequence.StandardKey.Copy).toString(), self._copy)
        action(self, "打印统计表", "Ctrl+P", self._on_print)
        self.desk.events.changed.connect(self._on_changed)
        theme().changed.connect(self._fit_text)
        self._fit_text()
        self._allow()

    # -- coming and going

    @override
    def enter(self, record: str, facts: Mapping[str, object]) -> None:
        question = from_facts(facts)
        if question is not None:
            self.choosing.show_question(question)
        share = facts.get("share")
        if isinstance(share, str):
            self.share.setCurrentIndex(self.share.findData(share))
            self._on_share()
        self._count()

    @override
    def standing(self) -> dict[str, object]:
        return {**self.choosing.question.as_facts(), "share": self.share.currentData()}

    @Slot(object)
    def _on_changed(self, committed: Committed) -> None:
        if committed.ledgers and self.isVisible():
            self._count()

    # -- counting

    def _count(self) -> None:
        self.notice.tell("")
        question, numbers = self.choosing.question, self._numbers
        if self.model.table is None:
            self.states.show_loading("正在统计…")
        self._counting.ask(lambda ctx: numbers.cross(question, ctx), self._show, failed=self._failed)

    def _failed(self, error: LedgerError) -> None:
        self.model.show_table(None)
        self._allow()
        self.states.show_error(error, self._count)

    def _show(self, table: CrossTable) -> None:
        self.band.set_count(" · ".join(table.notes))
        self.choosing.show_narrowed(table)
        self.model.show_table(table)
        self.chart.show_table(table)
        self._chart_title.setText(table.title)
        self.table.setAccessibleName(f"统计表 {table.title}")
        self._fit_columns()
        self._allow()
        if table.has_numbers:
            self.states.show_content()
        elif table.narrowed:
            self.states.show_empty("chart-column", "没有符合的", "去掉一个条件，或换一个统计。")
        else:
            button = plain_button("导入人口或房屋表", "file-input")
            button.clicked.connect(lambda: self.desk.go("import"))
            self.states.show_empty(
                "chart-column", "还没有可以统计的内容", "导入人房台账后，这里按年龄、标签、小区等列表统计。", button
            )

    @Slot()
    def _fit_text(self) -> None:
        """Rows and columns go with the size of the text."""
        self.table.verticalHeader().setDefaultSectionSize(row_height(self.table))
        self._fit_columns()

    def _fit_columns(self) -> None:
        """Columns as wide as their headings and largest numbers, the totals, want them; not every cell is measured."""
        table = self.model.table
        if table is None:
            return
        header, measure = self.table.horizontalHeader(), QFontMetrics(self.table.font())
        widest, last = measure.horizontalAdvance("字") * _WIDEST_HEADING, self.model.rowCount() - 1
        beside = measure.horizontalAdvance(_LONGEST_SHARE) if self.share.currentData() else 0
        for section, heading in enumerate(table.headings()[1:]):
            number = self.model.index(last, section).data(Qt.ItemDataRole.UserRole)
            lock = self.model.headerData(section, Qt.Orientation.Horizontal, Qt.ItemDataRole.DecorationRole)
            named = measure.horizontalAdvance(heading) + (XL if lock else 0)
            wanted = max(measure.horizontalAdvance(f"{number:,}") + beside, named) + XL
            header.resizeSection(section, min(wanted, widest))
        self._share_room()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self.model.table is not None:
            self._share_room()

    def _share_room(self) -> None:
        """The table gets what its columns want, up to its share; the chart stands right beside it."""
        self.splitter.resize(self.states.size())  # while another state is shown it has not been laid out
        whole = max(self.splitter.width(), 1)
        headings = self.table.verticalHeader().sizeHint().width()
        wanted = self.table.horizontalHeader().length() + headings + 2 * XL + L + M
        most = whole * _TABLE_SHARE // (_TABLE_SHARE + _CHART_SHARE)
        least = whole * _CHART_SHARE // (_TABLE_SHARE + _CHART_SHARE)
        taken = min(max(wanted, least), most)
        self.splitter.setSizes([taken, whole - taken])

    def _allow(self) -> None:
        has_numbers = self.model.table is not None and self.model.table.has_numbers
        self.export_button.setEnabled(has_numbers)
        self.print_button.setEnabled(has_numbers)
        grey_unless(self.desk.session.rights, "export", "", self.export_button)
        grey_unless(self.desk.session.rights, "print", "", self.print_button)

    def _name_categories(self, name: str) -> None:
        ledger, numbers = self.choosing.question.ledger, self._numbers

        def then(categories: tuple[Category, ...]) -> None:
            self.choosing.fill_categories(name, categories)

        self._naming.ask(lambda ctx: numbers.categories(ledger, name, ctx), then)

    def _on_share(self) -> None:
        self.model.show_share(self.share.currentData())
        self._fit_columns()

    # -- ways out

    @Slot(QModelIndex)
    def _open_list(self, index: QModelIndex) -> None:
        table = self.model.table
        if table is None or not index.data(Qt.ItemDataRole.UserRole):
            return
        refusal = table.refusal(*self.model.place(index))
        if refusal is None:
            self.desk.go(_PAGES[table.ledger], filters=self.model.filters(index), search="")
        else:
            self.notice.tell(window_message_for(refusal), "info")

    @Slot()
    def _on_left(self) -> None:
        self.table.viewport().unsetCursor()

    @Slot(QModelIndex)
    def _on_entered(self, index: QModelIndex) -> None:
        """A hand where a click opens a list."""
        if self.model.has_list(index):
            self.table.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.table.viewport().unsetCursor()

    def _copy(self) -> None:
        """The selected cells as a block that Excel takes, with the headings of their columns and rows."""
        chosen = self.table.selectionModel().selectedIndexes()
        rows, columns = (sorted({getattr(one, side)() for one in chosen}) for side in ("row", "column"))
        if not chosen:
            return
        down, across = Qt.Orientation.Vertical, Qt.Orientation.Horizontal
        lines = [["", *(str(self.model.headerData(column, across)) for column in columns)]]
        lines += [
            [str(self.model.headerData(row, down)), *(str(self.model.index(row, one).data()) for one in columns)]
            for row in rows
        ]
        QGuiApplication.clipboard().setText("\n".join("\t".join(line) for line in lines))

    def _on_print(self) -> None:
        table, session, share = self.model.table, self.desk.session, self.share.currentData()
        if table is not None and table.has_numbers:
            preview(self.desk, "打印统计表", lambda _: cross_tables.as_print(session, table, share))

    def _on_export(self) -> None:
        table = self.model.table
        if table is not None:
            proposed, kinds = f"{table.title.replace(' ', '')}.xlsx", "Excel 工作簿 (*.xlsx);;CSV (*.csv)"
            choose_target(self, "导出统计表", proposed, kinds, lambda path: self._export(table, path))

    def _export(self, table: CrossTable, path: Path) -> None:
        session = self.desk.session
        work = self.desk.runner.writing(lambda ctx: cross_tables.export(session, table, path, ctx), name="导出统计表")
        work.done.connect(lambda _: self.desk.say(f"已导出 {path.name}"))
        work.failed.connect(lambda error: self.status.show_text(window_message_for(error)))
        self.desk.runner.start(work)
