"""The page of today, used as a person does."""

from __future__ import annotations

from datetime import timedelta
from threading import Event

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from app import today
from app.dossiers import drafts
from app.dossiers.drafts import Filled
from app.jobs import JobContext
from app.records import browsing, choosing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from app.today import CompoundCount, Group
from ledger import catalog, clock, ids
from tests.input_method import commit
from ui.desk import Desk, Place
from ui.record_form.dialog import RecordDialog
from ui.record_form.reference_box import ReferenceBox
from ui.today.compounds_model import CompoundsModel
from ui.today.group_card import GroupCard
from ui.today.page import TodayPage

DWELLING, VEHICLE = catalog.named("dwelling"), catalog.named("topic_vehicle")


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> TodayPage:
    made = TodayPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.states.state == "content" and made.model.rowCount() > 0)
    return made


def _card(page: TodayPage, kind: str) -> GroupCard:
    return next(card for card in page.cards if card.group.kind == kind)


def _went(desk: Desk) -> list[Place]:
    places: list[Place] = []
    desk.asked_for_place.connect(places.append)
    return places


def test_the_model_keeps_qts_rules() -> None:
    model = CompoundsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show((CompoundCount("a", "银杏新村", 1200, 2400, 3),))
    assert [model.index(0, column).data() for column in range(4)] == ["银杏新村", "1,200", "2,400", "3"]
    model.show(())
    assert tester.model().rowCount() == 0


def test_the_day_and_how_much_there_is_stand_in_the_title(page: TodayPage) -> None:
    total = sum(card.group.count for card in page.cards if card.group.is_due)
    assert page.band.count().endswith(f"{total:,} 件要办")
    assert "月" in page.band.count()


def test_a_line_opens_where_it_is_done(page: TodayPage, desk: Desk) -> None:
    places = _went(desk)
    card = _card(page, "lease_over")
    line = card.group.lines[0]
    next(one for one in card.findChildren(QPushButton) if one.text() == line.who).click()
    assert places == [Place("dwelling", line.record)]


def test_a_group_opens_the_list_of_all_its_records(page: TodayPage, desk: Desk) -> None:
    places = _went(desk)
    card = _card(page, "stale_person")
    card.all_button.click()
    assert places[0].page == "people"
    filters = places[0].facts["filters"]
    listed = browsing.page(desk.session, catalog.named("person"), Selection(filters=filters), Order(limit=0))
    assert listed.total == card.group.count


def test_what_was_removed_opens_the_bin_at_its_line(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    with desk.session.reader() as reader:
        vehicle = next(iter(reader.scan(VEHICLE, ())))[0]
    editing.remove(desk.session, VEHICLE, ids.to_text(vehicle), reason="车已卖掉")
    qtbot.waitUntil(lambda: any(card.group.kind == "removed" for card in page.cards))
    places = _went(desk)
    card = _card(page, "removed")
    assert card is page.cards[-1]
    line = card.group.lines[0]
    assert line.why.endswith("删除")
    next(one for one in card.findChildren(QPushButton) if one.text() == line.who).click()
    card.all_button.click()
    assert places == [Place("recycle_bin", line.record), Place("recycle_bin", "", {"search": "", "ledger": ""})]


def test_what_is_done_goes_away(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    card = _card(page, "lease_over")
    line, count = card.group.lines[0], card.group.count
    later = (clock.today() + timedelta(days=700)).isoformat()
    editing.change(desk.session, DWELLING, line.record, {"lease_to": later})
    qtbot.waitUntil(lambda: _card(page, "lease_over").group.count == count - 1)
    assert line not in _card(page, "lease_over").group.lines


def test_coming_back_reads_again_only_what_changed(
    page: TodayPage, desk: Desk, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, at_once = list[Session](), today.at_once

    def counted(session: Session, ctx: JobContext) -> tuple[Group, ...]:
        asked.append(session)
        return at_once(session, ctx)

    monkeypatch.setattr(today, "at_once", counted)
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    page.enter("", {})
    qtbot.waitUntil(lambda: not desk.runner.is_busy)
    assert not asked
    line, count = _card(page, "lease_over").group.lines[0], _card(page, "lease_over").group.count
    page.hide()
    later = (clock.today() + timedelta(days=700)).isoformat()
    editing.change(desk.session, DWELLING, line.record, {"lease_to": later})
    page.enter("", {})
    qtbot.waitUntil(lambda: bool(asked))
    qtbot.waitUntil(lambda: _card(page, "lease_over").group.count == count - 1)


def test_a_compound_opens_its_houses(page: TodayPage, desk: Desk, qtbot: QtBot) -> None:
    places = _went(desk)
    index = page.model.index(1, 0)
    at = page.compounds.visualRect(index).center()
    qtbot.mouseClick(page.compounds.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert places == [Place("homes", facts={"compound": index.data(Qt.ItemDataRole.UserRole)})]


def test_f5_looks_again(page: TodayPage, qtbot: QtBot) -> None:
    page._found.clear()
    page.setFocus()
    qtbot.keyClick(page, Qt.Key.Key_F5)
    assert page.states.state == "loading"
    qtbot.waitUntil(lambda: page.states.state == "content")


def test_a_new_store_begins_with_an_import(empty_desk: Desk, qtbot: QtBot) -> None:
    page = TodayPage(empty_desk)
    qtbot.addWidget(page)
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty")
    places = _went(empty_desk)
    next(one for one in page.states.findChildren(QPushButton) if "导入" in one.text()).click()
    assert places == [Place("import")]


def test_when_all_is_done_the_page_says_so(empty_desk: Desk, qtbot: QtBot) -> None:
    compound = {"name": "银杏新村", "address": "银杏路1弄", "division_code": "310115"}
    editing.add(empty_desk.session, catalog.named("compound"), compound)
    page = TodayPage(empty_desk)
    qtbot.addWidget(page)
    page.enter("", {})
    qtbot.waitUntil(lambda: page.states.state == "empty" and page.model.rowCount() == 1)
    assert "没有要办的事" in page.band.count()
    told = [one.accessibleName() for one in page.states.findChildren(QWidget, "empty")]
    assert "今天没有要办的事" in told


def test_forms_that_a_crash_left_are_offered_and_open(qtbot: QtBot, desk: Desk) -> None:
    listed = browsing.page(desk.session, catalog.named("person"), Selection(), Order(limit=1)).rows[0]
    drafts.keep(desk.session, "person", str(listed["id"]), Filled({"employer": "某厂"}))
    drafts.keep(desk.session, "person", "", Filled({"name": "张新来"}))
    page, went = TodayPage(desk), _went(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: bool(page.cards))
    card = page.cards[0]
    assert (card.group.kind, card.group.count) == ("drafts", 2)
    assert card.all_button.isHidden()
    assert {(line.who, line.where) for line in card.group.lines} == {
        ("新增居民", ""),
        ("修改居民", str(listed["name"])),
    }
    for line in card.group.lines:
        card.opened.emit(line)
    assert [(place.page, place.record) for place in went] == [("person", listed["id"])]
    (form,) = page.window().findChildren(RecordDialog)
    qtbot.waitUntil(form.drafts.isVisible)
    qtbot.mouseClick(form.drafts.take_button, Qt.MouseButton.LeftButton)
    assert form.form is not None
    assert form.form.typed() == {"name": "张新来"}
    writes = Event()  # an import, say, that takes its time: the draft goes behind it
    desk.runner.start(desk.runner.writing(lambda _: writes.wait(20)))
    form.close_without_asking()
    qtbot.wait(600)
    writes.set()
    qtbot.waitUntil(lambda: page.cards[0].group.count == 1, timeout=20_000)


def test_a_new_vehicle_that_was_left_comes_back_with_the_dwelling_it_was_begun_for(qtbot: QtBot, desk: Desk) -> None:
    home = choosing.choices(desk.session, "dwelling", "1-101")[0]
    preset = {"dwelling_uid": (home.id, home.title)}
    left = RecordDialog(desk, VEHICLE, preset=preset)
    qtbot.addWidget(left)
    left.open()
    qtbot.waitUntil(lambda: left.form is not None)
    with qtbot.waitSignal(left.keeper.kept, timeout=20_000):
        left.keeper.keep_now()
    assert drafts.find(desk.session, "topic_vehicle") is None, "what a form was opened for is no typing"
    assert left.form is not None
    with qtbot.waitSignal(left.keeper.kept, timeout=20_000):
        commit(left.form.fields["plate"].editor, "沪A12345")
    left.hide()  # as a crash leaves it: nobody closed the form
    page = TodayPage(desk)
    qtbot.addWidget(page)
    page.show()
    page.enter("", {})
    qtbot.waitUntil(lambda: bool(page.cards))
    (line,) = page.cards[0].group.lines
    assert line.where == home.title
    page.cards[0].opened.emit(line)
    (form,) = page.window().findChildren(RecordDialog)
    qtbot.waitUntil(form.drafts.isVisible)
    qtbot.mouseClick(form.drafts.take_button, Qt.MouseButton.LeftButton)
    assert form.form is not None
    box = form.form.fields["dwelling_uid"].editor
    assert isinstance(box, ReferenceBox)
    assert box.text() == home.title
    assert form.form.typed() == {"dwelling_uid": home.id, "plate": "沪A12345"}
    form.close_without_asking()
