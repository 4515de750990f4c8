"""The page of what looks unusual: seen, dealt with, and changes put back."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from app import today
from app.access import Rights
from app.orders import intake
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.watch.watching import Watching
from ledger import catalog, clock
from storage.store import Entry
from tests.committee import LOGIN
from tests.input_method import commit
from ui.desk import Desk
from ui.look.theme import theme
from ui.parts.dialog import Dialog
from ui.watch.page import WatchPage

PEOPLE = catalog.named("person")


class _NextHour:
    """The clock an hour on."""

    def __init__(self) -> None:
        self._at = clock.now() + timedelta(hours=1)

    def now(self) -> datetime:
        return self._at


@pytest.fixture
def changed(desk: Desk) -> str:
    """A person who was changed, after ten exports."""
    session = desk.session
    session.store.note([(Entry(LOGIN, "export", class_="export"), {"rows": 1}) for _ in range(10)])
    record = str(browsing.page(session, PEOPLE, Selection(), Order(limit=1)).rows[0]["id"])
    editing.change(session, PEOPLE, record, {"employer": "某某单位"})
    Watching(session).catch_up()
    return record


@pytest.fixture
def page(desk: Desk, changed: str, qtbot: QtBot, qapp: QApplication) -> WatchPage:
    theme().apply(qapp)
    made = WatchPage(desk)
    made.resize(1100, 700)
    qtbot.addWidget(made)
    made.show()
    made.changes.kinds.set_value("all")
    made.enter("", {})
    qtbot.waitUntil(lambda: bool(made.model.lines) and bool(made.changes.model.lines))
    return made


def _row(page: WatchPage, rule: str) -> int:
    return next(at for at, one in enumerate(page.model.lines) if one.rule == rule)


def test_a_new_line_is_seen_then_dealt_with_and_goes(page: WatchPage, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.table.selectRow(_row(page, "exports"))
    before = page.model.rowCount()
    qtbot.mouseClick(page.seen_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.lines[_row(page, "exports")].state == "seen")
    page.table.selectRow(_row(page, "exports"))
    assert not page.seen_button.isEnabled()
    qtbot.mouseClick(page.done_button, Qt.MouseButton.LeftButton)
    assert not page.handling.yes.isEnabled()
    commit(page.handling.edit, "季报，已问过")
    qtbot.mouseClick(page.handling.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: page.model.rowCount() == before - 1)
    page.which.set_value("all")
    page.which.chosen.emit()
    qtbot.waitUntil(lambda: page.model.rowCount() == before)
    done = page.model.lines[_row(page, "exports")]
    assert (done.state_label, done.note) == ("已处理", "季报，已问过")
    tester.deleteLater()


def test_an_hour_of_changes_is_put_back_and_can_be_taken_back(
    page: WatchPage, desk: Desk, changed: str, qtbot: QtBot
) -> None:
    asking, text = _asked(page, qtbot)
    assert "会全部改回原来的内容。" in text
    with qtbot.waitSignal(desk.said) as said:
        asking.accept()
    assert said.args[0].startswith("已恢复到变更前")
    assert said.args[1] > 0
    assert not browsing.show(desk.session, PEOPLE, changed, everyone=True).row["employer"]
    qtbot.waitUntil(lambda: not page.changes.model.lines[0].stands)
    assert not page.changes.restore_button.isEnabled()


def _asked(page: WatchPage, qtbot: QtBot) -> tuple[Dialog, str]:
    """The question and what it says."""
    qtbot.mouseClick(page.changes.restore_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: hasattr(page.changes, "asking"))
    asking = page.changes.asking
    return asking, " ".join(one.text() for one in asking.findChildren(QLabel))


def test_an_order_of_the_hour_stays_and_is_told_before_and_after(
    page: WatchPage, desk: Desk, changed: str, qtbot: QtBot
) -> None:
    made = intake.create(desk.session, {"description": "三楼渗水", "category": "C104"})
    page.changes.read()
    qtbot.waitUntil(lambda: "工单" in page.changes.model.lines[0].told)
    asking, text = _asked(page, qtbot)
    stays = f"工单 {made.order_no} 留着，要结束请在工单里“申请作废”"
    assert f"会改回原来的内容，但是{stays}" in text
    with qtbot.waitSignal(desk.said) as said:
        asking.accept()
    assert said.args[0].endswith(f"；{stays}")
    assert not browsing.show(desk.session, PEOPLE, changed, everyone=True).row["employer"]


def test_an_hour_of_nothing_but_orders_cannot_be_put_back_and_says_why(
    page: WatchPage, desk: Desk, qtbot: QtBot
) -> None:
    with clock.use(_NextHour()):
        intake.create(desk.session, {"description": "三楼渗水", "category": "C104"})
        page.changes.read()
        qtbot.waitUntil(lambda: len(page.changes.model.lines) > 1)
    page.changes.table.selectRow(0)
    assert page.changes.model.lines[0].now == "不能恢复"
    assert not page.changes.restore_button.isEnabled()
    assert "再办一步更正" in page.changes.restore_button.toolTip()


def test_an_auditor_sees_the_changes_and_cannot_put_them_back(
    page: WatchPage, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(desk.session, "_rights", Rights("shen", ("auditor",)))
    page.changes._on_current()
    page._on_current()
    assert not page.changes.restore_button.isEnabled()
    assert page.changes.restore_button.toolTip()
    assert page.log_button.isEnabled()


def test_the_log_of_that_day_is_a_click_away(page: WatchPage, desk: Desk, qtbot: QtBot) -> None:
    page.table.selectRow(_row(page, "exports"))
    with qtbot.waitSignal(desk.asked_for_place) as asked:
        qtbot.mouseClick(page.log_button, Qt.MouseButton.LeftButton)
    place = asked.args[0]
    assert (place.page, place.facts["user"]) == ("audit", LOGIN)


def test_what_was_noticed_stands_on_today(desk: Desk, changed: str) -> None:
    group = today.at_once(desk.session)[0]
    assert (group.kind, group.page) == ("alerts", "watch")
    assert group.count == today.open_alerts(desk.session)
