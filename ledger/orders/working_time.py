"""Reckoning with working time in Shanghai: a working day counts round the clock, every other day not at all.

An instant is aware; a span is a timedelta of working time, exact to the microsecond, so that what was left before a
pause is what is left after it. Each question costs one or two searches in the calendar, whatever lies between.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from ledger.clock import SHANGHAI
from ledger.orders.holidays import Calendar

DAY: Final = timedelta(days=1)
NOTHING: Final = timedelta()
LAST_SECOND: Final = time(23, 59, 59, tzinfo=SHANGHAI)
"""A period of days ends with its last day: Civil Code article 203, the last second in place of 24:00."""
_START: Final = datetime(1, 1, 2, tzinfo=SHANGHAI).astimezone(UTC)
_START_NUMBER: Final = 2  # day 1 began in Shanghai before Python's calendar did in UTC


def position(calendar: Calendar, moment: datetime) -> timedelta:
    """How much working time lies before `moment`; to be subtracted from another position."""
    since = moment - _START
    days = since.days
    count, is_working = calendar.day(days + _START_NUMBER)
    return since + timedelta(count - days) if is_working else timedelta(count)


def working_span(calendar: Calendar, first: datetime, last: datetime) -> timedelta:
    """The working time between two instants; negative when `last` is earlier."""
    return position(calendar, last) - position(calendar, first)


def working_seconds(calendar: Calendar, first: datetime, last: datetime) -> int:
    """The whole seconds of working time between two instants."""
    return working_span(calendar, first, last) // timedelta(seconds=1)


def add_working(calendar: Calendar, moment: datetime, span: timedelta) -> datetime:
    """The instant that is `span` of working time away, in UTC: forwards the first such instant, backwards the last."""
    if not span:
        return moment.astimezone(UTC)
    index, rest = divmod(position(calendar, moment) + span, DAY)
    if not rest and span > NOTHING:  # the end of a working day, not the beginning of the next
        index, rest = index - 1, DAY
    return _START + timedelta(calendar.number_of(index) - _START_NUMBER) + rest


def end_of_working_day(calendar: Calendar, moment: datetime, count: int) -> datetime:
    """The end of the `count`-th working day after the day of `moment`, which itself does not count, in UTC.

    So the Civil Code counts periods of days: articles 201 (the first day does not count) and 203.
    """
    last = calendar.working_day_after(local_day(moment), count)
    return datetime.combine(last, LAST_SECOND).astimezone(UTC)


def local_day(moment: datetime) -> date:
    """The day in Shanghai."""
    return moment.astimezone(SHANGHAI).date()
