"""xlsx and csv as other programs read them: text stays text, whatever it looks like, and nothing lies in the clear."""

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from app.excel import csv_out, encryption, sheets, writer
from app.excel.refusals import PasswordNeeded, PasswordWrong
from app.excel.sheets import SheetColumn
from ledger import catalog

COLUMNS = [SheetColumn("文字"), SheetColumn("整数", "integer"), SheetColumn("小数", "decimal", 2)]
# Letters of every sort, and the signs that programs take for something else; controls cannot be typed into a cell.
TEXTS = st.text(
    st.sampled_from("=+-@'＝＋－＠\"\t,;_x000D_ 甲乙𠮷é01.")
    | st.characters(min_codepoint=32, exclude_categories=("Cs", "Cn")),
    max_size=40,
)


def _calamine(content: bytes) -> list[list[object]]:
    return list(CalamineWorkbook.from_filelike(io.BytesIO(content)).get_sheet_by_index(0).iter_rows())


@given(TEXTS)
def test_any_text_comes_back_from_xlsx_as_it_was(text: str) -> None:
    for in_memory in (False, True):
        content = writer.workbook("表", [SheetColumn("甲"), SheetColumn("乙")], [(text, "末")], in_memory=in_memory)
        assert _calamine(content)[1] == [text, "末"]


@given(TEXTS)
def test_any_text_comes_back_from_csv_as_it_was_and_no_cell_is_a_formula(text: str) -> None:
    written = io.BytesIO()
    csv_out.write(written, [SheetColumn("甲")], [(text,), ("末",)])
    rows = list(csv.reader(io.StringIO(written.getvalue().decode("utf-8-sig"), newline="")))
    cell = rows[1][0] if rows[1] else ""
    assert csv_out.unguarded(cell) == text
    assert not cell.startswith(tuple("=+-@＝＋－＠\t\r"))
    assert len(rows) == 3


@pytest.mark.parametrize(
    ("text", "written"), [("=1", "'=1"), ("'=1", "''=1"), ("'甲", "'甲"), ("甲=1", "甲=1"), ("", "")]
)
def test_the_guard_stands_only_where_it_is_needed_and_comes_off_again(text: str, written: str) -> None:
    assert csv_out.guarded(text) == written
    assert csv_out.unguarded(written) == text


def test_csv_has_its_mark_and_numbers_without_quotes() -> None:
    written = io.BytesIO()
    csv_out.write(written, COLUMNS, [("甲", 3, 2.5), (None, None, None), ("乙", -1, "已隐藏")])
    assert written.getvalue().startswith(codecs.BOM_UTF8)
    assert written.getvalue()[3:].decode() == '"文字","整数","小数"\r\n"甲",3,2.50\r\n,,\r\n"乙",-1,"已隐藏"\r\n'


def test_a_column_is_formatted_to_its_end_and_the_heading_stays_in_sight() -> None:
    content = writer.workbook("人[房]:表", COLUMNS, [("甲", 3, 2.5), (None, None, None)])
    sheet = openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]
    assert sheet.title == "人 房  表"
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:C3"
    assert [sheet.column_dimensions[letter].number_format for letter in "ABC"] == ["@", "0", "0.00"]
    assert [cell.number_format for cell in sheet[2]] == ["@", "0", "0.00"]
    assert sheet["A2"].font.name == sheets.FONT


def test_a_failure_in_the_rows_comes_out_as_it_is() -> None:
    def rows() -> Iterator[tuple[str]]:
        yield ("甲",)
        raise KeyError("stop")

    with pytest.raises(KeyError):
        writer.workbook("表", [SheetColumn("甲")], rows())


def test_a_very_long_sheet_name_is_cut() -> None:
    assert writer.sheet_title("很长的名字" * 9) == ("很长的名字" * 9)[:31]
    assert writer.sheet_title("[]") == "Sheet1"


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="looks at the files that the process holds open")
def test_a_workbook_made_in_memory_opens_no_file() -> None:
    def held() -> set[str]:
        names = set()
        for handle in Path("/proc/self/fd").iterdir():
            try:
                names.add(str(handle.readlink()))
            except OSError:
                continue
        return names

    seen: list[set[str]] = []

    def rows() -> Iterator[tuple[str]]:
        for number in range(3000):
            if number == 2000:
                seen.append(held())
            yield (f"姓名{number}" * 20,)

    before = held()
    writer.workbook("表", [SheetColumn("甲")], rows(), in_memory=True)
    assert {name for name in seen[0] - before if "pipe" not in name} == set()


def test_encryption_opens_with_its_password_only() -> None:
    content = writer.workbook("表", COLUMNS, [("植入的姓名", 1, 1.0)])
    sealed = encryption.encrypted(content, "密码Abc123!@#")
    assert encryption.is_encrypted(sealed)
    assert not encryption.is_encrypted(content)
    assert encryption.opened(sealed, "密码Abc123!@#", "") == content
    with pytest.raises(PasswordWrong):
        encryption.opened(sealed, "密码", "")
    with pytest.raises(PasswordNeeded):
        encryption.opened(sealed, None, "")
    assert encryption.encrypted(content, "密码Abc123!@#") != sealed, "salt and key are new each time"


@pytest.mark.parametrize("password", ["", "x" * 256, "a\nb"])
def test_a_password_that_nobody_could_type_is_refused(password: str) -> None:
    with pytest.raises(encryption.WorkbookPasswordRefused):
        encryption.check_password(password)


def test_the_smallest_workbook_can_be_encrypted() -> None:
    content = writer.workbook("表", [SheetColumn("甲")], [])
    assert encryption.opened(encryption.encrypted(content, "x"), "x", "") == content


def test_every_field_of_every_ledger_has_a_column() -> None:
    for ledger in catalog.ALL:
        for item in ledger.fields:
            column = sheets.for_field(item)
            assert column.heading == item.label
            assert (column.holds == "text") == (item.kind not in ("integer", "decimal"))
