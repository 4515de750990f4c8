"""Dates of known precision, and ages reckoned from them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.partial_date import PartialDate, age_bounds, age_on

dates = st.dates(date(1900, 1, 1), date(2100, 12, 31))
partial_dates = st.one_of(
    dates.map(PartialDate.from_date),
    dates.map(lambda day: PartialDate(day.year, day.month)),
    dates.map(lambda day: PartialDate(day.year)),
    dates.map(lambda day: PartialDate(day.year, 1, ambiguous=True)),
)


@given(partial_dates)
def test_the_stored_form_reads_back(value: PartialDate) -> None:
    assert PartialDate.from_text(str(value)) == value


@pytest.mark.parametrize(
    "text", ["", "195", "1950-5", "1950-05-3", "1950-13", "1950-02-30", "1950/05", "1950-00", "19500530", "1950-05-30x"]
)
def test_other_text_is_no_stored_date(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate.from_text(text)


@pytest.mark.parametrize("parts", [[0, 0, 0], [2023, 2, 29], [2023, 13, 0], [2023, 0, 5]])
def test_a_date_must_exist(parts: list[int]) -> None:
    with pytest.raises(ValueError, match=r"."):
        PartialDate(parts[0], parts[1], parts[2])


def _bounds(text: str) -> tuple[date, date]:
    value = PartialDate.from_text(text)
    return value.first_day(), value.last_day()


def test_first_and_last_day() -> None:
    assert _bounds("1950") == (date(1950, 1, 1), date(1950, 12, 31))
    assert _bounds("2024-02") == (date(2024, 2, 1), date(2024, 2, 29))
    assert _bounds("2024-02-05") == (date(2024, 2, 5), date(2024, 2, 5))
    assert PartialDate(1960, 1, ambiguous=True).last_day() == date(1960, 10, 31)


def test_less_known_sorts_first() -> None:
    texts = ["1950", "1950-01", "1950-01-01", "1950-02", "1951"]
    assert [str(value) for value in sorted(map(PartialDate.from_text, reversed(texts)))] == texts


@given(partial_dates, partial_dates)
def test_agreement_has_no_sides(left: PartialDate, right: PartialDate) -> None:
    assert left.agrees_with(right) == right.agrees_with(left)


@pytest.mark.parametrize(
    ("left", "right", "agree"),
    [
        ("1960", "1960-10-05", True),
        ("1960-10", "1960-10-05", True),
        ("1960-10-05", "1960-10-05", True),
        ("1960-10-05", "1960-10-06", False),
        ("1960-09", "1960-10-05", False),
        ("1961", "1960-10-05", False),
    ],
)
def test_agreement(left: str, right: str, agree: bool) -> None:
    assert PartialDate.from_text(left).agrees_with(PartialDate.from_text(right)) is agree


def test_an_ambiguous_january_agrees_with_october_too() -> None:
    value = PartialDate(1960, 1, ambiguous=True)
    assert value.agrees_with(PartialDate(1960, 10, 5))
    assert value.agrees_with(PartialDate(1960, 1, 5))
    assert not value.agrees_with(PartialDate(1960, 2, 5))


@pytest.mark.parametrize(
    ("birth", "on", "bounds", "age"),
    [
        ("1950-05-30", date(2026, 5, 29), (75, 75), 75),
        ("1950-05-30", date(2026, 5, 30), (76, 76), 76),
        ("2024-02-29", date(2025, 2, 28), (0, 0), 0),
        ("2024-02-29", date(2025, 3, 1), (1, 1), 1),
        ("1950-05", date(2026, 11, 21), (76, 76), 76),
        ("1950-05", date(2026, 5, 15), (75, 76), None),
        ("1950", date(2026, 11, 21), (75, 76), None),
        ("1950", date(2026, 12, 31), (76, 76), 76),
        ("2026", date(2026, 11, 21), (0, 0), 0),
        ("2027", date(2026, 11, 21), None, None),
    ],
)
def test_age(birth: str, on: date, bounds: tuple[int, int] | None, age: int | None) -> None:
    assert age_bounds(birth, on) == bounds
    assert age_on(birth, on) == age
