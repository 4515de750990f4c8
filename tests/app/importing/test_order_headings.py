"""Headings of 12345, 网格 and patrols as their exports write them, and sheets whose column of numbers is not known."""

from __future__ import annotations

import pytest

from app.commands.imports import import_lines
from app.importing.headings import Heading, Target, plain
from app.importing.mapping import resolve
from app.importing.plan import ImportOptions, ImportPlan
from app.importing.subjects import subject_of
from app.importing.vocabulary import vocabulary
from app.review import import_steps
from tests.office import Office

NATURAL = {
    "external_no": (
        *("12345工单编号", "工单号", "热线编号", "诉求编号", "受理编号", "案件编号", "案卷号", "任务号", "派单编号"),
        *(
            "12345热线工单号",
            "受理单号",
            "派遣单号",
            "问题编号",
            "事件编号",
            "交办单编号",
            "工单流水号",
            "热线受理编号",
        ),
        *("网格案件编号", "案件号", "督办编号", "12345编号", "市民热线编号", "来电编号", "任务编号"),
    ),
    "description": (
        *("诉求内容", "投诉内容", "问题描述", "案件描述", "反映内容", "来电内容", "问题情况", "事件详情", "案件详情"),
        *("受理内容", "诉求描述", "反映问题", "案情描述", "主要诉求", "举报内容", "求助内容", "隐患描述", "投诉详情"),
    ),
    "category": (
        *("问题分类", "事件类别", "诉求类型", "事件类型", "案件分类", "诉求分类", "投诉类型", "问题类别", "工单类型"),
        *("事项分类", "案件大类", "案件小类", "问题大类", "诉求小类", "工单大类", "一级类目", "诉求一级分类"),
    ),
    "received_at": (
        *("来电日期", "来电时间", "受理时间", "上报时间", "立案时间", "派单日期", "投诉日期", "登记日期", "立案日期"),
        *("接单时间", "转办日期", "诉求日期", "下派时间", "接报时间", "受理登记时间"),
    ),
    "occurred_at": ("发现时间", "发现日期", "事发时间", "发生日期", "检查日期", "巡查时间", "案发时间"),
    "external_due_at": (
        *("办理时限", "截止时间", "处置时限", "要求完成时间", "办结期限", "要求办结日期", "办理截止时间", "回复时限"),
        *("处理期限", "应办结时间", "应完成日期", "处置截止时间", "整改期限", "完成时限", "限办时间", "截止日期"),
    ),
    "reporter_name": ("诉求人", "来电人", "反映人", "投诉人", "反映人姓名", "来电人姓名", "举报人", "市民姓名"),
    "reporter_phone": (
        "联系电话",
        "来电号码",
        "来电电话",
        "诉求人电话",
        "反映人联系方式",
        "投诉人手机号",
        "来电人号码",
    ),
    "address": (
        "事发地址",
        "发生地点",
        "地点描述",
        "问题地点",
        "案件地址",
        "诉求地址",
        "位置描述",
        "事发地",
        "发现地点",
    ),
    "title": ("诉求标题", "工单主题", "案件名称", "问题标题"),
}


@pytest.mark.parametrize(("field", "heading"), [(name, word) for name, words in NATURAL.items() for word in words])
def test_a_natural_heading_is_known(field: str, heading: str) -> None:
    found = resolve(
        [Heading(0, heading)], lambda _column, target: float(target.field != "order_no"), subject="work_order"
    )
    target = found.columns[0].target
    assert target is not None, found.columns[0]
    assert (target.ledger, target.field, found.columns[0].how == "fuzzy") == ("work_order", field, False)


def test_no_word_of_an_order_means_two_things_that_the_values_cannot_tell_apart() -> None:
    told = {word: {one.target for one in found} for word, found in vocabulary("work_order").normal.items()}
    several = {word: targets for word, targets in told.items() if len({one.field for one in targets}) > 1}
    numbers = {Target("work_order", "order_no"), Target("work_order", "external_no")}
    places = {"地址", "详细地址", "门洞号"}
    assert {word for word, targets in several.items() if targets != numbers} <= places
    assert told[plain("网格编号")] != numbers


@pytest.mark.parametrize(
    "headings",
    [
        ("12345工单编号", "来电时间", "问题分类", "诉求内容", "办理时限"),
        ("派单编号", "投诉内容", "投诉日期"),
        ("案卷号", "案件描述", "案件大类", "案件小类", "立案时间"),
        ("任务编号", "问题描述", "上报时间"),
        ("巡查日期", "地点", "存在问题", "整改期限"),
    ],
)
def test_a_sheet_of_orders_is_known_by_its_headings(headings: tuple[str, ...]) -> None:
    assert subject_of([Heading(at, word) for at, word in enumerate(headings)]) == "work_order"


# -- a column of numbers that nobody named so

ODD = ("业务标识", "来电时间", "事件类别", "诉求内容")
ROWS = (["SH20261101001", "2026-11-18", "电梯故障", "一"], ["SH20261101002", "2026-11-18", "电梯故障", "二"])


def _lines(found: ImportPlan) -> str:
    return "\n".join(import_lines(found, "1", []))


def test_a_sheet_of_the_hotline_without_a_known_number_is_not_taken_for_our_own(office: Office) -> None:
    path = office.sheet(ODD, *ROWS, name="12345热线")
    [sheet] = import_steps.look(office.session, path, ImportOptions()).sheets
    column = sheet.columns[0]
    assert column.asks, "the window asks"
    assert sheet.lacks_number
    assert [choice.key for choice in column.choices] == ["work_order.external_no"]
    found = office.outcome(path).plan
    assert [(one.row, one.column, one.rule, one.row_refused) for one in found.issues] == [
        (2, 0, "number not recognised", True),
        (3, 0, "number not recognised", True),
    ]
    assert office.rows("work_order") == []
    assert "列“业务标识”：可能是几项，没有导入（外部工单号）" in _lines(found)
    assert "这一列像是编号" in _lines(found)
    mapped = ImportOptions(headings={"业务标识": "work_order.external_no"})
    assert not import_steps.look(office.session, path, mapped).sheets[0].lacks_number
    told = office.outcome(path, mapped).plan
    assert told.issues == []
    assert [one["source"] for one in office.rows("work_order")] == ["01", "01"]


def test_a_sheet_of_the_hotline_without_any_number_says_what_its_orders_became(office: Office) -> None:
    bare = [row[1:] for row in ROWS]
    found = office.outcome(office.sheet(ODD[1:], *bare, name="12345热线")).plan
    assert ("external_no", "no outside number") in [(one.field, one.rule) for one in found.hints]
    assert [one["source"] for one in office.rows("work_order")] == ["17", "17"]
    left = office.outcome(office.sheet(ODD, *ROWS, name="12345"), ImportOptions(headings={"业务标识": ""})).plan
    assert ("external_no", "no outside number") in [(one.field, one.rule) for one in left.hints]


@pytest.mark.parametrize(
    "values", [("1", "2"), ("2026-11-18", "2026-11-19"), ("13800000001", "13800000002"), ("李敏", "王芳")]
)
def test_what_is_no_number_is_not_asked_about(office: Office, values: tuple[str, str]) -> None:
    rows = [[value, *row[1:]] for value, row in zip(values, ROWS, strict=True)]
    [sheet] = import_steps.look(office.session, office.sheet(ODD, *rows, name="网格"), ImportOptions()).sheets
    assert not sheet.columns[0].asks


def test_a_list_of_the_offices_own_that_speaks_of_callers_comes_in(office: Office) -> None:
    found = office.outcome(office.sheet(ODD, *ROWS, name="来电登记")).plan
    assert (found.count("refused"), len(office.rows("work_order"))) == (0, 2)
    mapping = found.sheets[0].mapping
    assert mapping is not None
    assert mapping.columns[0].how == "ambiguous"
