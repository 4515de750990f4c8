"""Topic ledgers on the command line: defined from a file, kept, checked off, taken in, handed out, reported."""

from __future__ import annotations

import json
from pathlib import Path

from openpyxl import Workbook

from tests.flows.program import Office

_BIKES = {
    "code": "bike_sheds",
    "name": "非机动车棚",
    "module": "08",
    "lead": "平安办",
    "period": "每月",
    "fields": [
        {"name": "name", "label": "车棚", "required": True},
        {"name": "spaces", "label": "车位数", "kind": "integer"},
    ],
}


def _file(path: Path, **facts: object) -> Path:
    path.write_text(json.dumps(_BIKES | facts, ensure_ascii=False), encoding="utf-8")
    return path


def test_a_ledger_is_defined_and_kept(empty: Office, tmp_path: Path) -> None:
    assert "lift" in [one["code"] for one in empty.json("topic", "list")["offered"]]
    made = empty.json("topic", "define", str(_file(tmp_path / "a.json")))
    assert made["version"] == 1
    row = empty.json("topic", "add", "非机动车棚", "车棚=东门", "车位数=20")["id"]
    assert empty.json("topic", "set", row, "spaces=24")["changed"]
    wrong = empty.error("topic", "set", row, "spaces=很多")
    assert (wrong["code"], "车位数不是数字" in wrong["message"]) == (2, True)
    [shown] = empty.json("topic", "show", "bike_sheds")["rows"]
    assert (shown["name"], shown["spaces"], shown["is_due"]) == ("东门", "24", False)
    assert empty.json("topic", "confirm", row)["rows"] == 1
    order = empty.json("topic", "report", row, "--reason", "位置不对")["order_no"]
    again = empty.error("topic", "report", row, "--reason", "还是不对")
    assert (again["code"], order in again["message"]) == (7, True)
    assert empty.json("topic", "show", "bike_sheds")["rows"][0]["order"] == order
    empty.json("topic", "remove", row, "--reason", "拆了")
    assert empty.json("topic", "show", "bike_sheds")["total"] == 0


def test_a_definition_is_looked_at_before_it_is_changed(empty: Office, tmp_path: Path) -> None:
    empty.json("topic", "define", str(_file(tmp_path / "a.json")))
    empty.json("topic", "add", "bike_sheds", "name=东门", "spaces=1")
    turned = [_BIKES["fields"][0], {"name": "spaces", "label": "车位数"}]  # type: ignore[index]
    path = str(_file(tmp_path / "b.json", fields=turned))
    plan = empty.json("topic", "define", path, "--preview")
    assert plan["flaws"] == [{"where": "车位数", "rule": "kind_changed"}]
    refused = empty.error("topic", "define", path)
    assert (refused["code"], "不能换成另一种" in refused["message"]) == (2, True)
    grown = [*_BIKES["fields"][:1], {"name": "kind", "label": "类型", "kind": "code", "choices": ["封闭", "敞开"]}]  # type: ignore[index]
    path = str(_file(tmp_path / "c.json", fields=grown))
    plan = empty.json("topic", "define", path, "--preview")
    assert plan["differences"] == ["新增栏目“类型”", "停用栏目“车位数”，填过的内容留着"]
    assert empty.json("topic", "define", path)["version"] == 2
    assert empty.error("topic", "define", str(tmp_path / "none.json"))["code"] == 3


def test_a_sheet_comes_in_and_goes_out(empty: Office, tmp_path: Path) -> None:
    empty.json("topic", "define", str(_file(tmp_path / "a.json")))
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (("车棚", "车位数"), ("东门", 20), ("西门", "x")):
        sheet.append(line)
    book.save(tmp_path / "in.xlsx")
    wrong = empty.error("topic", "import", "bike_sheds", str(tmp_path / "in.xlsx"))
    assert (wrong["code"], "第 3 行：车位数不是数字" in wrong["message"]) == (3, True)
    sheet["B3"] = 5
    book.save(tmp_path / "in.xlsx")
    assert empty.json("topic", "import", "bike_sheds", str(tmp_path / "in.xlsx"))["added"] == 2
    out = empty.json("topic", "export", "bike_sheds", str(tmp_path / "out.xlsx"), "--search", "东")
    assert (out["rows"], (tmp_path / "out.xlsx").exists(), bool(out["number"])) == (1, True, True)


def test_an_alarm_names_its_device_and_the_device_counts_it(empty: Office) -> None:
    empty.json("topic", "define", "ai_device")
    said = ("kind=烟感", "location=门厅", "category=消防设施", "status=在线")
    device = empty.json("topic", "add", "ai_device", "设备编号=AI-1", *said)["id"]
    twice = empty.error("topic", "add", "ai_device", "设备编号=ai-1", *said)
    assert (twice["code"], "设备编号和已有的一条重复" in twice["message"]) == (2, True)
    alarm = ("order", "create", "source=08", "category=消防设施", "description=冒烟")
    order = empty.json(*alarm, "device_uid=AI-1")["id"]
    assert empty.json("order", "show", order)["device_uid"] == device
    unknown = empty.error(*alarm, "device_uid=AI-7")
    assert (unknown["code"], "专题台账内容" in unknown["message"]) == (4, True)
    [shown] = empty.json("topic", "show", "ai_device")["rows"]
    assert shown["orders"] == {"open": 1, "past": 0, "false_alarms": 0}
    assert [row["id"] for row in empty.json("order", "list", "--filter", "device_uid=AI-1")["rows"]] == [order]


def test_the_months_of_the_block_are_summed_up(empty: Office, tmp_path: Path) -> None:
    empty.json("topic", "define", "block_usage")
    for month, uses in (("2026-01", "3"), ("2025-12", "4")):
        said = (f"month={month}", f"uses={uses}", "served=10", "status=开放")
        empty.json("topic", "add", "block_usage", "place=客厅", *said)
    told = empty.json("topic", "show", "block_usage")
    assert told["due"] == 1
    assert [bool(row["missing"]) for row in told["rows"]] == [True, False]
    sums = empty.json("topic", "sums", "block_usage", "--year", "2026")
    assert (sums["whole"]["uses"], sums["months"][0]["called"], sums["things"][0]["called"]) == (3, "2026-01", "客厅")
    out = empty.json("topic", "sums", "街区使用效益", str(tmp_path / "sums.xlsx"))
    assert (out["whole"]["uses"], (tmp_path / "sums.xlsx").exists(), bool(out["number"])) == (7, True, True)
    assert "合计" in empty.ctl("topic", "sums", "block_usage").out
    empty.json("topic", "define", "lift")
    assert empty.error("topic", "sums", "lift")["code"] == 2
