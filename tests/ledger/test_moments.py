"""Moments as people write them, on the clock of Shanghai."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from ledger import clock, moments
from ledger.broken import Broken

TODAY = date(2026, 11, 21)
HALF_PAST_NINE = "2026-11-20T01:30:00.000Z"


@pytest.mark.parametrize(
    "written",
    [
        "2026-11-20 09:30",
        "2026-11-20T09:30:59",
        "2026/11/20 9:30",
        "2026年11月20日9时30分",
        "2026年11月20日 上午9点半",
        "20261120 09:30",
        "2026-11-20T01:30:00.120Z",
        "2026-11-20t01:30z",
        "2026-11-20T09:30+08:00",
        datetime(2026, 11, 20, 9, 30, 15, tzinfo=clock.SHANGHAI),
        datetime(2026, 11, 20, 9, 30, 15),  # noqa: DTZ001 - as a cell comes
        46346.395833333336,  # the same as a serial number
    ],
)
def test_a_moment_is_read_to_the_minute(written: str | float | datetime) -> None:
    assert moments.parse(written, today=TODAY) == HALF_PAST_NINE


@pytest.mark.parametrize("written", ["2026-11-20", "2026年11月20日", "20261120", date(2026, 11, 20), 46346])
def test_a_day_alone_is_its_beginning(written: str | int | date) -> None:
    read = moments.parse(written, today=TODAY)
    assert isinstance(read, str)
    assert clock.local_text(read) == "2026-11-20 00:00"


@pytest.mark.parametrize(
    "written",
    ["2026-11-20", "2026年11月20日", date(2026, 11, 20), datetime(2026, 11, 20), 46346, 46346.0],  # noqa: DTZ001
)
def test_until_a_day_is_until_its_end(written: str | float | date) -> None:
    assert moments.parse_until(written, today=TODAY) == "2026-11-20T15:59:59.000Z"


@pytest.mark.parametrize(
    "written", ["2026-11-20 09:30", "2026年11月20日9时30分", "2026-11-20T09:30+08:00", 46346.395833333336]
)
def test_until_a_time_of_day_is_until_then(written: str | float) -> None:
    assert moments.parse_until(written, today=TODAY) == HALF_PAST_NINE
    assert moments.parse_until("2026-11-20 0:00", today=TODAY) == "2026-11-19T16:00:00.000Z"
    assert moments.parse_until("昨天", today=TODAY) == Broken("not_a_date")


def test_the_afternoon_counts_on() -> None:
    read = moments.parse("2026年11月20日下午3时5分", today=TODAY)
    assert isinstance(read, str)
    assert clock.local_text(read) == "2026-11-20 15:05"
    noon = moments.parse("2026-11-20 中午12点", today=TODAY)
    assert isinstance(noon, str)
    assert clock.local_text(noon) == "2026-11-20 12:00"


@pytest.mark.parametrize(
    ("written", "rule"),
    [
        ("2026-11", "not_a_date"),
        ("昨天", "not_a_date"),
        ("昨天 9:30", "not_a_date"),
        ("2026-11-20 25:00", "not_a_date"),
        ("2026-11-20 09:61", "not_a_date"),
        ("9:30", "not_a_date"),
        ("26.11.20 9:30", "two_digit_year"),
        ("2999-01-01", "future"),
        ("2999-01-01 09:30", "future"),
    ],
)
def test_what_names_no_moment_is_refused_by_rule(written: str, rule: str) -> None:
    assert moments.parse(written, today=TODAY) == Broken(rule)


def test_a_moment_may_lie_ahead_where_the_field_says_so() -> None:
    read = moments.parse("2999-01-01 09:30", today=TODAY, allow_future=True)
    assert isinstance(read, str)
    assert clock.local_text(read) == "2999-01-01 09:30"
