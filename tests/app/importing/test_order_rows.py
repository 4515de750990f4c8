"""Rows of a sheet of orders: none vanishes, a time that sets the clock is never guessed, what was done is said."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pytest

from app.commands.imports import import_lines
from app.importing.plan import ImportOptions, ImportPlan
from app.importing.planning import plan
from app.orders import intake
from app.review.plan_view import PlanView
from ledger import clock
from tests.office import Office, Row

HOTLINE = ("热线编号", "来电时间", "来电人", "诉求内容", "事件类别", "截止时间")
PATROL = ("巡查日期", "地点", "发现问题", "类别", "上报人")


def _row(number: str, **other: object) -> list[object]:
    said = {
        "at": "2026-11-18 09:00",
        "who": "王一",
        "text": "电梯停在三楼",
        "kind": "电梯故障",
        "until": None,
    } | other
    return [number, said["at"], said["who"], said["text"], said["kind"], said["until"]]


def _take(office: Office, *rows: Sequence[object]) -> ImportPlan:
    found = office.outcome(office.sheet(*rows)).plan
    counts = found.as_json(None)["by_row"]
    assert isinstance(counts, dict)
    assert sum(counts.values()) == len(found.rows), "every row is counted once"
    return found


def _issues(found: ImportPlan) -> list[tuple[int, int, str, bool]]:
    return [(one.row, one.column, one.rule, one.row_refused) for one in found.issues]


def _lines(found: ImportPlan) -> str:
    return "\n".join(import_lines(found, "1", []))


def _order(office: Office, number: str) -> Row:
    return next(one for one in office.rows("work_order") if one["external_no"] == number)


# -- rows that mean one order


def test_a_row_that_repeats_another_is_told_and_counted(office: Office) -> None:
    found = _take(office, HOTLINE, _row("J1"), _row("J2"), _row("J1"))
    assert _issues(found) == [(4, 0, "repeats a row", False)]
    assert found.issues[0].as_json()["of_row"] == 2
    assert (found.count("new"), found.count("repeated"), len(office.rows("work_order"))) == (2, 1, 2)
    assert "这一行和第 2 行完全一样" in _lines(found)
    assert "只登记一次" in _lines(found)
    assert "退回 0 行，和前面的行完全一样 1 行" in _lines(found)
    view = PlanView.of(found)
    [line] = view.rows(office.session, "repeated", 0, 10).lines
    assert (line.row, line.name.split()[-1]) == (4, "电梯故障"), "the person is shown of which order"
    assert view.troubles(0, 10)[0].done == "只登记一次"


def test_a_row_with_a_number_of_before_and_other_words_goes_back(office: Office) -> None:
    found = _take(office, HOTLINE, _row("J1"), _row("J1", who="李二", kind="噪音扰民", text="夜里很吵"))
    assert _issues(found) == [
        (3, 2, "differs within the file", True),
        (3, 3, "differs within the file", True),
        (3, 4, "differs within the file", True),
    ]
    assert (found.count("new"), found.count("refused"), len(office.rows("work_order"))) == (1, 1, 1)
    assert "和第 2 行是同一件工单，内容却不一样" in _lines(found)
    assert _order(office, "J1")["reporter_name"] == "王一"


def test_rows_of_a_patrol_that_are_equal_are_told_and_those_that_differ_go_back(office: Office) -> None:
    row = ["2026-11-20", "一村1号", "灭火器过期", "楼道堆物", "李敏"]
    found = _take(office, PATROL, row, row, [*row[:3], "电梯故障", "李敏"], ["2026-11-20", "一村2号", *row[2:]])
    assert _issues(found) == [(3, 2, "repeats a row", False), (4, 3, "differs within the file", True)]
    assert [found.count(one) for one in ("new", "repeated", "refused")] == [2, 1, 1]


def test_a_row_that_repeats_one_of_another_sheet_says_which(office: Office) -> None:
    path = office.sheet(HOTLINE, _row("J1"), name="第一周")
    import openpyxl

    book = openpyxl.load_workbook(path)
    second = book.create_sheet("第二周")
    for row in (HOTLINE, _row("J2"), _row("J1")):
        second.append(list(row))
    book.save(path)
    found = office.outcome(path).plan
    assert [(one.sheet, one.row, one.rule) for one in found.issues] == [("第二周", 3, "repeats a row")]
    assert "和工作表“第一周”第 2 行完全一样" in _lines(found)


def test_known_orders_are_told_as_repeated_within_the_file_only(office: Office) -> None:
    _take(office, HOTLINE, _row("J1"))
    again = _take(office, HOTLINE, _row("J1"), _row("J1"), _row("J1", text="别的"))
    assert [again.count(one) for one in ("new", "unchanged", "repeated", "refused")] == [0, 1, 1, 1]
    number = str(_order(office, "J1")["order_no"])
    own = _take(office, ["工单编号", "诉求内容", "类别"], [number, "一", "电梯故障"], [number, "二", "电梯故障"])
    assert [own.count(one) for one in ("unchanged", "refused")] == [1, 1]


def test_a_number_whose_end_a_numeric_cell_lost_is_no_number(office: Office) -> None:
    found = _take(office, HOTLINE, _row(20261101000123456), _row(20261101000123457), _row(202611010001234))  # type: ignore[arg-type]
    assert _issues(found) == [(2, 0, "precision lost", True), (3, 0, "precision lost", True)]
    assert [one["external_no"] for one in office.rows("work_order")] == ["202611010001234"]


# -- receipts


@pytest.mark.parametrize(
    ("written", "rule", "told"),
    [
        ("2026-13-45", "not a date", "不是日期"),
        ("11月7日", "no year", "没有写年份"),
        ("2999-11-06 10:00", "future", "晚于今天"),
    ],
)
def test_a_row_whose_receipt_cannot_be_known_goes_back(office: Office, written: str, rule: str, told: str) -> None:
    found = _take(office, HOTLINE, _row("J1", at=written), _row("J2"))
    assert _issues(found) == [(2, 1, rule, True)]
    assert told in _lines(found)
    assert "整行退回" in _lines(found)
    assert [one["external_no"] for one in office.rows("work_order")] == ["J2"]


def test_a_day_alone_of_receipt_stands_for_its_end_as_in_the_form(office: Office) -> None:
    before, today = clock.today() - timedelta(days=3), clock.today()
    rows = _row("J1", at=before.isoformat()), _row("J2", at=before), _row("J3", at=today.isoformat())
    _take(office, HOTLINE, *rows)
    received = [clock.local_text(str(_order(office, number)["received_at"])) for number in ("J1", "J2")]
    assert received == [f"{before.isoformat()} 23:59"] * 2
    assert clock.moment_of(str(_order(office, "J3")["received_at"])) <= clock.now(), "of today, until now"
    given = {"source": "12345热线", "external_no": "J4", "category": "电梯故障", "description": "一"}
    intake.create(office.session, given | {"received_at": before.isoformat()})
    assert _order(office, "J4")["received_at"] == _order(office, "J1")["received_at"]


def test_a_list_with_a_day_of_receipt_alone_makes_nothing_twice(office: Office) -> None:
    headings = ("问题描述", "类别", "地点", "来电时间")
    for day in (clock.today(), clock.today() - timedelta(days=1)):
        row = ["楼道里堆了纸箱", "楼道堆物", "某弄堂", day.isoformat()]
        assert [_take(office, headings, row).count("new") for _ in range(2)] == [1, 0]


def test_an_order_that_stands_is_left_whatever_its_row_says_of_the_receipt(office: Office) -> None:
    _take(office, HOTLINE, _row("J1"))
    again = _take(office, HOTLINE, _row("J1", at="11月7日"))
    assert (again.count("unchanged"), again.count("refused")) == (1, 0)


def test_an_order_without_a_receipt_counts_from_the_import_and_that_is_said(office: Office) -> None:
    found = _take(office, HOTLINE, _row("J1", at=None), _row("J2"))
    assert [(one.row, one.field, one.rule) for one in found.hints] == [(2, "received_at", "received now")]
    assert clock.day_of(str(_order(office, "J1")["received_at"])) == clock.today()
    assert "没有写，按导入的时刻算" in _lines(found)
    without = _take(office, ("热线编号", "诉求内容", "类别"), ["J3", "一", "电梯故障"], ["J4", "二", "电梯故障"])
    assert [(one.row, one.rule) for one in without.hints] == [(0, "received now")], "once of a sheet without the column"


# -- due dates


@pytest.mark.parametrize(
    "written",
    ["2026年11月29日", "2026-11-29", "2026/11/29", date(2026, 11, 29), datetime(2026, 11, 29)],  # noqa: DTZ001
)
def test_a_due_day_stands_for_its_end(office: Office, written: object) -> None:
    _take(office, HOTLINE, _row("J1", until=written), _row("J2", until="2026-11-29 17:00"))
    assert _order(office, "J1")["external_due_at"] == "2026-11-29T15:59:59.000Z"
    assert _order(office, "J2")["external_due_at"] == "2026-11-29T09:00:00.000Z"


# -- categories


def test_codes_of_a_sheet_are_read_with_label_width_and_lost_zero(office: Office) -> None:
    told = ("0102 暴露垃圾", "102", 102, "０１０２", "暴露垃圾(0102)", "C103-电梯故障", "3021 电梯故障")
    found = _take(office, HOTLINE, *(_row(f"J{at}", kind=kind) for at, kind in enumerate(told)))
    assert _issues(found) == []
    assert [one["category"] for one in office.rows("work_order")] == [*["0102"] * 5, "C103", "C103"]


def test_what_an_order_was_registered_as_is_said_where_its_category_is_not_sure(office: Office) -> None:
    kinds = ("0203 电梯故障", "外星人降落", None)
    found = _take(office, HOTLINE, *(_row(f"J{at}", kind=kind) for at, kind in enumerate(kinds)))
    assert _issues(found) == [
        (2, 4, "unknown code", False),
        (3, 4, "unknown code", False),
        (4, 4, "no category", False),
    ]
    assert [one.as_json()["taken_as"] for one in found.issues] == ["C9"] * 3
    assert _lines(found).count("按“其他”登记") == 3
    assert "没有导入" not in _lines(found).split("有问题的格子")[1]
    planned = plan(office.session, office.sheet(HOTLINE, _row("J9", kind="外星人")), ImportOptions())
    assert PlanView.of(planned).troubles(0, 1)[0].done == "按“其他”登记"
