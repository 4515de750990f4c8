"""复核期限: for how long what is known of a group of fields holds, as data, and by which day it is looked at again.

The table is `resources/review_periods.csv`: the fields of a group, days after which it is looked at again, and the
field, where there is one, whose day says it better (R006). A group that is in no line is looked at with its record.

A confirmation of the record confirms all of it, and says of what was typed in later how old it is; a change says when
that group was known. Where nothing was confirmed, it is known since it was entered. A day that ends a group holds
until somebody confirms the record after it. The dead are not asked again, nor is what is not filled in.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final, NamedTuple

from ledger import clock
from ledger.partial_date import PartialDate

REVIEW_OVER: Final = "review_over"
"""What lists are asked by: groups that are past their day, named by their labels."""
REVIEW_OVER_LABEL: Final = "复核过期"
_EMPTY: Final = (None, "")
_NEVER: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class ReviewPeriod:
    """One group of fields of a ledger; `until` is the field whose day ends it, "" for none."""

    ledger: str
    label: str
    fields: tuple[str, ...]
    days: int
    until: str


class Standing(NamedTuple):
    """How a group of one record stands: since when it is known, and the day by which it is to be looked at again."""

    group: ReviewPeriod
    known_on: date
    by: date

    def is_over(self, on: date) -> bool:
        """Whether that day is past."""
        return self.by < on


@cache
def periods() -> tuple[ReviewPeriod, ...]:
    """Every group, in the order of the table."""
    text = files("resources").joinpath("review_periods.csv").read_text(encoding="utf-8-sig")
    return tuple(
        ReviewPeriod(row["ledger"], row["label"], tuple(row["fields"].split()), int(row["days"]), row["until"])
        for row in csv.DictReader(text.splitlines())
    )


@cache
def of_ledger(name: str) -> tuple[ReviewPeriod, ...]:
    """The groups of a ledger."""
    return tuple(one for one in periods() if one.ledger == name)


@cache
def fields_of(name: str) -> tuple[str, ...]:
    """The fields of all groups of a ledger."""
    return tuple(field for one in of_ledger(name) for field in one.fields)


def standings(ledger: str, row: Mapping[str, object], changed: Mapping[str, str] = _NEVER) -> Iterator[Standing]:
    """How the groups of a record stand that have anything in them.

    `row` are stored values, `changed` the instant of the last change of each field that was changed since it was made.
    """
    if row.get("alive") == 0:
        return
    confirmed = row.get("confirmed_on")
    first = _first_day(str(confirmed)) if confirmed else _day(str(row["created_at"]))
    for group in of_ledger(ledger):
        if not _is_filled(group, row):
            continue
        known = max((first, *(_day(changed[name]) for name in group.fields if name in changed))) if changed else first
        ends = row.get(group.until) if group.until else None
        last = _last_day(str(ends)) if ends else None
        is_confirmed_since = last is not None and bool(confirmed) and first > last
        by = known + timedelta(days=group.days) if last is None or is_confirmed_since else last
        yield Standing(group, known, by)


def _is_filled(group: ReviewPeriod, row: Mapping[str, object]) -> bool:
    for name in group.fields:  # noqa: SIM110 - asked 150,000 times for a list: half the time of `any`
        if row.get(name) not in _EMPTY:
            return True
    return False


_MANY: Final = 20_000  # days and instants of a large ledger: those of an import are few


@lru_cache(_MANY)
def _day(instant: str) -> date:
    return clock.day_of(instant)


@lru_cache(_MANY)
def _first_day(written: str) -> date:
    return PartialDate.from_text(written).first_day()


@lru_cache(_MANY)
def _last_day(written: str) -> date:
    return PartialDate.from_text(written).last_day()
