"""Finds the table of a department's form: its columns, the rows meant for filling in, and what lies below.

Reads with openpyxl and changes nothing; `fill` writes. Which field a column gets is decided by the caller.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

from ledger.errors import LedgerError

NUMBER_HEADINGS = ("序号", "编号", "序", "No.", "NO.", "No", "NO")
_FOOTER = re.compile(
    r"^[（(]?\s*(合\s*计|总\s*计|小\s*计|共\s*计|填\s*表|填\s*报|制\s*表|审\s*[核批]|负\s*责|单\s*位|备\s*注|说\s*明|注\s*[:：1]|"
    r"联\s*系|经\s*办|复\s*核|日\s*期|盖\s*章|领\s*导|主\s*管|社区|居委|年\s*月\s*日)"
)
_MOST_HEADINGS = 300


class FormUnfit(LedgerError):
    """The form was not filled.

    `reason` is one of: `format` (not xlsx or xlsm), `too_large`, `ending` (the target's ending differs from the
    form's), `itself` (the target is the form), `sheet` (no such sheet), `heading` (no such heading row, or none of the
    mapped headings is there), `not_empty` (rows meant for filling in hold values; `row` is the first), `no_room` (rows
    must be inserted and something stands in the way: `obstacle` names it).
    """

    def __init__(self, reason: str, *, row: int = 0, obstacle: str = "") -> None:
        super().__init__(f"form {reason} {obstacle}".strip())
        self.reason = reason
        self.row = row
        self.obstacle = obstacle


@dataclass(frozen=True, slots=True)
class FormTable:
    """The table: headings by column (from 1), first and last row to fill in; `open_ended` when nothing lies below.

    `formulas` are columns whose rows compute themselves.
    """

    headings: dict[int, str]
    first_row: int
    last_row: int
    open_ended: bool
    formulas: frozenset[int]


def headings_of(sheet: Worksheet, heading_row: int) -> dict[int, str]:
    """The headings above the columns: of two rows of them, the lower one where it says something."""
    found: dict[int, str] = {}
    for column in range(1, min(sheet.max_column, _MOST_HEADINGS) + 1):
        text = _text_at(sheet, heading_row, column)
        if text:
            found[column] = text
    return found


def guessed_heading_row(sheet: Worksheet, known: Any) -> int:
    """The row among the first thirty with the most headings that `known` recognises; 0 when none has two."""
    best, most = 0, 1
    for row in range(1, min(sheet.max_row, 30) + 1):
        count = sum(1 for text in headings_of(sheet, row).values() if known(text))
        if count >= most and count > 1:
            best, most = row, count
    return best


def table_under(sheet: Worksheet, heading_row: int, filled: frozenset[int]) -> FormTable:
    """The table whose lowest heading row is `heading_row`, with the columns `filled` about to be written.

    Raises:
        FormUnfit: `heading` or `not_empty`.
    """
    headings = headings_of(sheet, heading_row)
    if not headings or not filled <= headings.keys():
        raise FormUnfit("heading", row=heading_row)
    first = heading_row + 1
    end = sheet.max_row
    last, is_open = first - 1, True
    framed = _is_framed(sheet, first, headings)
    for row in range(first, end + 1):
        if _is_below_table(sheet, row, headings) or (framed and not _is_framed(sheet, row, headings)):
            is_open = not _has_content(sheet, row, end)
            break
        _require_empty(sheet, row, filled, headings)
        last = row
    formulas = frozenset(column for column in headings if first <= last and sheet.cell(first, column).data_type == "f")
    return FormTable(headings, first, max(last, first), is_open, formulas)


def _text_at(sheet: Worksheet, row: int, column: int) -> str:
    """The text of a cell, or of the merge that covers it."""
    value = sheet.cell(row, column).value
    if value is None:
        for area in sheet.merged_cells.ranges:
            covers = area.min_row <= row <= area.max_row and area.min_col <= column <= area.max_col
            if covers and area.min_col == column:
                value = sheet.cell(area.min_row, area.min_col).value
    return " ".join(str(value).split()) if value is not None else ""


def _is_below_table(sheet: Worksheet, row: int, headings: dict[int, str]) -> bool:
    """True for a line of totals, signatures or remarks."""
    first = next((str(cell) for cell in _values(sheet, row) if isinstance(cell, str) and cell.strip()), "")
    if _FOOTER.match(first.strip()):
        return True
    width = max(headings) - min(headings) + 1
    return any(
        area.min_row <= row <= area.max_row and area.max_col - area.min_col + 1 > width / 2
        for area in sheet.merged_cells.ranges
    )


def _is_framed(sheet: Worksheet, row: int, headings: dict[int, str]) -> bool:
    """True when most cells of the row under the headings have a border: the form drew them to be filled in."""
    framed = sum(1 for column in headings if _has_border(sheet.cell(row, column)))
    return framed * 2 > len(headings)


def _has_border(cell: Any) -> bool:
    border = cell.border
    return any(side is not None and side.style for side in (border.left, border.right, border.bottom))


def _require_empty(sheet: Worksheet, row: int, filled: frozenset[int], headings: dict[int, str]) -> None:
    """A form that somebody has begun to fill in is not written over; numbers printed in front do not count."""
    for column in filled:
        cell = sheet.cell(row, column)
        is_printed_number = headings[column] in NUMBER_HEADINGS
        if cell.value is not None and cell.data_type != "f" and not is_printed_number:
            raise FormUnfit("not_empty", row=row)


def _has_content(sheet: Worksheet, first: int, last: int) -> bool:
    return any(value is not None for row in range(first, last + 1) for value in _values(sheet, row))


def _values(sheet: Worksheet, row: int) -> Iterator[object]:
    yield from next(sheet.iter_rows(row, row, values_only=True), ())
