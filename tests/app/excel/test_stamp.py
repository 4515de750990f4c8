"""A form keeps its own header; one without gets number, person and time; the number is a keyword of both."""

import io

import openpyxl
import pytest
from openpyxl.worksheet.datavalidation import DataValidation

from app.excel import package, writer
from app.excel.fill import Form
from app.excel.sheets import SheetColumn
from app.excel.stamp import SheetStamp, renumbered

STAMP = SheetStamp("DC-20261121-0007", "王芳 2026-11-21 16:00 导出", "A&B居委会", ("【登记号】DC-20261121-0007",))


def _form(*, header: str = "", footer: str = "") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.append(["姓名", "电话"])
    for _ in range(3):
        sheet.append([None, None])
    sheet.add_data_validation(DataValidation("list", '"是,否"', allow_blank=True))
    sheet.oddHeader.center.text, sheet.oddFooter.center.text = header or None, footer or None
    book.properties.keywords = "民政"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def _filled(content: bytes) -> openpyxl.Workbook:
    filled = Form(content).filled("Sheet", 1, (1, 2), [("甲", "13800000001")], STAMP)
    return openpyxl.load_workbook(io.BytesIO(filled.content))


def test_a_form_without_header_says_the_number_on_every_page() -> None:
    book = _filled(_form())
    sheet = book.worksheets[0]
    assert sheet.oddFooter.left.text == "登记号 DC-20261121-0007"
    assert "王芳 2026-11-21 16:00 导出" in str(sheet.oddHeader.right.text)
    assert book.sheetnames == ["Sheet"], "no sheet is added to a department's form"
    assert book.properties.keywords == "民政 DC-20261121-0007"


@pytest.mark.parametrize("own", [{"header": "区民政局"}, {"footer": "第 &P 页"}])
def test_a_header_or_footer_of_its_own_stays(own: dict[str, str]) -> None:
    book = _filled(_form(**own))
    sheet = book.worksheets[0]
    said = [part.text for part in (sheet.oddHeader.center, sheet.oddFooter.center) if part.text]
    assert said == list(own.values())
    assert "DC-" not in str(sheet.oddFooter.left.text)
    assert "DC-20261121-0007" in str(book.properties.keywords), "there is still a way to the number"


def test_without_a_stamp_nothing_is_added() -> None:
    filled = Form(_form()).filled("Sheet", 1, (1,), [("甲",)])
    sheet = openpyxl.load_workbook(io.BytesIO(filled.content)).worksheets[0]
    assert not sheet.oddFooter.left.text


def test_a_sign_that_excel_takes_for_a_code_is_written_twice() -> None:
    assert "A&&B居委会" in STAMP.header


@pytest.mark.parametrize("piece", [1, 5, 1000, 1 << 20])
def test_another_number_passes_through_wherever_a_piece_ends(piece: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "_PIECE", piece)
    cells = [(f"第{row}行", STAMP.number) for row in range(60)]
    content = writer.workbook("人房", [SheetColumn("备注"), SheetColumn("号")], cells, stamp=STAMP)
    book = openpyxl.load_workbook(io.BytesIO(renumbered(content, STAMP, "DC-20261122-10008")))
    first, last = book.worksheets
    assert list(first.iter_rows(min_row=2, values_only=True)) == cells
    assert first.oddFooter.left.text == last.oddFooter.left.text == "登记号 DC-20261122-10008"
    assert last["A1"].value == "【登记号】DC-20261122-10008"
