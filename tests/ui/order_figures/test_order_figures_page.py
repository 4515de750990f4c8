"""The page 工单指标, used as a person does."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app import order_figures
from app.orders import indicators, intake
from app.orders.indicators import LABELS
from ledger import clock
from ledger.orders.indicators import ALL
from tests.ui.dialogs import dialogs_open, in_front, name_file
from ui.desk import Desk, Place
from ui.order_figures.model import FiguresModel
from ui.order_figures.page import YEAR, OrderFiguresPage, periods
from ui.orders.page import OrdersPage
from ui.parts.period_box import OWN
from ui.printing.preview import PreviewDialog


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> OrderFiguresPage:
    """Three orders of this month, one of them from January."""
    for category, more in (("C104", {}), ("C104", {"source": "05"}), ("0505", {})):
        intake.create(desk.session, {"description": "三楼渗水", "category": category, **more})
    made = OrderFiguresPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.states.state == "content")
    return made


def _lines(page: OrderFiguresPage) -> list[tuple[str, int]]:
    return [(line.label, line.tally.orders) for line in page.model.lines]


def _choose(page: OrderFiguresPage, qtbot: QtBot, **asked: str) -> None:
    before = page.found
    for name, key in asked.items():
        box = page.by if name == "by" else page.period.when
        box.setCurrentIndex(box.findData(key))
        box.activated.emit(box.currentIndex())
    qtbot.waitUntil(lambda: page.found is not before and not page.desk.runner.is_busy)


def test_the_model_keeps_qts_rules(desk: Desk, qtbot: QtBot) -> None:
    model = FiguresModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    _, today = periods(clock.today())[YEAR]
    for by in LABELS:
        model.show_figures(indicators.figures(desk.session, today.first, today.last, by))
    assert tester.model().columnCount() == len(ALL) + 2


def test_groups_and_their_whole_with_how_they_are_reckoned(page: OrderFiguresPage) -> None:
    lines = _lines(page)
    assert [orders for _, orders in lines] == [3, 2, 1]
    assert lines[0][0] == "合计"
    found = ALL.index(next(one for one in ALL if one.name == "found")) + 2
    total = page.model.index(0, found)
    assert total.data() == "100.0%"  # of the one that says who found it
    assert "1 ÷ 1 件" in total.data(Qt.ItemDataRole.ToolTipRole)
    satisfied = page.model.index(1, found - 2)
    assert satisfied.data() == "—"
    heading = page.model.headerData(found, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
    assert heading == ALL[found - 2].told
    assert page.model.headerData(0, Qt.Orientation.Horizontal) == "类别"
    assert "3 件" in page.band.count()


def test_time_and_grouping_are_chosen_and_come_back(page: OrderFiguresPage, desk: Desk, qtbot: QtBot) -> None:
    _choose(page, qtbot, by="person")
    assert _lines(page) == [("合计", 3), ("没有承办人", 3)]
    _choose(page, qtbot, period="last_month")
    assert page.states.state == "empty"
    assert not page.export_button.isEnabled()
    next(one for one in page.states.findChildren(QPushButton) if one.text() == "看今年").click()
    qtbot.waitUntil(lambda: page.states.state == "content")
    assert page.standing() == {"period": YEAR, "by": "person"}
    again = OrderFiguresPage(desk)
    qtbot.addWidget(again)
    again.enter("", page.standing())
    qtbot.waitUntil(lambda: again.states.state == "content")
    assert again.standing() == page.standing()


def _days(page: OrderFiguresPage, qtbot: QtBot, **days: str) -> None:
    """Write days of one's own, each ended by Enter."""
    for name, text in days.items():
        edit = getattr(page.period, name)
        edit.setText(text)
        qtbot.keyClick(edit, Qt.Key.Key_Return)


def test_days_of_ones_own_begin_with_those_before_and_come_back(
    page: OrderFiguresPage, desk: Desk, qtbot: QtBot
) -> None:
    today = clock.today()
    page.period.when.setCurrentIndex(page.period.when.findData(OWN))
    assert page.period.first.text() == today.replace(day=1).isoformat()
    _days(page, qtbot, last=f"{today.year}-{today.month}-{today.day}")
    qtbot.waitUntil(lambda: page.found is not None and page.found.last == today)
    assert _lines(page)[0] == ("合计", 3)
    _days(page, qtbot, last="2020-03-01", first="2020-02-01")
    qtbot.waitUntil(lambda: page.states.state == "empty" and page.found is not None)
    assert page.found is not None
    assert (str(page.found.first), str(page.found.last)) == ("2020-02-01", "2020-03-01")
    assert page.standing() == {"period": OWN, "first": "2020-02-01", "last": "2020-03-01", "by": "category"}
    again = OrderFiguresPage(desk)
    qtbot.addWidget(again)
    again.enter("", page.standing())
    assert again.standing() == page.standing()
    qtbot.waitUntil(lambda: again.states.state == "empty")


def test_days_that_end_before_they_begin_show_nothing_and_say_why(page: OrderFiguresPage, qtbot: QtBot) -> None:
    page.period.when.setCurrentIndex(page.period.when.findData(OWN))
    _days(page, qtbot, first="2026-11-09", last="2026-11-01")
    assert page.found is None
    assert page.states.state == "empty"
    assert page.period.last_line.error == "不能早于“从哪天”"
    page.filters.grab()  # lays it out
    tops = {one.mapTo(page.filters, QPoint()).y() for one in (page.by, page.period.when, page.period.last)}
    assert len(tops) == 1, "the error moves no other field"
    assert any("请改其中一个" in one.text() for one in page.states.findChildren(QLabel))
    assert not page.print_button.isEnabled()
    _days(page, qtbot, last="2026-13-40")
    assert "2026-11-30" in page.period.last_line.error
    _days(page, qtbot, first="", last="")
    assert page.found is None
    _days(page, qtbot, first="2020-01-01", last=clock.today().isoformat())
    qtbot.waitUntil(lambda: page.states.state == "content")
    assert not page.period.last_line.error


def test_headings_sort_the_groups_and_paper_follows(page: OrderFiguresPage, qtbot: QtBot) -> None:
    by_default = [one.label for one in page.model.lines]
    page.table.sortByColumn(1, Qt.SortOrder.AscendingOrder)
    assert [orders for _, orders in _lines(page)] == [3, 1, 2]
    assert page.found is not None
    told = [label for label, _ in order_figures.tallies(page.model.as_sorted(page.found))]
    assert told == [by_default[2], by_default[1], "合计"]
    found = ALL.index(next(one for one in ALL if one.name == "found")) + 2
    for order in (Qt.SortOrder.AscendingOrder, Qt.SortOrder.DescendingOrder):
        page.table.sortByColumn(found, order)
        assert [page.model.index(row, found).data() for row in range(3)] == ["100.0%", "100.0%", "—"]
    _choose(page, qtbot, by="person")
    assert page.model.column == found


def test_periods_are_those_of_the_calendar() -> None:
    day = clock.today().replace(year=2027, month=1, day=5)
    spans = {name: (period.first.isoformat(), period.last.isoformat()) for name, (_, period) in periods(day).items()}
    assert spans == {
        "month": ("2027-01-01", "2027-01-31"),
        "last_month": ("2026-12-01", "2026-12-31"),
        "quarter": ("2027-01-01", "2027-03-31"),
        "year": ("2027-01-01", "2027-12-31"),
    }


def test_a_line_opens_the_orders_that_it_counts(page: OrderFiguresPage, desk: Desk, qtbot: QtBot) -> None:
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    page.table.selectRow(1)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Return)
    assert [one.page for one in places] == ["orders"]
    orders = OrdersPage(desk)
    qtbot.addWidget(orders)
    orders.resize(1200, 700)
    orders.show()
    with qtbot.waitSignal(orders.views.list.table.counted, check_params_cb=lambda total, _: total == 2):
        orders.enter("", places[0].facts)
    assert orders.tab == "list"
    assert any("列标题筛选" in chip.text for chip in orders.bar.chips())
    with qtbot.waitSignal(orders.views.list.table.counted, check_params_cb=lambda total, _: total == 3):
        orders.bar.clear()


def test_what_is_registered_counts_at_once(page: OrderFiguresPage, desk: Desk, qtbot: QtBot) -> None:
    intake.create(desk.session, {"description": "路灯不亮", "category": "C104"})
    qtbot.waitUntil(lambda: _lines(page)[0] == ("合计", 4))


def test_the_page_of_orders_leads_here(desk: Desk, qtbot: QtBot) -> None:
    orders = OrdersPage(desk)
    qtbot.addWidget(orders)
    with qtbot.waitSignal(desk.asked_for_place) as asked:
        orders.figures_button.click()
    assert asked.args[0].page == "order_figures"


def test_the_table_is_exported_and_printed(page: OrderFiguresPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page.export_button.click()
    assert isinstance(in_front(), QFileDialog)
    with qtbot.waitSignal(desk.said) as said:
        name_file(qtbot, tmp_path / "指标")
    assert said.args[0] == "已导出 指标.xlsx"
    page.print_button.click()
    (dialog,) = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: dialog.states.state == "content")
    assert dialog.composed is not None
    assert dialog.composed.printout.title.startswith(order_figures.TITLE)
    dialog.reject()
