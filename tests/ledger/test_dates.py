"""Dates as people write them."""

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.broken import Broken
from ledger.dates import PartialDate, parse, parse_cell

TODAY = date(2026, 11, 21)
FIFTH = "2024-01-05"


@pytest.mark.parametrize(
    "text",
    [
        "2024-01-05",
        "20240105",
        "2024-1-5",
        "2024/1/5",
        "2024/01/05",
        "2024.1.5",
        "2024.01.05",
        "2024.1.5.",
        "2024。1。5".replace("。", "．"),
        "2024年1月5日",
        "2024年01月05日",
        "2024年1月5",
        "2024年1月5号",
        "2024 年 1 月 5 日",
        "２０２４年１月５日",
        "2024－1－5",
        "2024—1—5",
        " 2024-01-05 ",
        "'2024-01-05",
        "2024-01-05 00:00:00",
        "2024-01-05T00:00:00",
        "2024-01-05T00:00:00.000Z",
        "2024-01-05T00:00:00+08:00",
        "2024/1/5 0:00",
        "20240105000000",
        "2024年1月5日8时30分",
        "2024年1月5日出生",
        "2024年1月5日星期五",
        "公历2024年1月5日",
        "2024年1月5日(阳历)",
        "二〇二四年一月五日",
        "二零二四年一月五号",
        "45296",
        "5-Jan-2024",
        "5 January 2024",
        "Jan 5, 2024",
        "January 5th 2024",
        "2024\\1\\5",
    ],
)
def test_one_day_in_every_writing(text: str) -> None:
    assert parse(text, today=TODAY) == PartialDate(2024, 1, 5)


@pytest.mark.parametrize(
    ("text", "stored", "ambiguous"),
    [
        ("1990", "1990", False),
        ("1990年", "1990", False),
        ("一九九〇年", "1990", False),
        ("1990.01", "1990-01", False),
        ("1990-1", "1990-01", False),
        ("1990/1", "1990-01", False),
        ("199001", "1990-01", False),
        ("1990年1月", "1990-01", False),
        ("1990.1", "1990-01", True),
        ("1990.10", "1990-10", False),
        ("1990.2", "1990-02", False),
        ("1990.12", "1990-12", False),
        ("1990-00-00", "1990", False),
        ("19900500", "1990-05", False),
        ("一九八五年三月", "1985-03", False),
        ("一九八五年十二月", "1985-12", False),
        ("May 1990", "1990-05", False),
        ("May-1990", "1990-05", False),
        ("13/5/2024", "2024-05-13", False),
        ("5/13/2024", "2024-05-13", False),
        ("5/5/2024", "2024-05-05", False),
    ],
)
def test_precision_is_kept(text: str, stored: str, ambiguous: bool) -> None:
    read = parse(text, today=TODAY)
    assert isinstance(read, PartialDate)
    assert (str(read), read.ambiguous) == (stored, ambiguous)


@pytest.mark.parametrize(
    ("value", "stored", "ambiguous"),
    [
        (1960.1, "1960-01", True),
        (1960.11, "1960-11", False),
        (1950.5, "1950-05", False),
        (1960, "1960", False),
        (1960.0, "1960", False),
        (199001, "1990-01", False),
        (20240105.0, FIFTH, False),
        (45296, FIFTH, False),
        (45296.0, FIFTH, False),
        (45296.75, FIFTH, False),
        (10000, "1927-05-18", False),
        (date(2024, 1, 5), FIFTH, False),
        (datetime(2024, 1, 5, 8, 30), FIFTH, False),  # noqa: DTZ001 - a cell knows no zone
    ],
)
def test_cells_that_are_not_text(value: float | date, stored: str, ambiguous: bool) -> None:
    read = parse(value, today=TODAY)
    assert isinstance(read, PartialDate)
    assert (str(read), read.ambiguous) == (stored, ambiguous)


@pytest.mark.parametrize(
    ("value", "rule"),
    [
        ("1958-02-30", "not_a_date"),
        ("2023-02-29", "not_a_date"),
        ("2024-13", "not_a_date"),
        ("1990-00-05", "not_a_date"),
        ("0000-00-00", "not_a_date"),
        ("19580230", "not_a_date"),
        ("199013", "not_a_date"),
        ("2024105", "not_a_date"),
        ("8503", "not_a_date"),
        ("85", "not_a_date"),
        ("99999", "not_a_date"),
        ("", "not_a_date"),
        ("abc", "not_a_date"),
        ("生日", "not_a_date"),
        ("2024.1-2024.12", "not_a_date"),
        ("民国三十年", "not_a_date"),
        ("5 Foo 2024", "not_a_date"),
        ("Foo 2024", "not_a_date"),
        ("30/2/2024", "not_a_date"),
        ("一九八五年十三月", "not_a_date"),
        (True, "not_a_date"),
        (1.5, "not_a_date"),
        (8503.0, "not_a_date"),
        (float("nan"), "not_a_date"),
        ("11月7日", "no_year"),
        ("十一月七号", "no_year"),
        ("85.3.1", "two_digit_year"),
        ("85-3", "two_digit_year"),
        ("85年3月", "two_digit_year"),
        ("85年", "two_digit_year"),
        ("850301", "two_digit_year"),
        ("5/1/24", "two_digit_year"),
        ("1-May-24", "two_digit_year"),
        ("八五年三月", "two_digit_year"),
        ("5/1/2024", "ambiguous_order"),
        ("农历1950年5月30日", "lunar"),
        ("1950年腊月", "lunar"),
        ("1950年三月初五", "lunar"),
        ("长期", "open_ended"),
        ("至今", "open_ended"),
        ("1899-12-31", "before_1900"),
        ("1850", "before_1900"),
        ("2026-11-22", "future"),
        ("2026-12", "future"),
        ("2027", "future"),
        (46348, "future"),
    ],
)
def test_rules(value: str | float, rule: str) -> None:
    read = parse(value, today=TODAY)
    assert isinstance(read, Broken)
    assert read.rule == rule


def test_bounds_of_the_known() -> None:
    assert parse("2026", today=TODAY) == PartialDate(2026)
    assert parse("2026-11", today=TODAY) == PartialDate(2026, 11)
    assert parse("2026-11-21", today=TODAY) == PartialDate(2026, 11, 21)
    assert parse("2027-10-01", today=TODAY, allow_future=True) == PartialDate(2027, 10, 1)
    assert parse("1850", today=TODAY, earliest=1850) == PartialDate(1850)
    assert parse("1949", today=TODAY, earliest=1950) == Broken("before_1900", {"earliest": 1950})


@pytest.mark.parametrize("value", [None, "", " ", "无", "/", "不详"])
def test_cells_that_hold_nothing(value: str | None) -> None:
    assert parse_cell(value, today=TODAY) is None


def test_cells_that_hold_something() -> None:
    assert parse_cell(FIFTH, today=TODAY) == PartialDate(2024, 1, 5)
    assert parse_cell("2027", today=TODAY, allow_future=True) == PartialDate(2027)
    assert parse_cell("1890", today=TODAY, earliest=1850) == PartialDate(1890)


WRITINGS = [
    "{0:04}-{1:02}-{2:02}",
    "{0}/{1}/{2}",
    "{0}.{1}.{2}",
    "{0}年{1}月{2}日",
    "{0:04}{1:02}{2:02}",
    "{0}-{1}-{2} 00:00:00",
]


@given(st.dates(date(1900, 1, 1), TODAY), st.sampled_from(WRITINGS))
def test_every_day_reads_back_from_every_writing(day: date, writing: str) -> None:
    assert parse(writing.format(day.year, day.month, day.day), today=TODAY) == PartialDate.from_date(day)


@given(st.dates(date(1927, 5, 18), TODAY))
def test_every_serial_is_its_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    assert parse(serial, today=TODAY) == parse(str(serial), today=TODAY) == PartialDate.from_date(day)


@given(
    st.one_of(
        st.text(alphabet=st.sampled_from("0123456789-/.年月日 一二三十:号"), max_size=14), st.floats(), st.integers()
    )
)
def test_any_cell_is_read_or_refused(value: str | float) -> None:
    read = parse(value, today=TODAY)
    if isinstance(read, PartialDate):
        assert date(1900, 1, 1) <= read.first_day() <= TODAY
        assert parse(str(read), today=TODAY) == read
