"""Finds the table of one sheet and what its columns mean: the first half of planning, and all a person is shown first.

Only the first rows are looked at, so it is quick for any file; reading the rows themselves is `planning`'s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date

from app.excel.cells import Batch
from app.excel.reader import Book
from app.importing import order_numbers, table
from app.importing.distant_rows import without_guards
from app.importing.facts import is_fault
from app.importing.headings import ORDER_NO, Target, signature
from app.importing.mapping import resolve
from app.importing.plan import ImportOptions, SheetPlan
from ledger import kinds
from ledger.broken import Broken
from ledger.orders.numbers import OWN_NUMBER

HIDDEN, NO_TABLE, NOT_CHOSEN = "hidden", "no table", "not chosen"
Remembered = Mapping[str, Mapping[str, str]]


def look(
    book: Book, index: int, options: ImportOptions, remembered: Remembered, today: date
) -> tuple[SheetPlan, table.Table | None]:
    """The table of a sheet and its mapping; the sheet says why it is skipped when there is no table for us."""
    info = book.sheets[index]
    why = why_skipped(info.name, options, hidden=info.hidden)
    words = {*options.headings, *(word for headings in remembered.values() for word in headings)}
    if not why and info.name in options.heading_rows:
        words |= _texts_of_row(book, index, options.heading_rows[info.name])
    found = None if why else table.find(batches(book, index), book.merges(index), words)
    if found is None:
        return SheetPlan(info.name, index, why or NO_TABLE), None
    key = signature(found.headings)
    mapping = resolve(
        found.headings,
        lambda column, target: _fits(found.samples, column, target, today),
        given=options.headings,
        remembered=remembered.get(key),
        subject=options.subject,
    )
    called = order_numbers.words_of(book.name, info.name, (item.text for item in found.headings))
    mapping = order_numbers.asked(mapping, called, found.samples, today)
    skipped = "" if mapping.targets() else NO_TABLE
    return SheetPlan(info.name, index, skipped, found.heading_rows, mapping, key), found


def why_skipped(name: str, options: ImportOptions, *, hidden: bool) -> str:
    """Why a sheet is not read at all; "" for one that is."""
    if options.sheets:
        return "" if name in options.sheets else NOT_CHOSEN
    return HIDDEN if hidden else ""


def _texts_of_row(book: Book, index: int, row: int) -> set[str]:
    """What stands in a row that the person says is the one of headings: all of it counts as headings."""
    cells = next((cells for number, cells in table.flatten(batches(book, index)) if number >= row), [])
    return {cell for cell in cells if isinstance(cell, str)}


def batches(book: Book, index: int) -> Iterator[Batch]:
    """The cells of a sheet, those of a csv file without the marks in front of formulas."""
    return without_guards(book.rows(index)) if book.format == "csv" else book.rows(index)


def _fits(samples: tuple[table.Row, ...], column: int, target: Target, today: date) -> float:
    """Share of the sampled values in a column that the target's field takes; 1 when there are none."""
    item = target.definition()
    if item.kind == "ref":
        return 1.0
    values = [cells[column] for _, cells in samples if cells[column] is not None]
    if target == ORDER_NO:
        own = sum(1 for cell in values if isinstance(cell, str) and OWN_NUMBER.fullmatch(cell.strip()))
        return own / max(len(values), 1)
    parse = kinds.parser(replace(item, kind="bool") if target.flag else item, today)
    taken = sum(1 for cell in values if not is_fault(cell) and not isinstance(parse(cell), Broken))
    return taken / len(values) if values else 1.0
