"""The list of people for accounts that may less: what they may not do stands grey and says why."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from app.access import Rights
from ui.desk import Desk
from ui.dossier.masked_value import MaskedValue
from ui.frame.navigation import Navigation
from ui.people.page import PeoplePage


def _page(qtbot: QtBot, desk: Desk, role: str) -> PeoplePage:
    desk.session._rights = Rights(desk.session.login, (role,))
    page = PeoplePage(desk)
    qtbot.addWidget(page)
    page.resize(1200, 700)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    return page


@pytest.mark.parametrize(
    ("role", "enabled"),
    [
        ("worker", (True, True, True, True)),
        ("grid", (True, False, True, True)),
        ("viewer", (True, False, False, False)),
    ],
)
def test_actions_follow_the_rights(qtbot: QtBot, desk: Desk, role: str, enabled: tuple[bool, ...]) -> None:
    page = _page(qtbot, desk, role)
    buttons = (page.print_button, page.import_button, page.export_button, page.add_button)
    assert tuple(button.isEnabled() for button in buttons) == enabled
    for button in buttons:
        assert button.isEnabled() or "没有" in button.toolTip()
    assert ("粘贴" in page.panel.table.cells.by_name) == (role != "viewer")


@pytest.mark.parametrize(("role", "may_sort"), [("worker", True), ("grid", True), ("viewer", False)])
def test_nobody_is_offered_to_sort_by_what_is_hidden_from_them(
    qtbot: QtBot, desk: Desk, role: str, *, may_sort: bool
) -> None:
    table = _page(qtbot, desk, role).panel.table
    qtbot.waitUntil(lambda: table.model.rowCount() > 0)
    menu = table.headings.open_filter("phone", table.mapToGlobal(table.rect().center()))
    assert menu is not None
    assert any(button.text() == "升序" for button in menu.findChildren(QPushButton)) == may_sort
    menu.close()
    phone = next(at for at, column in enumerate(table.model.columns) if column.name == "phone")
    headings = table.panes.pane_of(phone).headings
    qtbot.mouseClick(headings.viewport(), Qt.MouseButton.LeftButton, pos=headings.section_rect(phone).center())
    assert (table.order_by == "phone") == may_sort
    assert ("没有查看权限" in table.note.text) != may_sort


def test_navigation_offers_what_may_be_opened(qtbot: QtBot, desk: Desk) -> None:
    def offered(role: str) -> set[str]:
        navigation = Navigation("银杏居委会", Rights("me", (role,)))
        qtbot.addWidget(navigation)
        return {name for name, button in navigation._buttons.items() if not button.isHidden()}

    everything = offered("head")
    assert {"today", "people", "homes", "orders", "statistics", "duplicates", "import"} <= everything
    assert offered("viewer") == everything - {"duplicates", "import"}
    assert not offered("accounts") & {"people", "homes", "orders", "statistics", "import"}


def test_pages_of_the_offices_keeping_stand_in_a_menu(qtbot: QtBot) -> None:
    navigation = Navigation("银杏居委会", Rights("me", ("head",)))
    qtbot.addWidget(navigation)
    navigation.show()
    qtbot.mouseClick(navigation.manage, Qt.MouseButton.LeftButton)
    assert navigation.managing.isVisible()
    rights = next(one for one in navigation.managing.actions() if one.text() == "权限")
    with qtbot.waitSignal(navigation.asked) as asked:
        rights.trigger()
    assert asked.args == ["rights"]
    navigation.managing.close()
    assert not navigation.manage.isChecked()
    navigation.mark("rights")
    assert navigation.manage.isChecked()


def _eyes(qtbot: QtBot, page: PeoplePage) -> list[MaskedValue]:
    qtbot.waitUntil(lambda: page.panel.table.model.rowCount() > 0)
    drawer = page.panel.drawer
    drawer.show()
    page.panel.table.panes.go(0, 0)
    qtbot.waitUntil(lambda: drawer.brief is not None)
    return [eye for eye in drawer.findChildren(MaskedValue) if not eye.isHidden()]


def test_the_drawer_looks_behind_a_mask_as_the_page_does(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, "worker")
    eyes = {eye._cell.item.name: eye for eye in _eyes(qtbot, page)}
    number = eyes["id_no"]
    masked = number.value.text()
    assert "*" in masked
    qtbot.mouseClick(number.eye, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: number.is_shown)
    assert "*" not in number.value.text()
    with desk.session.reader() as reader:
        (entry,) = reader.actions(kind="reveal")
    assert (entry.class_, entry.detail["fields"]) == ("reveal", ["id_no"])
    page.panel.drawer.hide()
    assert number.value.text() == masked  # gone with the drawer


def test_who_never_looks_behind_masks_gets_no_eye_in_the_drawer(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, "viewer")
    assert _eyes(qtbot, page) == []
    assert page.panel.drawer.brief is not None
    assert any("*" in line.text for line in page.panel.drawer.brief.facts)
