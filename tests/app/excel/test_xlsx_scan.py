"""The scan over raw sheet XML, in pieces of any size."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.excel.cells import FORMULA_EMPTY, CellFault
from app.excel.sources import xlsx_scan
from tests.app.excel import workbook_bytes as made

ROWS = (
    '<row r="2"><c r="B2"><v>1</v></c><c r="C2" s="1"/></row><row r="3" spans="1:9"/>'
    f'<row r="4">{made.text_cell("AB4", "甲")}<c r="AC4" t="e"><f>A1</f><v>#N/A</v></c></row>'
    '<row r="5"><c r="A5"><f>1+1</f></c><c r="B5"><f>1+1</f><v>2</v></c></row><row r="6"><c r="XFD6" s="1"/></row>'
)
SHEET = made.sheet_xml(ROWS, after='<rowBreaks count="1"><brk id="9"/></rowBreaks>').encode()


def pieces(content: bytes, size: int) -> Iterator[bytes]:
    return (content[at : at + size] for at in range(0, len(content), size))


@given(st.integers(1, len(SHEET) + 10))
def test_the_size_of_the_pieces_does_not_matter(size: int) -> None:
    found = xlsx_scan.scan(pieces(SHEET, size))
    assert found.odd is None
    assert (found.last_row, found.last_column) == (5, 29)
    assert found.faults == {4: [(29, CellFault("#N/A"))], 5: [(1, FORMULA_EMPTY)]}


@pytest.mark.parametrize(
    ("sheet", "odd"),
    [
        ("<nothing/>", "root"),
        ("", "root"),
        (made.sheet_xml("<row><c><v>1</v></c></row>"), "reference"),
        ("<!DOCTYPE x>" + made.sheet_xml(""), "doctype"),
        (made.sheet_xml('<row r="1"><c r="ZZZ1"><v>1</v></c></row>'), "bounds"),
        (made.sheet_xml('<row r="1048577"><c r="A1048577"><v>1</v></c></row>'), "bounds"),
    ],
)
def test_what_calamine_should_not_read_is_odd(sheet: str, odd: str) -> None:
    assert xlsx_scan.scan([sheet.encode()]).odd == odd


def test_far_apart_rows_make_a_sheet_sparse() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in [*range(1, 100), 30_000])
    assert xlsx_scan.scan([made.sheet_xml(rows).encode()]).is_sparse()
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, 30_000))
    assert not xlsx_scan.scan([made.sheet_xml(rows).encode()]).is_sparse()


@pytest.mark.parametrize(("letters", "number"), [("A", 1), ("Z", 26), ("AA", 27), ("XFD", 16384)])
def test_columns_are_counted_like_excel(letters: str, number: int) -> None:
    assert xlsx_scan.column_number(letters.encode()) == number
