"""Dates that carry how much of them is known: a year, a month or a day.

`str` gives the stored form ('1950', '1950-05', '1950-05-30'), `PartialDate.from_text` reads it back. Comparing two
of them sorts by what is known, the less known first; what may lie between is answered by `first_day`, `last_day`
and `age_bounds`. Reading what people write is left to `ledger.dates`.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Self


@dataclass(frozen=True, slots=True, order=True)
class PartialDate:
    """A date known to the year, month or day; month and day are 0 when they are not known.

    `ambiguous` marks a January that may be an October: 1960.1 in a column that once was numeric. It plays no part in
    comparing.
    """

    year: int
    month: int = 0
    day: int = 0
    ambiguous: bool = field(default=False, compare=False)

    def __post_init__(self) -> None:
        """Refuse what no calendar holds.

        Raises:
            ValueError: the year, month or day does not exist, or a day has no month.
        """
        date(self.year, self.month or 1, self.day or 1)
        if self.day and not self.month:
            raise ValueError("a day needs its month")

    @classmethod
    def from_text(cls, text: str) -> Self:
        """Read the stored form.

        Raises:
            ValueError: `text` is not 'yyyy', 'yyyy-mm' or 'yyyy-mm-dd'.
        """
        read = cls(int(text[:4]), int(text[5:7] or 0), int(text[8:] or 0))
        if str(read) != text:
            raise ValueError("not a stored date")
        return read

    @classmethod
    def from_date(cls, day: date) -> Self:
        """Return the date known to the day."""
        return cls(day.year, day.month, day.day)

    def __str__(self) -> str:  # type: ignore[explicit-override]  # typing.override comes with Python 3.12
        """Return the stored form."""
        if self.day:
            return f"{self.year:04}-{self.month:02}-{self.day:02}"
        return f"{self.year:04}-{self.month:02}" if self.month else f"{self.year:04}"

    def first_day(self) -> date:
        """Return the earliest day that this date may be."""
        return date(self.year, self.month or 1, self.day or 1)

    def last_day(self) -> date:
        """Return the latest day that this date may be; an ambiguous January reaches to the end of October."""
        month = 10 if self.ambiguous else self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def agrees_with(self, other: "PartialDate") -> bool:
        """Say whether both may be the same date: one is as the other, or knows less of it."""
        if self.year != other.year:
            return False
        if self.month and other.month and not set(self._months()) & set(other._months()):
            return False
        return not (self.day and other.day) or self.day == other.day

    def _months(self) -> tuple[int, ...]:
        return (1, 10) if self.ambiguous else (self.month,)


@lru_cache(maxsize=65536)
def age_bounds(birth: str, on: date) -> tuple[int, int] | None:
    """Return the least and greatest full years on a day for a stored birth date; None before the birth.

    Someone born on 29 February comes of age on 1 March of a common year.
    """
    born = PartialDate.from_text(birth)
    oldest = _years(born.first_day(), on)
    return None if oldest < 0 else (max(_years(born.last_day(), on), 0), oldest)


def age_on(birth: str, on: date) -> int | None:
    """Return the age in full years, or None when the known part of the birth date leaves it open."""
    bounds = age_bounds(birth, on)
    return bounds[0] if bounds is not None and bounds[0] == bounds[1] else None


def _years(born: date, on: date) -> int:
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))
