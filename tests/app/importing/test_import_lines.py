"""What the command line tells people about the columns of an import."""

from __future__ import annotations

from app.commands.imports import import_lines
from app.importing.plan import ImportOptions
from tests.office import Office, an_id


def _columns(office: Office, *rows: list[object], options: ImportOptions | None = None) -> list[str]:
    lines = import_lines(office.plan(*rows, options=options), None, [])
    return [line.strip() for line in lines if line.strip().startswith("列")]


def test_columns_taken_for_more_than_their_word_say_why(office: Office) -> None:
    head = ["姓名", "身份证号", "紧急联络人", "甲", "户号", "无关"]
    row = ["王一", an_id(1), "王二", "13812345678", "1", "x"]
    by_hand = ImportOptions(headings={"甲": "person.phone"})
    assert _columns(office, head, row, options=by_hand) == [
        "列“紧急联络人”：当作“紧急联系人”（相似）",
        "列“户号”：可能是几项，没有导入（户号、室号）",
        "列“无关”：没有对应项，没有导入",
    ]
    office.take(head, row, options=by_hand)
    assert "列“甲”：当作“联系电话”（沿用上次）" in _columns(office, head, row)


def test_a_column_decided_by_its_values_says_so(office: Office) -> None:
    told = _columns(office, ["小区", "楼栋", "室号", "房屋状态"], ["一村", "1", "101", "自住"])
    assert told == ["列“房屋状态”：当作“使用状态”（按内容判断）"]
