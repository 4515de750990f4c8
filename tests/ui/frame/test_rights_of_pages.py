"""Pages and their acts for accounts that may less: not opened from elsewhere either, and grey with the reason."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from app.access import Rights
from ledger.permissions import DEFAULT
from tests.ui.frame.conftest import SmallPage
from ui.desk import Desk
from ui.duplicates.page import DuplicatesPage
from ui.frame.window import MainWindow
from ui.importing.page import ImportPage


def _less(desk: Desk, *actions: str) -> None:
    """Whoever is at work is a worker who may not do these."""
    matrix = {cell: grant for cell, grant in DEFAULT.items() if cell.action not in actions}
    desk.session._rights = Rights(desk.session.login, ("worker",), matrix=matrix)


@pytest.mark.parametrize(("page", "action"), [("import", "import"), ("batches", "import"), ("person", "view")])
def test_a_link_opens_no_page_that_navigation_does_not_offer(
    window: MainWindow, desk: Desk, page: str, action: str
) -> None:
    _less(desk, action)
    said: list[str] = []
    desk.said.connect(lambda text, _action: said.append(text))
    desk.go(page)
    assert isinstance(window.pages.present, SmallPage)
    assert window.pages.present is window.pages.opened("today")
    assert window.pages.opened(page) is None
    assert "没有" in said[0]
    desk.go("statistics")
    assert window.pages.present is window.pages.opened("statistics")


def test_the_import_page_takes_no_file_of_who_may_not_import(qtbot: QtBot, desk: Desk) -> None:
    _less(desk, "import")
    page = ImportPage(desk)
    qtbot.addWidget(page)
    assert not page.file.isEnabled()
    assert not page.file.button.isEnabled()
    assert "没有" in page.file.button.toolTip()


def test_people_are_not_merged_by_who_may_not(qtbot: QtBot, desk: Desk) -> None:
    _less(desk, "merge")
    page = DuplicatesPage(desk)
    qtbot.addWidget(page)
    page._allow(is_ready=True)
    assert page.all_left.isEnabled()
    assert not page.merge.isEnabled()
    assert not page.differs.isEnabled()
    assert page.merge.toolTip()
