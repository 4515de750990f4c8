"""Sheets of visits: each found again by moment, home and people; names are known by who lives in the home."""

from __future__ import annotations

from app.importing.plan import ImportOptions
from app.review.plan_view import PlanView
from tests.office import Office, an_id

PERSON = ["姓名", "身份证号", "小区", "楼栋", "室号"]
VISIT = ["走访日期", "地址", "走访居民", "走访人员", "走访方式", "是否见面", "走访记录"]
HOME = "一村1号101室"


def _town(office: Office) -> None:
    office.take(PERSON, ["王一", an_id(1), "一村", "1", "101"], ["王二", an_id(2), "一村", "1", "101"])


def _issues(got: dict[str, object]) -> list[tuple[object, object, object, object]]:
    issues = got["issues"]
    assert isinstance(issues, list)
    return [(one["row"], one["field"], one["rule"], one["row_refused"]) for one in issues]


def test_a_sheet_of_visits_comes_in_by_the_words_of_the_office(office: Office) -> None:
    _town(office)
    row = ["2026年11月3日 9点半", HOME, "王一、王二", "李敏", "电话慰问", "电话联系", "都好"]
    got = office.take(VISIT, row)
    assert (got["issues"], got["new"]["visit"]) == ([], 1)
    [visit] = office.rows("visit")
    assert (visit["visited_at"], visit["kind"], visit["result"]) == ("2026-11-03T01:30:00.000Z", "3", "6")
    assert (visit["visitor"], visit["content"], visit["source"]) == ("李敏", "都好", "导入")
    assert [visit["dwelling_uid"]] == [one["id"] for one in office.rows("dwelling")]
    made_to = {one["person_uid"] for one in office.rows("visit_person")}
    assert made_to == {office.person("王一")["id"], office.person("王二")["id"]}
    again = office.take(VISIT, row)
    assert (again["new"], again["changed"], again["unchanged"]["visit"]) == ({}, {}, 1)
    more = office.take(VISIT, [*row[:6], "都好，想装扶手"])
    assert (more["new"], more["changed"]) == ({}, {"visit": 1})


def test_rows_without_day_or_home_are_sent_back_and_a_strange_name_is_told(office: Office) -> None:
    _town(office)
    got = office.take(
        VISIT,
        ["", HOME, "王一", "李敏", "1", "1", "没写日期"],
        ["2026-11-03", "一村9号909室", "王一", "李敏", "1", "1", "没有这套房"],
        ["2026-11-04", HOME, "赵八", "李敏", "1", "1", "不认识"],
        ["2026-11-05", HOME, "王一", "李敏", "1", "没有这个结果", "写错"],
    )
    assert _issues(got) == [
        (2, "visited_at", "required", True),
        (3, "dwelling_uid", "unknown dwelling", True),
        (4, "person_uids", "unknown person", False),
        (5, "result", "unknown code", False),
    ]
    assert got["new"] == {"visit": 2, "visit_person": 1}
    assert office.rows("dwelling"), "no home was made"


def test_one_row_may_come_twice_in_a_file(office: Office) -> None:
    _town(office)
    row = ["2026-11-03", HOME, "王一", "李敏", "1", "1", "都好"]
    got = office.take(VISIT, row, row)
    assert (got["new"]["visit"], got["rows"]) == (1, 2)


def test_whoever_says_that_it_is_of_visits_needs_no_word_of_them(office: Office) -> None:
    _town(office)
    rows = (["日期", "室号", "楼栋", "小区", "姓名", "内容"], ["2026-11-03", "101", "1", "一村", "王一", "都好"])
    got = office.take(*rows, options=ImportOptions(subject="visit"))
    assert got["new"] == {"visit": 1, "visit_person": 1}
    assert office.rows("visit")[0]["content"] == "都好"


def test_a_sheet_of_people_with_their_visits_stays_one_of_people(office: Office) -> None:
    got = office.take([*PERSON, "走访日期", "走访人"], ["王一", an_id(1), "一村", "1", "101", "2026-11-03", "李敏"])
    assert got["new"]["person"] == 1
    assert office.rows("visit") == []


def test_the_window_shows_a_planned_visit_by_its_home_and_day(office: Office) -> None:
    _town(office)
    plan = office.plan(VISIT, ["2026-11-03", HOME, "王一", "李敏", "1", "已见面", "都好"])
    view = PlanView.of(plan)
    [line] = view.rows(office.session, "new", 0, 10).lines
    assert line.name == f"{HOME} 2026-11-03 00:00 定期走访"
    detail = view.detail(office.session, line.place)
    assert detail is not None
    told = {field.label: field.new for record in detail.records for field in record.fields}
    assert (told["走访时间"], told["走访结果"], told["走访人"]) == ("2026-11-03 00:00", "已见面", "李敏")
