"""A department's form comes back filled, with everything else as it was; what cannot be kept is refused."""

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Border, Font, PatternFill, Side
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from app.excel import encryption, row_shift
from app.excel.fill import Form
from app.excel.form_table import FormUnfit, guessed_heading_row
from app.excel.refusals import PasswordNeeded

FRAME = Border(*(Side("thin"),) * 4)
THICK = Border(Side("thin"), Side("thin"), Side("thin"), Side("thick"))
HEADINGS = ["序号", "姓名", "证件号码", "出生日期", "补贴", "小计", "签名"]


def _form(rows: int = 3, *, footer: bool = True) -> openpyxl.Workbook:
    """Title, two heading rows, `rows` framed rows with a formula and a drop-down, totals, a signature line."""
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "上报表"
    sheet["A1"] = "老年人补贴发放表"
    sheet.merge_cells("A1:G1")
    sheet.merge_cells("B2:D2")
    sheet["B2"] = "基本情况"
    for column, heading in enumerate(HEADINGS, start=1):
        sheet.cell(3, column, heading).font = Font(bold=True)
    last = 3 + rows
    for row in range(4, last + 1):
        for column in range(1, 8):
            cell = sheet.cell(row, column)
            cell.border = THICK if row == last else FRAME
            cell.fill = PatternFill("solid", "FFF2CC")
        sheet.cell(row, 1, row - 3)
        sheet.cell(row, 6, f"=E{row}*2+SUM(E$4:E{row})")
        sheet.row_dimensions[row].height = 25
    if footer:
        sheet.cell(last + 1, 1, "合计")
        sheet.cell(last + 1, 5, f"=SUM(E4:E{last})")
        sheet.cell(last + 2, 1, "填表人：            负责人：")
        sheet.merge_cells(start_row=last + 2, start_column=1, end_row=last + 2, end_column=7)
    rule = DataValidation(type="list", formula1='"是,否"')
    rule.add(f"G4:G{last}")
    sheet.add_data_validation(rule)
    sheet.conditional_formatting.add(
        f"E4:E{last}", CellIsRule("greaterThan", ["9"], fill=PatternFill(bgColor="FF0000"))
    )
    other = workbook.create_sheet("汇总")
    other["A1"] = f"=上报表!E{last + 1}+SUM('上报表'!E4:E{last})+Z{last + 1}"
    other.sheet_state = "hidden"
    workbook.defined_names["总额"] = DefinedName("总额", attr_text=f"上报表!$E${last + 1}")
    return workbook


def _content(workbook: openpyxl.Workbook) -> bytes:
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def _filled(workbook: openpyxl.Workbook, count: int, columns: tuple[int, ...] = (1, 2, 3, 4, 5)) -> openpyxl.Workbook:
    rows = [
        (n, f"姓名{n}", f"31010119900101000{n % 10}", "1950-05", n * 1.5)[: len(columns)] for n in range(1, count + 1)
    ]
    filled = Form(_content(workbook)).filled("上报表", 3, columns, rows)
    return openpyxl.load_workbook(io.BytesIO(filled.content))


def _values(sheet: Worksheet, column: str, first: int, last: int) -> list[object]:
    return [sheet[f"{column}{row}"].value for row in range(first, last + 1)]


def test_rows_that_fit_go_where_the_form_wants_them() -> None:
    workbook = _filled(_form(5), 3)
    sheet = workbook["上报表"]
    assert _values(sheet, "B", 4, 8) == ["姓名1", "姓名2", "姓名3", None, None]
    assert _values(sheet, "A", 4, 8) == [1, 2, 3, 4, 5]
    assert sheet["A9"].value == "合计"
    assert sheet["E9"].value == "=SUM(E4:E8)"
    assert sheet["F5"].value == "=E5*2+SUM(E$4:E5)"


def test_text_is_text_and_looks_as_the_form_had_it() -> None:
    sheet = _filled(_form(5), 3)["上报表"]
    cell = sheet["C4"]
    assert (cell.value, cell.data_type, cell.number_format) == ("310101199001010001", "s", "@")
    assert cell.fill.fgColor.rgb == "00FFF2CC"
    assert cell.border.left.style == "thin"
    assert sheet["E4"].value == 1.5


def test_missing_rows_are_inserted_and_everything_below_follows() -> None:
    workbook = _filled(_form(3), 7)
    sheet = workbook["上报表"]
    assert _values(sheet, "B", 4, 11) == [*(f"姓名{n}" for n in range(1, 8)), None]
    assert sheet["A11"].value == "合计"
    assert sheet["E11"].value == "=SUM(E4:E10)"
    assert sheet["A12"].value == "填表人：            负责人："
    assert _values(sheet, "F", 4, 10) == [f"=E{row}*2+SUM(E$4:E{row})" for row in range(4, 11)]
    assert "A12:G12" in {str(area) for area in sheet.merged_cells.ranges}
    assert str(sheet.data_validations.dataValidation[0].sqref) == "G4:G10"
    assert [str(area.sqref) for area in sheet.conditional_formatting] == ["E4:E10"]
    assert sheet["B10"].border.bottom.style == "thick", "the last row keeps its frame"
    assert sheet["B7"].border.bottom.style == "thin"
    assert sheet.row_dimensions[8].height == 25
    assert workbook["汇总"]["A1"].value == "=上报表!E11+SUM('上报表'!E4:E10)+Z7"
    assert workbook["汇总"].sheet_state == "hidden"
    assert workbook.defined_names["总额"].attr_text == "上报表!$E$11"


def test_a_form_with_a_single_row_grows_downwards() -> None:
    sheet = _filled(_form(1), 4)["上报表"]
    assert _values(sheet, "B", 4, 7) == ["姓名1", "姓名2", "姓名3", "姓名4"]
    assert sheet["A8"].value == "合计"
    assert sheet["E8"].value == "=SUM(E4:E7)"
    assert sheet["F6"].value == "=E6*2+SUM(E$4:E6)"


def test_a_form_without_a_footer_goes_on_in_the_same_look() -> None:
    sheet = _filled(_form(2, footer=False), 6)["上报表"]
    assert _values(sheet, "B", 4, 9) == [f"姓名{n}" for n in range(1, 7)]
    assert sheet["B9"].fill.fgColor.rgb == "00FFF2CC"
    assert sheet["F9"].value == "=E9*2+SUM(E$4:E9)"


def test_a_column_that_computes_itself_is_left_alone_and_reported() -> None:
    filled = Form(_content(_form(3))).filled("上报表", 3, (2, 6), [("甲", 99), ("乙", 98)])
    assert filled.kept_formulas == {6}
    sheet = openpyxl.load_workbook(io.BytesIO(filled.content))["上报表"]
    assert sheet["F4"].value == "=E4*2+SUM(E$4:E4)"


def test_what_the_sheet_does_not_hold_stays_byte_for_byte(tmp_path: Path) -> None:
    source = io.BytesIO(_content(_form(5)))
    extended = io.BytesIO()
    with zipfile.ZipFile(source) as package, zipfile.ZipFile(extended, "w") as out:
        for name in package.namelist():
            out.writestr(name, package.read(name))
        out.writestr("xl/media/image1.png", b"\x89PNG picture")
        out.writestr("customXml/item1.xml", b"<department/>")
    filled = Form(extended.getvalue()).filled("上报表", 3, (2,), [("甲",)])
    with zipfile.ZipFile(extended) as before, zipfile.ZipFile(io.BytesIO(filled.content)) as after:
        changed = {name for name in before.namelist() if before.read(name) != after.read(name)}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/styles.xml", "xl/workbook.xml"}


def test_drawings_and_charts_follow_inserted_rows() -> None:
    workbook = _form(3)
    chart = BarChart()
    chart.add_data(Reference(workbook["上报表"], min_col=5, min_row=4, max_row=6))
    workbook["上报表"].add_chart(chart, "A20")
    sheet = _filled(workbook, 5)["上报表"]
    assert sheet._charts[0].anchor._from.row == 21
    assert sheet._charts[0].series[0].val.numRef.f == "'上报表'!$E$4:$E$8"


@pytest.mark.parametrize("trouble", ["table", "notes", "by_text"])
def test_inserting_is_refused_where_references_could_be_lost(trouble: str) -> None:
    workbook = _form(3)
    sheet = workbook["上报表"]
    if trouble == "table":
        sheet.add_table(Table(displayName="T1", ref="J3:K4"))
        sheet["J3"], sheet["K3"] = "甲", "乙"
    elif trouble == "notes":
        sheet["A9"].comment = Comment("说明", "x")
    else:
        sheet["J1"] = '=INDIRECT("E"&7)'
    form = Form(_content(workbook))
    assert form.filled("上报表", 3, (2,), [("甲",)] * 3).content
    with pytest.raises(FormUnfit) as caught:
        form.filled("上报表", 3, (2,), [("甲",)] * 4)
    assert caught.value.reason == "no_room"
    assert caught.value.obstacle == ("by_text" if trouble == "by_text" else "anchored")


def test_a_form_that_somebody_began_to_fill_in_is_not_written_over() -> None:
    workbook = _form(3)
    workbook["上报表"]["B5"] = "已填的人"
    with pytest.raises(FormUnfit) as caught:
        _filled(workbook, 2)
    assert (caught.value.reason, caught.value.row) == ("not_empty", 5)


def test_an_encrypted_form_is_filled_behind_its_password() -> None:
    locked = encryption.encrypted(_content(_form(3)), "Abc123!@#")
    with pytest.raises(PasswordNeeded):
        Form(locked)
    filled = Form(locked, password="Abc123!@#").filled("上报表", 3, (2,), [("甲",)])
    assert openpyxl.load_workbook(io.BytesIO(filled.content))["上报表"]["B4"].value == "甲"


def _ods() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as out:
        out.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        out.writestr("content.xml", "<x/>")
    return written.getvalue()


@pytest.mark.parametrize("content", [b"a,b\r\n1,2\r\n", b"<html></html>", b"PK\x03\x04 cut short", _ods()])
def test_other_formats_are_refused(content: bytes) -> None:
    with pytest.raises(FormUnfit) as caught:
        Form(content)
    assert caught.value.reason == "format"


def test_a_missing_sheet_and_a_missing_heading_are_named() -> None:
    form = Form(_content(_form(3)))
    for sheet, row, columns, reason in (("没有", 3, (2,), "sheet"), ("上报表", 3, (30,), "heading")):
        with pytest.raises(FormUnfit) as caught:
            form.filled(sheet, row, columns, [("甲",)])
        assert caught.value.reason == reason


def test_the_heading_row_is_found_by_its_words() -> None:
    sheet = Form(_content(_form(3))).sheet("上报表")
    assert guessed_heading_row(sheet, {"姓名", "证件号码", "出生日期"}.__contains__) == 3


@given(rows=st.integers(2, 30), before=st.integers(2, 30), count=st.integers(1, 50), start=st.integers(1, 29))
def test_references_move_as_excel_moves_them(rows: int, before: int, count: int, start: int) -> None:
    room = row_shift.Room(before, count)
    end = start + rows
    told = row_shift.shifted_formula(f"SUM(A{start}:$B${end})&A1:A1", room, own_sheet=True, sheet_name="甲")
    moved = [row + count if row >= before else row for row in (start, end)]
    assert told == f"SUM(A{moved[0]}:$B${moved[1]})&A1:A1"
    assert row_shift.shifted_formula(f"乙!A{end}", room, own_sheet=True, sheet_name="甲") == f"乙!A{end}"
