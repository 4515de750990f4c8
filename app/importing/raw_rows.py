"""Rows of a workbook read a second time, for showing what a plan left open: bad cells, doubtful and refused rows.

A plan keeps no cells, so that a million of them cost nothing; what is asked about is read again, and no more.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import cast

from app.excel.cells import Cell
from app.excel.reader import Book, open_book
from app.importing import looking, table
from app.importing.distant_rows import SheetReading, facts
from app.importing.facts import Facts
from app.importing.headings import Heading
from app.importing.mapping import SheetMapping
from app.importing.plan import ImportPlan, SheetPlan
from app.jobs import JobContext
from ledger import clock

RowKey = tuple[str, int]
MOST = 20_000
"""Rows read again at most, the first ones of each sheet; nobody looks through more one by one."""


def read(path: Path, plan: ImportPlan, wanted: Iterable[RowKey], ctx: JobContext) -> dict[RowKey, list[Cell]]:
    """The cells of these rows, by (sheet, row); a row that is no longer there is left out.

    Raises FileRefused and its children as `planning.plan` does.
    """
    rows: dict[str, set[int]] = {}
    for sheet, row in wanted:
        rows.setdefault(sheet, set()).add(row)
    found: dict[RowKey, list[Cell]] = {}
    if not rows:
        return found
    with open_book(path, password=plan.options.password, on_wait=ctx.checkpoint) as book:
        for sheet_plan in plan.sheets:
            numbers = rows.get(sheet_plan.name)
            if numbers and sheet_plan.mapping is not None:
                kept = set(sorted(numbers)[:MOST])
                found |= {(sheet_plan.name, number): cells for number, cells in _rows(book, sheet_plan, kept, ctx)}
    return found


def facts_of(sheet: SheetPlan, row: int, cells: list[Cell], corrections: Mapping[int, Mapping[str, str]]) -> Facts:
    """What one row says, read as planning reads it."""
    mapping = cast("SheetMapping", sheet.mapping)
    reading = SheetReading(
        mapping.subject,
        headings_of(sheet),
        mapping.targets(),
        sheet.heading_rows[-1],
        clock.today(),
        is_guarded=False,
        corrections=corrections,
    )
    return next(facts([(row, list(cells))], reading), Facts(row))


def headings_of(sheet: SheetPlan) -> tuple[Heading, ...]:
    """The headings of a sheet that was mapped."""
    mapping = cast("SheetMapping", sheet.mapping)
    return tuple(Heading(item.column, item.heading) for item in mapping.columns)


def _rows(book: Book, sheet: SheetPlan, numbers: set[int], ctx: JobContext) -> Iterator[table.Row]:
    last = max(numbers)
    merges = book.merges(sheet.index)
    rows = table.flatten(looking.batches(book, sheet.index))
    data = table.data_rows(rows, merges, headings_of(sheet), sheet.heading_rows[-1])
    for number, cells in data:
        if number > last:
            return
        if number in numbers:
            ctx.checkpoint()
            yield number, cells
