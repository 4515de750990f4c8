"""Rows of one file that mean the same order: the first is the order, the others are told and never passed over.

A row that says nothing but what the first says repeats it. One that says anything else is sent back: which of the two
is right is a person's to say.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.importing.draft import SheetDraft
from app.importing.facts import Facts

_PLACE: Final = "dwelling_uid"
_CATEGORY: Final = "category"
_NAMES: Final = ("order_no", "external_no", "description", "title")
"""What an order is known by: the column that a repetition is told at, the first that the sheet has."""


class OrderRows:
    """The rows of one sheet beside those of the file so far."""

    def __init__(self, sheet: SheetDraft) -> None:
        self._sheet = sheet
        self._first = sheet.draft.order_rows
        self._repeated: set[int] = set()

    def is_taken(self, order: bytes, facts: Facts, said: Mapping[str, object]) -> bool:
        """Whether a row that means this order is taken; False for one that says something else than the first did.

        What is the matter is noted with the sheet and row of the first.
        """
        known = self._first.setdefault(order, (self._sheet.name, facts.row, said))
        sheet, row, before = known
        if (sheet, row) == (self._sheet.name, facts.row):
            return True
        where: dict[str, object] = {"of_row": row} | ({"of_sheet": sheet} if sheet != self._sheet.name else {})
        others = [name for name, value in said.items() if before.get(name) != value]
        for name in others:
            self._sheet.issue(facts.row, self._column(name), name, "differs_within_the_file", refuses=True, **where)
        if not others:
            name = next(filter(said.__contains__, _NAMES), _NAMES[0])
            self._sheet.issue(facts.row, self._column(name), name, "repeats_a_row", refuses=False, **where)
            self._repeated.add(facts.row)
        return not others

    def repeats(self, row: int) -> bool:
        """Whether a row of this sheet says only what one before it said."""
        return row in self._repeated

    def _column(self, name: str) -> int:
        if name == _PLACE:
            return self._sheet.place_column()
        return self._sheet.column_of("work_order", name)


def said_by(facts: Facts) -> dict[str, object]:
    """What a row says of an order, by field, before anything is made of it."""
    said = dict(facts.main)
    if facts.levels:
        said[_CATEGORY] = tuple(word for _, _, word in sorted(facts.levels))
    if facts.place and any(facts.place):
        said[_PLACE] = tuple(facts.place)
    return said
