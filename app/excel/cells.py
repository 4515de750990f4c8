"""What a sheet is made of once it is read: cells, batches of rows, sheets.

The vocabulary between the reader and `app.importing`. How cells travel between the two processes is `wire`'s business;
what a cell means for a ledger is `ledger.check`'s.
"""

from __future__ import annotations

import datetime
import enum
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CellFault:
    """A cell that holds an error of the spreadsheet program, such as `#REF!` or `#N/A`."""

    text: str


class FormulaEmpty(enum.Enum):
    """A formula whose result was never stored: the value can only be had by opening and saving the file in Excel."""

    FORMULA_EMPTY = "formula_empty"


FORMULA_EMPTY = FormulaEmpty.FORMULA_EMPTY

# None is an empty cell; a text of nothing but white space counts as empty, any other text comes as it stands.
# A whole number of an xlsx sheet is a float, as the file has it. A duration of a day or more comes as text "30:15:00".
Cell = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | CellFault | FormulaEmpty | None

Merge = tuple[int, int, int, int]  # first row, first column, last row, last column, all from 1


@dataclass(frozen=True, slots=True)
class SheetInfo:
    """One worksheet; `index` is what `Book.rows` takes. Chart sheets and macro sheets are not listed."""

    name: str
    index: int
    hidden: bool


@dataclass(frozen=True, slots=True)
class Batch:
    """Consecutive rows of a sheet; `first_row` is the sheet's own number of the first one, counted from 1.

    A row may be shorter than the sheet is wide (empty cells at its end are left out), and rows with nothing in them may
    be missing between two batches.
    """

    first_row: int
    rows: list[list[Cell]]
