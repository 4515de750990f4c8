"""The error workbook: the person's own sheet, its failed rows alone, red cells, reasons, ready to be imported again."""

import io
import zipfile
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from app.excel import encryption, errors_workbook
from app.excel.errors_workbook import ErrorSource, FailedRow
from app.excel.reader import open_book
from app.excel.stamp import SheetStamp, renumbered

RED = "00FFC7CE"
HEADINGS = ["姓名", "证件号码", "手机", "入住日期", "年龄"]


def _source(folder: Path) -> Path:
    """A title, two heading rows with merges, six rows: one merge over two, one number that has lost digits."""
    workbook = openpyxl.Workbook()
    other = workbook.active
    assert other is not None
    other.title = "说明"
    other["A1"] = "不相干的内容"
    sheet = workbook.create_sheet("居民")
    sheet.merge_cells("A1:E1")
    sheet["A1"] = "某居委居民登记表"
    sheet["A2"] = "基本情况"
    sheet.merge_cells("A2:C2")
    sheet["D2"] = "其他"
    sheet.merge_cells("D2:E2")
    for column, heading in enumerate(HEADINGS, start=1):
        cell = sheet.cell(3, column, heading)
        cell.font = Font(name="黑体", bold=True)
        cell.fill = PatternFill("solid", "FFFF00")
    rows: list[tuple[Any, ...]] = [
        ("甲", "310101199001010001", "13800000001", date(2020, 1, 2), 30),
        ("乙", 310101199001010000.0, "13800000002", date(2020, 1, 3), 31),
        ("丙", "310101199001010003", "1380000", date(2020, 1, 4), 32),
        (None, "310101199001010004", "1380001", None, 33),
        ("戊", "310101199001010005", "13800000005", date(2020, 1, 6), 34),
        ("己", "310101199001010006", "x", date(2020, 1, 7), 35),
    ]
    for number, row in enumerate(rows, start=4):
        for column, value in enumerate(row, start=1):
            cell = sheet.cell(number, column, value)
            if column in (2, 3) and isinstance(value, str):
                cell.number_format = "@"
            cell.fill = PatternFill("solid", "E2EFDA")
    sheet["C9"] = "=1+1"
    sheet["C9"].data_type = "s"
    sheet.merge_cells("A6:A7")
    sheet.merge_cells("D8:E8")
    sheet["F4"] = "=LEN(B4)"
    sheet.column_dimensions["C"].hidden = True
    sheet.row_dimensions[6].hidden = True
    sheet["B3"].comment = Comment("文本", "x")
    rule = DataValidation(type="list", formula1="说明!$A$1:$A$3")
    rule.add("A4:A99")
    sheet.add_data_validation(rule)
    sheet.auto_filter.ref = "A3:E9"
    path = folder / "登记表.xlsx"
    workbook.save(path)
    return path


FAILED = [
    FailedRow(9, ((3, "电话号码认不出"),)),
    FailedRow(5, ((2, "证件号在表里已丢了末几位，请把这一列改成文本后重填"),)),
    FailedRow(7, ((3, "电话号码少了位数"), (0, "缺少入住日期"))),
]


def _write(source: ErrorSource, failed: list[FailedRow], out: Path) -> None:
    out.write_bytes(errors_workbook.content(source, failed))


def _written(tmp_path: Path) -> openpyxl.Workbook:
    out = tmp_path / "错误.xlsx"
    _write(ErrorSource(_source(tmp_path), "居民", (2, 3)), FAILED, out)
    return openpyxl.load_workbook(out)


def test_headings_stay_and_only_failed_rows_follow_in_the_order_of_the_sheet(tmp_path: Path) -> None:
    workbook = _written(tmp_path)
    assert workbook.sheetnames == ["居民"]
    rows = list(workbook["居民"].iter_rows(values_only=True))
    assert rows[0][0] == "某居委居民登记表"
    assert rows[2] == (*HEADINGS, "原因")
    assert [row[1] for row in rows[3:]] == [310101199001010000.0, "310101199001010004", "310101199001010006"]
    assert [row[5] for row in rows[3:]] == [
        "证件号在表里已丢了末几位，请把这一列改成文本后重填",
        "电话号码少了位数；缺少入住日期",
        "电话号码认不出",
    ]


def test_failing_cells_are_red_and_the_others_keep_their_look(tmp_path: Path) -> None:
    sheet = _written(tmp_path)["居民"]
    red = {cell.coordinate for row in sheet.iter_rows(max_col=5) for cell in row if cell.fill.fgColor.rgb == RED}
    assert red == {"B4", "C5", "C6"}
    assert sheet["A4"].fill.fgColor.rgb == "00E2EFDA"
    assert sheet["A3"].font.name == "黑体"
    assert sheet["F3"].font.name == "黑体"
    assert not sheet.column_dimensions["C"].hidden
    assert not any(dimension.hidden for dimension in sheet.row_dimensions.values())


def test_text_stays_text_and_a_merged_value_goes_with_its_row(tmp_path: Path) -> None:
    sheet = _written(tmp_path)["居民"]
    assert sheet["C6"].value == "=1+1"
    assert sheet["C6"].data_type == "s"
    assert sheet["A5"].value == "丙", "the name merged over the rows 6 and 7 of the source"
    assert sheet["B5"].data_type == "s"
    assert sheet["B5"].number_format == "@"
    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:E1", "A2:C2", "D2:E2"}


def test_dates_stay_dates_and_formulas_become_nothing(tmp_path: Path) -> None:
    sheet = _written(tmp_path)["居民"]
    assert sheet["D4"].value.date() == date(2020, 1, 3)
    formulas = [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    assert formulas == []


def test_a_second_round_uses_the_same_reason_column(tmp_path: Path) -> None:
    _written(tmp_path)
    again = tmp_path / "再来.xlsx"
    source = ErrorSource(tmp_path / "错误.xlsx", "居民", (2, 3))
    _write(source, [FailedRow(5, ((3, "还是不对"),))], again)
    rows = list(openpyxl.load_workbook(again)["居民"].iter_rows(values_only=True))
    assert rows[2] == (*HEADINGS, "原因")
    assert [(row[1], row[5]) for row in rows[3:]] == [("310101199001010004", "还是不对")]


def test_a_protected_source_asks_for_its_password_again(tmp_path: Path) -> None:
    plain = _source(tmp_path)
    locked = tmp_path / "加密.xlsx"
    locked.write_bytes(encryption.encrypted(plain.read_bytes(), "Abc123!@#"))
    source = ErrorSource(locked, "居民", (2, 3), "Abc123!@#")
    assert openpyxl.load_workbook(io.BytesIO(errors_workbook.content(source, FAILED)))["居民"]["F4"].value
    assert errors_workbook.password_of(source) == "Abc123!@#"
    assert errors_workbook.password_of(ErrorSource(plain, "居民", (2, 3), "Abc123!@#")) is None


def test_a_csv_comes_back_as_a_workbook_with_the_same_cells(tmp_path: Path) -> None:
    source = tmp_path / "名单.csv"
    lines = ["姓名,证件号码,手机", "甲,310101199001010001,13800000001", "乙,0012,+86 138", "丙,3,=1+1"]
    source.write_bytes("\r\n".join(lines).encode("gb18030"))
    with open_book(source) as book:
        name = book.sheets[0].name
    out = tmp_path / "错误.xlsx"
    _write(ErrorSource(source, name, (1,)), [FailedRow(3, ((2, "证件号不对"),)), FailedRow(4, ((3, "电话不对"),))], out)
    sheet = openpyxl.load_workbook(out).worksheets[0]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["姓名", "证件号码", "手机", "原因"],
        ["乙", "0012", "+86 138", "证件号不对"],
        ["丙", "3", "=1+1", "电话不对"],
    ]
    assert sheet["C3"].data_type == "s"
    assert sheet["B2"].fill.fgColor.rgb == RED


def test_a_large_sheet_is_cut_down_before_it_becomes_objects(tmp_path: Path) -> None:
    workbook = openpyxl.Workbook(write_only=True)
    sheet = workbook.create_sheet("大表")
    sheet.append(["姓名", "手机"])
    for number in range(5000):
        sheet.append([f"人{number}", number])
    path = tmp_path / "大表.xlsx"
    workbook.save(path)
    out = tmp_path / "错误.xlsx"
    _write(ErrorSource(path, "大表", (1,)), [FailedRow(4001, ((2, "电话不对"),))], out)
    with zipfile.ZipFile(out) as package:
        assert package.getinfo("xl/worksheets/sheet1.xml").file_size < 4000
    assert openpyxl.load_workbook(out).active["A2"].value == "人3999"


def test_a_stamp_stands_in_header_and_footer_and_leaves_the_sheets_alone(tmp_path: Path) -> None:
    stamp = SheetStamp("DC-20261121-0007", "王芳 2026-11-21 10:00 导出", "银杏居委会")
    made = errors_workbook.content(ErrorSource(_source(tmp_path), "居民", (2, 3)), FAILED, stamp)
    workbook = openpyxl.load_workbook(io.BytesIO(made))
    assert workbook.sheetnames == ["居民"]
    assert "DC-20261121-0007" in str(workbook["居民"].oddFooter.left.text)
    assert workbook.properties.keywords == "DC-20261121-0007"
    later = openpyxl.load_workbook(io.BytesIO(renumbered(made, stamp, "DC-20261121-0009")))
    assert "DC-20261121-0009" in str(later["居民"].oddFooter.left.text)
    assert later.properties.keywords == "DC-20261121-0009"
    again = tmp_path / "再来.xlsx"
    again.write_bytes(made)
    second = SheetStamp("DC-20261122-0008", "王芳 2026-11-22 10:00 导出", "银杏居委会")
    source = ErrorSource(again, "居民", (2, 3))
    workbook = openpyxl.load_workbook(io.BytesIO(errors_workbook.content(source, [FailedRow(5, ())], second)))
    assert "DC-20261122-0008" in str(workbook["居民"].oddFooter.left.text)
    assert workbook.properties.keywords == "DC-20261122-0008"
