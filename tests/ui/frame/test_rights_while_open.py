"""Rights change while the window is open: navigation, menus and pages follow at once; requests are counted."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app import today
from app.exports import exporting
from app.exports.exporting import ExportRequest
from app.release import approvals
from app.rights import matrix
from app.stores.session import Session
from ledger.permissions import Cell
from storage.journal import Entry
from tests.colleagues import LI, add_colleague
from tests.ui.frame.conftest import SmallPage
from ui.desk import Desk
from ui.frame.window import MainWindow

PageOf = Callable[[str], SmallPage]


def _offered(window: MainWindow) -> set[str]:
    return {name for name, button in window.navigation._buttons.items() if not button.isHidden()}


def _managing(window: MainWindow) -> list[str]:
    return [one.text() for one in window.navigation.managing.actions()]


def _take_away(desk: Desk, *actions: str) -> None:
    matrix.change(desk.session, dict.fromkeys((Cell("head", action) for action in actions), None), "试一试")


@pytest.fixture
def colleague(desk: Desk) -> Desk:
    """The same office with a second account: whoever is at work is the head from then on."""
    add_colleague(desk.session.store)
    return desk


def test_a_first_colleague_takes_roles_away(window: MainWindow, desk: Desk, qtbot: QtBot) -> None:
    assert "日志审计" in _managing(window)
    add_colleague(desk.session.store)
    qtbot.waitUntil(lambda: "日志审计" not in _managing(window))
    assert desk.session.rights.roles == ("head",)


def test_the_page_in_front_gives_way_when_it_may_not_be_opened_any_more(
    colleague: Desk, window: MainWindow, page_of: PageOf, qtbot: QtBot
) -> None:
    window.open_page("statistics")
    window.open_page("today")
    window.open_page("batches")
    _take_away(colleague, "import", "statistics")
    qtbot.waitUntil(lambda: not _offered(window) & {"import", "batches", "statistics"})
    qtbot.waitUntil(lambda: window.pages.present is window.pages.opened("today"))
    assert window.pages.opened("batches") is None
    assert window.pages.opened("statistics") is None
    matrix.change(
        colleague.session,
        {Cell("head", "statistics"): matrix.permissions.DEFAULT[Cell("head", "statistics")]},
        "还是要看",
    )
    qtbot.waitUntil(lambda: "statistics" in _offered(window))


def test_pages_are_made_anew_and_stand_as_they_stood(
    colleague: Desk, window: MainWindow, page_of: PageOf, qtbot: QtBot
) -> None:
    window.open_page("people")
    before = page_of("people")
    before.row = 7
    _take_away(colleague, "merge")
    qtbot.waitUntil(lambda: window.pages.opened("people") is not before)
    after = page_of("people")
    assert window.pages.present is after
    assert after.entered == [("", {"row": 7})]


def test_what_is_being_typed_stays(colleague: Desk, window: MainWindow, page_of: PageOf, qtbot: QtBot) -> None:
    window.open_page("people")
    page = page_of("people")
    page.field.setText("还没有保存")
    _take_away(colleague, "merge")
    qtbot.waitUntil(lambda: "duplicates" not in _offered(window))
    assert window.pages.present is page


def test_a_change_of_somebody_elses_account_leaves_the_pages(
    colleague: Desk, window: MainWindow, page_of: PageOf, qtbot: QtBot
) -> None:
    window.open_page("people")
    page = page_of("people")
    with (
        qtbot.waitSignal(colleague.events.changed),
        colleague.session.store.enter(Entry("wang", "account-change", class_="account")) as write,
    ):
        write.connection.run("UPDATE account SET phone = '13900000000' WHERE login = ?", (LI,))
        write.audit_detail(login=LI)
    assert window.pages.opened("people") is page


def test_requests_that_wait_are_counted_where_they_are_decided(
    colleague: Desk, window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "导出登记" in _managing(window))
    asker = Session(colleague.session.store, LI, colleague.session.settings)
    request = ExportRequest(
        ledger="person",
        out_path=tmp_path / "表.xlsx",
        columns=("name", "health_status"),
        unmasked=True,
        reason="民政",
        purpose="03",
        basis="01",
    )
    asked = exporting.ask(asker, request)
    qtbot.waitUntil(lambda: "导出登记（1）" in _managing(window))
    assert window.navigation.manage.text() == "管理（1）"
    group = next(one for one in today.at_once(colleague.session) if one.kind == "requests")
    assert (group.count, group.page) == (1, "approvals")
    assert "1 件待处理" in window.navigation.manage.accessibleName()
    assert not [one for one in today.at_once(asker) if one.kind == "requests"]  # nobody decides the own one
    approvals.withdraw(asker, asked.id)
    qtbot.waitUntil(lambda: "导出登记" in _managing(window))
    assert window.navigation.manage.text() == "管理"
