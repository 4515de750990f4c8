"""The office's own orders come back: what they are exported as names them, and nothing is made or changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.commands.imports import import_lines
from app.demo import fill, orders
from app.exports import exporting, sheet_columns
from app.exports.exporting import ExportRequest
from app.importing.plan import ImportOptions, ImportPlan
from app.importing.planning import plan
from app.jobs import SILENT
from app.records.filters import Selection
from tests.office import Office

PATROL = ["工单编号", "发现日期", "地点", "问题描述", "类别"]


@pytest.fixture
def demo(office: Office) -> Office:
    """The office with invented people and their orders."""
    fill.fill(office.session, people=60, seed=1, ctx=SILENT)
    assert orders.add(office.session) >= 36
    return office


def _out(office: Office, ending: str = ".xlsx", columns: tuple[str, ...] = (), *, unmasked: bool = False) -> Path:
    request = ExportRequest(
        ledger="work_order",
        out_path=office.folder / f"工单{ending}",
        columns=columns,
        selection=Selection(everyone=True),
        unmasked=unmasked,
        is_lenient=True,
        reason="往返" if unmasked else "",
    )
    assert exporting.export(office.session, request).rows == len(office.rows("work_order"))
    return request.out_path


def _target(planned: ImportPlan, heading: str) -> tuple[str, str]:
    [mapping] = [sheet.mapping for sheet in planned.sheets if sheet.mapping]
    [found] = [one.target for one in mapping.columns if one.heading == heading]
    return (found.ledger, found.field) if found else ("", "")


_EVERY = tuple(map(sheet_columns.full_name, sheet_columns.columns("work_order")))
_LISTED = ("order_no", "title", "status", "due_at", "assignee")


@pytest.mark.parametrize("columns", [(), _EVERY, _LISTED], ids=["default", "every", "listed"])
@pytest.mark.parametrize(("ending", "unmasked"), [(".xlsx", True), (".csv", False)])
def test_exported_orders_come_back_all_unchanged(
    demo: Office, columns: tuple[str, ...], ending: str, *, unmasked: bool
) -> None:
    before = demo.rows("work_order")
    planned = plan(demo.session, _out(demo, ending, columns, unmasked=unmasked), ImportOptions())
    got = planned.as_json(None)
    assert (got["issues"], got["new"], got["changed"]) == ([], {}, {})
    assert got["unchanged"] == {"work_order": len(before)}
    assert (got["rows"], got["refused"], got["doubtful"]) == (len(before), 0, 0)
    assert "begins as registered" not in {hint.rule for hint in planned.hints}
    assert _target(planned, "工单编号") == ("work_order", "order_no")


def test_the_default_sheet_has_what_tells_of_an_order_and_nothing_it_is_reckoned_with() -> None:
    told = [column.heading for column in sheet_columns.default_columns("work_order")]
    assert told[:6] == ["工单编号", "外部工单号", "工单来源", "工单类别", "标题", "问题描述"]
    described = {
        *("发生地点", "反映人", "紧急程度", "接收时间", "办结时限", "工单状态", "承办单位", "承办人"),
        *("办理情况", "办理结果类型", "满意度", "结案时间"),
    }
    assert described <= set(told)
    assert not [word for word in told if any(part in word for part in ("校验", "计时", "流程版本", "次数", "创建"))]
    assert "状态" in {column.heading for column in sheet_columns.default_columns("activity")}


def test_a_number_that_nobody_here_gave_is_one_from_outside(demo: Office) -> None:
    own = demo.rows("work_order")[0]
    row = ["2026-11-19", "一村1号", "楼道里堆了纸箱", "楼道堆物"]
    got = demo.take(PATROL, [str(own["order_no"]).lower(), *row], ["GD20200101XXXX999", *row])
    assert (got["issues"], got["new"], got["unchanged"]) == (
        [],
        {"work_order": 1, "work_order_event": 1},
        {"work_order": 1},
    )
    made = next(one for one in demo.rows("work_order") if one["external_no"] == "GD20200101XXXX999")
    assert made["order_no"] != made["external_no"]
    again = demo.take(PATROL, ["GD20200101XXXX999", *row], [str(made["order_no"]), *row])
    assert (again["new"], again["changed"]) == ({}, {})


def test_a_column_of_another_offices_numbers_is_theirs_though_it_bears_the_name_of_ours(demo: Office) -> None:
    own = str(demo.rows("work_order")[0]["order_no"])
    rows = [[number, "2026-11-19", "一村1号", "楼道里堆了纸箱", "楼道堆物"] for number in ("SH1", "SH2", own)]
    planned = demo.plan(PATROL, *rows)
    assert _target(planned, "工单编号") == ("work_order", "external_no")
    assert len(planned.creates["work_order"]) == 2, "a number of ours is known all the same"


def test_a_workbook_that_brought_nothing_is_not_called_imported(demo: Office) -> None:
    refused = demo.plan(["热线工单号", "诉求内容"], ["", "无编号"])
    assert list(import_lines(refused, "7", []))[-1] == "没有导入任何内容：1 行一行都没有收下，原因见上。"
    known = plan(demo.session, _out(demo), ImportOptions())
    assert list(import_lines(known, "8", []))[-1] == "没有导入任何内容：台账里已经都有，没有新增，也没有变更。"
    some = demo.plan(["热线工单号", "诉求内容"], ["SH1", "灯坏了"])
    assert list(import_lines(some, "9", []))[-1].startswith("已导入，批次 9。")
