"""Past imports are listed with their counts, opened, and taken back or told why not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.access import Rights
from app.review import import_steps
from ledger.permissions import DEFAULT
from tests.office import Office, an_id
from ui.batches.page import BatchesPage
from ui.desk import Desk

HEAD = ["小区", "楼栋", "室号", "姓名", "证件号码", "联系电话"]


@pytest.fixture
def office(empty_desk: Desk, tmp_path: Path) -> Office:
    return Office(empty_desk.session, tmp_path)


@pytest.fixture
def page(qtbot: QtBot, empty_desk: Desk) -> BatchesPage:
    made = BatchesPage(empty_desk)
    qtbot.addWidget(made)
    made.resize(1180, 720)
    made.show()
    return made


def _row(name: str, number: str, phone: str = "13812345678") -> list[object]:
    return ["凌兆小区一", "1", "101", name, number, phone]


def _opened(qtbot: QtBot, page: BatchesPage, record: str = "") -> None:
    page.enter(record, {})
    qtbot.waitUntil(lambda: page.states.state == "content" and bool(page.records.lines))


def _click_undo(qtbot: QtBot, page: BatchesPage) -> None:
    qtbot.mouseClick(page.undo, Qt.MouseButton.LeftButton)
    page.asking.accept()
    qtbot.waitUntil(lambda: not page.desk.runner.is_writing)


def test_a_store_without_imports_offers_the_first(qtbot: QtBot, page: BatchesPage) -> None:
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")


def test_imports_are_listed_and_what_they_brought_opens(qtbot: QtBot, page: BatchesPage, office: Office) -> None:
    first = office.outcome(office.sheet(HEAD, _row("张三", an_id(1))))
    office.take(HEAD, _row("李四", an_id(2)))
    for model in (page.model, page.records):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, model)
    _opened(qtbot, page, first.batch)
    assert page.band.count() == "2 次"
    assert page.table.currentIndex().row() == 1
    names = [one.name for one in page.records.lines]
    assert "张三" in names
    row = names.index("张三")
    with qtbot.waitSignal(page.desk.asked_for_place) as asked:
        page.record_table.activated.emit(page.records.index(row, 0))
    assert asked.args[0].page == "person"


def test_an_import_is_taken_back_and_the_list_says_so(qtbot: QtBot, page: BatchesPage, office: Office) -> None:
    office.take(HEAD, _row("张三", an_id(1)))
    _opened(qtbot, page)
    _click_undo(qtbot, page)
    qtbot.waitUntil(lambda: page.model.index(0, 9).data() == "已撤销")
    assert office.rows("person") == []
    assert not page.undo.isEnabled()


def test_what_stands_in_the_way_is_named(qtbot: QtBot, page: BatchesPage, office: Office) -> None:
    first = office.outcome(office.sheet(HEAD, _row("张三", an_id(1))))
    office.take(HEAD, _row("张三", an_id(1), "13987654321"))
    _opened(qtbot, page, first.batch)
    _click_undo(qtbot, page)
    qtbot.waitUntil(page.note.isVisible)
    assert "张三" in page.note.text()
    assert len(office.rows("person")) == 1


def test_the_rows_sent_back_can_be_had_once_more(
    qtbot: QtBot, page: BatchesPage, office: Office, tmp_path: Path
) -> None:
    path = office.sheet(HEAD, _row("张三", an_id(1)), _row("李四", an_id(2)[:17]))
    office.outcome(path)
    import_steps.remember_file(office.session, path)
    _opened(qtbot, page)
    qtbot.waitUntil(page.returned.isVisible)
    page.write_returned(tmp_path / "退回.xlsx")
    qtbot.waitUntil(page.note.isVisible)
    assert (tmp_path / "退回.xlsx").is_file()


def test_the_list_follows_what_others_import(qtbot: QtBot, page: BatchesPage, office: Office) -> None:
    office.take(HEAD, _row("张三", an_id(1)))
    _opened(qtbot, page)
    office.take(HEAD, _row("李四", an_id(2)))
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)


def test_an_import_is_not_taken_back_by_who_may_not(qtbot: QtBot, page: BatchesPage, office: Office) -> None:
    office.take(HEAD, _row("张三", an_id(1)))
    matrix = {cell: grant for cell, grant in DEFAULT.items() if cell.action != "undo_import"}
    page.desk.session._rights = Rights(page.desk.session.login, ("worker",), matrix=matrix)
    _opened(qtbot, page)
    assert not page.undo.isEnabled()
    assert "没有" in page.undo.toolTip()
