"""活动 as the office works it: the calendar by keys, sign-in as fast as a scanner types, dialogs, paper."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from app.activities import attending, creating, listing, notices, sheets, showing
from app.activities.listing import Entry
from ledger import clock
from tests.input_method import commit
from ui.activities.activity_page import ActivityPage
from ui.activities.calendar_model import CalendarModel
from ui.activities.dialogs import HoursDialog, NewActivityDialog, SeriesDialog, SummaryDialog
from ui.activities.models import AttendeesModel, DayModel, EntriesModel
from ui.activities.page import ActivitiesPage
from ui.activities.series_dialogs import CallOffDialog, PutOffDialog
from ui.desk import Desk, Place
from ui.parts.dialog import Dialog, ReasonDialog
from ui.printing.blocks import RowBlock
from ui.printing.composing import compose
from ui.printing.paper import Paper
from ui.printing.posters import PosterBlock
from ui.printing.slip_blocks import SlipsBlock


def _called(desk: Desk, title: str) -> Entry:
    return next(one for one in listing.listing(desk.session, search=title))


@pytest.fixture
def places(desk: Desk) -> list[Place]:
    """Where one was sent."""
    found: list[Place] = []
    desk.asked_for_place.connect(found.append)
    return found


@pytest.fixture
def page(desk: Desk, qtbot: QtBot) -> ActivitiesPage:
    made = ActivitiesPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter("", {})
    qtbot.waitUntil(lambda: made.band.count() != "")
    return made


@pytest.fixture
def activity(desk: Desk, qtbot: QtBot) -> ActivityPage:
    """The one of today that everybody may come to."""
    made = ActivityPage(desk)
    qtbot.addWidget(made)
    made.resize(1200, 700)
    made.show()
    made.enter(_called(desk, "便民日").id, {})
    qtbot.waitUntil(lambda: made.dossier is not None)
    qtbot.waitUntil(made.sign_in.entry.hasFocus)
    return made


def _dialog(page: ActivitiesPage | ActivityPage, kind: type[Dialog]) -> Dialog:
    return next(one for one in page.findChildren(kind) if one.isVisible())


def test_the_models_keep_qts_rules(desk: Desk) -> None:
    fatal = QAbstractItemModelTester.FailureReportingMode.Fatal
    calendar, entries, day, people = CalendarModel(), EntriesModel(), DayModel(), AttendeesModel()
    testers = [QAbstractItemModelTester(model, fatal) for model in (calendar, entries, day, people)]
    found = listing.listing(desk.session)
    calendar.stand(clock.today(), 6, clock.today().month)
    calendar.show(found)
    entries.show(found)
    day.show(found[:1])
    people.show(showing.dossier(desk.session, found[-1].id).attendees)
    assert len(testers) == 4
    assert calendar.data(calendar.place(date(2000, 1, 1))) is None
    told = str(calendar.data(calendar.place(clock.today()), Qt.ItemDataRole.AccessibleTextRole))
    assert "2 个活动" in told
    assert "便民日" in told


def test_the_calendar_is_walked_by_keys(page: ActivitiesPage, places: list[Place], qtbot: QtBot) -> None:
    calendar = page.calendar
    assert calendar.view.day == clock.today()
    assert page.calendar.day_model.rowCount() == 2
    calendar.view.setFocus()
    qtbot.keyClick(calendar.view, Qt.Key.Key_Return)
    assert calendar.day_table.hasFocus(), "of several one is chosen"
    qtbot.keyClick(calendar.day_table, Qt.Key.Key_Return)
    assert places[-1].page == "activity"
    for _ in range(7):
        qtbot.keyClick(calendar.view, Qt.Key.Key_Down)
    assert calendar.view.day == clock.today() + timedelta(days=49), "beyond the month the next one comes"
    assert f"{calendar.shown.month}月" in page.time.text()
    page.show_view("week")
    assert calendar.model.rowCount() == 1
    page.calendar.step(-1)
    assert calendar.view.day == clock.today() + timedelta(days=42)
    assert page.standing() == {"view": "week", "day": (clock.today() + timedelta(days=42)).isoformat()}
    page.enter("", {"view": "month", "day": clock.today().isoformat()})
    assert (calendar.view.day, page.view) == (clock.today(), "month")


def test_the_list_is_narrowed_and_the_figures_counted(page: ActivitiesPage, qtbot: QtBot) -> None:
    page.show_view("list")
    qtbot.waitUntil(lambda: page.list.model.rowCount() == 12)
    page.list.status.set_value("5")
    page.list.load()
    qtbot.waitUntil(lambda: 0 < page.list.model.rowCount() < 12)
    assert {line.status for line in page.list.model.lines} == {"5"}
    commit(page.list.search, "没有这样的活动")
    qtbot.waitUntil(lambda: page.list.states.state == "empty")
    page.show_view("figures")
    qtbot.waitUntil(lambda: page.figures.by_person.rowCount() > 0)
    assert "人次" in page.figures.total.text()


def test_a_new_one_is_planned_on_the_chosen_day(page: ActivitiesPage, places: list[Place], qtbot: QtBot) -> None:
    day = clock.today() + timedelta(days=1)
    page.calendar.view.choose(day)
    page.calendar.view.setFocus()
    qtbot.keyClick(page.calendar.view, Qt.Key.Key_Return)
    dialog = _dialog(page, NewActivityDialog)
    assert isinstance(dialog, NewActivityDialog)
    assert dialog.editors["start_at"].text().startswith(day.isoformat())
    dialog.submit()
    qtbot.waitUntil(lambda: dialog.fields["title"].error != "")
    dialog.editors["title"].set_text("包粽子")
    dialog.submit()
    qtbot.waitUntil(lambda: bool(places))
    assert places[-1].page == "activity"
    assert showing.dossier(page.desk.session, places[-1].record).title == "包粽子"


def _scan(activity: ActivityPage, qtbot: QtBot, typed: str) -> None:
    """As a scanner does: digits at once, then Enter."""
    qtbot.keyClicks(activity.sign_in.entry, typed)
    qtbot.keyClick(activity.sign_in.entry, Qt.Key.Key_Return)


def test_codes_are_scanned_one_after_the_other(activity: ActivityPage, qtbot: QtBot) -> None:
    card = activity.sign_in
    codes = [one.code for one in card.model.lines[:3]]
    for number, code in enumerate(codes, start=1):
        _scan(activity, qtbot, code)
        qtbot.waitUntil(lambda number=number: sum(one.is_here for one in card.model.lines) == number)  # type: ignore[misc]
        assert card.entry.text() == ""
    assert activity.dossier is not None
    qtbot.waitUntil(lambda: activity.dossier is not None and activity.dossier.status == "3")
    assert activity.badge.text == "进行中"
    _scan(activity, qtbot, codes[0])
    qtbot.waitUntil(lambda: "原来就签过到了" in card.notice.text())
    _scan(activity, qtbot, f"{int(codes[0]) + 1:09}")
    qtbot.waitUntil(lambda: "没有" in card.notice.text())
    assert card.entry.hasFocus()


def test_an_unknown_name_is_written_down_when_asked_for(activity: ActivityPage, qtbot: QtBot) -> None:
    card = activity.sign_in
    commit(card.entry, "王外宾")
    qtbot.keyClick(card.entry, Qt.Key.Key_Return)
    qtbot.waitUntil(card.notice.button.isVisible)
    qtbot.mouseClick(card.notice.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: any(one.name == "王外宾" and one.is_here for one in card.model.lines))
    qtbot.mouseClick(card.sign_up_button, Qt.MouseButton.LeftButton)
    commit(card.entry, "李游客")
    qtbot.keyClick(card.entry, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: any(one.name == "李游客" and not one.is_here for one in card.model.lines))


def test_the_list_is_worked_by_keys(activity: ActivityPage, qtbot: QtBot) -> None:
    card = activity.sign_in
    card.table.setFocus()
    card.table.selectRow(0)
    first = card.model.lines[0].id
    qtbot.keyClick(card.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: card.model.lines[0].is_here)
    assert [one.id for one in card.chosen()] == [first], "the place is kept"
    qtbot.keyClick(card.table, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: not card.model.lines[0].is_here)
    before = card.model.rowCount()
    card.table.setFocus()
    qtbot.keyClick(card.table, Qt.Key.Key_Delete)
    asked = next(one for one in activity.findChildren(Dialog) if one.isVisible())
    asked.accept()
    qtbot.waitUntil(lambda: card.model.rowCount() == before - 1)


def test_it_goes_its_way_by_the_button_and_the_menu(activity: ActivityPage, qtbot: QtBot) -> None:
    session, record = activity.desk.session, activity.record
    assert activity.ways.button.text() == "开始"
    qtbot.mouseClick(activity.ways.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: activity.ways.button.text() == "结束")
    attending.sign_in(session, record, [activity.sign_in.model.lines[0].code])
    qtbot.waitUntil(activity.sign_in.hours_button.isVisible)
    qtbot.mouseClick(activity.sign_in.hours_button, Qt.MouseButton.LeftButton)
    hours = _dialog(activity, HoursDialog)
    assert isinstance(hours, HoursDialog)
    commit(hours.edit, "2")
    hours.submit()
    qtbot.waitUntil(lambda: activity.dossier is not None and activity.dossier.counts.hours == 2)
    qtbot.mouseClick(activity.ways.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: activity.ways.button.text() == "完成总结…")
    qtbot.mouseClick(activity.ways.button, Qt.MouseButton.LeftButton)
    dialog = _dialog(activity, SummaryDialog)
    assert isinstance(dialog, SummaryDialog)
    dialog.submit()
    qtbot.waitUntil(lambda: dialog.fields["summary"].error != "")
    dialog.editors["summary"].set_text("办得好")
    dialog.submit()
    qtbot.waitUntil(lambda: activity.badge.text == "已总结")
    assert not activity.sign_in.line.isVisible()
    assert activity.ways.button.isHidden()


def test_it_is_called_off_with_a_reason_and_a_series_made(desk: Desk, activity: ActivityPage, qtbot: QtBot) -> None:
    activity.series_act.trigger()
    dialog = _dialog(activity, SeriesDialog)
    assert isinstance(dialog, SeriesDialog)
    qtbot.waitUntil(lambda: "将排定" in dialog.days.text())
    dialog.count.setValue(2)
    qtbot.waitUntil(lambda: dialog.days.text().count("-") == 4)
    dialog.submit()
    qtbot.waitUntil(lambda: len(listing.listing(desk.session, search="便民日")) == 3)
    qtbot.waitUntil(lambda: activity.dossier is not None and activity.dossier.reach.is_series)
    activity.put_off_act.trigger()
    later = _dialog(activity, PutOffDialog)
    assert isinstance(later, PutOffDialog)
    later.start_at.set_text("哪天都行")
    later.submit()
    qtbot.waitUntil(lambda: later.field.error != "")
    later.start_at.set_text(f"{clock.today() + timedelta(days=1)} 15:00")
    later.scope.set_value("all")
    later.submit()
    qtbot.waitUntil(lambda: {one.start for one in listing.listing(desk.session, search="便民日")} == {"15:00"})
    activity.ways.go("cancel")
    off = _dialog(activity, CallOffDialog)
    assert isinstance(off, CallOffDialog)
    assert not off.button.isEnabled(), "without a word nothing is called off"
    commit(off.edit, "下雨")
    off.scope.set_value("onward")
    off.submit()
    qtbot.waitUntil(lambda: activity.badge.text == "已取消")
    assert {one.status for one in listing.listing(desk.session, search="便民日")} == {"6"}
    activity.copy_act.trigger()
    qtbot.waitUntil(lambda: "因故取消" in QGuiApplication.clipboard().text())


def test_one_that_is_no_series_is_called_off_by_a_word(activity: ActivityPage, qtbot: QtBot) -> None:
    activity.ways.go("cancel")
    reason = next(one for one in activity.findChildren(ReasonDialog) if one.isVisible())
    commit(reason.edit, "下雨")
    reason.accept()
    qtbot.waitUntil(lambda: activity.badge.text == "已取消")
    assert not activity.put_off_act.isEnabled()


def test_paper_holds_codes_that_are_drawn(desk: Desk) -> None:
    one = _called(desk, "便民日").id
    listed = compose(sheets.sign_in_list(desk.session, one), Paper())
    [first, *_] = [
        each.block for each in listed.pages[0] if isinstance(each.block, RowBlock) and not each.block.is_head
    ]
    plain = [each.block for page in listed.pages for each in page if isinstance(each.block, RowBlock)][-1]
    assert first.height > 2 * plain.height, "a line with a code is as high as the code"
    slips = compose(sheets.slips(desk.session, one), Paper())
    assert any(isinstance(each.block, SlipsBlock) for each in slips.pages[0])
    long = creating.create(desk.session, {"title": "很长的活动" * 12, "content": "一段说明文字。" * 500}).id
    poster = compose(notices.poster(desk.session, long), Paper())
    [[placed]] = poster.pages
    assert isinstance(placed.block, PosterBlock)
    assert placed.block.height <= poster.paper.inside.height()


def test_what_is_hung_up_bears_no_mark_and_a_draft_does(desk: Desk) -> None:
    painted = []
    for title, status in (("粽子节", ""), ("粽子稿", "草稿")):
        one = creating.create(desk.session, {"title": title, "status": status}).id
        page = QImage(400, 560, QImage.Format.Format_RGB32)
        page.fill(Qt.GlobalColor.white)
        painter = QPainter(page)
        compose(notices.poster(desk.session, one), Paper()).paint(painter, 1, dots_per_inch=48)
        painter.end()
        greys = {page.pixelColor(across, 330).lightness() for across in range(400)}
        painted.append(greys != {255})
    assert painted == [False, True]
