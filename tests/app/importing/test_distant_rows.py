"""What the rows of a sheet say is the same whether the planner reads them or the process that has the file."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.excel.cells import Batch, Cell
from app.excel.limits import Limits
from app.excel.reader import open_book
from app.importing import packed_facts, planning, table
from app.importing.distant_rows import WORK, SheetReading, distant_facts, facts
from app.importing.fact_blocks import Block
from app.importing.facts import Facts
from app.importing.mapping import resolve
from app.importing.plan import ImportOptions
from app.importing.rows import RowReader
from tests.office import Office, an_id
from tests.samples import sample

TODAY = datetime.date(2026, 11, 21)
HEAD = [
    *("小区", "楼栋", "单元", "室号", "姓名", "身份证号", "性别", "出生日期", "民族", "联系电话", "与户主关系", "标签"),
    *("是否独居", "户籍地址", "建筑面积", "户主姓名", "备注", "入住日期", "系统标识"),
]
READABLE = (
    *("00_小区台账.xlsx", "01_人房台账.xlsx", "02_居民花名册.xls", "03_60岁以上老人.csv", "04_租户登记.xlsx"),
    *("05_房屋台账.xlsx", "06_系统导出_网页表格.xls", "07_系统导出_表格XML.xls"),
)


def _reading() -> SheetReading:
    found = table.find([Batch(1, [list(HEAD), ["一村"]])], ())
    assert found is not None
    mapping = resolve(found.headings, lambda _column, _target: 1.0)
    assert mapping.subject == "person"
    return SheetReading("person", found.headings, mapping.targets(), 1, TODAY, is_guarded=False)


READING = _reading()
_CELLS: st.SearchStrategy[Cell] = st.none() | st.sampled_from(
    [
        *(
            "男",
            "女",
            "户主",
            "子",
            "汉族",
            "清空",
            "是",
            "否",
            "张三",
            "李",
            "一村",
            "1号",
            "101",
            "***",
            "低保、独居老人",
        ),
        *(an_id(1), an_id(2), "310115195005300755", "13800000000", "13800000000/儿子", "不知道", "\ud800", "𠮷"),
        *(1, 1.0, 0, True, False, 52.5, 3.1011519500530075e17, datetime.date(2019, 2, 6), datetime.time(3)),
        *("2019-2-6", "1950", "", "R-0193a1f4c0007000800000000000abcd"),
    ]
)


def _read(cells: list[list[Cell]]) -> Block:
    return RowReader(READING.headings, READING.subject, READING.targets, TODAY).read(list(enumerate(cells, 2)))


def _told(rows: list[Facts]) -> list[dict[str, object]]:
    return [{name: getattr(row, name) for name in Facts.__slots__} for row in rows]


def _shown(rows: list[Facts]) -> list[tuple[object, ...]]:
    kept = [name for name in Facts.__slots__ if name not in ("birth", "sex", "id_cell")]
    return [tuple((getattr(row, name), repr(getattr(row, name))) for name in kept) for row in rows]


@given(st.lists(st.lists(_CELLS, min_size=len(HEAD), max_size=len(HEAD)), max_size=12))
def test_packed_facts_come_out_as_they_went_in(cells: list[list[Cell]]) -> None:
    block = _read(cells)
    again = packed_facts.unpack(packed_facts.pack(block))
    assert _shown(again.facts()) == _shown(block.facts())
    assert packed_facts.pack(again) == packed_facts.pack(block)


@given(st.lists(st.lists(_CELLS, min_size=len(HEAD), max_size=len(HEAD)), max_size=12))
def test_a_row_says_the_same_alone_as_among_others(cells: list[list[Cell]]) -> None:
    together = list(facts(enumerate(cells, 2), READING))
    alone = [row for at, one in enumerate(cells, 2) for row in facts([(at, one)], READING)]
    assert _told(together) == _told(alone)


def test_reading_is_told_whole() -> None:
    assert SheetReading.from_told(READING.told()) == READING


def _a_long_sheet(path: Path, rows: int) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["某某居委会花名册"])
    sheet.append(HEAD)
    sheet.append(["必填", "必填", None, "必填", "必填", "18位", None, "年-月-日"])
    for n in range(rows):
        place = [
            "一村",
            "1号",
            None,
            str(101 + n),
            f"王{'一二三四五六七八九'[n % 9]}",
            an_id(n),
            "男" if n % 7 else "好",
        ]
        sheet.append([*place, None, "汉族", "13800000000", "户主", "低保" if n % 5 else None])
        if n % 100 == 50:
            sheet.append(["小计", 50])
    sheet.append(["合计", rows])
    book.save(path)
    return path


@pytest.mark.parametrize("careful", [False, True])
def test_a_long_sheet_is_read_where_the_file_is(tmp_path: Path, careful: bool) -> None:
    path = _a_long_sheet(tmp_path / "长表.xlsx", 1300)
    limits = Limits(dense_cells=1) if careful else Limits()
    with open_book(path, limits=limits, work=WORK) as book:
        merges = book.merges(0)
        found = table.find(book.rows(0), merges)
        assert found is not None
        assert not found.is_whole
        reading = replace(READING, heading_row=found.heading_rows[-1])
        rows = table.data_rows(table.flatten(book.rows(0)), merges, found.headings, reading.heading_row)
        here = list(facts(rows, reading))
        there = list(distant_facts(book, 0, reading))
    assert len(here) == 1300
    assert [(row.row, row.person, row.place, row.tags, row.bad) for row in there] == [
        (row.row, row.person, row.place, row.tags, row.bad) for row in here
    ]


def test_rows_that_come_again_from_a_second_reader_are_passed_over() -> None:
    cells: list[list[Cell]] = [["一村", "1号", None, str(n), "张三"] + [None] * 14 for n in range(6)]

    class Twice:
        def worked(self, _sheet: int, _told: object) -> list[bytes]:
            return [packed_facts.pack(_read(part)) for part in (cells[:4], cells[:2], cells)]

    assert [row.row for row in distant_facts(Twice(), 0, READING)] == [2, 3, 4, 5, 6, 7]  # type: ignore[arg-type]


@pytest.mark.parametrize("name", READABLE)
def test_every_sample_is_planned_the_same(office: Office, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    here = planning.plan(office.session, sample(name), ImportOptions()).as_json(None)
    find = table.find
    monkeypatch.setattr(
        table, "find", lambda *how: replace(found, is_whole=False) if (found := find(*how)) is not None else None
    )
    assert planning.plan(office.session, sample(name), ImportOptions()).as_json(None) == here
