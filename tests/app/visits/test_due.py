"""Who is due for a visit, since when and why; the day's list; the route on paper and as a sheet."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from app import today
from app.exports.exporting import FormatUnknown
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.visits import due, intervals, recording, routes
from ledger import catalog, clock, codes, derive, ids
from tests.app.few_homes import WANG, Homes


def _tag(homes: Homes, **values: object) -> bytes:
    one = ids.new_id()
    with homes.office.session.store.write(user="wang", kind="edit") as write:
        write.create(catalog.named("person_tag"), [(one, values)])
    return one


def test_intervals_come_from_the_table_of_tags() -> None:
    assert [intervals.usual_days(tag) for tag in ("A01", "A03", "D03", "B11", "C01", "不是标签")] == [
        30,
        7,
        30,
        180,
        0,
        0,
    ]
    assert all(intervals.usual_days(line.code) >= 0 for line in codes.table("key_group_tag").lines)
    assert intervals.days_of("A01", 14) == 14
    assert intervals.days_of("A01", 0) == 0, "this one is not to be visited"
    assert intervals.next_day(date(2026, 11, 1), "1", 30) == date(2026, 12, 1)
    assert intervals.next_day(date(2026, 11, 1), "2", 30) == date(2026, 11, 4)
    assert intervals.next_day(date(2026, 11, 1), "3", 30) is None
    assert set(codes.table("visit_result").by_code) > derive.MET


def test_the_last_visit_says_when_to_come_again(homes: Homes) -> None:
    session = homes.office.session
    assert due.due(session) == ()
    [one] = due.due(session, on=date(2026, 12, 1))
    assert (one.name, one.address, one.building_name) == ("王小明", "银杏新村2号1单元102室", "银杏新村2号")
    assert (one.due_on, one.last, one.days) == ("2026-12-01", "2026-11-01", 7)
    assert set(one.tags) == {"独居老人", "失能老人"}
    assert one.why == "应在 2026-12-01 走访，上次 2026-11-01，每 7 天一次"


def test_without_its_word_the_interval_counts_from_the_last_time_that_somebody_was_met(homes: Homes) -> None:
    session = homes.office.session
    recording.record(
        session, {"person": WANG, "result": "已见面", "visited_at": "2026-11-10", "next_visit_on": "2026-11-11"}
    )
    recording.record(session, {"person": WANG, "result": "拒访", "visited_at": "2026-11-12"})
    [one] = due.due(session)
    assert (one.due_on, one.last) == ("2026-11-17", "2026-11-12")
    recording.record(session, {"person": WANG})
    assert due.due(session) == ()


def test_who_was_never_visited_is_due_from_the_tags_day_and_at_once_where_none_is_known(homes: Homes) -> None:
    session = homes.office.session
    _tag(homes, person_uid=homes.id["孩"], tag="B06", start_date="2026-10-22", responsible="李敏")
    [one] = due.due(session)
    assert (one.due_on, one.last, one.worker) == ("2026-11-21", "", "李敏")
    assert one.name == "王*宝", "of a child"
    assert one.tags == (), "a tag of level 4 is not named"
    assert one.why.endswith("还没有走访过，每 30 天一次")
    assert due.due(session, on=date(2026, 11, 20)) == ()
    assert due.due(session, worker="李") == (one,)
    assert due.due(session, worker="赵") == ()
    assert due.due(session, building="银杏新村2号") == (one,)
    assert due.due(session, building="银杏新村10号") == ()
    _tag(homes, person_uid=homes.id["孩"], tag="B08")
    assert [found.due_on for found in due.due(session, on=date(2026, 11, 1))] == ["2026-11-01"]


def test_tags_that_ended_ask_for_nothing_and_neither_do_the_dead(homes: Homes) -> None:
    _tag(homes, person_uid=homes.id["孩"], tag="B08", start_date="2020", end_date="2026-11-20")
    _tag(homes, person_uid=homes.id["亡"], tag="A01", start_date="2020")
    _tag(homes, person_uid=homes.id["孩"], tag="B06", start_date="2020", visit_interval_days=0)
    assert due.due(homes.office.session) == ()


def test_those_who_wait_longest_come_first_and_all_are_counted(homes: Homes) -> None:
    session = homes.office.session
    _tag(homes, person_uid=homes.id["孩"], tag="B06", start_date="2026-10-01")
    _tag(homes, person_uid=homes.id["亡"], tag="A01", start_date="2020")
    recording.record(session, {"person": WANG, "visited_at": "2026-11-10", "next_visit_on": "2026-11-11"})
    recording.record(session, {"dwelling": "银杏新村2号302室", "result": "2", "visited_at": "2026-11-02"})
    count, first = due.soonest(session, 2)
    assert (count, [one.due_on for one in first]) == (3, ["2026-10-31", "2026-11-05"])
    assert set(first) < set(due.due(session))
    assert due.soonest(session, 9) == (3, tuple(sorted(due.due(session), key=lambda one: one.due_on)))


def test_a_home_where_nobody_opened_is_due_by_itself(homes: Homes) -> None:
    session = homes.office.session
    recording.record(session, {"dwelling": "银杏新村2号302室", "result": "2", "visited_at": "2026-11-18"})
    [one] = due.due(session)
    assert (one.person, one.address, one.due_on) == ("", "银杏新村2号1单元302室", "2026-11-21")
    recording.record(session, {"dwelling": "银杏新村2号302室", "result": "4"})
    assert due.due(session) == ()


def test_the_tags_list_knows_the_last_visit(homes: Homes) -> None:
    tags = catalog.named("person_tag")
    rows = browsing.page(homes.office.session, tags, Selection(), Order()).rows
    assert {row["last_visit_on"] for row in rows} == {"2026-11-01"}
    late = browsing.page(homes.office.session, tags, Selection(filters=("last_visit_on>=2026-11-02",)), Order())
    assert late.total == 0


def test_visits_are_asked_for_by_whole_days(homes: Homes) -> None:
    visit, session = catalog.named("visit"), homes.office.session

    def found(*filters: str) -> int:
        return browsing.page(session, visit, Selection(filters=filters), Order()).total

    assert found("visited_at=2026-11-01") == 1
    assert found("visited_at<=2026-11-01") == 1
    assert found("visited_at<=2026-10-31") == 0
    assert found("visited_at>=2026-11-02") == 0
    assert found("visited_at>=2026-11-01 09:30") == 1
    assert found("visited_at>=2026-11-01 09:31") == 0
    assert found("building_uid=银杏新村2号", "compound_uid=银杏新村") == 1
    assert found("building_uid=银杏新村10号") == 0


def test_today_tells_who_is_due_to_those_who_visit(homes: Homes) -> None:
    session = homes.office.session
    _tag(homes, person_uid=homes.id["孩"], tag="B06", start_date="2026-10-22")
    [group] = [one for one in today.later(session) if one.kind == "visits"]
    assert (group.count, group.page) == (1, "visits")
    assert [(line.page, line.record) for line in group.lines] == [("person", ids.to_text(homes.id["孩"]))]
    assert "102" not in group.lines[0].where, "behind the mask of lists of people"


def test_the_route_leaves_with_room_to_write_and_without_tags(homes: Homes) -> None:
    session = homes.office.session
    recording.record(session, {"person": WANG, "visited_at": "2026-11-10", "next_visit_on": "2026-11-11"})
    found = due.due(session)
    path = homes.office.folder / "路线.xlsx"
    stamp = routes.save(session, found, path)
    sheet = openpyxl.load_workbook(path).worksheets[0]
    rows = [[cell for cell in row if cell is not None] for row in sheet.iter_rows(values_only=True)]
    assert ["楼栋", "地址", "姓名", "上次走访", "应走访", "负责人", "走访情况"] in rows
    assert any(row[:3] == ["银杏新村2号", "银杏新村2号1单元102室", "王小明"] for row in rows)
    assert "独居老人" not in str(rows)
    with session.reader() as reader:
        entry = next(iter(reader.actions(limit=1)))
    assert (entry.kind, entry.ledger, entry.detail["rows"]) == ("export", "visit", 1)
    assert entry.detail["purpose"] == "02"
    assert "走访和服务" in str(list(openpyxl.load_workbook(path).worksheets[-1].iter_rows(values_only=True)))
    assert str(stamp.number).endswith(f"{entry.id:04}")
    printed = routes.printout(session, found)
    assert (printed.rows, printed.notes) == (1, ("共 1 次走访，1 套房屋",))
    with pytest.raises(FormatUnknown):
        routes.save(session, found, homes.office.folder / "路线.pdf")


def test_a_number_follows_from_the_record_alone(homes: Homes) -> None:
    [row] = homes.office.rows("visit")
    one = row["id"]
    assert isinstance(one, bytes)
    number = derive.visit_number(one, clock.today())
    assert len(number) == len("ZF20261121") + 6
    assert derive.visit_number(one, clock.today()) == number
    editing.change(homes.office.session, catalog.named("visit"), number, {"follow_up": "再去一次"})
    assert homes.office.rows("visit")[0]["follow_up"] == "再去一次"
