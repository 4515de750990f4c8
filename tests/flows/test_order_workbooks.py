"""A workbook of the hotline and a changed process on the command line; what is told of an order registered again."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.flows.program import Office
from tests.flows.test_order_commands import HOME, _home

HEADINGS = ("热线工单号", "来电时间", "一级分类", "二级分类", "三级分类", "诉求内容", "诉求地址", "办理时限")


def _hotline(path: Path) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(list(HEADINGS))
    for number, leaf in (("SH1", "电梯故障"), ("SH2", "电梯异响"), ("", "电梯故障")):
        told = (number, "2026-11-20 09:30", "住房", "物业管理", leaf, "电梯停在三楼", HOME, "2026-11-27 17:00")
        sheet.append(list(told))
    book.save(path)
    return path


def test_a_workbook_of_the_hotline_becomes_orders_once(empty: Office, tmp_path: Path) -> None:
    _home(empty)
    sheet, back = _hotline(tmp_path / "热线工单.xlsx"), tmp_path / "退回.xlsx"
    tried = empty.json("order", "import", str(sheet), "--dry-run")
    assert (tried["batch"], tried["new"]["work_order"]) == (None, 2)
    assert empty.json("order", "list")["total"] == 0
    got = empty.json("order", "import", str(sheet), "--errors-to", str(back))
    issues = [(one["row"], one["field"], one["rule"], one["row_refused"]) for one in got["issues"]]
    assert issues == [(3, "category", "unknown code", False), (4, "external_no", "required", True)]
    assert back.stat().st_size
    assert empty.error("import-undo", got["batch"])["code"] == 6
    again = empty.json("import", str(sheet))
    assert (again["new"], again["unchanged"]["work_order"]) == ({}, 2)
    rows = {row["external_no"]: row for row in empty.json("order", "list")["rows"]}
    assert {number: row["category_label"] for number, row in rows.items()} == {"SH1": "电梯故障", "SH2": "物业管理"}
    assert rows["SH2"]["external_category"] == "住房/物业管理/电梯异响"
    assert empty.json("order", "move", "SH1", "accept")["status"] == "S20"
    assert empty.json("order", "show", "SH1")["due_at"] == "2026-11-27T09:00:00.000Z"


def test_whoever_registers_is_told_of_orders_that_are_alike(empty: Office) -> None:
    _home(empty)
    first = empty.json("order", "create", "description=楼道灯不亮", "category=C102", f"address={HOME}")
    second = empty.json("order", "create", "问题描述=楼道里灯坏了", "category=C102", f"address={HOME}")
    [alike] = second["similar"]
    assert (alike["id"], alike["why"][0]) == (first["id"], "同一房屋")


def test_a_process_is_tried_out_published_and_shown_with_its_versions(empty: Office) -> None:
    tried = empty.json("order", "process", "check", "电梯故障", "handling=complex", "without=S70")
    assert {one["kind"] for one in tried["flaws"]} >= {"no_way_out"}
    assert empty.error("order", "process", "publish", "电梯故障", "without=S70")["code"] == 2
    done = empty.json("order", "process", "publish", "电梯故障", "handling=complex", "note=等厂家")
    assert (done["version"], done["limits"]["handling"]) == (2, "complex")
    shown = empty.json("order", "process", "show", "C103")
    assert ([one["version"] for one in shown["versions"]], shown["versions"][0]["note"]) == ([2, 1], "等厂家")
    assert [row["label"] for row in empty.json("order", "process", "list", "own")["rows"]] == ["电梯故障"]
    assert "复杂事项" in empty.ctl("order", "process", "show", "C103").out
    assert empty.json("check")["ok"] is True
