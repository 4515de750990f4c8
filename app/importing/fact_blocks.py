"""Some hundred rows of a sheet as what they say, column by column: how rows are read and how they travel.

A column of a sheet is read at once, because looking up a list of cells takes a tenth of the time of one cell after the
other. The planner takes rows, so in the end a block gives `Facts`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from app.importing.facts import Facts

ROWS_AT_ONCE = 500
SLOTS = ("person", "residence", "dwelling", "household", "main")
SELDOM = ("tags", "bad", "hints", "record", "head_name", "owner_name", "visited", "levels")
"""Attributes of `Facts` that few rows have."""

Column = Sequence[object]


@dataclass(slots=True)
class Block:
    """Rows by their numbers in the sheet; every column has as many values, None where its row says nothing.

    `values` is slot -> field -> column. `places` has a column for each part of a place, for the rows of `placed`.
    `seldom` has for each attribute (place in the block, value).
    """

    rows: Sequence[int]
    values: Mapping[str, Mapping[str, Column]]
    placed: Sequence[int] = ()
    places: Sequence[Sequence[str]] = ()
    seldom: Mapping[str, Sequence[tuple[int, object]]] = field(default_factory=dict)

    def facts(self) -> list[Facts]:
        """The rows as the planner takes them, in their order."""
        said = [Facts(row) for row in self.rows]
        for slot in SLOTS:
            columns = self.values.get(slot)
            if columns:
                names = tuple(columns)
                for facts, values in zip(said, zip(*columns.values(), strict=True), strict=True):
                    record = {name: value for name, value in zip(names, values, strict=True) if value is not None}
                    setattr(facts, slot, record)
        for at, place in zip(self.placed, zip(*self.places, strict=True), strict=True):
            said[at].place = list(place)
        for name, told in self.seldom.items():
            for at, value in told:
                setattr(said[at], name, value)
        return said


def seldom(said: Iterable[Facts]) -> dict[str, list[tuple[int, object]]]:
    """What few of these rows have, as a block keeps it."""
    rows = list(said)
    return {name: [(at, value) for at, facts in enumerate(rows) if (value := getattr(facts, name))] for name in SELDOM}
