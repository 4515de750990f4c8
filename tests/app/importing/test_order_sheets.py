"""Sheets of work orders: each row an order and the event that registers it, found again by its number or its words."""

from __future__ import annotations

import pytest

from app.importing import planning, undoing
from app.importing.headings import plain
from app.importing.plan import ImportOptions
from app.jobs import SILENT
from app.message_texts.told import FORBIDDEN
from app.messages import exit_code_for, message_for
from app.orders import moving
from app.orders.keeping import ORDER
from app.orders.verifying import verify
from app.records import browsing, editing
from app.records.browsing import Order
from app.records.filters import Selection
from app.review import import_questions, import_steps
from app.review.plan_view import PlanView
from ledger import clock, ids
from storage.errors import NeverChanged
from tests.app.rights.staff import at_work, employ
from tests.committee import LOGIN
from tests.office import Office, an_id

HOTLINE = [
    *("热线工单号", "来电时间", "来电人", "联系电话", "一级分类", "二级分类", "三级分类", "四级分类", "五级分类"),
    *("诉求标题", "诉求内容", "诉求地址", "办理时限", "工单状态", "承办单位"),
]
HOME = "一村1号101室"


def _row(number: str, leaf: str = "电梯故障", **other: str) -> list[str]:
    said = {
        "title": "电梯停运",
        "text": "电梯昨晚起停在三楼",
        "where": HOME,
        "due": "2026-11-27 17:00",
        "state": "已办结",
    } | other
    return [
        *(number, "2026-11-20 09:30", "王一", "13800000001", "住房和物业", "物业服务", "设施设备", "电梯", leaf),
        *(said["title"], said["text"], said["where"], said["due"], said["state"], "某物业公司"),
    ]


@pytest.fixture
def town(office: Office) -> Office:
    """An office with one home and who lives there."""
    office.take(["姓名", "身份证号", "小区", "楼栋", "室号"], ["王一", an_id(1), "一村", "1", "101"])
    return office


def _issues(got: dict[str, object]) -> list[tuple[object, object, object, object]]:
    issues = got["issues"]
    assert isinstance(issues, list)
    return [(one["row"], one["field"], one["rule"], one["row_refused"]) for one in issues]


def test_a_row_of_the_hotline_is_an_order_registered_with_its_event_and_not_as_far_as_the_sheet_says(
    town: Office,
) -> None:
    got = town.take(HOTLINE, _row("SH20261120001"))
    assert (got["issues"], got["new"]) == ([], {"work_order": 1, "work_order_event": 1})
    [order], [event] = town.rows("work_order"), town.rows("work_order_event")
    assert (order["source"], order["external_no"], order["category"]) == ("01", "SH20261120001", "C103")
    assert order["external_category"] == "住房和物业/物业服务/设施设备/电梯/电梯故障"
    assert (order["received_at"], order["external_due_at"]) == ("2026-11-20T01:30:00.000Z", "2026-11-27T09:00:00.000Z")
    assert (order["status"], order["assignee_org"], event["action"]) == ("S10", None, "create")
    assert str(order["order_no"]).startswith("GD")
    assert order["dwelling_uid"] == town.rows("dwelling")[0]["id"]
    assert order["reporter_person"] == town.person("王一")["id"]
    assert {"field": "status", "rule": "begins as registered"}.items() <= got["hints"][0].items()
    assert verify(town.session).as_json() == {"ok": True, "orders": 1, "events": 1, "faults": []}


def test_the_same_file_again_makes_nothing_and_changes_nothing(town: Office) -> None:
    town.take(HOTLINE, _row("SH1"), _row("SH2", title="电梯又停"))
    order = ids.to_text(town.rows("work_order")[0]["id"])
    moving.move(town.session, order, "accept", {})
    again = town.take(
        HOTLINE, _row("SH1", text="改了几个字"), _row("SH2", title="电梯又停"), _row("SH2", title="电梯又停")
    )
    assert (again["new"], again["changed"], again["unchanged"]["work_order"]) == ({}, {}, 2)
    assert _issues(again) == [(4, "external_no", "repeats a row", False)]
    assert len(town.rows("work_order_event")) == 3


def test_the_due_date_that_came_along_is_taken_over_when_the_order_is_accepted(town: Office) -> None:
    town.take(HOTLINE, _row("SH1"))
    moving.move(town.session, ids.to_text(town.rows("work_order")[0]["id"]), "accept", {})
    assert town.rows("work_order")[0]["due_at"] == "2026-11-27T09:00:00.000Z"


def test_a_category_that_is_not_surely_ours_is_asked_about_and_its_texts_stay(town: Office) -> None:
    rows = (HOTLINE, _row("SH1", "电梯异响"), _row("SH2", "电梯异响"))
    path = town.sheet(*rows)
    plan = planning.plan(town.session, path, ImportOptions())
    assert _issues(plan.as_json(None)) == [
        (2, "category", "unknown code", False),
        (3, "category", "unknown code", False),
    ]
    [asked] = import_questions.questions(town.session, path, plan).values
    assert (asked.value, asked.count, asked.heading) == ("电梯异响", 2, "五级分类")
    told = ImportOptions(values={(plain("五级分类"), "电梯异响"): "电梯故障"})
    got = town.take(*rows, options=told)
    assert (got["issues"], got["new"]["work_order"]) == ([], 2)
    order = town.rows("work_order")[0]
    assert (order["category"], str(order["external_category"])[-4:]) == ("C103", "电梯异响")
    assert town.take(HOTLINE, _row("SH3", "电梯异响"))["issues"] == [], "what was said once is known from then on"


def test_without_an_answer_the_order_comes_in_under_what_is_known_of_it(town: Office) -> None:
    headings = ["案件号", "大类", "小类", "问题描述", "案件地址", "上报时间"]
    got = town.take(
        headings,
        ["WG1", "市容环境", "没听说过", "有一堆东西", HOME, "2026-11-20"],
        ["WG2", "什么", "怎么", "说不清", "", ""],
    )
    assert got["new"]["work_order"] == 2
    found = {one["external_no"]: (one["source"], one["category"]) for one in town.rows("work_order")}
    assert found == {"WG1": ("02", "01"), "WG2": ("02", "C9")}


def test_rows_without_number_or_words_are_sent_back_with_their_cell(town: Office) -> None:
    got = town.take(HOTLINE, _row(""), _row("SH9", title="", text=""), _row("SH3"))
    assert _issues(got) == [(2, "external_no", "required", True), (3, "description", "required", True)]
    assert got["new"]["work_order"] == 1


def test_orders_that_came_in_are_not_taken_back_in_one_go(town: Office) -> None:
    batch = town.outcome(town.sheet(HOTLINE, _row("SH1"))).batch
    order = ids.to_text(town.rows("work_order")[0]["id"])
    for _ in ("as it came", "moved since"):
        with pytest.raises(NeverChanged) as refused:
            undoing.undo(town.session, batch, SILENT)
        assert exit_code_for(refused.value) == FORBIDDEN
        assert "逐件“申请作废”" in message_for(refused.value)
        if len(town.rows("work_order_event")) == 1:
            moving.move(town.session, order, "accept", {})
    assert (len(town.rows("work_order")), len(town.rows("work_order_event"))) == (1, 2)


def test_a_list_of_a_patrol_has_no_numbers_and_still_makes_nothing_twice(town: Office) -> None:
    headings = ["巡查日期", "巡查人", "地点", "发现问题", "类别", "整改期限"]
    rows = (["2026-11-19", "李敏", HOME, "楼道里堆了纸箱", "楼道堆物", "2026-11-25"],) * 2
    got = town.take(headings, *rows)
    assert (_issues(got), got["new"]["work_order"]) == ([(3, "description", "repeats a row", False)], 1)
    [order] = town.rows("work_order")
    assert (order["source"], order["category"], order["occurred_at"]) == ("17", "C202", "2026-11-18T16:00:00.000Z")
    assert order["title"] == f"楼道堆物({HOME})"
    assert clock.day_of(str(order["received_at"])) == clock.today()
    assert town.take(headings, rows[0])["new"] == {}


def test_the_window_understands_the_sheet_and_shows_a_planned_order(town: Office) -> None:
    path = town.sheet(HOTLINE, _row("SH1"))
    [sheet] = import_steps.look(town.session, path, ImportOptions()).sheets
    assert (sheet.subject_label, sheet.rows, sheet.skipped) == ("工单", 1, "")
    told = {one.heading: (one.target_label, one.how) for one in sheet.columns}
    assert told["五级分类"] == ("工单 · 工单类别（第 5 级）", "alias")
    assert (told["工单状态"][1], told["承办单位"][1]) == ("ignored", "ignored")
    assert not [one.heading for one in sheet.columns if one.is_open]
    view = PlanView.of(planning.plan(town.session, path, ImportOptions()))
    [line] = view.rows(town.session, "new", 0, 10).lines
    assert line.name == "电梯停运"
    detail = view.detail(town.session, line.place)
    assert detail is not None
    fields = {field.label: field.new for record in detail.records for field in record.fields}
    assert (fields["工单类别"], fields["外部工单号"], fields["反映人电话"]) == ("电梯故障", "SH1", "138****0001")
    assert fields["问题描述"] != "电梯昨晚起停在三楼", "what was told stays behind its mask"


def test_a_row_that_meets_a_confidential_order_shows_nothing_of_it_to_who_is_not_told(town: Office) -> None:
    """The sheet says who reported; which order that is would tell it of the order."""
    told = {"title": "楼道堆油桶", "text": "三号楼有人堆油桶"}
    town.take(HOTLINE, _row("SH1", **told), _row("SH2"))
    store = town.session.store
    li, head = employ(store, "li", "worker"), at_work(store, LOGIN)
    with head.reader() as reader:
        orders = {str(row["external_no"]): row for row in reader.rows_by_id(ORDER)}
    secret = orders["SH1"]
    editing.change(head, ORDER, ids.to_text(secret["id"]), {"confidential": "是"})  # type: ignore[arg-type]
    sheet = town.sheet(HOTLINE, _row("SH1", **told), _row("SH2"))
    by_own_number = town.sheet(["工单编号", "诉求内容", "来电人"], [secret["order_no"], "", "王一"])
    for path, session, is_told in ((sheet, li, False), (by_own_number, li, False), (sheet, head, True)):
        plan = planning.plan(session, path, ImportOptions())
        view = PlanView.of(plan)
        lines = view.rows(session, "unchanged", 0, 10).lines
        details = [view.detail(session, line.place) for line in lines]
        assert ("油桶" in repr((lines, details))) is is_told
        assert (str(secret["order_no"]) in repr((lines, details))) is is_told
        assert ("王一" in repr((lines, details))) is False
        assert ("保密工单" in [line.name for line in lines]) is not is_told
    listed = browsing.page(li, ORDER, Selection(), Order()).as_json()
    assert "王一" not in str([row for row in listed["rows"] if row["external_no"] == "SH1"])  # type: ignore[attr-defined]


def test_a_position_comes_along_whole_or_not_at_all(town: Office) -> None:
    headings = ["案件号", "大类", "问题描述", "案件地址", "上报时间", "经度", "纬度"]
    said = ["市容环境", "有一堆东西", HOME, "2026-11-20"]
    got = town.take(
        headings,
        ["WG1", *said, 121.4737, "31.2304"],
        ["WG2", *said, 121.4737, None],
        ["WG3", *said, 31.2304, 121.4737],
        ["WG4", *said, None, 99],
        ["WG5", *said, "清空", 31.2304],
    )
    assert [one for one in _issues(got) if one[1] in ("lon", "lat")] == [
        (3, "lon", "half position", False),
        (4, "lon", "out of range", False),
        (4, "lat", "out of range", False),
        (5, "lat", "out of range", False),
        (6, "lon", "half position", False),
    ]
    found = {one["external_no"]: (one["lon"], one["lat"]) for one in town.rows("work_order")}
    assert found == {"WG1": (121.4737, 31.2304), **dict.fromkeys(("WG2", "WG3", "WG4", "WG5"), (None, None))}
