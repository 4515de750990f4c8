"""The error workbook: a person's own sheet with the rows that failed, the bad cells red, the reasons in a column.

Title and heading rows stay where they were, the rows below are only those that failed, so that the corrected file goes
back through the import and brings in exactly them. Which rows failed and why, in words, comes from the caller. A
workbook that was opened with a password goes back under the same password. Nothing is written here.
"""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.workbook.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from app.excel import encryption, memory_save, sheets, trimmed
from app.excel.cells import Batch, Cell, CellFault, FormulaEmpty, Merge
from app.excel.reader import Book, open_book
from app.excel.refusals import FileRefused
from app.excel.stamp import SheetStamp, stamped
from app.excel.writer import sheet_title

REASON_HEADING = "原因"  # the import leaves a column of this name alone
_RED, _RED_FILL = "9C0006", PatternFill("solid", "FFC7CE")
_REASON_WIDTH = 46
_THROUGH_OPENPYXL = ("xlsx", "xlsm")


@dataclass(frozen=True, slots=True)
class FailedRow:
    """A row that failed: its number in the sheet, and (column from 1, reason); column 0 means the row as a whole."""

    row: int
    reasons: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class ErrorSource:
    """The sheet that the rows come from; `heading_rows` are the numbers of its heading rows, from 1."""

    path: Path
    sheet: str
    heading_rows: tuple[int, ...]
    password: str | None = None


def content(
    source: ErrorSource,
    failed: Sequence[FailedRow],
    stamp: SheetStamp | None = None,
    *,
    on_wait: Callable[[], None] | None = None,
) -> bytes:
    """The error workbook of `source`, always as xlsx and not encrypted; with the stamp in header and footer.

    Workbooks in other formats come back as a new workbook with the same cells, without their looks.

    Raises:
        FileRefused: the source is no longer what it was when it was read.
    """
    rows = sorted(failed, key=lambda item: item.row)
    heading_end = max(source.heading_rows, default=0)
    new_rows = {number: number for number in range(1, heading_end + 1)}
    new_rows.update({item.row: heading_end + place for place, item in enumerate(rows, start=1)})
    with open_book(source.path, password=source.password, on_wait=on_wait) as book:
        workbook = _in_its_own_look(source, book, new_rows, heading_end) or _plain(source, book, new_rows, heading_end)
    _mark(workbook.worksheets[0], rows, new_rows, heading_end)
    made = memory_save.saved(workbook)
    return stamped(made, stamp) if stamp is not None else made


def password_of(source: ErrorSource) -> str | None:
    """The password that a workbook has and that its error workbook gets; None where it has none."""
    if source.password is None or not encryption.is_encrypted(source.path.read_bytes()):
        return None
    return source.password


def _in_its_own_look(source: ErrorSource, book: Book, new_rows: Mapping[int, int], heading_end: int) -> Workbook | None:
    """The sheet with its styles; None when its format, or a quirk of the program that wrote it, does not allow it."""
    if book.format not in _THROUGH_OPENPYXL:
        return None
    content = encryption.opened(source.path.read_bytes(), source.password, source.path.name)
    try:
        small = trimmed.trimmed(content, source.sheet, new_rows, heading_end)
        return openpyxl.load_workbook(io.BytesIO(small), keep_links=False)
    except (FileRefused, KeyError, ValueError, TypeError, AttributeError, IndexError):
        return None  # openpyxl stumbles over many files that Excel opens; the cells are what matters


def _plain(source: ErrorSource, book: Book, new_rows: Mapping[int, int], heading_end: int) -> Workbook:
    """A new workbook with the wanted cells, as the reader gives them."""
    index = next((sheet.index for sheet in book.sheets if sheet.name == source.sheet), 0)
    merges = book.merges(index)
    last = max((*new_rows, heading_end))
    origins = {(top, left): bottom for top, left, bottom, _ in merges if bottom > max(top, heading_end)}
    carried: dict[tuple[int, int], Cell] = {}
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = sheet_title(source.sheet)
    for number, cells in _numbered(book.rows(index), last):
        for column, value in enumerate(cells, start=1):
            if (number, column) in origins and value is not None:
                bottom = origins[(number, column)]
                carried.update(dict.fromkeys(((row, column) for row in range(number + 1, bottom + 1)), value))
        if number in new_rows:
            given = {column: value for (row, column), value in carried.items() if row == number}
            given.update({column: value for column, value in enumerate(cells, start=1) if value is not None})
            _put_row(sheet, new_rows[number], given)
    _merge_headings(sheet, merges, heading_end)
    return workbook


def _numbered(batches: Iterable[Batch], last: int) -> Iterator[tuple[int, list[Cell]]]:
    """(row number, cells) up to the row `last`."""
    for batch in batches:
        for number, cells in enumerate(batch.rows, start=batch.first_row):
            if number > last:
                return
            yield number, cells


def _put_row(sheet: Worksheet, number: int, cells: Mapping[int, Cell]) -> None:
    for column, value in cells.items():
        cell = sheet.cell(number, column)
        if isinstance(value, str | CellFault | FormulaEmpty):
            cell.value = value.text if isinstance(value, CellFault) else value if isinstance(value, str) else None
            cell.data_type = "s"
            cell.number_format = "@"
        else:
            cell.value = value
            if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
                cell.number_format = "yyyy-mm-dd"
        cell.font = Font(name=sheets.FONT)


def _merge_headings(sheet: Worksheet, merges: Sequence[Merge], heading_end: int) -> None:
    for top, left, bottom, right in merges:
        if bottom <= heading_end:
            sheet.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)


def _mark(sheet: Worksheet, rows: Sequence[FailedRow], new_rows: Mapping[int, int], heading_end: int) -> None:
    """Red cells, and the reasons in a last column of their own."""
    column = _reason_column(sheet, heading_end)
    neighbour = max(column - 1, 1)
    heading = sheet.cell(max(heading_end, 1), column)
    if heading_end:
        _look_like(heading, sheet.cell(heading_end, neighbour))
        _put_text(heading, REASON_HEADING)
    for item in rows:
        number = new_rows[item.row]
        for failing, _ in item.reasons:
            if failing:
                _redden(sheet.cell(number, failing))
        said = sheet.cell(number, column)
        _look_like(said, sheet.cell(number, neighbour))
        _put_text(said, "；".join(dict.fromkeys(reason for _, reason in item.reasons)))
        _redden(said)
        said.alignment = Alignment(vertical="top", wrap_text=True)
    sheet.column_dimensions[get_column_letter(column)].width = _REASON_WIDTH
    sheet.sheet_view.topLeftCell = None
    sheet.freeze_panes = sheet.cell(heading_end + 1, 1).coordinate if heading_end else None


def _reason_column(sheet: Worksheet, heading_end: int) -> int:
    """The reason column of an earlier round where there is one, else the first free column."""
    last = 0
    for row in sheet.iter_rows():
        for column, cell in enumerate(row, start=1):
            if cell.value is None:
                continue
            if cell.row <= heading_end and str(cell.value).strip() == REASON_HEADING:
                return column
            last = max(last, column)
    column = last + 1
    while isinstance(sheet.cell(max(heading_end, 1), column), MergedCell):
        column += 1
    return column


def _put_text(cell: SheetCell | MergedCell, text: str) -> None:
    if isinstance(cell, SheetCell):
        cell.value = text
        cell.data_type = "s"
        cell.number_format = "@"


def _look_like(cell: Any, other: Any) -> None:
    """Take over all of a cell's look; `Any` because the stubs leave out the one attribute that holds it."""
    if other.has_style:
        cell._style = copy(other._style)


def _redden(cell: Any) -> None:
    cell.fill = _RED_FILL
    font = copy(cell.font)
    font.color = _RED
    cell.font = font
