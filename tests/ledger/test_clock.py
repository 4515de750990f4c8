"""The one clock: UTC instants, Shanghai's day, and another clock for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import clock


class Fixed:
    def __init__(self, moment: datetime) -> None:
        self.moment = moment

    def now(self) -> datetime:
        return self.moment


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 11, 21, 15, 59, 59, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 21, 16, 0, 0, tzinfo=UTC), date(2026, 11, 22)),
        (datetime(2026, 12, 31, 23, 0, 0, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_today_is_shanghais(moment: datetime, day: date) -> None:
    with clock.use(Fixed(moment)):
        assert clock.today() == day


def test_a_stored_instant_is_a_day_and_a_time_of_shanghai() -> None:
    stored = "2026-11-21T16:00:00.120Z"
    assert clock.moment_of(stored) == datetime(2026, 11, 21, 16, 0, 0, 120_000, tzinfo=UTC)
    assert clock.day_of(stored) == date(2026, 11, 22)
    assert f"{clock.local(stored):%Y-%m-%d %H:%M}" == clock.local_text(stored) == "2026-11-22 00:00"


def test_a_day_begins_at_midnight_of_shanghai() -> None:
    assert clock.start_text(date(2026, 11, 22)) == "2026-11-21T16:00:00.000Z"


def test_a_day_ends_a_moment_before_the_next_one() -> None:
    assert clock.end_text(date(2026, 11, 22)) == "2026-11-22T15:59:59.999Z"
    assert clock.end_text(date(2026, 12, 31)) < clock.start_text(date(2027, 1, 1))
    assert clock.end_text(date.max) == "9999-12-31T15:59:59.999Z"


def test_an_instant_is_written_in_utc_with_milliseconds() -> None:
    moment = datetime(2026, 11, 21, 9, 30, 0, 120_999, tzinfo=timezone(timedelta(hours=8)))
    assert clock.instant_text(moment) == "2026-11-21T01:30:00.120Z"
    with clock.use(Fixed(moment)):
        assert clock.now_text() == "2026-11-21T01:30:00.120Z"


def test_people_read_shanghais_time_to_the_minute() -> None:
    assert clock.local_text("2026-11-21T01:30:59.999Z") == "2026-11-21 09:30"
    assert clock.local_text("2026-11-21T18:05:00.000Z") == "2026-11-22 02:05"


def test_the_clock_before_comes_back_after_a_mistake() -> None:
    fixed = Fixed(datetime(2000, 1, 1, tzinfo=UTC))
    with pytest.raises(ZeroDivisionError), clock.use(fixed):
        clock.now().year // 0
    assert clock.now() is not fixed.moment


def test_the_pcs_clock_answers_in_utc() -> None:
    before = datetime.now(UTC)  # noqa: TID251 - to compare the system clock with
    assert before <= clock.SystemClock().now() <= before + timedelta(minutes=1)
    assert clock.SystemClock().now().utcoffset() == timedelta(0)


_MOMENTS = st.datetimes(datetime(1970, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001


@given(_MOMENTS, _MOMENTS)
def test_written_instants_sort_in_time_order(first: datetime, second: datetime) -> None:
    one, two = clock.instant_text(first), clock.instant_text(second)
    assert len(one) == len(two)
    if abs(first - second) >= timedelta(milliseconds=1):
        assert (one < two) == (first < second)
