"""The page of statistics, used as a person does."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QComboBox, QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from app.figures.statistics import Numbers, Question
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog, codes
from tests.ui.dialogs import dialogs_open, in_front, name_file
from ui.desk import Desk, Place
from ui.printing.bars import BarBlock
from ui.printing.preview import PreviewDialog
from ui.statistics.bar_chart import bars_of
from ui.statistics.cross_model import CrossModel
from ui.statistics.page import StatisticsPage

PERSON = catalog.named("person")


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> StatisticsPage:
    made = StatisticsPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.states.state == "content" and made.model.table is not None)
    return made


def _asked(page: StatisticsPage, qtbot: QtBot, title: str) -> None:
    qtbot.waitUntil(lambda: page.model.table is not None and page.model.table.title == title)


def test_the_model_keeps_qts_rules(desk: Desk, qtbot: QtBot) -> None:
    model = CrossModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_table(Numbers(desk.session).cross(Question("person", "age", "sex")))
    model.show_share("row")
    model.show_table(None)
    assert tester.model().rowCount() == 0


def _at(page: StatisticsPage, label: str) -> QModelIndex:
    """The last column, the totals, of a line."""
    table = page.model.table
    assert table is not None
    row = next(at for at, one in enumerate(table.rows) if one.label == label)
    return page.model.index(row, page.model.columnCount() - 1)


def test_a_number_of_level_4_says_why_it_has_no_list(page: StatisticsPage, desk: Desk, qtbot: QtBot) -> None:
    person = str(browsing.page(desk.session, PERSON, Selection(), Order(limit=1)).rows[0]["id"])
    for tag in ("A05", "A02"):  # 失独家庭 is of level 4
        editing.add(desk.session, catalog.named("person_tag"), {"person_uid": person, "tag": tag})
    page.enter("", Question("person", "tag", "sex").as_facts())
    _asked(page, qtbot, "标签 × 性别")
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    closed, opened = _at(page, "失独家庭"), _at(page, codes.table("key_group_tag").label("A02"))
    view = page.table.viewport()
    for index, shape in ((closed, Qt.CursorShape.ArrowCursor), (opened, Qt.CursorShape.PointingHandCursor)):
        page.table.scrollTo(index)
        qtbot.mouseMove(view, page.table.visualRect(index).center())
        page.table.entered.emit(index)
        assert view.cursor().shape() == shape
    lock = Qt.ItemDataRole.DecorationRole
    assert page.model.headerData(closed.row(), Qt.Orientation.Vertical, lock) is not None
    assert page.model.headerData(opened.row(), Qt.Orientation.Vertical, lock) is None
    assert "没有名单" in closed.data(Qt.ItemDataRole.ToolTipRole)
    page.table.scrollTo(closed)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=page.table.visualRect(closed).center())
    assert not places
    assert page.notice.isVisible()
    assert "四级内容" in page.notice.text()
    page.table.scrollTo(opened)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=page.table.visualRect(opened).center())
    assert places[0].facts["filters"] == ("tag=A02",)


def test_a_click_on_a_cell_opens_its_list(page: StatisticsPage, desk: Desk, qtbot: QtBot) -> None:
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    index = page.model.index(4, 1)
    qtbot.mouseClick(page.table.viewport(), Qt.MouseButton.LeftButton, pos=page.table.visualRect(index).center())
    assert places[0].page == "people"
    filters = places[0].facts["filters"]
    assert filters == ("age>=60", "age<=69", "sex=2")
    listed = browsing.page(desk.session, PERSON, Selection(filters=filters), Order(limit=0))
    assert listed.total == index.data(Qt.ItemDataRole.UserRole) > 0


def test_rows_and_columns_are_chosen_and_swapped(page: StatisticsPage, qtbot: QtBot) -> None:
    choosing = page.choosing
    choosing.rows.setCurrentIndex(choosing.rows.findData("tag"))
    choosing.rows.activated.emit(choosing.rows.currentIndex())
    _asked(page, qtbot, "标签 × 性别")
    choosing.swap.click()
    _asked(page, qtbot, "性别 × 标签")
    assert "合计只算一次" in page.band.count()
    choosing.subject.setCurrentIndex(1)
    choosing.subject.activated.emit(1)
    _asked(page, qtbot, "小区 × 使用状态")
    next(one for one in choosing.presets.menu().actions() if one.text() == "标签和年龄").trigger()
    _asked(page, qtbot, "标签 × 年龄段")


def test_a_narrowing_is_a_chip_that_can_be_taken_off(page: StatisticsPage, qtbot: QtBot) -> None:
    assert page.model.table is not None
    whole = page.model.table.total
    menu = page.choosing._menus["sex"]
    menu.aboutToShow.emit()
    qtbot.waitUntil(lambda: [one.text() for one in menu.actions()] == ["男", "女"])
    menu.actions()[1].trigger()
    qtbot.waitUntil(lambda: len(page.choosing.chips()) == 1)
    assert page.choosing.chips()[0].text == "性别：女"
    assert page.model.table.total < whole
    page.choosing.chips()[0].cross.click()
    qtbot.waitUntil(lambda: not page.choosing.chips())
    assert page.model.table.total == whole


def test_coming_back_asks_the_same_question(page: StatisticsPage, desk: Desk, qtbot: QtBot) -> None:
    question = Question("person", "tag", "sex", (("age", "60"),))
    page.enter("", {**question.as_facts(), "share": "column"})
    qtbot.waitUntil(lambda: len(page.choosing.chips()) == 1)
    again = StatisticsPage(desk)
    qtbot.addWidget(again)
    again.enter("", page.standing())
    _asked(again, qtbot, "标签 × 性别")
    assert again.standing() == page.standing()
    again.enter("", {"ledger": "person", "rows": "没有", "columns": "sex"})
    assert again.choosing.question == question


def test_shares_stand_beside_counts(page: StatisticsPage, qtbot: QtBot) -> None:
    total = page.model.index(page.model.rowCount() - 1, page.model.columnCount() - 1)
    page.share.setCurrentIndex(1)
    page.share.activated.emit(1)
    assert total.data().endswith("100.0%")
    assert page.standing()["share"] == "row"
    assert "占本行" in page.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)


def test_selected_cells_are_copied_with_their_headings(page: StatisticsPage, qtbot: QtBot) -> None:
    selection = page.table.selectionModel()
    for row in (0, 1):
        selection.select(page.model.index(row, 0), QItemSelectionModel.SelectionFlag.Select)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "\t男"
    assert lines[1] == f"0–5 岁\t{page.model.index(0, 0).data()}"
    assert len(lines) == 3


def test_a_table_is_exported(page: StatisticsPage, desk: Desk, qtbot: QtBot, tmp_path: Path) -> None:
    page.export_button.click()
    dialog = in_front()
    assert isinstance(dialog, QFileDialog)
    kinds = dialog.findChild(QComboBox, "fileTypeCombo")
    assert isinstance(kinds, QComboBox)
    qtbot.keyClick(kinds, Qt.Key.Key_Down)
    with qtbot.waitSignal(desk.said) as said:
        name_file(qtbot, tmp_path / "年龄")
    assert said.args[0] == "已导出 年龄.csv"
    assert (tmp_path / "年龄.csv").read_text("utf-8-sig").startswith('"年龄段","男","女","合计"')


def test_a_table_is_printed(page: StatisticsPage, qtbot: QtBot) -> None:
    page.print_button.click()
    (dialog,) = dialogs_open(PreviewDialog)
    qtbot.waitUntil(lambda: dialog.states.state == "content")
    assert dialog.composed is not None
    assert dialog.composed.printout.title == "年龄段 × 性别"
    assert page.model.table is not None
    bars = [one.block for one in dialog.composed.pages[0] if isinstance(one.block, BarBlock)]
    assert len(bars) == len(page.model.table.rows)  # the chart as well, below the table
    dialog.reject()


def test_what_is_written_is_counted_at_once(page: StatisticsPage, desk: Desk, qtbot: QtBot) -> None:
    assert page.model.table is not None
    before = page.model.table.total
    name = {"name": "新来的", "id_type": "其他", "sex": "男", "birth_date": "1990-01-01", "population_type": "户籍人口"}
    editing.add(desk.session, PERSON, name)
    qtbot.waitUntil(lambda: page.model.table is not None and page.model.table.total == before + 1)


def test_an_empty_store_teaches_what_belongs_here(empty_desk: Desk, qtbot: QtBot) -> None:
    page = StatisticsPage(empty_desk)
    qtbot.addWidget(page)
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")
    assert not page.export_button.isEnabled()
    places: list[Place] = []
    empty_desk.asked_for_place.connect(places.append)
    next(one for one in page.states.findChildren(QPushButton) if "导入" in one.text()).click()
    assert places == [Place("import")]


def test_what_cannot_be_told_apart_stands_together_in_the_chart(desk: Desk) -> None:
    table = Numbers(desk.session).cross(Question("dwelling", "occupancy", "building"))
    wide = Numbers(desk.session).cross(Question("person", "sex", "tag"))
    for one in (table, wide):
        bars = bars_of(one)
        assert len(bars.series) <= 8
        assert [sum(bar.parts) for bar in bars.bars] == [sum(counts) for counts in one.counts]
        assert bars.longest == max(sum(bar.parts) for bar in bars.bars)
    assert bars_of(wide).series[-1].startswith("其余")
