"""The page of today for accounts that may not look at residents, or not change them: it tells what is theirs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app.stores.session import Session
from ledger import clock
from storage.store import Entry
from tests.colleagues import LI, add_colleague
from ui.desk import Desk, Place
from ui.today.page import TodayPage


@pytest.fixture(params=["accounts", "auditor"])
def other(desk: Desk, request: pytest.FixtureRequest) -> Desk:
    """The desk of somebody who looks after accounts or reads the log."""
    add_colleague(desk.session.store, roles=(request.param,))
    return Desk(Session(desk.session.store, LI, desk.session.settings), desk.runner)


def _page(qtbot: QtBot, desk: Desk) -> TodayPage:
    assert not desk.session.rights.may("view")
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    return page


def test_the_end_of_the_own_password_is_told(other: Desk, qtbot: QtBot) -> None:
    set_at = clock.instant_text(clock.now() - timedelta(days=25))
    with other.session.store.enter(Entry("wang", "account-change", class_="account")) as write:
        write.connection.run("UPDATE account SET password_at = ? WHERE login = ?", (set_at, LI))
        write.audit_detail(login=LI)
    page = _page(qtbot, other)
    qtbot.waitUntil(lambda: bool(page.cards) and page.states.state == "content")
    line = next(card for card in page.cards if card.group.kind == "password").group.lines[0]
    assert line.why == "还能用 6 天，之后登录只能先改密码"
    places: list[Place] = []
    other.asked_for_place.connect(places.append)
    page.cards[0].opened.emit(line)
    assert [place.page for place in places] == ["settings"]


def test_nobody_is_sent_to_an_import_that_is_not_theirs(other: Desk, qtbot: QtBot) -> None:
    page = _page(qtbot, other)
    qtbot.waitUntil(lambda: page.states.state == "empty")
    assert not [button for button in page.findChildren(QPushButton) if "导入" in button.text()]


def test_a_reader_is_not_sent_to_put_records_right(desk: Desk, qtbot: QtBot) -> None:
    add_colleague(desk.session.store, roles=("viewer",))
    reader = Desk(Session(desk.session.store, LI, desk.session.settings), desk.runner)
    page = TodayPage(reader)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty" and page.model.rowCount() > 0)
    assert page.cards == ()
    told = [one.accessibleDescription() + one.accessibleName() for one in page.states.findChildren(QWidget, "empty")]
    assert not [text for text in told if "点开就能办" in text]
