"""Workbooks in and out of the command line: import, dry run, errors, undo, export, template, layouts, forms."""

from __future__ import annotations

import csv
import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest

from tests.flows.program import LOGIN, PASSWORD, ROOT, Office, environment
from tests.flows.small import HEAD

DEMO = ROOT / "resources" / "demo"
FLAT, TENANTS = DEMO / "2_人房台账.xlsx", DEMO / "5_租户登记.xlsx"


@pytest.fixture
def told(empty: Office) -> Office:
    """An office that knows its compounds."""
    empty.json("import", DEMO / "1_小区台账.xlsx")
    return empty


def test_an_import_is_planned_applied_and_undone(told: Office, tmp_path: Path) -> None:
    planned = told.json("import", FLAT, "--dry-run")
    assert planned["batch"] is None
    assert told.json("list", "person")["total"] == 0
    done = told.json("import", FLAT, "--errors-to", tmp_path / "退回.xlsx")
    files = {name: done.pop(name) for name in ("errors_written", "errors_file", "errors_files")}
    out = str(tmp_path / "退回.xlsx")
    assert files == {"errors_written": True, "errors_file": out, "errors_files": [out]}
    assert {**done, "batch": None} == planned
    assert done["new"]["person"] == told.json("list", "person")["total"] > 300
    refused = {issue["row"] for issue in done["issues"] if issue["row_refused"]}
    assert done["refused"] == len(refused) == 4
    assert {"sheet", "row", "field", "rule", "row_refused"} <= set(done["issues"][0])
    again = told.json("import", FLAT)
    assert (again["new"], again["changed"]) == ({}, {})
    undone = told.json("import-undo", done["batch"])
    assert undone["removed"]["person"] == done["new"]["person"]
    assert told.json("list", "person")["total"] == 0
    assert told.error("import-undo", done["batch"])["code"] == 6
    assert told.error("import-undo", "999")["code"] == 4
    assert told.json("check")["ok"] is True


def test_the_error_workbook_holds_the_rows_that_failed_and_comes_back_whole(told: Office, tmp_path: Path) -> None:
    out = tmp_path / "退回.xlsx"
    first = told.json("import", FLAT, "--errors-to", out)
    assert first["errors_files"] == [str(out)]
    book = openpyxl.load_workbook(out)
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert rows[0][-1] == "原因"
    assert len(rows) == 1 + first["refused"]
    told_reasons = " ".join(str(row[-1]) for row in rows[1:])
    assert "身份证号码：最后一位校验码对不上" in told_reasons
    before = told.json("list", "person")["total"]
    again = told.json("import", out)
    assert again["refused"] == first["refused"]
    assert told.json("list", "person")["total"] == before


def test_a_change_after_an_import_stands_in_the_way_of_its_undoing(told: Office) -> None:
    batch = told.json("import", FLAT)["batch"]
    one = told.json("list", "person", "--limit", "1")["rows"][0]["id"]
    told.json("set", "person", one, "phone=13900001111")
    error = told.error("import-undo", batch)
    assert error["code"] == 7
    assert [(found["id"], found["fields"], found["user"]) for found in error["obstacles"]] == [(one, ["phone"], LOGIN)]
    assert "联系电话" in error["message"]


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("missing.xlsx", None, 3),
        ("empty.xlsx", b"", 3),
        ("cut.xlsx", FLAT.read_bytes()[:4000], 3),
        ("note.pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", 3),
        ("other.csv", "甲,乙,丙\n1,2,3\n".encode(), 3),
    ],
)
def test_a_file_that_is_no_use_is_refused(
    empty: Office, tmp_path: Path, name: str, content: bytes | None, code: int
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    error = empty.error("import", path)
    assert error["code"] == code
    assert "没有导入任何内容" in error["message"]


def test_headings_are_mapped_by_hand(empty: Office, tmp_path: Path) -> None:
    sheet, mapping = tmp_path / "a.csv", tmp_path / "mapping.json"
    sheet.write_text("小区,楼栋,室号,甲,乙\n凌兆小区一,1号,302,闫英,310115195005300754\n", encoding="utf-8")
    mapping.write_text('{"甲": "person.name", "乙": "person.id_no"}', encoding="utf-8")
    done = empty.json("import", sheet, "--mapping", mapping)
    assert done["new"]["person"] == 1
    how = {column["heading"]: (column["field"], column["how"]) for column in done["columns"]}
    assert how["甲"] == ("name", "given")
    mapping.write_text('{"甲": "person.nothing"}', encoding="utf-8")
    assert empty.error("import", sheet, "--mapping", mapping)["code"] == 2
    mapping.write_text('["甲"]', encoding="utf-8")
    assert empty.error("import", sheet, "--mapping", mapping)["code"] == 2


def test_people_read_what_an_import_did(told: Office) -> None:
    said = told.ctl("import", FLAT).out
    assert "退回 4 行" in said
    assert "整行退回" in said
    assert "这一格没有导入" in said
    assert "linongctl import-undo" in said
    assert "第 30 行" in told.ctl("import", TENANTS).out


def test_exports_are_masked_unless_a_reason_is_given(small: Office, tmp_path: Path) -> None:
    masked, whole, table = tmp_path / "a.xlsx", tmp_path / "b.xlsx", tmp_path / "c.csv"
    assert small.json("export", "flat", masked)["rows"] == 3
    assert HEAD not in _cells(masked)
    assert small.error("export", "person", whole, "--unmasked")["code"] == 6
    assert not whole.exists()
    small.json("export", "person", whole, "--unmasked", "--reason", "街道核对", "--columns", "姓名，证件号码")
    assert HEAD in _cells(whole)
    small.json("export", "person", table, "--filter", "age>=75", "--columns", "name,education")
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    with table.open(encoding="utf-8-sig", newline="") as stream:
        assert list(csv.reader(stream)) == [["姓名", "学历"], ["闫英", "初级中学教育"]]
    assert small.error("export", "person", tmp_path / "x.doc")["code"] == 2
    assert small.error("export", "person", tmp_path / "none" / "x.xlsx")["code"] == 8
    assert small.error("export", "person", tmp_path)["code"] in (2, 8)


def _cells(path: Path) -> set[str]:
    sheet = openpyxl.load_workbook(path).worksheets[0]
    return {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row if cell is not None}


def test_layouts_are_kept_listed_and_used(small: Office, tmp_path: Path) -> None:
    small.json("layout", "save", "person", "联系表", "--columns", "姓名,联系电话")
    kept = small.json("layout", "list", "person")["layouts"]
    assert [one["name"] for one in kept] == ["联系表"]
    assert small.json("export", "person", tmp_path / "a.xlsx", "--layout", "联系表")["columns"] == ["姓名", "联系电话"]
    assert small.json("layout", "remove", "person", "联系表")["layouts"] == []
    assert small.error("export", "person", tmp_path / "a.xlsx", "--layout", "联系表")["code"] == 4
    assert small.error("layout", "save", "person", "--columns", "姓名")["code"] == 2


def test_a_template_is_written_and_imports_back(small: Office, tmp_path: Path) -> None:
    out = tmp_path / "模板.xlsx"
    assert small.json("template", "person", out)["path"] == str(out)
    assert "姓名" in {cell.value for cell in openpyxl.load_workbook(out).worksheets[0][1]}
    assert small.error("template", "nothing", out)["code"] == 2


def test_a_form_of_a_department_is_filled(small: Office, tmp_path: Path) -> None:
    form, out = tmp_path / "上级表.xlsx", tmp_path / "填好.xlsx"
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["2026年居民情况表"])
    sheet.append(["序号", "姓名", "学历", "不认识的列"])
    book.save(form)
    words = ("fill", form, out, "--filter", "age>=70")
    filled = small.json(*words, "--save-as", "居民情况")
    assert filled["rows"] == 1
    assert {one["heading"] for one in filled["left_empty"]} == {"不认识的列"}
    rows = list(openpyxl.load_workbook(out).worksheets[0].iter_rows(values_only=True))
    assert rows[2][:3] == (1, "闫英", "初级中学教育")
    assert small.json(*words, "--saved", "居民情况")["rows"] == 1
    [kept] = small.json("form", "list")["forms"]
    assert (kept["name"], kept["ledger"], kept["sheet"], kept["heading_row"]) == ("居民情况", "flat", "Sheet", 2)
    assert kept["columns"] == {"序号": "#", "姓名": "person.name", "学历": "person.education", "不认识的列": ""}
    assert "序号=行号、姓名=姓名、学历=学历、不认识的列=不用" in small.ctl("form", "list").out
    assert small.error("form", "remove", "别的")["code"] == 4
    assert small.error("form", "remove")["code"] == 2
    assert small.json("form", "remove", "居民情况")["forms"] == []
    assert small.error(*words, "--saved", "居民情况")["code"] == 4
    assert "还没有保存的填表设置" in small.ctl("form", "list").out
    assert small.error(*words, "--saved", "别的")["code"] == 4
    assert small.error("fill", out, tmp_path / "再填.xlsx", "--save-as", "别的")["code"] == 3  # it has its rows already
    assert small.error(*words, "--saved", "别的")["code"] == 4


def test_what_people_said_about_headings_is_listed_and_forgotten(told: Office, tmp_path: Path) -> None:
    for number, heading in enumerate(("备用甲", "备用乙")):
        sheet, mapping = tmp_path / f"{number}.csv", tmp_path / f"{number}.json"
        sheet.write_text(
            f"小区,楼栋,室号,姓名,{heading},废列\n银杏新村,1号,10{number},人{number},话\n", encoding="utf-8"
        )
        mapping.write_text(json.dumps({heading: "person.remark", "废列": None}), encoding="utf-8")
        told.json("import", sheet, "--mapping", mapping)
    second, first = told.json("mapping", "list")["mappings"]
    assert first["columns"] == {"备用甲": "person.remark", "废列": ""}
    assert second["columns"] == {"备用乙": "person.remark", "废列": ""}
    shown = told.ctl("mapping", "list").out
    assert "备用甲=人的备注、废列=不用" in shown
    assert first["id"][:12] in shown
    assert told.error("mapping", "remove")["code"] == 2
    assert told.error("mapping", "remove", "nobody")["code"] == 4
    assert told.json("mapping", "remove", first["id"][:12])["mappings"] == [second]
    columns = {one["heading"]: one["how"] for one in told.json("import", tmp_path / "0.csv", "--dry-run")["columns"]}
    assert columns["备用甲"] != "remembered"
    assert told.json("mapping", "remove", second["id"])["mappings"] == []
    assert "还没有记住的表头" in told.ctl("mapping", "list").out


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches a child of its own group only on POSIX")
def test_ctrl_c_keeps_nothing_of_an_import(told: Office, tmp_path: Path) -> None:
    sheet = tmp_path / "big.csv"
    lines = [f"银杏新村,{at % 40 + 1}号,{at},人{at},19{at % 90 + 10}-01-01" for at in range(60_000)]
    sheet.write_text("小区,楼栋,室号,姓名,出生日期\n" + "\n".join(lines) + "\n", encoding="utf-8")
    command = [sys.executable, "-X", "utf8", "-m", "app.headless", "--store", str(told.folder), "--user", LOGIN]
    signal.signal(
        signal.SIGINT, signal.default_int_handler
    )  # a run in the background ignores it, and so would the child
    running = subprocess.Popen(
        [*command, "--password-file", "-", "import", str(sheet)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=ROOT,
        env=environment(),
    )
    assert running.stdin is not None
    assert running.stderr is not None
    with running:
        running.stdin.write(PASSWORD.encode() + b"\n")
        running.stdin.close()
        running.stderr.readline()  # the first phase has begun
        time.sleep(0.5)
        running.send_signal(signal.SIGINT)
        said = running.stderr.read().decode()
    assert running.returncode == 130
    assert "已取消，没有写入任何内容。" in said
    assert "Traceback" not in said
    assert told.json("list", "person")["total"] == 0
    assert told.json("check")["ok"] is True
