"""The time that a package is about: a month, a quarter, or from one day to another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from ledger.errors import LedgerError
from ledger.partial_date import PartialDate

_MONTH: Final = re.compile(r"(\d{4})-(\d{1,2})")
_QUARTER: Final = re.compile(r"(\d{4})[Qq]([1-4])")
_MONTHS: Final = 3


class PeriodUnclear(LedgerError):
    """`said` is no period: neither a month nor a quarter, or it ends before it begins."""

    def __init__(self, said: str) -> None:
        super().__init__("no period")
        self.said = said


@dataclass(frozen=True, slots=True)
class Period:
    """From `first` to `last`, both included."""

    first: date
    last: date

    @property
    def label(self) -> str:
        """In words: 2026年11月, 2026年第4季度, 2026-11-01 至 2026-11-20."""
        for made, said in (
            (month_of, f"{self.first:%Y}年{self.first.month}月"),
            (quarter_of, f"{self.first:%Y}年第{_quarter(self.first)}季度"),
        ):
            if made(self.first) == self:
                return said
        return f"{self.first} 至 {self.last}"

    def meets(self, day: PartialDate) -> bool:
        """Whether a date may lie in it: one known to the month or the year does in every period that it overlaps."""
        return day.first_day() <= self.last and day.last_day() >= self.first

    def holds(self, day: PartialDate) -> bool:
        """Whether a date surely lies in it."""
        return self.first <= day.first_day() and day.last_day() <= self.last

    def before(self) -> Period:
        """The month or the quarter before this one's first day."""
        day = self.first - timedelta(days=1)
        return quarter_of(day) if quarter_of(self.first) == self else month_of(day)


def month_of(day: date) -> Period:
    """The month in which a day lies."""
    return _months(day.year, day.month, 1)


def quarter_of(day: date) -> Period:
    """The quarter in which a day lies."""
    return _months(day.year, (_quarter(day) - 1) * _MONTHS + 1, _MONTHS)


def between(first: date, last: date) -> Period:
    """From one day to another; raises PeriodUnclear where it ends before it begins."""
    if first > last:
        raise PeriodUnclear(f"{first} 至 {last}")
    return Period(first, last)


def read(said: str) -> Period:
    """`2026-11` or `2026Q4`; raises PeriodUnclear."""
    month, quarter = _MONTH.fullmatch(said.strip()), _QUARTER.fullmatch(said.strip())
    try:
        if month:
            return month_of(date(int(month[1]), int(month[2]), 1))
        if quarter:
            return quarter_of(date(int(quarter[1]), int(quarter[2]) * _MONTHS, 1))
    except ValueError as error:
        raise PeriodUnclear(said) from error
    raise PeriodUnclear(said)


def _quarter(day: date) -> int:
    return (day.month - 1) // _MONTHS + 1


def _months(year: int, month: int, count: int) -> Period:
    after = month - 1 + count
    return Period(date(year, month, 1), date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1))
