"""复核期限: for how long what is known of a group of fields holds, as data (R006).

The table is `resources/review_periods.csv`: the fields of a group, days after which it is looked at again, and the
field, where there is one, whose day says it better. A group that is in no line is looked at with its record.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class ReviewPeriod:
    """One group of fields of a ledger; `until` is the field whose day ends it, "" for none."""

    ledger: str
    label: str
    fields: tuple[str, ...]
    days: int
    until: str


@cache
def periods() -> tuple[ReviewPeriod, ...]:
    """Every group, in the order of the table."""
    text = files("resources").joinpath("review_periods.csv").read_text(encoding="utf-8-sig")
    return tuple(
        ReviewPeriod(row["ledger"], row["label"], tuple(row["fields"].split()), int(row["days"]), row["until"])
        for row in csv.DictReader(text.splitlines())
    )


def of_ledger(name: str) -> tuple[ReviewPeriod, ...]:
    """The groups of a ledger."""
    return tuple(one for one in periods() if one.ledger == name)
