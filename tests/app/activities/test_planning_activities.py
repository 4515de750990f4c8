"""An activity from its plan to its summary: what follows by itself, who looks at it, what it cannot be without."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from app.access import Forbidden
from app.activities import (
    attendance,
    attendance_sheets,
    attending,
    creating,
    listing,
    moving,
    notices,
    series,
    series_moves,
    sheets,
    showing,
)
from app.activities.refusals import ActivityStays, SeriesRefused, UnknownWay
from app.attachments import attaching, looking, owners
from app.attachments.refusals import AttachmentRefused
from app.exports import exporting
from app.exports.exporting import ExportRequest, FormatUnknown
from app.importing.applying import apply
from app.importing.plan import ImportOptions
from app.importing.planning import plan
from app.jobs import SILENT
from app.messages import message_for
from app.printed import Poster, PrintedTable, Slips
from app.records import browsing, editing
from app.stores.session import Session
from app.stores.settings import Settings
from app.today import activities as today
from app.undo.undoing import Undoing
from ledger import catalog, short_codes
from ledger.errors import FieldsRefused
from storage.errors import ReasonMissing
from tests.app.attachments.papers import photograph
from tests.app.few_homes import Homes
from tests.app.rights.staff import employ
from tests.colleagues import LI, LI_PASSWORD, add_colleague

ACTIVITY = catalog.named("activity")
LAST_WEEK = {"title": "大扫除", "category": "志愿服务", "start_at": "2026-11-14 08:00"}


def _row(session: Session, one: str) -> dict[str, object]:
    return dict(browsing.show(session, ACTIVITY, one).row)


def test_a_title_is_enough_and_the_rest_follows(session: Session) -> None:
    made = creating.create(session, {"活动名称": "议事会", "nonsense": "x"})
    row = _row(session, made.activity_no)
    assert (row["id"], row["status"], row["category"], row["content"]) == (made.id, "2", "99", "议事会")
    assert (row["host"], row["organizer"]) == ("王芳", session.store.committee_name)
    with pytest.raises(FieldsRefused):
        creating.create(session, {"place": "活动室"})
    with pytest.raises(FieldsRefused, match="end_at"):
        creating.create(session, {**LAST_WEEK, "end_at": "2026-11-13 08:00"})
    with pytest.raises(FieldsRefused, match="not_reviewed"):
        creating.create(session, {"title": "听证会", "is_public": "是", "status": "已发布"})


def test_what_is_public_is_looked_at_by_somebody_else(session: Session, homes: Homes) -> None:
    one = creating.create(session, {"title": "听证会", "is_public": "是"}).id
    with pytest.raises(ActivityStays):
        moving.move(session, one, "publish")
    moving.move(session, one, "submit")
    with pytest.raises(ActivityStays) as caught:
        moving.move(session, one, "approve")
    assert caught.value.why == "author"
    add_colleague(session.store, roles=("head",))
    folder = session.store.folder
    session.close()
    with Session.open(folder, LI, LI_PASSWORD) as other:
        with pytest.raises(ReasonMissing):
            moving.move(other, one, "send_back")
        moving.move(other, one, "send_back", reason="时间写错了")
        moving.move(other, one, "submit")
        assert moving.move(other, one, "approve").status == "2"
        row = _row(other, one)
        assert (row["status"], row["review_by"]) == ("2", LI)
        assert dict(showing.dossier(other, one).facts)["审核人"] == "李敏"
        moving.move(other, one, "cancel", reason="下雨")
        moving.move(other, one, "reopen")
        assert _row(other, one)["review_by"] is None, "what is drafted anew is looked at anew"


def test_publishing_by_the_form_does_not_go_round_the_review(session: Session) -> None:
    one = creating.create(session, {"title": "例会"}).id
    with pytest.raises(FieldsRefused, match="not_reviewed"):
        editing.change(session, ACTIVITY, one, {"is_public": "是"})
    moving.move(session, one, "submit")
    editing.change(session, ACTIVITY, one, {"is_public": "是"})
    with pytest.raises(UnknownWay):
        moving.move(session, one, "fly")


def test_a_summary_closes_it_and_its_number_is_held_to_the_list(session: Session) -> None:
    one = creating.create(session, LAST_WEEK).id
    attending.sign_in(session, one, ["王小明"], names=["李游客"])
    assert [entry.owes_summary for entry in listing.listing(session, search="大扫除")] == [True]
    with pytest.raises(FieldsRefused, match="summary"):
        moving.move(session, one, "summarise")
    with pytest.raises(FieldsRefused, match="summary"):
        moving.sum_up(session, one, {"actual_count": "2"})
    done = moving.sum_up(session, one, {"summary": "干净了"})
    assert (done.status, done.actual_count, done.signed_in) == ("5", 2, 2)
    moving.sum_up(session, one, {"summary": "更干净了", "actual_count": "30"})
    found = showing.dossier(session, one)
    assert (found.summary, found.counts.stated, found.counts.differs) == ("更干净了", 30, True)
    assert [step.way.name for step in found.steps] == []
    with pytest.raises(FieldsRefused, match="summary"):
        editing.change(session, ACTIVITY, one, {"summary": ""})


def test_a_series_is_made_once_whatever_is_asked_again(session: Session) -> None:
    said = {"title": "楼组长例会", "start_at": "2026-12-01 09:00", "end_at": "2026-12-01 10:30", "budget": "100"}
    one = creating.create(session, said).id
    made = series.make(session, one, "weekly", 3)
    rows = [_row(session, other) for other in made.ids]
    assert [str(row["start_at"])[:10] for row in rows] == ["2026-12-08", "2026-12-15", "2026-12-22"]
    assert {str(row["end_at"])[11:16] for row in rows} == {"02:30"}
    assert {row["budget"] for row in rows} == {None}, "what one costs is its own"
    first = _row(session, one)
    assert {row["series"] for row in rows} == {first["series"]} == {first["activity_no"]}
    assert [day.stands for day in series.days(session, one, "weekly", 4)] == [True, True, True, False]
    assert len(series.make(session, one, "weekly", 4).ids) == 1
    with pytest.raises(SeriesRefused):
        series.make(session, one, "weekly", 0)


def _days(session: Session) -> dict[str, str]:
    """Day -> state of every activity of the series."""
    found = listing.listing(session, search="楼组长例会")
    return {f"{one.day.month}-{one.day.day} {one.span}": one.status for one in reversed(found)}


def test_a_series_is_put_off_and_called_off_together(session: Session) -> None:
    undoing = Undoing(session)
    said = {"title": "楼组长例会", "start_at": "2026-11-10 09:00", "end_at": "2026-11-10 10:30"}
    one = creating.create(session, said).id
    made = series.make(session, one, "bimonthly_weekday", 2)
    assert list(_days(session)) == ["11-10 09:00–10:30", "1-12 09:00–10:30", "3-9 09:00–10:30"]
    first, last = made.ids
    assert series_moves.reach(session, first) == series_moves.Reach(1, 2, 2), "what is over stays as it was"
    assert series_moves.reach(session, creating.create(session, LAST_WEEK).id).is_series is False
    series_moves.put_off(session, last, "2027-03-16 09:00")
    done = series_moves.put_off(session, first, "2027-01-13 14:00", "onward")
    assert done.ids == (first, last)
    assert list(_days(session)) == ["11-10 09:00–10:30", "1-13 14:00–15:30", "3-17 14:00–15:30"]
    assert series_moves.put_off(session, first, "2027-01-13 14:00", "all").ids == ()
    with pytest.raises(FieldsRefused):
        series_moves.put_off(session, first, "哪天都行", "all")
    with pytest.raises(ReasonMissing):
        series_moves.call_off(session, last, " ", "all")
    assert series_moves.call_off(session, last, "换届", "onward").ids == (last,)
    series_moves.call_off(session, first, "换届", "all")
    assert list(_days(session).values()) == ["2", "6", "6"]
    for change in (
        lambda: series_moves.put_off(session, first, "2027-02-01 09:00"),
        lambda: series_moves.call_off(session, first, "又一次"),
    ):
        with pytest.raises(ActivityStays) as stays:
            change()
        assert "不能" in message_for(stays.value)
    undoing.undo()
    assert list(_days(session).values()) == ["2", "2", "6"]


def test_what_was_planned_stands_beside_what_it_came_to(session: Session) -> None:
    one = creating.create(session, {**LAST_WEEK, "budget": "300"}).id
    moving.sum_up(session, one, {"summary": "好", "实际支出": "260.5", "经费": "260.5"})
    row = _row(session, one)
    assert (row["budget"], row["spent"]) == (300.0, 260.5)
    facts = dict(showing.dossier(session, one).facts)
    assert (facts["经费"], facts["实际支出"]) == ("300", "260.5")


def test_figures_count_those_who_came_and_else_what_was_written(session: Session, homes: Homes) -> None:
    held, stated = creating.create(session, LAST_WEEK).id, creating.create(session, {**LAST_WEEK, "title": "讲座"}).id
    creating.create(session, {"title": "以后", "start_at": "2026-12-24 09:00"})
    attending.sign_in(session, held, ["王小明"], names=["李游客"])
    attending.put_hours(session, held, "2")
    moving.sum_up(session, stated, {"summary": "好", "actual_count": "30"})
    found = attendance.attendance(session, date(2026, 1, 1), date(2026, 12, 31))
    total = found.total
    assert (total.activities, total.visits, total.people, total.hours) == (2, 32, 2, 4.0)
    assert [(line.label, line.visits) for line in found.by_category] == [("志愿服务", 32)]
    assert [line.label for line in found.by_month] == ["2026-11"]
    assert [(line.label, line.visits, line.hours) for line in found.by_person] == [("王小明", 1, 2.0)]
    assert attendance.attendance(session, date(2025, 1, 1), date(2025, 12, 31)).total.activities == 0


def test_figures_by_building_age_and_series_and_who_signed_up_and_did_not_come(session: Session) -> None:
    held = creating.create(session, LAST_WEEK).id
    unlisted = creating.create(session, {**LAST_WEEK, "title": "讲座"}).id
    series.make(session, held, "fortnightly", 1)
    attending.sign_up(session, held, ["王小明", "王小宝"], names=["李游客"])
    attending.sign_up(session, unlisted, ["王小明"])
    attending.sign_in(session, held, ["王小明"], names=["路过的"])
    found = attendance.attendance(session, date(2026, 11, 1), date(2026, 11, 30))
    assert (found.total.expected, found.total.absent, found.total.absent_percent) == (3, 2, 67)
    assert [(line.label, line.visits, line.expected, line.absent) for line in found.by_building] == [
        ("银杏新村2号", 1, 2, 1),
        ("不在台账的人", 1, 1, 1),
    ]
    assert [(line.label, line.people, line.absent) for line in found.by_age] == [
        ("6–17 岁", 0, 1),
        ("35–59 岁", 1, 0),
        ("不在台账的人", 1, 1),
    ]
    assert [(line.label, line.activities, line.visits) for line in found.by_series] == [("大扫除", 1, 2)]
    assert [(line.label, line.visits) for line in found.by_person] == [("王小明", 1)], "who did not come is none"


def test_figures_leave_under_the_register_without_names_and_small_numbers(session: Session, tmp_path: Path) -> None:
    held = creating.create(session, LAST_WEEK).id
    attending.sign_up(session, held, ["王小明", "王小宝"])
    attending.sign_in(session, held, ["王小明"])
    found = attendance.attendance(session, date(2026, 1, 1), date(2026, 12, 31))
    printed = attendance_sheets.as_print(session, found)
    cells = [cell for part in printed.parts if isinstance(part, PrintedTable) for row in part.rows for cell in row]
    assert "王小明" not in cells
    assert cells.count("少于 5") == 6, "a building, and two ages"
    attendance_sheets.export(session, found, tmp_path / "统计.csv")
    written = (tmp_path / "统计.csv").read_text(encoding="utf-8-sig")
    assert '"楼栋","银杏新村2号",1,"少于 5","少于 5",' in written
    assert "王小明" not in written
    attendance_sheets.export(session, found, tmp_path / "统计.xlsx")
    with session.reader() as reader:
        left = [one for one in reader.actions(kind="export") if one.detail.get("form") == "statistics"]
    assert len(left) == 2
    with pytest.raises(FormatUnknown):
        attendance_sheets.export(session, found, tmp_path / "统计.txt")


def test_paper_says_what_is_public_and_codes_that_say_nothing(session: Session) -> None:
    said = {**LAST_WEEK, "start_at": "2026-11-25 14:00", "end_at": "2026-11-25 15:30", "content": "带上手套"}
    one = creating.create(session, {**said, "target_group": "志愿者", "planned_count": "20"}).id
    attending.sign_up(session, one, ["王小明"])
    text = notices.text(session, one)
    assert "定于2026年11月25日（周三）14:00–15:30在居委会举办“大扫除”，欢迎志愿者参加。" in text
    assert "带上手套" in text
    assert "王小明" not in text
    hung_up = notices.poster(session, one)
    [poster] = hung_up.parts
    assert isinstance(poster, Poster)
    assert (poster.stamp, poster.code) == ("", showing.dossier(session, one).number)
    assert hung_up.is_posted, "no watermark where everybody reads it"
    draft = notices.poster(session, creating.create(session, {"title": "草", "status": "草稿"}).id)
    assert not draft.is_posted
    [table] = sheets.sign_in_list(session, one).parts
    assert isinstance(table, PrintedTable)
    [slips] = sheets.slips(session, one).parts
    assert isinstance(slips, Slips)
    assert (table.rows[0][1], table.rows[0][3]) == ("王小明", slips.slips[0].code)
    assert short_codes.read_code(slips.slips[0].code)
    moving.move(session, one, "cancel", reason="下雨")
    assert "因故取消" in notices.text(session, one)
    [off] = notices.poster(session, one).parts
    assert isinstance(off, Poster)
    assert off.stamp == notices.CALLED_OFF


def test_today_tells_of_todays_and_of_what_is_not_summed_up(session: Session) -> None:
    creating.create(session, {"title": "晨练", "start_at": "2026-11-21 07:00"})
    creating.create(session, {"title": "听证会", "start_at": "2026-11-21 19:00", "status": "草稿"})
    creating.create(session, LAST_WEEK)
    for title, way in (("办完了", "end"), ("写好了", "summarise")):
        over = creating.create(session, {"title": title, "start_at": "2026-11-21 06:00", "summary": "顺利"}).id
        moving.move(session, over, way)
    groups = {group.kind: [line.who for line in group.lines] for group in today.tell(session, SILENT)}
    assert groups == {"activities": ["晨练"], "activities_unready": ["听证会"], "summaries": ["大扫除"]}


def _told(session: Session) -> dict[str, list[tuple[str, str]]]:
    return {group.kind: [(line.who, line.why) for line in group.lines] for group in today.tell(session, SILENT)}


def test_what_waits_for_a_review_is_told_to_whoever_may_review_it(session: Session) -> None:
    for title, day in (("座谈", "2026-11-22 14:00"), ("远的", "2026-12-20 09:00"), ("误期", "2026-11-20 09:00")):
        one = creating.create(session, {"title": title, "start_at": day, "is_public": "是"}).id
        moving.move(session, one, "submit")
    creating.create(session, {"title": "草稿一", "start_at": "2026-11-25 09:00", "status": "草稿"})
    creating.create(session, {"title": "还早", "start_at": "2026-11-29 09:00", "status": "草稿"})
    drafts = ("草稿一", "11月25日 09:00，还是草稿，请发布或提交审核")
    assert _told(session) == {"activities_unready": [("座谈", "明天 14:00，等别人审核"), drafts]}
    add_colleague(session.store, roles=("worker",))
    other = Session(session.store, LI, Settings(session.store.folder))
    assert _told(other) == {
        "activities_review": [
            ("误期", "11月20日 09:00，日子已过，请退回或取消"),
            ("座谈", "明天 14:00，等你审核"),
            ("远的", "12月20日 09:00，等你审核"),
        ],
        "activities_unready": [drafts],
    }
    wanted = next(one for one in listing.listing(session) if one.title == "座谈")
    moving.move(other, wanted.id, "send_back", reason="写明人数")
    assert _told(session)["activities_unready"][0] == ("座谈", "明天 14:00，审核退回，改好再提交")
    [group] = [one for one in today.tell(other, SILENT) if one.kind == "activities_review"]
    assert (group.count, group.is_due, group.lines[0].page) == (2, True, "activity")


def test_who_keeps_no_activities_sees_none(session: Session) -> None:
    add_colleague(session.store, roles=("property",))
    folder = session.store.folder
    session.close()
    with Session.open(folder, LI, LI_PASSWORD) as other:
        assert list(today.tell(other, SILENT)) == []
        with pytest.raises(Forbidden):
            listing.listing(other)
        with pytest.raises(Forbidden):
            creating.create(other, {"title": "自己办"})


def test_photos_belong_to_it_and_are_bounded(session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = creating.create(session, LAST_WEEK).id
    first, second = tmp_path / "一.jpg", tmp_path / "二.jpg"
    first.write_bytes(photograph(64, 48))
    second.write_bytes(photograph(48, 64))
    attaching.attach(session, "activity", one, first)
    monkeypatch.setitem(owners.MOST, "activity", 1)
    with pytest.raises(AttachmentRefused, match="too_many"):
        attaching.attach(session, "activity", one, second)
    assert len(looking.behind(session, "activity", one).attached) == 1
    editing.remove(session, ACTIVITY, one, reason="重复")
    editing.restore(session, ACTIVITY, one)
    assert len(looking.behind(session, "activity", one).attached) == 1, "photos go and come back with it"


def test_a_number_finds_it_as_a_poster_says_it(session: Session) -> None:
    made = creating.create(session, LAST_WEEK)
    creating.create(session, {"title": "例会"})
    assert [one.id for one in listing.listing(session, search=made.activity_no.lower())] == [made.id]
    assert [one.title for one in listing.listing(session, search="居委会 例会")] == ["例会"]


def test_a_sheet_of_activities_leaves_and_comes_back(session: Session, tmp_path: Path) -> None:
    one = creating.create(session, {**LAST_WEEK, "actual_count": "25"}).id
    path = tmp_path / "活动.xlsx"
    exporting.export(session, ExportRequest(ledger=ACTIVITY.name, out_path=path, is_lenient=True))
    outcome = apply(session, plan(session, path, ImportOptions()))
    told = outcome.as_json()
    assert (told["refused"], any(dict(told["new"]).values())) == (0, False), (
        "the same name and beginning is the same activity"
    )
    assert _row(session, one)["actual_count"] == 25


def test_a_sheet_makes_nothing_public_that_nobody_looked_at(homes: Homes, session: Session) -> None:
    heads = ["活动名称", "开始时间", "活动地点", "是否公开"]
    one = creating.create(session, {"title": "例会", "start_at": "2026-12-01 09:00"}).id
    homes.office.take(
        heads, ["例会", "2026-12-01 09:00", "居委会", "是"], ["听证会", "2026-12-02 09:00", "居委会", "是"]
    )
    assert _row(session, one)["is_public"] is None
    [new] = listing.listing(session, search="听证会")
    assert new.status == "0"


def test_a_host_who_is_typed_by_login_is_called_by_name(session: Session) -> None:
    employ(session.store, "li", "worker", name="李明")
    made = creating.create(session, {"title": "议事会", "host": "li、陈阿姨"})
    assert made.volunteers == ("陈阿姨",)
    assert "联系人：李明、陈阿姨。" in notices.text(session, made.id)
