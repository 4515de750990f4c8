"""What a sheet to be written is made of: its columns and what each holds.

The vocabulary between `app.exports.exporting` and the writers of this room (`writer`, `csv_out`, `template`). Values
arrive ready: text, numbers or None; what they mean and who may see them was decided before.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Literal

from ledger.definition import Field
from ledger.errors import LedgerError, Retry

Value = str | int | float | None
Row = Sequence[Value]
Holds = Literal["text", "integer", "decimal"]

FONT = "宋体"  # every Chinese Windows, WPS and LibreOffice has it or a stand-in with the same widths
MOST_ROWS = 1_048_575  # a worksheet's 2^20 lines less the heading

_WIDTHS: dict[str, float] = {
    "id_no": 21,
    "uscc": 21,
    "phone": 15,
    "date": 12,
    "month": 10,
    "instant": 17,
    "plate": 11,
    "bool": 9,
    "integer": 9,
    "decimal": 11,
    "long_text": 30,
    "code_list": 22,
}


class TemporaryFolderFull(LedgerError):
    """The disk of the system's folder for temporary files became full while a workbook was made."""

    retry: ClassVar[Retry] = "later"


class TooManyRows(LedgerError):
    """More rows than one worksheet takes (`limit`); csv takes them all."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"more than {limit} rows")
        self.limit = limit


@dataclass(frozen=True, slots=True)
class SheetColumn:
    """One column to write. A text column is text in every cell, so that no program turns digits into numbers."""

    heading: str
    holds: Holds = "text"
    scale: int = 0
    width: float = 14

    @property
    def number_format(self) -> str:
        """The cell format as Excel writes it: `@` is text."""
        if self.holds == "text":
            return "@"
        return "0" if self.holds == "integer" or not self.scale else "0." + "0" * self.scale


def for_field(field: Field, heading: str = "") -> SheetColumn:
    """The column in which `field` is written: numbers that people add up as numbers, everything else as text."""
    title = heading or field.label
    width = max(_WIDTHS.get(field.kind, 14.0), _width_of(title))
    if field.kind == "integer":
        return SheetColumn(title, "integer", 0, width)
    if field.kind == "decimal":
        return SheetColumn(title, "decimal", field.scale, width)
    if field.kind == "text" and field.max_length >= 100:
        width = max(width, 28.0)
    return SheetColumn(title, "text", 0, width)


def _width_of(heading: str) -> float:
    """Room for the heading and the filter button: a Chinese character takes two places."""
    return sum(2 if ord(character) > 0xFF else 1 for character in heading) + 4.0
