"""The recycle bin's page: what stands there, narrowed, brought back, and what stands in the way."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog
from ui.desk import Desk
from ui.look.theme import theme
from ui.recycle_bin.page import RecycleBinPage


def first(desk: Desk, ledger: str) -> str:
    rows = browsing.page(desk.session, catalog.named(ledger), Selection(), Order(limit=1)).rows
    return str(rows[0]["id"])


@pytest.fixture
def page(desk: Desk, qtbot: QtBot, qapp: QApplication) -> RecycleBinPage:
    theme().apply(qapp)
    made = RecycleBinPage(desk)
    made.resize(1000, 600)
    qtbot.addWidget(made)
    made.show()
    return made


def test_removed_records_are_narrowed_and_brought_back(page: RecycleBinPage, desk: Desk, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    gone = {name: first(desk, name) for name in ("topic_merchant", "topic_vehicle")}
    for name, record in gone.items():
        editing.remove(desk.session, catalog.named(name), record, reason=f"{name} 不要了")
    page.enter("", {})
    qtbot.waitUntil(lambda: page.model.rowCount() == 2)
    assert page.band.count() == "2 条"
    assert page.model.index(0, 3).data() == "王芳"
    page.ledgers.set_value("topic_merchant")
    page.ledgers.chosen.emit()
    assert page.model.rowCount() == 1
    assert page.current is not None
    assert page.current.record == gone["topic_merchant"]
    assert page.standing() == {"ledger": "topic_merchant", "search": "", "row": gone["topic_merchant"]}
    with qtbot.waitSignal(desk.said) as said:
        qtbot.mouseClick(page.restore_button, Qt.MouseButton.LeftButton)
    assert said.args[0].startswith("已恢复商户")
    assert said.args[1] == desk.session.store.last_action()
    qtbot.waitUntil(lambda: len(page.model.whole) == 1)
    page.search.setText("没有")
    assert page.states.state == "empty"
    page.enter("", {"search": "vehicle", "ledger": ""})
    qtbot.waitUntil(lambda: page.model.rowCount() == 1)
    tester.deleteLater()


def test_what_must_come_first_is_said(page: RecycleBinPage, desk: Desk, qtbot: QtBot) -> None:
    tag = catalog.named("person_tag")
    row = browsing.page(desk.session, tag, Selection(), Order(limit=1)).rows[0]
    person = str(row["person_uid"])
    editing.remove(desk.session, tag, str(row["id"]), reason="登记错了")
    household = catalog.named("household")
    for one in browsing.page(desk.session, household, Selection(filters=(f"head_person_uid={person}",)), Order()).rows:
        editing.change(desk.session, household, str(one["id"]), {"head_person_uid": ""})
    for name, field in (("building", "leader_person"), ("topic_vehicle", "owner_person")):
        ledger = catalog.named(name)
        for one in browsing.page(desk.session, ledger, Selection(filters=(f"{field}={person}",)), Order()).rows:
            editing.change(desk.session, ledger, str(one["id"]), {field: ""})
    editing.remove(desk.session, catalog.named("person"), person, reason="重复登记")
    page.enter(str(row["id"]), {})
    qtbot.waitUntil(lambda: page.current is not None and page.current.record == row["id"])
    qtbot.keyClick(page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(page.trouble.isVisible)
    assert "人" in page.trouble.text()


def test_an_empty_bin_says_so(empty_desk: Desk, qtbot: QtBot, qapp: QApplication) -> None:
    theme().apply(qapp)
    page = RecycleBinPage(empty_desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")
    assert not page.restore_button.isEnabled()
