"""The generated workbook: the same each time, valid, filled as real sheets are, and read without a complaint."""

from __future__ import annotations

from collections import Counter
from itertools import islice
from pathlib import Path

import pytest
from rustpy_xlsxwriter import FastExcel

from benchmarks import people_workbook
from benchmarks.people_workbook import HEADINGS, invented, workbook
from ledger import id_number
from ledger.broken import Broken
from tests.office import an_office

PEOPLE = 3000
ROWS = [dict(zip(HEADINGS, row, strict=True)) for row in invented(PEOPLE, 1)]


def test_thirty_columns_and_exactly_as_many_people_as_asked_for() -> None:
    assert len(HEADINGS) == len(set(HEADINGS)) == 30
    assert len(ROWS) == PEOPLE


def test_the_same_seed_gives_the_same_people_and_another_seed_others() -> None:
    again = [dict(zip(HEADINGS, row, strict=True)) for row in invented(200, 1)]
    assert again == ROWS[:200]
    assert [row["姓名"] for row in again] != [row[HEADINGS.index("姓名")] for row in invented(200, 2)]


def test_identity_numbers_are_valid_unique_and_agree_with_sex_and_birth() -> None:
    numbers = [str(row["身份证号"]) for row in ROWS if row["身份证号"]]
    assert len(set(numbers)) == len(numbers) > PEOPLE * 0.98
    for row in islice((row for row in ROWS if row["身份证号"]), 500):
        read = id_number.parse(str(row["身份证号"]))
        assert not isinstance(read, Broken)
        assert read.birth == row["出生日期"]
        assert read.sex == {"男": "1", "女": "2"}[str(row["性别"])]


def test_about_three_people_share_a_home_and_each_home_has_one_head() -> None:
    homes = Counter((row["小区"], row["楼栋"], row["单元"], row["室号"]) for row in ROWS)
    assert 2.6 < PEOPLE / len(homes) < 3.4
    heads = Counter((row["小区"], row["楼栋"], row["单元"], row["室号"]) for row in ROWS if row["与户主关系"] == "户主")
    assert heads.keys() == homes.keys()
    assert set(heads.values()) == {1}


def test_columns_are_filled_as_in_a_sheet_that_people_keep() -> None:
    filled = {heading: sum(row[heading] is not None for row in ROWS) / PEOPLE for heading in HEADINGS}
    assert all(filled[heading] == 1 for heading in ("小区", "楼栋", "室号", "姓名", "性别", "户籍地址"))
    assert 0.05 < filled["标签"] < 0.3
    assert 0.02 < filled["备注"] < 0.2
    assert 0.8 < filled["联系电话"] < 1


def test_a_workbook_is_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(people_workbook, "BUILD", tmp_path)
    first = workbook(50)
    made_at = first.stat().st_mtime_ns
    assert workbook(50) == first
    assert first.stat().st_mtime_ns == made_at
    assert workbook(60) != first
    assert not list(tmp_path.glob("*.new"))


def test_the_import_takes_every_row_and_understands_every_heading(tmp_path: Path) -> None:
    path = tmp_path / "人房.xlsx"
    FastExcel(str(path)).sheet("人房台账", iter(ROWS[:900])).save()
    with an_office(tmp_path) as office:
        told = office.take_file(path)
    assert (told["rows"], told["refused"], told["doubtful"]) == (900, 0, 0)
    columns = told["columns"]
    assert isinstance(columns, list)
    assert [column["heading"] for column in columns if not column["field"]] == []
    issues = told["issues"]
    assert isinstance(issues, list)
    assert {issue["field"] for issue in issues} <= {"phone"}
