"""By when each group of fields of a record is to be looked at again: from when it was last confirmed or changed.

The rule is `ledger.review_periods`, for lists too. What this PC does not know of a change elsewhere makes the day too
early, never too late. A group is told to whoever may know whether it is filled in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app.records import reviews
from ledger import review_periods
from ledger.definition import Ledger
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
    known = reviews.known(ledger)
    if not known:
        return ()
    changed = reader.last_changes(ledger, id_in(row), review_periods.fields_of(ledger.name))
    told = (
        ReviewBy(one.group.label, one.known_on, one.by, one.is_over(on))
        for one in review_periods.standings(ledger.name, row, changed)
        if one.group in known
    )
    return tuple(sorted(told, key=lambda one: one.by))
