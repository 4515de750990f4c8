"""Makes the plan of an import: reads the file sheet by sheet and gathers what its rows say. Nothing is written.

What the rows say streams from the reading process; what is kept is one dictionary per record and one short line per
row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import cast

from app.excel.cells import Batch
from app.excel.reader import Book, open_book
from app.importing import memory, table
from app.importing.comparing import Comparison
from app.importing.distant_rows import WORK, SheetReading, distant_facts, facts, without_guards
from app.importing.draft import Draft, SheetDraft
from app.importing.facts import Facts, is_fault
from app.importing.headings import Target, signature
from app.importing.home_sheet import HomeSheet
from app.importing.mapping import NoColumnMatched, SheetMapping, SheetMissing, resolve
from app.importing.people import PeopleIndex
from app.importing.places import PlaceIndex
from app.importing.plan import ImportOptions, ImportPlan, SheetPlan
from app.importing.rows import PEOPLE_SUBJECTS
from app.importing.single_sheet import SingleSheet
from app.jobs import SILENT, JobContext, without_collections
from app.session import Session
from ledger import clock, kinds
from ledger.broken import Broken

HIDDEN, NO_TABLE, NOT_CHOSEN = "hidden", "no table", "not chosen"
_ROWS_BETWEEN_REPORTS = 500


def plan(session: Session, path: Path, options: ImportOptions, ctx: JobContext = SILENT) -> ImportPlan:
    """Plan the import of a workbook, held to the ledger as it is when the planning begins.

    Raises:
        FileRefused (and its children): the file cannot be read; nothing was planned.
        SheetMissing: a chosen sheet is not in the workbook.
        NoColumnMatched: no heading of any sheet is known.
        Cancelled: the person stopped it.
    """
    with without_collections(), session.store.reader() as reader, reader.snapshot():
        base_action = reader.last_action()
        with open_book(path, password=options.password, on_wait=ctx.checkpoint, work=WORK) as book:
            _load_first(book, options)
            remembered = memory.load(session.store)
            names: dict[str, str] = {}
            while True:
                draft = Draft(
                    reader,
                    ImportPlan(path.name, base_action, options),
                    clock.today(),
                    PlaceIndex.load(reader),
                    PeopleIndex.load(reader),
                    names=names,
                )
                _take_book(draft, book, remembered, ctx)
                if draft.named.keys() <= names.keys():
                    break
                names |= draft.named  # rows stand above the one that names their number: read once more, knowing it
        ctx.report(0, 0, "comparing")
        Comparison(draft).run(ctx)
        return draft.plan


def _load_first(book: Book, options: ImportOptions) -> None:
    """Let the first sheet that will be taken be loaded while we load what the ledger knows."""
    for sheet in book.sheets:
        if not _why_skipped(sheet.name, options, hidden=sheet.hidden):
            book.load_ahead(sheet.index)
            return


def _take_book(draft: Draft, book: Book, remembered: dict[str, dict[str, str]], ctx: JobContext) -> None:
    names = {sheet.name for sheet in book.sheets}
    for name in draft.plan.options.sheets:
        if name not in names:
            raise SheetMissing(name)
    fed = [_take_sheet(draft, book, sheet.index, remembered, ctx) for sheet in book.sheets]
    if not any(fed):
        raise NoColumnMatched


def _take_sheet(draft: Draft, book: Book, index: int, remembered: dict[str, dict[str, str]], ctx: JobContext) -> bool:
    """Find the sheet's table, map it and gather its rows; False for a sheet that is skipped, which is noted."""
    info, options = book.sheets[index], draft.plan.options
    why = _why_skipped(info.name, options, hidden=info.hidden)
    words = {*options.headings, *(word for headings in remembered.values() for word in headings)}
    found = None if why else table.find(_batches(book, index), book.merges(index), words)
    if found is None:
        draft.plan.sheets.append(SheetPlan(info.name, index, why or NO_TABLE))
        return False
    key = signature(found.headings)
    mapping = resolve(
        found.headings,
        lambda column, target: _fits(found.samples, column, target, draft.today),
        given=options.headings,
        remembered=remembered.get(key),
    )
    if not mapping.targets():
        draft.plan.sheets.append(SheetPlan(info.name, index, NO_TABLE, found.heading_rows, mapping, key))
        return False
    sheet = SheetPlan(info.name, index, "", found.heading_rows, mapping, key)
    draft.plan.sheets.append(replace(sheet, rows=_take_rows(draft, book, sheet, found, ctx)))
    return True


def _batches(book: Book, index: int) -> Iterator[Batch]:
    return without_guards(book.rows(index)) if book.format == "csv" else book.rows(index)


def _why_skipped(name: str, options: ImportOptions, *, hidden: bool) -> str:
    if options.sheets:
        return "" if name in options.sheets else NOT_CHOSEN
    return HIDDEN if hidden else ""


def _take_rows(draft: Draft, book: Book, sheet: SheetPlan, found: table.Table, ctx: JobContext) -> int:
    mapping = cast("SheetMapping", sheet.mapping)
    headings = {item.column: item.text for item in found.headings}
    part = SheetDraft(draft, sheet.name, sheet.index, mapping, headings)
    take: Callable[[Facts], None] = (
        HomeSheet(part).take if mapping.subject in PEOPLE_SUBJECTS else SingleSheet(part).take
    )
    targets = mapping.targets()
    reading = SheetReading(
        mapping.subject, found.headings, targets, found.heading_rows[-1], draft.today, is_guarded=book.format == "csv"
    )
    rows = facts(found.samples, reading) if found.is_whole else distant_facts(book, sheet.index, reading)
    count = 0
    for count, row in enumerate(rows, 1):
        take(row)
        if count % _ROWS_BETWEEN_REPORTS == 0:
            ctx.checkpoint()
            ctx.report(count, 0, "reading")
    return count


def _fits(samples: tuple[table.Row, ...], column: int, target: Target, today: date) -> float:
    """Share of the sampled values in a column that the target's field takes; 1 when there are none."""
    item = target.definition()
    if item.kind == "ref":
        return 1.0
    parse = kinds.parser(replace(item, kind="bool") if target.flag else item, today)
    values = [cells[column] for _, cells in samples if cells[column] is not None]
    taken = sum(1 for cell in values if not is_fault(cell) and not isinstance(parse(cell), Broken))
    return taken / len(values) if values else 1.0
