"""Empty workbooks to fill in: headings, drop-downs, a note on every heading, text columns, a page of explanations.

A template comes back through the import with every heading known and no rows. Which columns a ledger has is decided by
`app.exports.sheet_columns`; the texts here say how a column is filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from app.excel import memory_save, sheets
from app.excel.writer import sheet_title
from ledger import codes
from ledger.definition import Field

_CHOICES_SHEET = "选项"
_NOTES_SHEET = "填写说明"
_LAST_ROW = 5000  # drop-downs and text format reach this far; whoever needs more copies a row downwards
_AUTHOR = "里弄"
_THIN = Border(*(Side("thin", color="9AA5B1"),) * 4)
_REQUIRED_FILL, _OPTIONAL_FILL = PatternFill("solid", "F6DFB8"), PatternFill("solid", "DDE7F3")
_NOTE_COLUMNS = (("列的名称", 22), ("要不要填", 10), ("怎么填", 64), ("例子", 26))


@dataclass(frozen=True, slots=True)
class TemplateColumn:
    """One column of a form: its heading and the field that it feeds."""

    heading: str
    field: Field


def template(title: str, columns: Sequence[TemplateColumn]) -> bytes:
    """The workbook's content: the sheet to fill in, called `title`, and a page that explains it."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = sheet_title(title)
    sheet.freeze_panes = "A2"
    sheet.row_dimensions[1].height = 30
    choices = workbook.create_sheet(_CHOICES_SHEET)
    choices.sheet_state = "hidden"
    for number, column in enumerate(columns, start=1):
        _head(sheet, number, column)
        _offer_choices(sheet, choices, number, column.field)
    _explain_all(workbook.create_sheet(_NOTES_SHEET, 1), columns)
    return memory_save.saved(workbook)


def _head(sheet: Worksheet, number: int, column: TemplateColumn) -> None:
    """The heading cell with its note, and the format of the cells to come."""
    shape = sheets.for_field(column.field, column.heading)
    letter = get_column_letter(number)
    heading = sheet.cell(1, number, column.heading)
    heading.font = Font(name=sheets.FONT, bold=True)
    heading.fill = _REQUIRED_FILL if column.field.need == "required" else _OPTIONAL_FILL
    heading.alignment = Alignment("center", "center", wrap_text=True)
    heading.border = _THIN
    heading.number_format = "@"
    heading.comment = Comment(_note(column), _AUTHOR, height=110, width=260)
    dimension = sheet.column_dimensions[letter]
    dimension.width = shape.width
    dimension.number_format = shape.number_format
    dimension.font = Font(name=sheets.FONT)


def _offer_choices(sheet: Worksheet, choices: Worksheet, number: int, field: Field) -> None:
    """A drop-down for fields that take one of a list; Excel keeps a long list only on a sheet."""
    labels = labels_of(field)
    if not labels:
        return
    column = (choices.max_column if choices["A1"].value is not None else 0) + 1
    for row, label in enumerate(labels, start=1):
        cell = choices.cell(row, column)
        cell.value = label
        cell.data_type = "s"
    letter = get_column_letter(column)
    rule = DataValidation("list", f"'{_CHOICES_SHEET}'!${letter}$1:${letter}${len(labels)}", allow_blank=True)
    if field.kind == "code_list":
        rule.showErrorMessage = False  # several are joined by 、, which no drop-down can offer
    else:
        rule.errorStyle = "warning"  # other words for the same thing are understood too
        rule.showErrorMessage = True
        rule.errorTitle = "不在选项里"
        rule.error = "下拉选项里没有这个说法。意思相同的说法导入时也认得；认不得的会列出来，不会丢。"
    rule.add(f"{get_column_letter(number)}2:{get_column_letter(number)}{_LAST_ROW}")
    sheet.add_data_validation(rule)


def labels_of(field: Field) -> tuple[str, ...]:
    """What a drop-down of `field` offers; empty for fields that are typed freely."""
    if field.kind in ("code", "code_list"):
        return tuple(dict.fromkeys(line.label for line in codes.table(field.code_table).lines))
    if field.kind == "choice":
        return field.choices
    return ("是", "否") if field.kind == "bool" else ()


def _explain_all(sheet: Worksheet, columns: Sequence[TemplateColumn]) -> None:
    """The page of explanations; its words are no headings of any ledger, so the import leaves it alone."""
    sheet.append(["这一页只作说明，不会导入，可以删掉。橙色标题的列请尽量填；不知道的先空着，空格不会抹掉已有内容。"])
    sheet["A1"].font = Font(name=sheets.FONT, bold=True)
    sheet.append([name for name, _ in _NOTE_COLUMNS])
    for number, (_, width) in enumerate(_NOTE_COLUMNS, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width
        sheet.cell(2, number).font = Font(name=sheets.FONT, bold=True)
        sheet.cell(2, number).fill = _OPTIONAL_FILL
    for column in columns:
        needed = "请填" if column.field.need == "required" else "可空"
        sheet.append([f"【{column.heading}】", needed, how_to_fill(column.field), example(column.field)])
        for cell in sheet[sheet.max_row]:
            cell.data_type = "s" if cell.value is not None else "n"
            cell.font = Font(name=sheets.FONT)
            cell.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.freeze_panes = "A3"


def _note(column: TemplateColumn) -> str:
    needed = "请填" if column.field.need == "required" else "可空"
    shown = example(column.field)
    return f"{column.heading}（{needed}）\n{how_to_fill(column.field)}" + (f"\n例：{shown}" if shown else "")


def how_to_fill(field: Field) -> str:
    """How a column is filled in, in one or two sentences."""
    explain = _EXPLAIN.get(field.kind)
    return explain(field) if explain else _text(field)


def example(field: Field) -> str:
    """One value as people write it; "" where an example tells nothing."""
    labels = labels_of(field)
    if labels:
        return "、".join(labels[:2]) if field.kind == "code_list" else labels[0]
    return _BY_LABEL.get(field.label) or _EXAMPLES.get(field.kind, "")


def _text(field: Field) -> str:
    return f"文字，最多 {field.max_length} 个字。" if field.max_length else "文字。"


def _number(field: Field) -> str:
    what = "整数" if field.kind == "integer" else f"数字，最多 {field.scale} 位小数"
    least = "" if field.minimum is None else f"，最小 {field.minimum:g}"
    most = "" if field.maximum is None else f"，最大 {field.maximum:g}"
    return f"{what}{least}{most}。"


def _date(field: Field) -> str:
    limit = "" if field.future else "不能晚于今天。"
    return f"年-月-日；只知道年或月时写 1990 或 1990-05，不要补成 1 日。{limit}"


def _code(field: Field) -> str:
    return f"从下拉选项里选一个（共 {len(labels_of(field))} 个）；意思相同的说法也认得。"


def _constant(text: str) -> Callable[[Field], str]:
    return lambda _field: text


_EXPLAIN: dict[str, Callable[[Field], str]] = {
    "code": _code,
    "choice": _code,
    "code_list": _constant("从下拉选项里选；有几个时用、隔开写在一格里。"),
    "bool": _constant("填 是 或 否。"),
    "integer": _number,
    "decimal": _number,
    "date": _date,
    "month": _constant("年-月。"),
    "phone": _constant("手机 11 位；座机写区号。有几个号码时用、隔开，常用的写在最前。"),
    "id_no": _constant("按证件抄写。这一列已是文本格式，请不要改成数字，否则 Excel 会丢掉末几位。"),
    "uscc": _constant("18 位统一社会信用代码。"),
    "plate": _constant("车牌照抄，中间不用加点。"),
}
_EXAMPLES = {
    "date": "1990-05-01",
    "month": "2026-11",
    "phone": "13800000000、021-60000000",
    "id_no": "11010519491231002X",
    "uscc": "91350100M000100Y43",
    "plate": "沪A12345",
    "integer": "1",
    "decimal": "68.50",
}
_BY_LABEL = {
    "姓名": "张三",
    "小区名称": "和平新村",
    "楼栋号": "12号",
    "单元号": "1",
    "室号": "301",
    "建成年份": "1995",
    "建造年份": "1995",
    "行政区划代码": "310101",
    "残疾等级": "2",
    "经度": "121.4737000",
    "纬度": "31.2304000",
}
