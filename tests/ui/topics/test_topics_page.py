"""The page 专题台账 as a person uses it: a ledger taken over, designed, rows kept, checked off, reported."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from app.homes import buildings
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.topics import defining, reporting, rows, writing
from ledger import catalog
from ledger.topics import TopicField
from storage.errors import DiskFull
from ui.desk import Desk, Place
from ui.order_form.report_dialog import ReportDialog
from ui.parts.dialog import Dialog
from ui.people.page import PeoplePage
from ui.topics.define_dialog import DefineDialog
from ui.topics.page import TopicsPage
from ui.topics.row_dialog import RowDialog

_Dialog = TypeVar("_Dialog", bound=Dialog)


def _opened(desk: Desk, qtbot: QtBot, **facts: object) -> TopicsPage:
    page = TopicsPage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.enter("", facts)
    return page


def _lift(desk: Desk, count: int = 2) -> str:
    lift = defining.take_over(desk.session, "lift").id
    building = buildings.tree(desk.session)[0].children[0].id
    for number in range(count):
        typed = {"device_no": f"DT-{number}", "building": building, "status": "正常"}
        writing.save(desk.session, lift, typed)
    return lift


def _dialog(page: TopicsPage | PeoplePage, qtbot: QtBot, kind: type[_Dialog]) -> _Dialog:
    found: list[_Dialog] = []

    def is_there() -> bool:
        found[:] = [one for one in page.window().findChildren(kind) if one.isVisible()]
        return bool(found)

    qtbot.waitUntil(is_there)
    return found[0]


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> TopicsPage:
    """Two lifts."""
    _lift(desk)
    made = _opened(desk, qtbot)
    qtbot.waitUntil(lambda: made.pane.found is not None and len(made.pane.rows.lines) == 2)
    return made


def test_a_ledger_is_taken_over_with_one_click_and_filled(desk: Desk, qtbot: QtBot) -> None:
    page = _opened(desk, qtbot)
    qtbot.waitUntil(lambda: page.states.state == "empty")
    menu = page.design_button.menu()
    next(one for one in menu.actions() if one.text() == "启用“照明”").trigger()
    qtbot.waitUntil(lambda: page.pane.found is not None and page.pane.found.kept.topic.code == "lighting")
    page.pane.deeds.add()
    dialog = _dialog(page, qtbot, RowDialog)
    qtbot.waitUntil(lambda: dialog.form is not None)
    assert dialog.form is not None
    dialog.form.fill({"point": "3号灯杆", "kind": "路灯", "count": "很多", "status": "完好"})
    dialog.submit()
    assert dialog.form.fields["count"].labelled.error
    dialog.form.fill({"count": "2"})
    dialog.submit()
    qtbot.waitUntil(lambda: len(page.pane.rows.lines) == 1)
    assert page.pane.rows.cells(page.pane.rows.lines[0])[0] == "3号灯杆"


def test_why_a_ledger_was_not_taken_over_is_told_where_there_is_none_yet(
    desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object) -> None:
        raise DiskFull(desk.session.store.folder)

    page = _opened(desk, qtbot)
    qtbot.waitUntil(lambda: page.states.state == "empty")
    monkeypatch.setattr(defining, "take_over", refused)
    page.take_over("lift", "电梯")
    qtbot.waitUntil(page.note.isVisible)


def test_rows_are_found_changed_checked_off_and_reported(page: TopicsPage, desk: Desk, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.pane.rows, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.pane.search.setText("DT-1")
    qtbot.waitUntil(lambda: len(page.pane.rows.lines) == 1)
    assert tester.model().rowCount() == 1
    page.pane.table.selectRow(0)
    page.pane.deeds.edit()
    dialog = _dialog(page, qtbot, RowDialog)
    qtbot.waitUntil(lambda: dialog.form is not None)
    assert dialog.form is not None
    dialog.form.fill({"status": "停用"})
    dialog.submit()
    qtbot.waitUntil(lambda: "停用" in page.pane.rows.cells(page.pane.rows.lines[0]))
    assert len(page.pane.chosen()) == 1, "the row stays chosen"
    page.pane.deeds.report()
    report = _dialog(page, qtbot, ReportDialog)
    assert not report.button.isEnabled()
    report.what.setPlainText("编号不对")
    report.submit()
    qtbot.waitUntil(page.pane.deeds.order_button.isVisible)
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    page.pane.deeds.go_to_order()
    assert (places[0].page, places[0].record) == ("order", page.pane.chosen()[0].order.id)


def test_what_is_due_is_shown_alone_and_checked_off_together(desk: Desk, qtbot: QtBot) -> None:
    lift = _lift(desk, 3)
    with desk.session.reader() as reader:
        stored = reader.children(defining.ROW, "topic_uid", [next(iter(reader.scan(defining.DEFINITION, ())))[0]])
    with desk.session.store.write(user=desk.session.login, kind="edit") as write:
        write.patch(defining.ROW, [(row["id"], row, {"confirmed_on": None}) for row in stored[:2]])  # type: ignore[misc]
    page = _opened(desk, qtbot, topic=lift, due=True)
    qtbot.waitUntil(lambda: page.pane.found is not None and len(page.pane.rows.lines) == 2)
    assert page.pane.only_due.isChecked()
    assert page.band.count().endswith("待核对 2 条")
    page.pane.table.selectAll()
    page.pane.deeds.confirm()
    qtbot.waitUntil(lambda: page.pane.states.state == "empty")
    assert rows.listing(desk.session, lift).due == 0


def test_the_designer_tells_what_is_wrong_and_keeps_what_was_filled_in(
    page: TopicsPage, desk: Desk, qtbot: QtBot
) -> None:
    page.change_design()
    dialog = _dialog(page, qtbot, DefineDialog)
    assert not dialog.editor.kind.isEnabled(), "there are rows"
    names = [dialog.list.item(at).text() for at in range(dialog.list.count())]
    dialog.list.setCurrentRow(names.index("位置"))
    dialog.remove_field.click()
    dialog.add_field.click()
    dialog.editor.kind.setCurrentIndex(dialog.editor.kind.findData("code"))
    dialog.editor.kind.activated.emit(0)
    dialog.turn()
    qtbot.waitUntil(lambda: dialog.proposal is not None)
    assert dialog.proposal is not None
    assert {one.rule for one in dialog.proposal.flaws} == {"label", "choices"}
    dialog.turn()
    dialog.editor.label.setText("载重")
    dialog.editor.choices.setText("630、800、1000")
    dialog.editor.choices.textEdited.emit("")
    dialog.turn()
    qtbot.waitUntil(lambda: dialog.proposal is not None and not dialog.proposal.flaws)
    assert dialog.proposal.differences == ("停用栏目“位置”，填过的内容留着", "新增栏目“载重”")
    dialog.submit()
    qtbot.waitUntil(lambda: page.pane.found is not None and page.pane.found.kept.topic.version == 2)
    live = [one.label for one in defining.find(desk.session, "lift").topic.live]
    assert ("载重" in live, "位置" in live) == (True, False)


def test_a_design_that_changed_while_it_was_open_is_told_and_not_written_over(
    page: TopicsPage, desk: Desk, qtbot: QtBot
) -> None:
    page.change_design()
    dialog = _dialog(page, qtbot, DefineDialog)
    dialog.lead.setText("房管办")
    seen = defining.find(desk.session, "lift").topic
    load = TopicField(name="load", label="载重")
    defining.define(desk.session, replace(seen, fields=(*seen.fields, load)), seen=seen)
    for try_it in (dialog.turn, dialog.submit):
        try_it()
        qtbot.waitUntil(dialog.error.isVisible)
        dialog.error.tell("")
    now = defining.find(desk.session, "lift").topic
    assert (now.lead, now.live[-1]) == (seen.lead, load)
    dialog.reject()


def test_what_would_be_a_key_of_rows_that_are_the_same_is_told_before_it_is_written(
    page: TopicsPage, desk: Desk, qtbot: QtBot
) -> None:
    page.change_design()
    dialog = _dialog(page, qtbot, DefineDialog)
    names = [dialog.list.item(at).text() for at in range(dialog.list.count())]
    dialog.list.setCurrentRow(names.index("状态 *"))
    dialog.editor.key.click()
    dialog.turn()
    qtbot.waitUntil(lambda: dialog.proposal is not None)
    told = [one.text() for one in dialog.preview.findChildren(QLabel)]
    assert any("“正常”有 2 条" in text for text in told)
    dialog.submit()
    qtbot.waitUntil(dialog.error.isVisible)
    assert defining.find(desk.session, "lift").topic.version == 1
    dialog.reject()


def test_what_is_typed_to_find_rows_reads_nothing(
    page: TopicsPage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    qtbot.waitUntil(lambda: not page.desk.runner.is_busy)
    monkeypatch.delattr(rows, "listing")
    page.pane.search.setText("DT-1")
    qtbot.waitUntil(lambda: len(page.pane.rows.lines) == 1)
    page.pane.only_due.click()
    assert page.pane.states.state == "empty"
    page.pane.search.clear()
    page.pane.only_due.click()
    qtbot.waitUntil(lambda: len(page.pane.rows.lines) == 2)


def test_a_new_ledger_is_designed_without_code(desk: Desk, qtbot: QtBot) -> None:
    page = _opened(desk, qtbot)
    qtbot.waitUntil(lambda: page.states.state == "empty")
    page.design()
    dialog = _dialog(page, qtbot, DefineDialog)
    dialog.name.setText("非机动车棚")
    dialog.submit()
    qtbot.waitUntil(lambda: bool(dialog.error.isVisible()))
    dialog.lead.setText("管理办")
    dialog.submit()
    qtbot.waitUntil(lambda: page.pane.found is not None)
    [made] = defining.kept(desk.session)
    assert (made.topic.name, made.topic.lead, made.topic.live[0].label) == ("非机动车棚", "管理办", "名称")


def test_a_shop_is_reported_beside_its_list(desk: Desk, qtbot: QtBot) -> None:
    shop = str(browsing.page(desk.session, catalog.named("topic_merchant"), Selection(), Order(limit=1)).rows[0]["id"])
    reporting.report(desk.session, "topic_merchant", shop, "已经关门")
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1366, 768)
    page.show()
    page.enter("", {"ledger": "topic_merchant"})
    drawer = page.panel.drawer
    drawer.show()
    drawer.show_record(shop)
    qtbot.waitUntil(lambda: drawer.brief is not None)
    assert any(one.text().startswith("数据异常已上报 GD") for one in drawer.findChildren(QPushButton))
