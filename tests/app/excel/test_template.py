"""Empty forms: every column explained, drop-downs that hold every choice, text columns, nothing that reads as a row."""

import io

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from app.excel import template
from app.exports import sheet_columns
from ledger import catalog, codes

ALL_SHEETS = ("flat", *(ledger.name for ledger in catalog.ALL))


def _written(name: str) -> openpyxl.Workbook:
    columns = [
        template.TemplateColumn(column.heading, column.field)
        for column in sheet_columns.template_columns(name)
        if column.field is not None
    ]
    return openpyxl.load_workbook(io.BytesIO(template.template(sheet_columns.label(name), columns)))


def _rule_at(sheet: Worksheet, heading: str) -> tuple[str, str]:
    """(formula, error style) of the drop-down under `heading`."""
    number = [cell.value for cell in sheet[1]].index(heading) + 1
    cell = sheet.cell(2, number).coordinate
    for rule in sheet.data_validations.dataValidation:
        if cell in rule.sqref:
            return str(rule.formula1), str(rule.errorStyle if rule.showErrorMessage else "")
    raise AssertionError(f"no drop-down under {heading}")


@pytest.mark.parametrize("name", ALL_SHEETS)
def test_every_heading_is_there_once_with_a_note_and_a_format(name: str) -> None:
    workbook = _written(name)
    sheet = workbook.worksheets[0]
    headings = [cell.value for cell in sheet[1]]
    assert headings == [column.heading for column in sheet_columns.template_columns(name)]
    assert len(set(headings)) == len(headings)
    assert sheet.max_row == 1
    for cell in sheet[1]:
        assert cell.comment is not None
        assert str(cell.value) in cell.comment.text
    numbers = {column.heading: column.field for column in sheet_columns.template_columns(name)}
    for cell in sheet[1]:
        field = numbers[str(cell.value)]
        assert field is not None
        expected = {"integer": "0", "decimal": "0." + "0" * field.scale}.get(field.kind, "@")
        assert sheet.column_dimensions[cell.column_letter].number_format == expected


def test_a_drop_down_offers_every_label_from_a_hidden_sheet() -> None:
    workbook = _written("flat")
    sheet = workbook.worksheets[0]
    assert workbook["选项"].sheet_state == "hidden"
    formula, style = _rule_at(sheet, "民族")
    column = formula.split("$")[1]
    offered = [cell.value for cell in workbook["选项"][column] if cell.value is not None]
    assert offered == [line.label for line in codes.table("ethnicity").lines]
    assert formula == f"'选项'!${column}$1:${column}${len(offered)}"
    assert style == "warning"


def test_a_field_of_several_codes_is_not_held_to_one_choice() -> None:
    assert _rule_at(_written("household").worksheets[0], "家庭标签")[1] == ""


def test_the_page_of_explanations_names_every_column() -> None:
    page = _written("flat")["填写说明"]
    named = [row[0].value for row in page.iter_rows(min_row=3)]
    assert named == [f"【{column.heading}】" for column in sheet_columns.template_columns("flat")]
    assert all(row[2].value for row in page.iter_rows(min_row=3))


def test_derived_and_system_fields_are_not_asked_for() -> None:
    every = {(name, column.name) for name in ALL_SHEETS for column in sheet_columns.template_columns(name)}
    asked = {field for _, field in every - {("work_order", "source")}}  # whence an order came is said by people
    assert asked.isdisjoint({"age", "full_address", "pinyin", "created_by", "source", "check_status", "beidou_code"})
    assert "系统标识" not in {column.heading for column in sheet_columns.template_columns("flat")}
