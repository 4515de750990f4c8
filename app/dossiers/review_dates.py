"""By when each group of fields of a record is to be looked at again: from when it was last confirmed or changed.

A confirmation of the record confirms all of it, and says of what was typed in later how old it is; a change says when
that group was known. Where nothing was confirmed, it is known since it was entered. What this PC does not know
of a change elsewhere makes the day too early, never too late. A group of which nothing is filled in is not told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ledger import clock, partial_date, review_periods
from ledger.definition import Ledger
from ledger.review_periods import ReviewPeriod
from storage.reading import Reader
from storage.rows import Row, id_in


@dataclass(frozen=True, slots=True)
class ReviewBy:
    """One group: since when it is known, and the day by which it is to be looked at again."""

    label: str
    known_on: date
    by: date
    is_over: bool


def review_dates(reader: Reader, ledger: Ledger, row: Row, on: date) -> tuple[ReviewBy, ...]:
    """The groups of a record that have anything in them, the first due first."""
    groups = [one for one in review_periods.of_ledger(ledger.name) if _is_filled(one, row)]
    if not groups:
        return ()
    changed: dict[str, str] = {}
    for change in reader.history(ledger, id_in(row)):
        if change.kind == "patch":
            changed[change.field] = change.at  # the newest comes last
    told = (_told(one, row, changed, on) for one in groups)
    return tuple(sorted(told, key=lambda one: one.by))


def _told(group: ReviewPeriod, row: Row, changed: Mapping[str, str], on: date) -> ReviewBy:
    confirmed = str(row.get("confirmed_on") or "")
    first = (
        partial_date.PartialDate.from_text(confirmed).first_day() if confirmed else clock.day_of(str(row["created_at"]))
    )
    known = max([first, *(clock.day_of(changed[name]) for name in group.fields if name in changed)])
    until = row.get(group.until) if group.until else None
    ends = partial_date.PartialDate.from_text(str(until)).last_day() if until else None
    by = ends if ends is not None else known + timedelta(days=group.days)
    return ReviewBy(group.label, known, by, is_over=by < on)


def _is_filled(group: ReviewPeriod, row: Row) -> bool:
    return any(row.get(name) not in (None, "") for name in group.fields)
