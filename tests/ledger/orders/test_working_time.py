"""Working days against the State Council's notices, and every sum against a slow walk day by day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger import codes
from ledger.clock import SHANGHAI
from ledger.orders import holidays, limits
from ledger.orders.holidays import CalendarBroken, SpecialDay, YearSource, read_calendar
from ledger.orders.limits import UnknownLimit
from ledger.orders.working_time import DAY, add_working, end_of_working_day, working_seconds, working_span
from tests.ledger.orders.rounds import shanghai

CALENDAR = holidays.shipped()
FROM, TO = date(2024, 11, 1), date(2028, 2, 28)
days = some.dates(FROM, TO)
moments = some.timedeltas(timedelta(), timedelta(days=1200)).map(lambda after: shanghai(FROM) + after)

OFF = {
    2025: ["01-01", "01-28/02-04", "04-04/04-06", "05-01/05-05", "05-31/06-02", "10-01/10-08"],
    2026: ["01-01/01-03", "02-15/02-23", "04-04/04-06", "05-01/05-05", "06-19/06-21", "09-25/09-27", "10-01/10-07"],
}
WORKED = {
    2025: ["01-26", "02-08", "04-27", "09-28", "10-11"],
    2026: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
}


def _days(year: int, spans: list[str]) -> set[date]:
    found: set[date] = set()
    for span in spans:
        first, _, last = span.partition("/")
        day, end = (date.fromisoformat(f"{year}-{part}") for part in (first, last or first))
        while day <= end:
            found.add(day)
            day += timedelta(days=1)
    return found


@pytest.mark.parametrize("year", [2025, 2026])
def test_a_published_year_is_the_notice_day_by_day(year: int) -> None:
    off, worked = _days(year, OFF[year]), _days(year, WORKED[year])
    day = date(year, 1, 1)
    while day.year == year:
        expected = day in worked or (day.weekday() < 5 and day not in off)
        assert CALENDAR.is_working(day) == expected, day
        day += timedelta(days=1)
    assert {one.day for one in CALENDAR.days if one.day.year == year} == off | worked
    assert CALENDAR.standing(year) == "published"
    assert "国务院办公厅" in CALENDAR.years[year].source


def test_2027_has_the_statute_alone_and_says_so() -> None:
    """All the days of article 2, and a weekday for each of them on a weekend (article 6); nothing is worked instead."""
    statutory = _days(2027, ["01-01", "02-05/02-08", "04-05", "05-01/05-02", "06-09", "09-15", "10-01/10-03"])
    shipped = {one.day: one for one in CALENDAR.days if one.day.year == 2027}
    assert statutory <= shipped.keys()
    instead = shipped.keys() - statutory
    assert len(instead) == sum(day.weekday() >= 5 for day in statutory) == 6
    assert all(day.weekday() < 5 and shipped[day].label.endswith("补假") for day in instead)
    assert not any(one.is_working for one in shipped.values())
    assert CALENDAR.standing(2027) == "provisional"
    assert CALENDAR.standing(2028) == "unknown"


@given(days)
def test_counting_is_what_walking_finds(day: date) -> None:
    number = day.toordinal()
    walked = sum(CALENDAR.is_working(date.fromordinal(one)) for one in range(FROM.toordinal(), number))
    assert CALENDAR.before(number) - CALENDAR.before(FROM.toordinal()) == walked
    if CALENDAR.is_working(day):
        assert CALENDAR.number_of(CALENDAR.before(number)) == number


@given(days, some.integers(1, 60))
def test_a_working_day_so_many_days_on_is_the_one_that_walking_finds(day: date, count: int) -> None:
    at, left = day, count
    while left:
        at += timedelta(days=1)
        left -= CALENDAR.is_working(at)
    assert CALENDAR.working_day_after(day, count) == at
    assert CALENDAR.days_between(day, at) == count
    assert CALENDAR.days_between(at, day) == -count


def _walked(first: datetime, last: datetime) -> timedelta:
    """Working time by walking from midnight to midnight of Shanghai."""
    total, at = timedelta(), first.astimezone(SHANGHAI)
    while at < last:
        midnight = datetime(at.year, at.month, at.day, tzinfo=SHANGHAI) + timedelta(days=1)
        until = min(midnight, last)
        if CALENDAR.is_working(at.date()):
            total += until - at
        at = until.astimezone(SHANGHAI)
    return total


@given(moments, some.timedeltas(timedelta(), timedelta(days=50)))
def test_working_time_is_what_walking_finds(first: datetime, span: timedelta) -> None:
    last = first + span
    assert working_span(CALENDAR, first, last) == _walked(first, last) == -working_span(CALENDAR, last, first)
    assert working_seconds(CALENDAR, first, last) == _walked(first, last) // timedelta(seconds=1)


@given(moments, moments, moments)
def test_working_time_adds_up(one: datetime, two: datetime, three: datetime) -> None:
    parts = working_span(CALENDAR, one, two) + working_span(CALENDAR, two, three)
    assert parts == working_span(CALENDAR, one, three)


@given(moments, some.timedeltas(timedelta(days=-40), timedelta(days=40)))
def test_what_is_added_is_there_afterwards(moment: datetime, span: timedelta) -> None:
    then = add_working(CALENDAR, moment, span)
    assert working_span(CALENDAR, moment, then) == span
    assert then.tzinfo is UTC
    if span > timedelta():
        assert working_span(CALENDAR, moment, then - timedelta(microseconds=1)) < span


@given(moments, some.integers(1, 40))
def test_a_period_of_days_ends_with_its_last_working_day(moment: datetime, count: int) -> None:
    end = end_of_working_day(CALENDAR, moment, count).astimezone(SHANGHAI)
    assert end.strftime("%H:%M:%S") == "23:59:59"
    assert CALENDAR.is_working(end.date())
    assert CALENDAR.days_between(moment.astimezone(SHANGHAI).date(), end.date()) == count


@pytest.mark.parametrize(
    ("code", "start", "due"),
    [
        ("consult", shanghai(date(2026, 11, 20)), "2026-11-23 23:59:59"),  # a Friday: by the end of Monday
        ("help", shanghai(date(2026, 9, 30)), "2026-10-13 23:59:59"),  # the make-up Saturday 10-10 counts
        ("help", shanghai(date(2026, 2, 13)), "2026-02-27 23:59:59"),  # 14 February is worked, then nine days off
        ("complex", shanghai(date(2026, 4, 30)), "2026-05-25 23:59:59"),
        ("review", shanghai(date(2026, 10, 3)), "2026-10-10 23:59:59"),  # received on a holiday
        ("first_contact", shanghai(date(2026, 12, 31), 23, 59), "2027-01-04 23:59:59"),
        ("device", shanghai(date(2026, 9, 30), 17), "2026-10-01 17:00:00"),  # hours run through holidays
        ("safety", shanghai(date(2026, 11, 22), 22, 30), "2026-11-23 02:30:00"),
    ],
)
def test_a_limit_runs_out_when_the_office_expects_it(code: str, start: datetime, due: str) -> None:
    assert limits.named(code).due(CALENDAR, start).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S") == due


@given(moments, some.timedeltas(timedelta(), timedelta(days=30)), some.sampled_from(limits.ALL))
def test_what_a_limit_measures_it_can_add(moment: datetime, span: timedelta, limit: limits.Limit) -> None:
    assert limit.span(CALENDAR, moment, limit.later(CALENDAR, moment, span)) == span


def test_the_limits_are_those_of_the_code_table() -> None:
    table = codes.table("work_order_time_limit")
    assert [line.code for line in table.lines] == [limit.code for limit in limits.ALL]
    for limit in limits.ALL:
        unit = "hours" if limit.unit == "hours" else "working day"
        assert f"{limit.count} {unit}" in table.by_code[limit.code].note
    with pytest.raises(UnknownLimit):
        limits.named("soon")


YEARS = "year,status,source\n2028,published,通知\n"


@pytest.mark.parametrize(
    ("days_text", "years_text", "where"),
    [
        ("date,kind,label\n2028-01-03,off,元旦\n2028-01-03,off,元旦\n", YEARS, "2028-01-03"),
        ("date,kind,label\n2028-01-03,work,元旦\n", YEARS, "2028-01-03"),  # a Monday is worked anyway
        ("date,kind,label\n2029-01-01,off,元旦\n", YEARS, "2029-01-01"),  # a year without a source
        ("date,kind,label\n2028-02-30,off,元旦\n", YEARS, "2028-02-30"),
        ("date,kind,label\n2028-01-03,holiday,元旦\n", YEARS, "2028-01-03"),
        ("date,kind,label\n", "year,status,source\n2028,rumoured,?\n", "2028"),
        ("nothing\nof it\n", YEARS, "?"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(days_text: str, years_text: str, where: str) -> None:
    with pytest.raises(CalendarBroken) as refused:
        read_calendar(days_text, years_text)
    assert refused.value.where == where


@given(some.sets(some.dates(date(2028, 1, 1), date(2028, 3, 31)), max_size=40))
def test_any_calendar_counts_as_walking_does(chosen: set[date]) -> None:
    special = [SpecialDay(day, day.weekday() >= 5, "") for day in chosen]
    calendar = holidays.Calendar(special, [YearSource(2028, "published", "")])
    start = date(2027, 12, 25).toordinal()
    walked = 0
    for number in range(start, start + 120):
        assert calendar.before(number) - calendar.before(start) == walked
        if calendar.is_working_number(number):
            assert calendar.number_of(calendar.before(number)) == number
            walked += 1
        found = calendar.special(date.fromordinal(number))
        assert (found is not None) == (date.fromordinal(number) in chosen)


def test_a_span_of_whole_days_ends_with_a_working_day_and_not_with_the_next() -> None:
    friday = shanghai(date(2026, 11, 20), 0)
    assert add_working(CALENDAR, friday, DAY) == shanghai(date(2026, 11, 21), 0)
    assert add_working(CALENDAR, friday, -DAY) == shanghai(date(2026, 11, 19), 0)
    assert add_working(CALENDAR, friday, timedelta()) == friday
