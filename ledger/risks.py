"""风险研判: what counts as a hazard at a building, who counts as a key person, and what each weighs, as data (R043).

The table is `resources/risks.csv`. `order`: a category of work orders that means a hazard while such an order is open.
`topic`: a sign in a row of a topic ledger, by its field: one of some values, a day that is `past`, or that the row is
`due` for its check. `tag`: a tag whose people a hazard strikes first. The points are ours, from 1 to 3.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Final

from ledger.partial_date import PartialDate

_PAST: Final = "past"
_DUE: Final = "due"


@dataclass(frozen=True, slots=True)
class Sign:
    """What in a row of a topic ledger tells of a hazard; `field` is "" for a row that is due for its check."""

    topic: str
    field: str
    values: tuple[str, ...]
    points: int

    @property
    def is_past(self) -> bool:
        """Whether it is a day that is over."""
        return self.values == (_PAST,)

    def shows(self, facts: Mapping[str, object], today: date, *, is_due: bool) -> bool:
        """Whether a row with these values shows it on a day."""
        if not self.field:
            return is_due
        said = str(facts.get(self.field) or "")
        return _is_over(said, today) if self.is_past else said in self.values


def _is_over(said: str, today: date) -> bool:
    """Whether a stored date is surely over: a month or a year lasts until its last day. What is no date never is."""
    try:
        return PartialDate.from_text(said).last_day() < today
    except ValueError:
        return False


def risk(hazards: int, people: int) -> int:
    """The risk of a building: the points of its hazards, times one and the points of its key people.

    So a hazard weighs by whom it would strike, and is one where nobody needs help too; without a hazard there is none.
    """
    return hazards * (1 + people)


@cache
def categories() -> Mapping[str, int]:
    """Category of a work order that means a hazard -> its points."""
    return {row["code"]: int(row["points"]) for row in _rows("order")}


@cache
def tags() -> Mapping[str, int]:
    """Tag of a key person -> its points."""
    return {row["code"]: int(row["points"]) for row in _rows("tag")}


@cache
def signs() -> Mapping[str, tuple[Sign, ...]]:
    """Topic ledger by its code -> the signs of its rows, the heaviest first."""
    found: dict[str, list[Sign]] = {}
    for row in _rows("topic"):
        values = () if row["is"] == _DUE else tuple(row["is"].split("|"))
        found.setdefault(row["code"], []).append(Sign(row["code"], row["field"], values, int(row["points"])))
    return {code: tuple(sorted(several, key=lambda one: -one.points)) for code, several in found.items()}


def _rows(what: str) -> list[dict[str, str]]:
    text = files("resources").joinpath("risks.csv").read_text(encoding="utf-8-sig")
    return [row for row in csv.DictReader(text.splitlines()) if row["what"] == what]
