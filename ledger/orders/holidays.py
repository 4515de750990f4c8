"""The working days of mainland China: weekends, public holidays, and the weekend days that are worked in their place.

The days are data in `resources/holidays/`, one line a day that differs from the plain week or belongs to a holiday, and
one line a year with its source. A year that the State Council has not published yet holds what the statute alone gives
and is called provisional; a year that has no line is weekdays alone. A newer table replaces the shipped one by
`read_calendar`. Counting needs no table of days: a plain week is arithmetic, the days that differ are searched.
"""

from __future__ import annotations

import csv
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final, Literal

from ledger.errors import LedgerError

Standing = Literal["published", "provisional", "unknown"]
WEEK: Final = 7
WORKED: Final = 5  # days of a plain week, Monday first: day 1 of Python's calendar was a Monday
_KINDS: Final = {"off": False, "work": True}
_STANDINGS: Final[dict[str, Standing]] = {"published": "published", "provisional": "provisional"}


class CalendarBroken(LedgerError):
    """A calendar of working days contradicts itself at `where` (a day or a year); nothing of it was taken."""

    def __init__(self, where: str) -> None:
        super().__init__(f"calendar broken at {where}")
        self.where = where


@dataclass(frozen=True, slots=True)
class SpecialDay:
    """A day of a holiday, or a weekend day that is worked in place of one."""

    day: date
    is_working: bool
    label: str


@dataclass(frozen=True, slots=True)
class YearSource:
    """Where a year's days are from, and whether the State Council has published them."""

    year: int
    standing: Standing
    source: str


class Calendar:
    """Which days are worked. Immutable; every answer costs one search among the days that differ."""

    def __init__(self, days: Iterable[SpecialDay], years: Iterable[YearSource]) -> None:
        self.days = tuple(sorted(days, key=lambda one: one.day))
        self.years = {one.year: one for one in years}
        _check(self.days, self.years)
        self._special = {one.day.toordinal(): one for one in self.days}
        differing = [one for one in self.days if one.is_working != (one.day.weekday() < WORKED)]
        self._at = [one.day.toordinal() for one in differing]
        self._more = [0]  # working days more than in plain weeks, before each differing day and after the last
        for one in differing:
            self._more.append(self._more[-1] + (1 if one.is_working else -1))
        self._seen: dict[int, tuple[int, bool]] = {}
        self._counts = [_weekdays_before(at) + more for at, more in zip(self._at, self._more, strict=False)]

    def special(self, day: date) -> SpecialDay | None:
        """What the calendar says of a day beyond the plain week; None when nothing."""
        return self._special.get(day.toordinal())

    def is_working(self, day: date) -> bool:
        """True when the day is worked."""
        return self.is_working_number(day.toordinal())

    def is_working_number(self, number: int) -> bool:
        """`is_working` of a day by its number (`date.toordinal`)."""
        special = self._special.get(number)
        return (number - 1) % WEEK < WORKED if special is None else special.is_working

    def before(self, number: int) -> int:
        """How many working days lie before the day with this number, since day 1."""
        return _weekdays_before(number) + self._more[bisect_left(self._at, number)]

    def day(self, number: int) -> tuple[int, bool]:
        """`before` and `is_working_number` of a day; remembered, for lists ask for the same days again and again."""
        found = self._seen.get(number)
        if found is None:
            found = self._seen[number] = self.before(number), self.is_working_number(number)
        return found

    def number_of(self, index: int) -> int:
        """The day with `index` working days before it, itself worked: the inverse of `before`."""
        passed = bisect_right(self._counts, index)
        if passed and self._counts[passed - 1] == index and self._more[passed] > self._more[passed - 1]:
            return self._at[passed - 1]  # a weekend day that is worked
        weeks, rest = divmod(index - self._more[passed], WORKED)
        return 1 + WEEK * weeks + rest

    def days_between(self, first: date, last: date) -> int:
        """Working days after `first` up to and with `last`; negative when `last` is earlier."""
        return self.before(last.toordinal() + 1) - self.before(first.toordinal() + 1)

    def working_day_after(self, day: date, count: int) -> date:
        """The `count`-th working day after `day`, which itself does not count; `count` is at least 1."""
        return date.fromordinal(self.number_of(self.before(day.toordinal() + 1) + count - 1))

    def standing(self, year: int) -> Standing:
        """How sure the days of a year are."""
        known = self.years.get(year)
        return known.standing if known else "unknown"


def _weekdays_before(number: int) -> int:
    weeks, rest = divmod(number - 1, WEEK)
    return WORKED * weeks + min(rest, WORKED)


def _check(days: tuple[SpecialDay, ...], years: dict[int, YearSource]) -> None:
    previous = None
    for one in days:
        is_weekday = one.day.weekday() < WORKED
        if one.day == previous or one.day.year not in years or (one.is_working and is_weekday):
            raise CalendarBroken(one.day.isoformat())
        previous = one.day


def read_calendar(days: str, years: str) -> Calendar:
    """A calendar from the texts of its two tables; raises CalendarBroken."""
    return Calendar(
        [_day(row) for row in csv.DictReader(days.splitlines())],
        [_year(row) for row in csv.DictReader(years.splitlines())],
    )


def _day(row: dict[str, str]) -> SpecialDay:
    try:
        return SpecialDay(date.fromisoformat(row["date"]), _KINDS[row["kind"]], row["label"])
    except (KeyError, TypeError, ValueError) as error:
        raise CalendarBroken(row.get("date") or "?") from error


def _year(row: dict[str, str]) -> YearSource:
    try:
        return YearSource(int(row["year"]), _STANDINGS[row["status"]], row["source"])
    except (KeyError, TypeError, ValueError) as error:
        raise CalendarBroken(row.get("year") or "?") from error


@cache
def shipped() -> Calendar:
    """The calendar that comes with this version: 2025 and 2026 as published, 2027 provisional."""
    folder = files("resources").joinpath("holidays")
    return read_calendar(*(folder.joinpath(name).read_text(encoding="utf-8-sig") for name in ("days.csv", "years.csv")))
