"""一人一档 as somebody uses it: read, edit a group, confirm, put back, delete, and the story of it all."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from app.dossiers import drafts
from app.dossiers.drafts import Filled
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from ledger import catalog, clock
from tests.ui.dialogs import give_reason, press
from ui.desk import Desk
from ui.dossier.person_page import PersonPage
from ui.dossier.section_card import SectionCard
from ui.parts.dialog import Dialog

PERSON = catalog.named("person")


def _some(desk: Desk, *filters: str) -> str:
    return str(browsing.page(desk.session, PERSON, Selection(filters=filters), Order(limit=1)).rows[0]["id"])


@pytest.fixture
def page(qtbot: QtBot, desk: Desk) -> PersonPage:
    made = PersonPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    with qtbot.waitSignal(made.shown):
        made.enter(_some(desk, "tag=A04"), {})
    qtbot.waitUntil(lambda: "变更" in _said(made))
    return made


def _said(page: PersonPage) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def _card(page: PersonPage, name: str) -> SectionCard:
    return next(card for card in page.fields.cards if name in {cell.item.name for cell in card.section.cells})


def _row(desk: Desk, record: str) -> dict[str, object]:
    return browsing.show(desk.session, PERSON, record, everyone=True).row


class _StrayWindows(QObject):
    """Notes every window that is shown besides the page's own."""

    def __init__(self, own: QWidget) -> None:
        super().__init__()
        self._own, self.seen = own, list[str]()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_shown = event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow()
        if is_shown and watched is not self._own:
            self.seen.append(repr(watched))
        return False


def test_opening_and_refreshing_shows_no_other_window(
    qtbot: QtBot, qapp: QApplication, page: PersonPage, desk: Desk
) -> None:
    stray = _StrayWindows(page)
    qapp.installEventFilter(stray)
    try:
        with qtbot.waitSignal(page.shown):
            page.enter(_some(desk, "tag=A01"), {})
        card = _card(page, "employer")
        card.edit()
        card.leave()
    finally:
        qapp.removeEventFilter(stray)
    assert stray.seen == []


def test_the_page_tells_who_this_is_masked(page: PersonPage, desk: Desk) -> None:
    row = _row(desk, page.record)
    said = _said(page)
    assert str(row["name"]) in said
    assert "纯老家庭老人" in said
    assert str(row["id_no"]) in said
    with desk.session.reader() as reader:
        from ledger import ids

        raw = reader.get(PERSON, ids.from_text(page.record) or b"")
    assert raw is not None
    assert str(raw["id_no"]) not in said
    assert str(raw["birth_date"]) not in said


def test_a_group_is_edited_by_keys_and_saved(qtbot: QtBot, page: PersonPage, desk: Desk) -> None:
    card = _card(page, "phone")
    page.activateWindow()
    card.edit_button.setFocus()
    qtbot.waitUntil(card.edit_button.hasFocus)
    qtbot.keyClick(card.edit_button, Qt.Key.Key_F2)
    assert card.is_editing
    assert card.form is not None
    qtbot.keyClicks(card.form.fields["phone"].editor, "13912345678")
    assert page.is_busy_with_input()
    with qtbot.waitSignals([desk.said, page.shown]):
        qtbot.keyClick(card.form.fields["phone"].editor, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: "139****5678" in _said(page))
    assert not page.is_busy_with_input()
    assert "联系电话" in page.dossier.timeline[0].lines[0].label  # type: ignore[union-attr]


def test_escape_asks_for_what_is_typed_and_then_leaves_everything_as_it_was(
    qtbot: QtBot, page: PersonPage, desk: Desk
) -> None:
    before = desk.session.store.last_action()
    card = _card(page, "employer")
    card.edit()
    assert card.form is not None
    card.form.fields["employer"].set_text("某厂")
    others = [one for one in page.fields.cards if one is not card]
    assert [one.edit_button.isVisible() for one in others] == [False] * len(others)
    qtbot.keyClick(card.form.fields["employer"].editor, Qt.Key.Key_Escape)
    press("取消")
    assert card.form.fields["employer"].text() == "某厂"
    qtbot.keyClick(card.form.fields["employer"].editor, Qt.Key.Key_Escape)
    press("不保存，关闭")
    assert not card.is_editing
    assert desk.session.store.last_action() == before


def test_what_is_wrong_is_told_and_nothing_saved(qtbot: QtBot, page: PersonPage, desk: Desk) -> None:
    before = desk.session.store.last_action()
    card = _card(page, "phone")
    card.edit()
    assert card.form is not None
    card.form.fields["phone"].set_text("1381")
    card.save()
    assert card.form.fields["phone"].labelled.error.startswith("联系电话")
    assert desk.session.store.last_action() == before
    page.discard_input()


def test_another_change_meanwhile_is_offered_theirs_or_mine(qtbot: QtBot, page: PersonPage, desk: Desk) -> None:
    card = _card(page, "employer")
    card.edit()
    assert card.form is not None
    card.form.fields["employer"].set_text("一厂")
    editing.change(desk.session, PERSON, page.record, {"employer": "二厂"})
    card.save()
    qtbot.waitUntil(card.clash.isVisible)
    assert "王芳" in card.clash.choices["employer"][0].text()
    with qtbot.waitSignal(page.shown):
        qtbot.mouseClick(card.clash.save_button, Qt.MouseButton.LeftButton)
    assert _row(desk, page.record)["employer"] == "一厂"


def test_confirming_sets_today(qtbot: QtBot, page: PersonPage, desk: Desk) -> None:
    with qtbot.waitSignals([desk.said, page.shown]):
        qtbot.mouseClick(page.confirm_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: f"核实于 {clock.today()}" in _said(page))
    assert page.dossier is not None
    assert page.dossier.timeline[0].title == "核实"


def test_one_field_goes_back_from_the_story(qtbot: QtBot, page: PersonPage, desk: Desk) -> None:
    editing.change(desk.session, PERSON, page.record, {"employer": "一厂"})
    editing.change(desk.session, PERSON, page.record, {"employer": "二厂"})
    qtbot.waitUntil(lambda: "工作单位：一厂 → 二厂" in _said(page))
    wanted = "把工作单位恢复为这个值 一厂"
    button = next(one for one in page.findChildren(QPushButton) if one.accessibleName() == wanted)
    with qtbot.waitSignals([desk.said, page.shown]):
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert _row(desk, page.record)["employer"] == "一厂"


def test_what_is_one_value_goes_back_whole_and_says_so(qtbot: QtBot, page: PersonPage, desk: Desk) -> None:
    first, then = ({"hukou_category": one, "hukou_move_in": f"200{one}-01-01"} for one in "12")
    editing.change(desk.session, PERSON, page.record, first)
    editing.change(desk.session, PERSON, page.record, then)
    qtbot.waitUntil(lambda: "户籍迁入日期：2001-01-01 → 2002-01-01" in _said(page))
    (button,) = [
        one
        for one in page.findChildren(QPushButton)
        if one.accessibleName().startswith("把户籍迁入日期恢复为这个值 2001-01-01，户口类别一起恢复为 ")
    ]
    assert "户口类别一起恢复为" in button.toolTip()
    with qtbot.waitSignal(page.shown), qtbot.waitSignal(desk.said) as said:
        qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert said.args[0].startswith("户籍迁入日期 已恢复为 2001-01-01，户口类别一起恢复为 ")
    row = _row(desk, page.record)
    assert (row["hukou_category"], row["hukou_move_in"]) == ("1", "2001-01-01")


def test_deleting_asks_why_and_can_be_taken_back(qtbot: QtBot, page: PersonPage, desk: Desk) -> None:
    page.writes.delete()
    press("取消")
    assert page.dossier is not None
    assert not page.dossier.is_deleted
    page.writes.delete()
    with qtbot.waitSignals([desk.said, page.shown]):
        give_reason("重复录入")
    assert "已删除" in [mark.accessibleName() for mark in page.header._marks]
    assert page.edit_button.isHidden()
    with qtbot.waitSignals([desk.said, page.shown]):
        page.writes.restore()
    assert not page.dossier.is_deleted


def test_a_draft_left_on_the_page_is_offered(qtbot: QtBot, desk: Desk, page: PersonPage) -> None:
    other = _some(desk, "tag=C01")
    drafts.keep(desk.session, "person", other, Filled({"employer": "某厂"}))
    with qtbot.waitSignal(page.shown):
        page.enter(other, {})
    qtbot.waitUntil(page.drafts.isVisible)
    qtbot.mouseClick(page.drafts.take_button, Qt.MouseButton.LeftButton)
    card = _card(page, "employer")
    assert card.form is not None
    assert card.form.typed() == {"employer": "某厂"}
    with qtbot.waitSignal(page.shown):
        card.save()
    qtbot.waitUntil(lambda: drafts.find(desk.session, "person", other) is None)


def test_lines_open_what_they_are_about(qtbot: QtBot, page: PersonPage, desk: Desk) -> None:
    places: list[tuple[str, str]] = []
    desk.asked_for_place.connect(lambda place: places.append((place.page, place.record)))
    assert page.dossier is not None
    home = page.dossier.homes[0]
    button = next(one for one in page.findChildren(QPushButton) if one.text() == home.address)
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert places == [("dwelling", home.dwelling)]


def test_the_card_is_printed_from_the_page(qtbot: QtBot, page: PersonPage) -> None:
    page.print_act.trigger()
    assert isinstance(page.dialog, Dialog)
    page.dialog.reject()


def test_somebody_who_is_not_there_is_told_so(qtbot: QtBot, page: PersonPage) -> None:
    page.enter("00000000-0000-7000-8000-000000000000", {})
    qtbot.waitUntil(lambda: page.states.state == "error")
