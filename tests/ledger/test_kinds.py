"""Every kind of field: what its cells give, and that every table keyed by kind knows every kind."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, time
from math import inf, isfinite, nan
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.excel import sheets, template
from app.exports import sheet_values
from app.importing import settling
from ledger import catalog, codes, kinds
from ledger.broken import Broken
from ledger.definition import Field, Kind
from storage import schema, values

TODAY = date(2026, 11, 21)
ALL_KINDS = frozenset(get_args(Kind))


def a_field(kind: str, **options: object) -> Field:
    return Field(name="one", kind=kind, label="一项", **options)  # type: ignore[arg-type]


SEX = a_field("code", code_table="sex")
EDUCATION = a_field("code", code_table="education")
MEASURES = a_field("code_list", code_table="help_measure")


def read(field: Field, raw: object, *, typed: bool = False) -> object:
    return kinds.parser(field, TODAY, typed=typed)(raw)  # type: ignore[arg-type]


# -- the tables


@pytest.mark.parametrize(
    "table",
    [kinds._MAKERS, values.TO_JSON, values.FROM_JSON, schema.TYPES],
    ids=["kinds._MAKERS", "values.TO_JSON", "values.FROM_JSON", "schema.TYPES"],
)
def test_table_has_a_line_for_every_kind(table: Collection[str]) -> None:
    assert frozenset(table) == ALL_KINDS


@pytest.mark.parametrize(
    "table",
    [
        kinds._WORDING,
        values._FEW_VALUES,
        sheets._WIDTHS,
        template._EXPLAIN,
        template._EXAMPLES,
        sheet_values._FORMATS,
        settling._KEEPS,
    ],
    ids=["_WORDING", "_FEW_VALUES", "_WIDTHS", "_EXPLAIN", "_EXAMPLES", "_FORMATS", "_KEEPS"],
)
def test_table_with_a_default_names_only_kinds_there_are(table: Collection[str]) -> None:
    assert frozenset(table) <= ALL_KINDS


def test_kinds_that_need_their_own_words_have_them() -> None:
    # A code, a list or a yes/no as it is stored means nothing to a reader.
    assert frozenset(kinds._WORDING) >= {"code", "code_list", "bool"}


def test_every_kind_is_used_by_a_field_or_waits_for_a_ledger() -> None:
    used = {item.kind for ledger in catalog.ALL for item in ledger.fields}
    assert ALL_KINDS - used <= {"json", "attachment", "account", "instant"}


# -- cells


@pytest.mark.parametrize(
    ("field", "raw", "stored"),
    [
        (a_field("text"), " 张　三 ", "张 三"),
        (a_field("text"), "无", None),
        (a_field("text"), "", None),
        (a_field("text"), None, None),
        (a_field("text"), 302.0, "302"),
        (a_field("text"), date(2026, 5, 1), "2026-05-01"),
        (a_field("text"), datetime(2026, 5, 1), "2026-05-01"),  # noqa: DTZ001 - a cell has no zone
        (a_field("text"), datetime(2026, 5, 1, 9, 30), "2026-05-01T09:30:00"),  # noqa: DTZ001
        (a_field("text"), time(9, 30), "09:30:00"),
        (a_field("text", max_length=2), "一二三", Broken("too_long", {"limit": 2})),
        (a_field("text", max_length=3), "一二三", "一二三"),
        (a_field("text", mask="name"), "欧 阳 锋", "欧阳锋"),
        (a_field("long_text"), "第一行\r\n第二行 ", "第一行\n第二行"),
        (a_field("long_text"), 12, "12"),
        (SEX, "男", "1"),
        (SEX, "女性", "2"),
        (SEX, "1", Broken("unknown_code", {"table": "sex"})),
        (SEX, 2, Broken("unknown_code", {"table": "sex"})),
        (SEX, "外星", Broken("unknown_code", {"table": "sex"})),
        (SEX, "不详", None),
        (a_field("code", code_table="residence_relation"), 4, "04"),
        (a_field("code", code_table="residence_relation"), "租客", "04"),
        (MEASURES, "", None),
        (MEASURES, "、", None),
        (MEASURES, "走访;胡说", Broken("unknown_code", {"table": "help_measure"})),
        (a_field("choice", choices=("在用", "拆除")), " 在用 ", "在用"),
        (a_field("choice", choices=("在用", "拆除")), "在建", Broken("unknown_choice", {"choices": ("在用", "拆除")})),
        (a_field("choice", choices=("在用", "拆除")), "不详", None),
        (a_field("choice", choices=("在用", "无")), "无", "无"),
        (a_field("bool"), "是", 1),
        (a_field("bool"), 0, 0),
        (a_field("bool"), None, None),
        (a_field("bool"), "也许", Broken("not_yes_no")),
        (a_field("bool"), date(2026, 5, 1), Broken("not_yes_no")),
        (a_field("bool", inverted=True), "是", 0),
        (a_field("bool", inverted=True), "否", 1),
        (a_field("integer"), "1,200户", 1200),
        (a_field("integer"), 6.0, 6),
        (a_field("integer"), "６层", 6),
        (a_field("integer"), -3, -3),
        (a_field("integer"), 2.5, Broken("not_a_whole_number")),
        (a_field("integer"), "两层", Broken("not_a_number")),
        (a_field("integer"), "二级", 2),
        (a_field("integer"), "残疾3级", 3),
        (a_field("integer"), "四级残疾", 4),
        (a_field("integer"), "", None),
        (a_field("integer"), True, Broken("not_a_number")),
        (a_field("integer"), nan, Broken("not_a_number")),
        (a_field("integer"), 1e300, Broken("not_a_number")),
        (a_field("integer"), "9" * 400, Broken("not_a_number")),
        (a_field("integer", minimum=1, maximum=4), 5, Broken("out_of_range", {"minimum": 1, "maximum": 4})),
        (a_field("integer", minimum=1), 0, Broken("out_of_range", {"minimum": 1, "maximum": None})),
        (a_field("integer", minimum=0), 0, 0),
        (a_field("decimal", scale=2), "89.456㎡", 89.46),
        (a_field("decimal", scale=2), 89.456, 89.46),
        (a_field("decimal", scale=2), inf, Broken("not_a_number")),
        (a_field("decimal", scale=2), "约九十", Broken("not_a_number")),
        (a_field("decimal", scale=2), "", None),
        (a_field("decimal", scale=1, maximum=9), "9.1", Broken("out_of_range", {"minimum": None, "maximum": 9})),
        (a_field("date"), "2024年1月5日", "2024-01-05"),
        (a_field("date"), "1950", "1950"),
        (a_field("date"), date(2024, 1, 5), "2024-01-05"),
        (a_field("date"), "2027-01-01", Broken("future")),
        (a_field("date", future=True), "2027-01-01", "2027-01-01"),
        (a_field("date"), time(9, 30), Broken("not_a_date")),
        (a_field("date"), " / ", None),
        (a_field("date"), None, None),
        (a_field("month"), "2024年1月", "2024-01"),
        (a_field("month"), "202411", "2024-11"),
        (a_field("month"), "2024-11-30", "2024-11"),
        (a_field("month"), date(2024, 11, 30), "2024-11"),
        (a_field("month"), 45292, "2024-01"),  # a serial number, not month 2 of year 4529
        (a_field("month"), "2024-1xyz", Broken("not_a_month")),
        (a_field("month"), "2024-13", Broken("not_a_month")),
        (a_field("month"), "2024", Broken("not_a_month")),
        (a_field("month"), time(9, 30), Broken("not_a_month")),
        (a_field("month"), "", None),
        (a_field("month"), None, None),
        (a_field("phone"), "13800000000/021-60000000", "13800000000、021-60000000"),
        (a_field("phone"), 13800000000.0, "13800000000"),
        (a_field("phone"), "", None),
        (a_field("phone"), "1380000000", Broken("format", {"pieces": 1})),
        (a_field("phone"), date(2024, 1, 1), Broken("format")),
        (a_field("id_no"), "11010519491231002x", "11010519491231002X"),
        (a_field("id_no"), "110105194912310021", Broken("checksum")),
        (a_field("id_no"), 310101199001010000.0, Broken("precision_lost", {"digits": 15})),
        (a_field("id_no"), None, None),
        (a_field("id_no"), date(2024, 1, 1), Broken("format")),
        (a_field("uscc"), "91350100M000100Y43", "91350100M000100Y43"),
        (a_field("uscc"), None, None),
        (a_field("uscc"), date(2024, 1, 1), Broken("format")),
        (a_field("plate"), "沪A·12345", "沪A12345"),
        (a_field("plate"), "无", None),
        (a_field("json"), '{"b": 1, "a": "一"}', '{"a":"一","b":1}'),
        (a_field("json"), "", None),
        (a_field("json"), None, None),
        (a_field("json"), "{", Broken("not_json")),
        (a_field("account"), " li ", "li"),
    ],
)
def test_cell(field: Field, raw: object, stored: object) -> None:
    assert read(field, raw) == stored


def test_a_wrong_plate_is_broken() -> None:
    assert isinstance(read(a_field("plate"), "沪"), Broken)


def test_a_typed_code_may_be_a_bare_digit() -> None:
    assert read(SEX, "1", typed=True) == "1"


def test_a_list_of_codes_is_sorted_and_each_code_stands_once() -> None:
    labels = [kinds.as_text(MEASURES, f'["{code}"]') for code in _codes_of("help_measure")[:2]]
    written = f"{labels[1]}，{labels[0]}/{labels[1]}"
    assert json.loads(str(read(MEASURES, written))) == sorted(_codes_of("help_measure")[:2])


@pytest.mark.parametrize(
    ("table", "written", "words"),
    [
        ("", "独居老人、低保", ["独居老人", "低保"]),
        ("", " 独居 ,， 低保 ;", ["独居", "低保"]),
        ("", "", []),
        ("key_group_tag", "独居老人、低保", ["独居老人", "低保"]),
        ("key_group_tag", "留守/孤儿", ["留守/孤儿"]),
        ("key_group_tag", "低保/留守/孤儿/独居", ["低保", "留守/孤儿", "独居"]),
        ("key_group_tag", "留守、低保", ["留守", "低保"]),
        ("key_group_tag", "、", []),
        ("kinship", "孙子、孙女或外孙子、外孙女，户主", ["孙子、孙女或外孙子、外孙女", "户主"]),
    ],
)
def test_words_of_a_cell_that_holds_several(table: str, written: str, words: list[str]) -> None:
    assert kinds.split_list(written, codes.table(table) if table else None) == words


def test_no_label_has_more_marks_than_the_search_for_it_allows() -> None:
    listed = {item.code_table for ledger in catalog.ALL for item in ledger.fields if item.code_table}
    for name in listed:
        for line in codes.table(name).lines:
            assert kinds.split_list(line.label, codes.table(name)) == [line.label]


@given(st.lists(st.sampled_from([line.code for line in codes.table("key_group_tag").lines]), max_size=6))
def test_a_list_of_codes_reads_back_from_its_text(chosen: list[str]) -> None:
    field = a_field("code_list", code_table="key_group_tag")
    value = kinds.code_list(set(chosen)) if chosen else None
    assert read(field, kinds.as_text(field, value)) == value


def test_a_remembered_cell_gives_the_same_answer() -> None:
    parse = kinds.parser(EDUCATION, TODAY)
    assert [parse("本科") for _ in range(2)] == [parse("大学本科")] * 2
    assert parse("胡说") == parse("胡说") == Broken("unknown_code", {"table": "education"})


def test_a_column_of_free_text_is_not_remembered_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kinds, "_REMEMBERED", 1)
    parse = kinds.parser(EDUCATION, TODAY)
    assert [isinstance(parse(word), Broken) for word in ("甲", "乙", "乙")] == [True, True, True]


# -- wording


@pytest.mark.parametrize(
    ("field", "value", "text"),
    [
        (a_field("text"), None, ""),
        (a_field("text"), "张三", "张三"),
        (a_field("date"), "1950-05", "1950-05"),
        (SEX, "1", "男"),
        (SEX, "7", "7"),  # a code of a newer version shows as itself
        (a_field("bool"), 1, "是"),
        (a_field("bool"), 0, "否"),
        (a_field("bool", inverted=True), 1, "否"),
        (a_field("bool", inverted=True), 0, "是"),
        (a_field("decimal", scale=2), 89.5, "89.5"),
        (a_field("decimal", scale=2), 90.0, "90"),
        (a_field("decimal", scale=7), 121.4737, "121.4737"),
        (a_field("integer"), 12, "12"),
        (MEASURES, "[]", ""),
    ],
)
def test_text_of_a_value(field: Field, value: object, text: str) -> None:
    assert kinds.as_text(field, value) == text


# -- properties

_CELLS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.dates(),
    st.datetimes(),
    st.times(),
    st.text(max_size=30),
    st.text(alphabet="0123456789.-/年月日,㎡X是否男", max_size=24),
)
_WANTED = {"bool": int, "integer": int, "decimal": float}
_EVERY_SHAPE = list(
    {
        (item.kind, bool(item.max_length), item.minimum, item.mask, item.inverted): item
        for ledger in catalog.ALL
        for item in ledger.fields
    }.values()
)
_PARSERS = [(item, kinds.parser(item, TODAY), kinds.parser(item, TODAY, typed=True)) for item in _EVERY_SHAPE]


@given(_CELLS)
def test_every_cell_gives_a_value_of_its_kind_that_reads_back_from_its_own_text(cell: object) -> None:
    for item, parse, typed in _PARSERS:
        value = parse(cell)  # type: ignore[arg-type]
        if value is None or isinstance(value, Broken):
            continue
        assert type(value) is _WANTED.get(item.kind, str)
        if isinstance(value, (int, float)):
            assert isfinite(value)
            assert abs(value) <= 2**53
        assert typed(kinds.as_text(item, value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False, width=32))
def test_a_decimal_keeps_its_digits(number: float) -> None:
    field = replace(a_field("decimal", scale=2), minimum=-1e6, maximum=1e6)
    value = read(field, number)
    assert isinstance(value, Broken) or abs(float(str(value)) - number) <= 0.005000001


def _codes_of(table: str) -> list[str]:
    return [line.code for line in codes.table(table).lines]


@pytest.mark.parametrize("cells", [(1, True), (True, 1)])
def test_a_truth_cell_is_no_number_whatever_came_before(cells: tuple[int | bool, ...]) -> None:
    alone = [kinds.parser(EDUCATION, TODAY)(cell) for cell in cells]
    parse = kinds.parser(EDUCATION, TODAY)
    assert [parse(cell) for cell in cells] == alone
