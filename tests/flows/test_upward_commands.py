"""The package 上报材料 on the command line: looked at, written, its opinions marked as told."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.flows.program import Office

_PERIOD = ("--from", "2026-01-01", "--to", "2026-01-31")


def _opinion(office: Office, text: str, status: str = "已收集") -> str:
    typed = (f"opinion={text}", "source=来电", "said_on=2026-01-05", f"status={status}", "who=张三")
    return str(office.json("topic", "add", "opinions", *typed)["id"])


def test_a_package_is_looked_at_written_and_its_opinions_count_as_told(empty: Office, tmp_path: Path) -> None:
    empty.json("topic", "define", "opinions")
    _opinion(empty, "路灯不亮")
    _opinion(empty, "加装电梯", "已答复")
    found = empty.json("upward", "show", *_PERIOD)
    assert (found["from"], found["to"]) == ("2026-01-01", "2026-01-31")
    assert [(one["opinion"], one["who"], one["waits"]) for one in found["opinions"]] == [
        ("路灯不亮", "已隐藏", True),
        ("加装电梯", "已隐藏", False),
    ]
    assert (found["activities"], found["orders"]) == ([], [])
    out = tmp_path / "上报.xlsx"
    done = empty.json("upward", "export", str(out), *_PERIOD, "--part", "opinions", "--mark")
    assert (done["rows"], done["marked"], done["not_marked"]) == (2, 1, None)
    assert openpyxl.load_workbook(out).sheetnames == ["说明", "意见建议", "水印"]
    statuses = {one["opinion"]: one["status"] for one in empty.json("topic", "show", "opinions")["rows"]}
    assert statuses == {"路灯不亮": "已上报", "加装电梯": "已答复"}
    assert empty.json("upward", "export", str(out), *_PERIOD, "--mark")["marked"] == 0


def test_what_is_wrong_is_said_and_nothing_is_written(empty: Office, tmp_path: Path) -> None:
    out = str(tmp_path / "上报.xlsx")
    for words in (
        ("export",),
        ("show", out),
        ("export", out, "--from", "2026-01-01"),
        ("show", "--period", "明年"),
        ("show", "--from", "2026-02-01", "--to", "2026-01-01"),
    ):
        assert empty.error("upward", *words)["code"] == 2, words
    assert empty.error("upward", "export", out, "--unmasked")["code"] == 6
    assert not Path(out).exists()


def test_it_is_told_in_lines(empty: Office) -> None:
    told = empty.ctl("upward", "show", "--period", "2026Q1").out
    assert "2026年第1季度" in told
    assert "没有启用意见建议清单" in told
