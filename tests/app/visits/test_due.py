"""Who is due for a visit, since when and why; the day's list; the route on paper and as a sheet."""

from __future__ import annotations

from datetime import date

import openpyxl
import pytest

from app import today
from app.dossiers import dossier, visit_dossier
from app.exports.exporting import FormatUnknown
from app.records import browsing, editing, next_visits, visit_intervals
from app.records.browsing import Order
from app.records.filters import Selection
from app.visits import diary, due, planning, recording, routes
from app.visits.diary import Month
from ledger import catalog, clock, codes, derive, ids
from storage.records import Write
from storage.rows import id_in
from tests.app.few_homes import WANG, Homes

TAG = catalog.named("person_tag")


def _tag(homes: Homes, **values: object) -> bytes:
    one = ids.new_id()
    with homes.office.session.store.write(user="wang", kind="edit") as write:
        write.create(catalog.named("person_tag"), [(one, values)])
    return one


def _end_tag(homes: Homes, tag: str, day: str) -> None:
    editing.change(homes.office.session, TAG, ids.to_text(homes.id[f"签{tag}"]), {"end_date": day})


def _visited(homes: Homes, day: str, **said: str) -> None:
    recording.record(homes.office.session, {"person": WANG, "visited_at": day, **said})


def _newest(homes: Homes) -> bytes:
    return max((str(row["visited_at"]), id_in(row)) for row in homes.office.rows("visit"))[1]


def _due_in(homes: Homes, write: Write, compound: bytes, *place: object) -> None:
    """Somebody who is due lives in a room of a building, which is made where it is not there yet."""
    number, unit, floor, room = place
    key, stair = f"{compound.hex()}{number}", f"{compound.hex()}{number}-{unit}"
    if key not in homes.id:
        homes.id[key] = ids.new_id()
        write.create(catalog.named("building"), [(homes.id[key], {"compound_uid": compound, "building_no": number})])
    if stair not in homes.id:
        homes.id[stair] = ids.new_id()
        write.create(catalog.named("unit"), [(homes.id[stair], {"building_uid": homes.id[key], "unit_no": unit})])
    home, person = ids.new_id(), ids.new_id()
    where = {"building_uid": homes.id[key], "unit_uid": homes.id[stair], "floor": floor, "room_no": room}
    write.create(catalog.named("dwelling"), [(home, {k: v for k, v in where.items() if v is not None})])
    write.create(catalog.named("person"), [(person, {"name": "某人", "alive": 1})])
    stay = {"person_uid": person, "dwelling_uid": home, "relation": "03", "is_actual_resident": 1}
    write.create(catalog.named("residence"), [(ids.new_id(), stay)])
    write.create(TAG, [(ids.new_id(), {"person_uid": person, "tag": "A03", "start_date": "2026-01-01"})])


def test_intervals_come_from_the_table_of_tags() -> None:
    assert [visit_intervals.usual_days(tag) for tag in ("A01", "A03", "D03", "B11", "C01", "不是标签")] == [
        30,
        7,
        30,
        180,
        0,
        0,
    ]
    assert all(visit_intervals.usual_days(line.code) >= 0 for line in codes.table("key_group_tag").lines)
    assert visit_intervals.days_of("A01", 14) == 14
    assert visit_intervals.days_of("A01", 0) == 0, "this one is not to be visited"
    assert set(codes.table("visit_result").by_code) > derive.MET


def test_what_was_said_and_what_the_tags_ask_for_are_kept_apart_and_the_earlier_counts(homes: Homes) -> None:
    """The visit of 1 November says 1 December; a disabled elder is called on every 7 days all the same."""
    session = homes.office.session
    [one] = due.due(session)
    assert (one.name, one.address, one.building_name) == ("王小明", "银杏新村2号1单元102室", "银杏新村2号")
    assert (one.due_on, one.last, one.days) == ("2026-11-08", "2026-11-01", 7)
    assert set(one.tags) == {"独居老人", "失能老人"}
    assert one.why == "应在 2026-11-08 走访，上次 2026-11-01，每 7 天一次"
    _visited(homes, "2026-11-10", next_visit_on="2026-11-12")
    assert [found.due_on for found in due.due(session)] == ["2026-11-12"], "said sooner than the interval asks"
    _visited(homes, "2026-11-11")
    assert [found.due_on for found in due.due(session)] == ["2026-11-18"], "met since, and nobody said a day"
    assert [row["next_visit_on"] for row in homes.office.rows("visit")] == ["2026-12-01", "2026-11-12", None]


def test_a_tag_counts_from_the_day_it_is_there_for_visits_made_before(homes: Homes) -> None:
    """独居老人 alone asks every 30 days; 失能老人, added after the visit, every 7."""
    session = homes.office.session
    _end_tag(homes, "A03", "2026-11-01")
    _visited(homes, "2026-11-02")
    assert [one.due_on for one in due.due(session, on=date(2026, 12, 2))] == ["2026-12-02"]
    assert due.due(session, on=date(2026, 12, 1)) == ()
    added = _tag(homes, person_uid=homes.id["王"], tag="A03", start_date="2026-11-05")
    assert [(one.due_on, one.days) for one in due.due(session)] == [("2026-11-09", 7)]
    [group] = [one for one in today.later(session) if one.kind == "visits"]
    assert group.lines[0].why == "应在 2026-11-09 走访，上次 2026-11-02，每 7 天一次"
    wang, last = ids.to_text(homes.id["王"]), ids.to_text(_newest(homes))
    for told in (dossier.person(session, wang), visit_dossier.visit(session, last)):
        assert told.next_visit == "该走访了：应在 2026-11-09（每 7 天一次）"
    assert visit_dossier.visit(session, ids.to_text(homes.id["访"])).next_visit == "", "of an earlier one it is over"
    cells = [row[-1] for part in diary.paper(session, Month.of(clock.today())).parts[1:] for row in part.rows]  # type: ignore[union-attr]
    assert cells == ["2026-12-01", "2026-11-09"], "what was said then, and what is due now"
    editing.change(session, TAG, ids.to_text(added), {"visit_interval_days": "3"})
    assert [(one.due_on, one.days) for one in due.due(session)] == [("2026-11-05", 3)], "a shorter interval"
    editing.change(session, TAG, ids.to_text(added), {"visit_interval_days": "14"})
    assert [(one.due_on, one.days) for one in due.due(session)] == [("2026-11-16", 14)]
    editing.change(session, TAG, ids.to_text(added), {"end_date": "2026-11-20"})
    assert due.due(session) == (), "it ended"
    assert [one.due_on for one in due.due(session, on=date(2026, 12, 2))] == ["2026-12-02"], "the other goes on"
    _end_tag(homes, "A01", "2026-11-20")
    assert due.due(session, on=date(2030, 1, 1)) == (), "nothing asks any more"


def test_a_day_that_was_said_stands_without_any_tag(homes: Homes) -> None:
    for tag in ("A01", "A03"):
        _end_tag(homes, tag, "2026-10-01")
    assert [one.due_on for one in due.due(homes.office.session, on=date(2026, 12, 1))] == ["2026-12-01"]


def test_who_was_missed_is_called_on_three_days_later_though_the_interval_is_over(homes: Homes) -> None:
    session = homes.office.session
    _visited(homes, "2026-11-20", result="不在家")
    assert due.due(session) == ()
    wang = ids.to_text(homes.id["王"])
    assert dossier.person(session, wang).next_visit == "下次走访 2026-11-23（上次不在家）", "and not 每 7 天一次"
    assert [one.due_on for one in due.due(session, on=date(2026, 11, 23))] == ["2026-11-23"]
    _visited(homes, "2026-11-21", result="不在家", next_visit_on="2026-11-22")
    assert [one.due_on for one in due.due(session, on=date(2026, 11, 23))] == ["2026-11-22"], "a neighbour said so"
    _visited(homes, "2026-11-21", result="不在家", next_visit_on="2026-12-24")
    assert [one.due_on for one in due.due(session, on=date(2026, 11, 24))] == ["2026-11-24"]


def test_the_interval_counts_from_the_last_time_that_somebody_was_met(homes: Homes) -> None:
    session = homes.office.session
    _visited(homes, "2026-11-10", next_visit_on="2026-11-11")
    _visited(homes, "2026-11-12", result="拒访")
    [one] = due.due(session)
    assert (one.due_on, one.last) == ("2026-11-17", "2026-11-12")
    recording.record(session, {"person": WANG})
    assert due.due(session) == ()


@pytest.mark.parametrize(
    ("result", "said"), [("1", ""), ("2", ""), ("3", ""), ("1", "2026-11-23"), ("6", "2099-01-01")]
)
def test_what_a_visit_tells_of_the_next_one_is_what_the_list_then_says(homes: Homes, result: str, said: str) -> None:
    session = homes.office.session
    given = {"person": WANG, "result": result, "next_visit_on": said}
    told = planning.plan(session, given).told
    done = recording.record(session, given)
    [one] = due.due(session, on=date(2099, 1, 1))
    assert one.due_on == done.next_visit_on
    assert any(one.due_on in sentence for sentence in told)
    with session.reader() as reader:
        asked = next_visits.next_of(reader, homes.id["王"], clock.today())
        after = next_visits.following(reader, [row["id"] for row in homes.office.rows("visit")], clock.today())
    assert asked is not None
    assert asked.on.isoformat() == one.due_on
    assert after == {ids.from_text(done.id): asked}, "of the last visit alone"


def test_an_address_stands_where_somebody_walks_past_it(homes: Homes) -> None:
    session = homes.office.session
    with session.store.write(user="wang", kind="edit") as write:
        street = ids.new_id()
        write.create(catalog.named("compound"), [(street, {"name": "凌兆新村二", "address": "1弄"})])
        tenth = ids.new_id()
        write.create(catalog.named("compound"), [(tenth, {"name": "凌兆新村十", "address": "2弄"})])
        for compound, number, unit, floor, room in (
            (tenth, "1", "1", 1, "101"),
            (street, "10", "1", 1, "101"),
            (street, "2", "10", 1, "101"),
            (street, "2", "2", 10, "1003"),
            (street, "2", "2", 10, "999"),
            (street, "2", "2", 1, "101"),
            (street, "2", "2", None, "1"),
        ):
            _due_in(homes, write, compound, number, unit, floor, room)
    found = [one for one in due.due(session) if one.address.startswith("凌兆")]
    walked = ["2号2单元101室", "2号2单元999室", "2号2单元1003室", "2号2单元1室", "2号10单元101室", "10号1单元101室"]
    assert [one.address for one in found] == [f"凌兆新村二{one}" for one in walked] + ["凌兆新村十1号1单元101室"]
    path = homes.office.folder / "路线.csv"
    routes.save(session, found, path)
    lines = [line for line in path.read_text(encoding="utf-8-sig").splitlines() if "凌兆" in line]
    assert [line.split(",")[1].strip('"') for line in lines] == [one.address for one in found]
    [sheet] = routes.printout(session, found).parts
    assert [row[1] for row in sheet.rows] == [one.address for one in found]  # type: ignore[union-attr]


def test_a_worker_is_a_whole_name_or_login(homes: Homes) -> None:
    session = homes.office.session
    _visited(homes, "2026-11-20")
    _tag(homes, person_uid=homes.id["孩"], tag="B06", start_date="2026-10-22", responsible="李敏、王芳")
    [one] = due.due(session)
    assert one.workers == ("李敏", "王芳")
    for said in ("李敏", "王芳", " 李 敏", "wang", ""):
        assert due.due(session, worker=said) == (one,), said
    for said in ("李", "敏", "李敏、", "王", "wan", "李敏敏"):
        assert due.due(session, worker=said) == (), said


def test_visits_that_are_nobodys_task_are_asked_for_by_that(homes: Homes) -> None:
    session = homes.office.session
    [nobodys] = due.due(session)
    assert nobodys.workers == ()
    _tag(homes, person_uid=homes.id["孩"], tag="B06", start_date="2026-10-22", responsible="李敏")
    assert due.due(session, worker=due.NOBODY) == (nobodys,)
    assert due.due(session, worker=due.ME) == ()
    _tag(homes, person_uid=homes.id["亡"], tag="B06", start_date="2026-10-22", responsible="王芳")
    _end_tag(homes, "A03", "2026-11-01")
    editing.change(session, TAG, ids.to_text(homes.id["签A01"]), {"responsible": "王芳"})
    assert [one.name for one in due.due(session, on=date(2027, 12, 31), worker=due.ME)] == ["王小明"]


def test_who_was_never_visited_is_due_from_the_tags_day_and_at_once_where_none_is_known(homes: Homes) -> None:
    session = homes.office.session
    _visited(homes, "2026-11-20")
    _tag(homes, person_uid=homes.id["孩"], tag="B06", start_date="2026-10-22", responsible="李敏")
    [one] = due.due(session)
    assert (one.due_on, one.last, one.worker) == ("2026-11-21", "", "李敏")
    assert one.name == "王*宝", "of a child"
    assert one.tags == (), "a tag of level 4 is not named"
    assert one.why.endswith("还没有走访过，每 30 天一次")
    assert due.due(session, on=date(2026, 11, 20)) == ()
    assert due.due(session, building="银杏新村2号") == (one,)
    assert due.due(session, building="银杏新村10号") == ()
    _tag(homes, person_uid=homes.id["孩"], tag="B08")
    assert [found.due_on for found in due.due(session, on=date(2026, 11, 1))] == ["2026-11-01"]


def test_tags_that_ended_ask_for_nothing_and_neither_do_the_dead(homes: Homes) -> None:
    _visited(homes, "2026-11-20")
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
    _visited(homes, "2026-11-20")
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
    _visited(homes, "2026-11-20")
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
