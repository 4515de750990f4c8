"""Looking behind masks on the page of a person: the eye, its right, its reason, its time; and who looked."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QMenu
from pytestqt.qtbot import QtBot

from app.access import Rights
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog
from storage.accounts import Account
from storage.audit import Action
from tests.input_method import commit
from ui.desk import Desk
from ui.dossier.facts_grid import FactsGrid
from ui.dossier.looks_card import LooksCard
from ui.dossier.masked_value import MaskedValue
from ui.dossier.person_page import PersonPage
from ui.parts.dialog import ReasonDialog

PERSON = catalog.named("person")


def _somebody(desk: Desk) -> str:
    """A grown-up of whom an ID number and a level 4 field are known."""
    chosen = Selection(filters=("id_no!=", "phone!=", "age>=30"))
    record = str(browsing.page(desk.session, PERSON, chosen, Order(limit=1)).rows[0]["id"])
    editing.save(desk.session, PERSON, {"religion": "佛教"}, record=record)
    return record


def _page(qtbot: QtBot, desk: Desk, record: str) -> PersonPage:
    made = PersonPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    with qtbot.waitSignal(made.shown):
        made.enter(record, {})
    return made


def _value(page: PersonPage, field: str) -> MaskedValue:
    masked = [one for grid in page.findChildren(FactsGrid) for one in grid.masked]
    return next(one for one in masked if one._cell.item.name == field)


def _entries(desk: Desk, class_: str) -> list[Action]:
    with desk.session.reader() as reader:
        return [one for one in reader.actions(limit=50) if one.class_ == class_]


def _whole(desk: Desk, record: str, field: str) -> str:
    with desk.session.reader() as reader:
        row = reader.get(PERSON, bytes.fromhex(record.replace("-", "")))
        assert row is not None
        return str(row[field])


def _as(desk: Desk, *roles: str) -> None:
    others = Account("other", "另一人", ("head",))
    desk.session._rights = Rights.of(desk.session.login, [Account(desk.session.login, "我", roles), others])


def test_the_eye_shows_a_value_for_its_time_and_hides_it_again(qtbot: QtBot, desk: Desk) -> None:
    desk.session.settings["reveal_seconds"] = 15
    record = _somebody(desk)
    page = _page(qtbot, desk, record)
    value = _value(page, "id_no")
    whole = _whole(desk, record, "id_no")
    assert "*" in value.value.text()
    qtbot.mouseClick(value.eye, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: value.value.text() == whole)
    assert value.timer.interval() == 15_000
    assert value.eye.accessibleName() == "重新遮盖证件号码"
    (entry,) = _entries(desk, "reveal")
    assert entry.detail["fields"] == ["id_no"]
    value.timer.timeout.emit()
    assert "*" in value.value.text()
    assert whole not in value.value.accessibleName()
    assert value.eye.accessibleName() == "显示证件号码"


def test_the_focus_stays_at_the_eye_that_was_pressed(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, _somebody(desk))
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    value = _value(page, "id_no")
    value.eye.setFocus()
    qtbot.keyClick(value.eye, Qt.Key.Key_Space)
    assert value.eye.hasFocus(), "while the value is asked for"
    qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: value.is_shown)
    assert value.eye.hasFocus()
    assert len(_entries(desk, "reveal")) == 1


def test_a_look_stands_at_once_among_those_who_looked(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, _somebody(desk))
    (card,) = page.findChildren(LooksCard)
    qtbot.waitUntil(lambda: len(card.lines) == 1)
    qtbot.mouseClick(_value(page, "id_no").eye, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(card.lines) == 2)
    assert any("看了证件号码" in one.text() for one in card.lines[0].findChildren(QLabel))


def test_a_shown_value_goes_with_the_page(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, _somebody(desk))
    value = _value(page, "phone") if desk else None
    assert value is not None
    qtbot.mouseClick(value.eye, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: value.is_shown)
    page.hide()
    assert "*" in value.value.text()
    assert not value.timer.isActive()


def test_copying_a_shown_value_copies_its_mask(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, _somebody(desk))
    value = _value(page, "id_no")
    qtbot.mouseClick(value.eye, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: value.is_shown)
    grid = next(one for one in page.findChildren(FactsGrid) if value in one.masked)
    at = value.value.mapTo(grid, QPoint(2, 2))
    QApplication.sendEvent(grid, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, grid.mapToGlobal(at)))
    (menu,) = grid.findChildren(QMenu)
    menu.actions()[0].trigger()
    assert "*" in QGuiApplication.clipboard().text()
    menu.close()


def test_the_highest_level_asks_for_a_reason(qtbot: QtBot, desk: Desk) -> None:
    record = _somebody(desk)
    page = _page(qtbot, desk, record)
    value = _value(page, "religion")
    assert value.value.text() == "已隐藏"
    qtbot.mouseClick(value.eye, Qt.MouseButton.LeftButton)
    (dialog,) = page.window().findChildren(ReasonDialog)
    assert not dialog.yes.isEnabled()
    commit(dialog.edit, "核实清真供应")
    qtbot.mouseClick(dialog.yes, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: value.is_shown)
    assert value.value.text() != "已隐藏"
    (entry,) = _entries(desk, "reveal")
    assert entry.reason == "核实清真供应"


def test_eyes_are_grey_beyond_the_right_and_absent_without_it(qtbot: QtBot, desk: Desk) -> None:
    record = _somebody(desk)
    _as(desk, "grid")
    page = _page(qtbot, desk, record)
    assert _value(page, "id_no").eye.isEnabled()
    beyond = _value(page, "religion").eye
    assert not beyond.isEnabled()
    assert "居委主任/书记" in beyond.toolTip()
    _as(desk, "viewer")
    page = _page(qtbot, desk, record)
    assert not [one for grid in page.findChildren(FactsGrid) for one in grid.masked]


@pytest.mark.parametrize("role", ["viewer", "property", "entrusted"])
def test_who_changes_nothing_is_offered_nothing(qtbot: QtBot, desk: Desk, role: str) -> None:
    record = _somebody(desk)
    desk.session._rights = Rights(desk.session.login, (role,), frozenset((b"1" * 16,)))
    page = _page(qtbot, desk, record)
    assert page.edit_button.isHidden()
    assert page.confirm_button.isHidden()
    assert not page.acts_button.isEnabled()
    assert "办理" in page.acts_button.toolTip()
    assert not page.delete_act.isEnabled()
    assert not any(card.can_be_edited for card in page.fields.cards)


def test_opening_the_page_is_entered_once_and_the_head_reads_it(qtbot: QtBot, desk: Desk) -> None:
    record = _somebody(desk)
    page = _page(qtbot, desk, record)
    qtbot.waitUntil(lambda: len(_entries(desk, "view")) == 1)
    page.load()
    with qtbot.waitSignal(page.shown):
        pass
    assert len(_entries(desk, "view")) == 1
    with qtbot.waitSignal(page.shown):
        page.enter(record, {})
    qtbot.waitUntil(lambda: len(_entries(desk, "view")) == 2)
    qtbot.waitUntil(lambda: any(one.isVisibleTo(page) and one.lines for one in page.findChildren(LooksCard)))
    card = next(one for one in page.findChildren(LooksCard) if one.isVisibleTo(page) and one.lines)
    assert any("打开了页面" in one.text() for one in card.findChildren(QLabel))
    _as(desk, "worker")
    page = _page(qtbot, desk, record)
    assert not page.findChildren(LooksCard)


def test_a_look_does_not_make_the_page_read_again(qtbot: QtBot, desk: Desk) -> None:
    page = _page(qtbot, desk, _somebody(desk))
    qtbot.waitUntil(lambda: len(_entries(desk, "view")) == 1)
    value = _value(page, "id_no")
    qtbot.mouseClick(value.eye, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: value.is_shown)
    assert _value(page, "id_no") is value  # the same widget: nothing was built anew
