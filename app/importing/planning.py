"""Makes the plan of an import: reads the file sheet by sheet and gathers what its rows say. Nothing is written.

What the rows say streams from the reading process; what is kept is one dictionary per record and one short line per
row.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, cast

from app import access
from app.excel.reader import Book, open_book
from app.importing import looking, memory, table
from app.importing.comparing import Comparison
from app.importing.distant_rows import WORK, SheetReading, distant_facts, facts
from app.importing.draft import Draft, SheetDraft
from app.importing.facts import Facts
from app.importing.headings import plain
from app.importing.home_sheet import HomeSheet
from app.importing.mapping import NoColumnMatched, SheetMapping, SheetMissing
from app.importing.people import PeopleIndex
from app.importing.places import PlaceIndex
from app.importing.plan import ImportOptions, ImportPlan, SheetPlan
from app.importing.registering import Registering
from app.importing.rows import PEOPLE_SUBJECTS
from app.importing.single_sheet import SingleSheet
from app.jobs import SILENT, JobContext, let_go, without_collections
from app.stores.session import Session
from ledger import clock

_ROWS_BETWEEN_REPORTS = 500


@access.operation("import")
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
                    Registering(session, reader),
                    names=names,
                )
                _take_book(draft, book, remembered, ctx)
                if draft.named.keys() <= names.keys():
                    break
                names |= draft.named  # rows stand above the one that names their number: read once more, knowing it
        ctx.report(0, 0, "comparing")
        Comparison(draft).run(ctx)
        planned = draft.plan
        _let_go(draft)
        return planned


def _let_go(draft: Draft) -> None:
    """Give back what was gathered piece by piece: all at once it would hold up a window's thread for 0.15 s."""
    gathered = (draft.persons, draft.dwellings, *draft.singles.values())
    parts: tuple[Any, ...] = (*gathered, draft.people, draft.places, draft)
    for part in parts:
        let_go(*(getattr(part, item.name) for item in fields(part)))
    for item in fields(draft):
        delattr(draft, item.name)


def _load_first(book: Book, options: ImportOptions) -> None:
    """Let the first sheet that will be taken be loaded while we load what the ledger knows."""
    for sheet in book.sheets:
        if not looking.why_skipped(sheet.name, options, hidden=sheet.hidden):
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
    sheet, found = looking.look(book, index, draft.plan.options, remembered, draft.today)
    if found is None or sheet.skipped:
        draft.plan.sheets.append(sheet)
        return False
    draft.plan.sheets.append(replace(sheet, rows=_take_rows(draft, book, sheet, found, ctx)))
    return True


def _take_rows(draft: Draft, book: Book, sheet: SheetPlan, found: table.Table, ctx: JobContext) -> int:
    mapping = cast("SheetMapping", sheet.mapping)
    headings = {item.column: item.text for item in found.headings}
    part = SheetDraft(draft, sheet.name, sheet.index, mapping, headings)
    take: Callable[[Facts], None] = (
        HomeSheet(part).take if mapping.subject in PEOPLE_SUBJECTS else SingleSheet(part).take
    )
    targets = mapping.targets()
    reading = SheetReading(
        mapping.subject,
        found.headings,
        targets,
        found.heading_rows[-1],
        draft.today,
        is_guarded=book.format == "csv",
        corrections=_corrections(mapping, draft.plan.options),
    )
    rows = facts(found.samples, reading) if found.is_whole else distant_facts(book, sheet.index, reading)
    count = 0
    for count, row in enumerate(rows, 1):
        take(row)
        if count % _ROWS_BETWEEN_REPORTS == 0:
            ctx.checkpoint()
            ctx.report(count, 0, "reading")
    return count


def _corrections(mapping: SheetMapping, options: ImportOptions) -> dict[int, dict[str, str]]:
    """Column -> cell text -> what the person says it means."""
    found: dict[int, dict[str, str]] = {}
    for column in mapping.columns if options.values else ():
        word = plain(column.heading)
        if column.target is not None and column.target.ledger == "work_order" and column.target.field == "category":
            continue  # its texts are kept as they came: `order_sheet` asks what they mean
        said = {cell: meant for (heading, cell), meant in options.values.items() if heading == word}
        if said:
            found[column.column] = said
    return found
