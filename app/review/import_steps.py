"""What the import wizard asks of the program, step by step; each function is a job and answers what can be shown.

`look` says what is in a file and what its columns mean, `plan` what would be done with the decisions so far. Which
values and rows need a decision is `app.review.import_questions`'s, the pages of a plan `app.review.plan_view`'s.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import cache
from itertools import islice
from pathlib import Path

from app import access
from app.excel.cells import Cell
from app.excel.reader import Book, open_book
from app.importing import looking, memory, order_numbers, planning, table
from app.importing.facts import is_fault
from app.importing.headings import ADDRESS, Mapped, Target
from app.importing.plan import ImportOptions, ImportPlan, SheetPlan
from app.importing.vocabulary import SUBJECTS, may_feed
from app.jobs import SILENT, JobContext
from app.stores.session import Session
from ledger import catalog, clock, codes, ids, masking, text

_RECENT = "import_recent"
_MOST_RECENT = 8
_EXAMPLES = 3
_FIRST_ROWS = 12
_ROWS_BETWEEN_REPORTS = 1000
_EXAMPLE_LENGTH = 18
_LONG_NUMBER = re.compile(r"[0-9Xx]{5,}")
_ADDRESS_WORDS = "住址、地址、楼号室号"
_SUBJECTS = {
    "person": "居民",
    "dwelling": "房屋",
    "building": "楼栋",
    "unit": "单元",
    "compound": "小区",
    "topic_vehicle": "车辆",
    "topic_merchant": "商户",
    "visit": "走访",
    "activity": "活动",
    "work_order": "工单",
}
UNKNOWN_SUBJECTS = ("person", "topic_vehicle", "topic_merchant", "visit", "activity", "work_order")
"""What a row may be about as long as no column of its sheet is understood; people bring their homes with them."""
_ROLES = {"tenant": "租户", "head": "户主"}


@dataclass(frozen=True, slots=True)
class Choice:
    """Something a column may feed: its key (`ledger.field`), its label, and the other words it is found by."""

    key: str
    label: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class ColumnFound:
    """One column: its letter, heading, a few values behind masks, what it feeds and why, or what it may feed."""

    letter: str
    heading: str
    group: str
    examples: tuple[str, ...]
    target: str
    target_label: str
    how: str
    why: str
    choices: tuple[Choice, ...] = ()

    @property
    def asks(self) -> bool:
        """True when a person should say what the column is."""
        return self.how == "ambiguous"

    @property
    def is_open(self) -> bool:
        """True when the column feeds nothing and nobody said that it should not."""
        return not self.target and self.how in ("ambiguous", "unmatched", "taken")


@dataclass(frozen=True, slots=True)
class SheetFound:
    """One sheet: what a row of it is, where its headings stand, how many rows there are, or why it is left out."""

    name: str
    subject: str
    subject_label: str
    skipped: str
    heading_rows: tuple[int, ...]
    rows: int
    columns: tuple[ColumnFound, ...]
    first_rows: tuple[tuple[int, str], ...] = ()
    """Where no heading is known, and where a person named its row: the first rows by number, to choose it from."""
    lacks_number: bool = False
    """True where orders of 12345 or 网格 come without a column of their numbers."""

    @property
    def can_be_taken(self) -> bool:
        """True when headings were found, though perhaps none is understood yet."""
        return bool(self.columns)


@dataclass(frozen=True, slots=True)
class BookFound:
    """A file that could be opened."""

    path: Path
    sheets: tuple[SheetFound, ...]

    @property
    def is_understood(self) -> bool:
        """True when some sheet can be taken as it is."""
        return any(sheet.can_be_taken and not sheet.skipped for sheet in self.sheets)


@access.operation("import")
def look(session: Session, path: Path, options: ImportOptions, ctx: JobContext = SILENT) -> BookFound:
    """What is in a file; sheets that were not chosen are shown as they would be if they were.

    Raises:
        FileRefused (and its children): the file cannot be read.
        Cancelled: the person stopped it.
    """
    every = replace(options, sheets=())
    remembered, today = memory.load(session.store), clock.today()
    with open_book(path, password=options.password, on_wait=ctx.checkpoint) as book:
        found = []
        for sheet in book.sheets:
            ctx.checkpoint()
            wanted = replace(every, sheets=(sheet.name,)) if sheet.hidden else every
            plan, held = looking.look(book, sheet.index, wanted, remembered, today)
            if options.sheets and sheet.name not in options.sheets and held:
                plan = replace(plan, skipped=looking.NOT_CHOSEN)
            elif sheet.hidden and not options.sheets:
                plan = replace(plan, skipped=looking.HIDDEN)
            count = 0 if held is None else _count(book, plan, held, ctx)
            is_told = sheet.name in options.heading_rows
            first = (
                _first_rows(book, sheet.index) if is_told or (held is None and plan.skipped == looking.NO_TABLE) else ()
            )
            told = replace(_sheet(plan, held, count), first_rows=first)
            if plan.mapping is not None and held is not None:
                called = order_numbers.words_of(path.name, sheet.name, (item.text for item in held.headings))
                told = replace(told, lacks_number=order_numbers.lacks_number(plan.mapping, called))
            found.append(told)
    return BookFound(path, tuple(found))


@access.operation("import")
def plan(session: Session, path: Path, options: ImportOptions, ctx: JobContext = SILENT) -> ImportPlan:
    """Plan with the decisions so far; those that name somebody who is gone are asked again. Raises as `planning`."""
    named = {row: ids.from_text(said[5:]) for row, said in options.rows.items() if said.startswith("same:")}
    with session.reader() as reader:
        alive = reader.get_many(catalog.named("person"), {key for key in named.values() if key})
    gone = {row for row, key in named.items() if key not in alive}
    options.rows = {row: said for row, said in options.rows.items() if row not in gone}
    return planning.plan(session, path, options, ctx)


def targets(subject: str) -> tuple[Choice, ...]:
    """Everything that a column of a sheet about `subject` may feed, the likeliest ledger first."""
    return _targets(subject or "person")


@cache
def _targets(subject: str) -> tuple[Choice, ...]:
    found = [Choice(str(ADDRESS), "房屋 · 详细地址", _ADDRESS_WORDS)] if subject == "person" else []
    for name in SUBJECTS[subject]:
        ledger = catalog.named(name)
        for item in ledger.fields:
            target = Target(name, item.name)
            if may_feed(subject, ledger, item) and not (target == ADDRESS and found):
                found.append(Choice(str(target), f"{ledger.label} · {item.label}", "、".join(item.aliases)))
    return tuple(found)


# -- recent files: names of files tell what a committee works on, so they lie inside the encrypted store


@access.operation("import")
def recent(session: Session) -> list[Path]:
    """Files that were imported or looked at, newest first; those that are gone are left out."""
    stored = session.store.setting(_RECENT)
    paths = [Path(str(one)) for one in stored] if isinstance(stored, list) else []
    return [path for path in paths if path.is_file()]


@access.operation("import")
def remember_file(session: Session, path: Path) -> None:
    """Put a file at the head of the recent ones."""
    others = [one for one in recent(session) if one != path]
    session.store.set_setting(_RECENT, [str(one) for one in [path, *others][:_MOST_RECENT]])


# -- what is shown of a sheet


def _count(book: Book, plan: SheetPlan, held: table.Table, ctx: JobContext) -> int:
    """How many rows of data stand under the headings."""
    if held.is_whole:
        return sum(1 for _, cells in held.samples if any(cell is not None for cell in cells))
    merges = book.merges(plan.index)
    rows = table.flatten(looking.batches(book, plan.index))
    data = table.data_rows(rows, merges, held.headings, plan.heading_rows[-1])
    count = 0
    for count, _ in enumerate(data, 1):
        if count % _ROWS_BETWEEN_REPORTS == 0:
            ctx.checkpoint()
            ctx.report(count, 0, "reading")
    return count


def _first_rows(book: Book, index: int) -> tuple[tuple[int, str], ...]:
    """The first rows of a sheet in which words stand, behind masks."""
    told = []
    for number, cells in islice(table.flatten(looking.batches(book, index)), table.HEADING_SEARCH_ROWS):
        if any(isinstance(cell, str) for cell in cells):
            said = (masked(cell, None) for cell in cells if cell is not None)
            told.append((number, " · ".join(one for one in said if one)))
    return tuple(told[:_FIRST_ROWS])


def _sheet(plan: SheetPlan, held: table.Table | None, rows: int) -> SheetFound:
    mapping = plan.mapping
    if held is None or mapping is None:
        return SheetFound(plan.name, "", "", plan.skipped, (), 0, ())
    groups = {item.column: item.group for item in held.headings}
    columns = tuple(_column(one, groups.get(one.column, ""), held) for one in mapping.columns)
    label = _ROLES.get(mapping.role) or _SUBJECTS[mapping.subject]
    return SheetFound(plan.name, mapping.subject, label, plan.skipped, plan.heading_rows, rows, columns)


def _column(one: Mapped, group: str, held: table.Table) -> ColumnFound:
    target = one.target
    return ColumnFound(
        letter(one.column),
        one.heading,
        group,
        tuple(_examples(one, held)),
        str(target) if target else "",
        target_label(target) if target else "",
        one.how,
        one.why,
        tuple(Choice(str(item.target), target_label(item.target)) for item in one.candidates),
    )


def target_label(target: Target) -> str:
    """What a column feeds, in words: 人 · 联系电话; a tag by its own name."""
    ledger = catalog.named(target.ledger)
    if target.flag:
        return f"标签 · {codes.table('key_group_tag').label(target.flag)}"
    part = {"road": "（路名）", "lane": "（弄号）"}.get(target.part, f"（第 {target.part} 级）" if target.part else "")
    return f"{ledger.label} · {target.definition().label}{part}"


def letter(column: int) -> str:
    """The letter of a column as Excel writes it, from 0."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(ord("A") + rest) + name
    return name


def _examples(one: Mapped, held: table.Table) -> Iterator[str]:
    """The first different values of a column, behind its field's mask; long numbers of unknown columns are hidden."""
    told: set[str] = set()
    for cell in _values(one.column, held.samples):
        shown = masked(cell, one.target)
        if shown and shown not in told:
            told.add(shown)
            yield shown
        if len(told) == _EXAMPLES:
            return


def _values(column: int, rows: Sequence[table.Row]) -> Iterator[Cell]:
    yield from (cells[column] for _, cells in rows if cells[column] is not None)


def cell_text(cell: Cell) -> str:
    """A cell as text; a moment by its day."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, (date, time)):
        return cell.isoformat()
    if isinstance(cell, bool):
        return "是" if cell else "否"
    return "" if cell is None or is_fault(cell) else text.cell_text(cell)


def masked(cell: Cell, target: Target | None) -> str:
    """A cell as it may be shown: behind the mask of the field it feeds, without long numbers where that is unknown."""
    said = cell_text(cell)
    if target is None or target.flag:
        shown = _LONG_NUMBER.sub(lambda found: found[0][:3] + "*" * (len(found[0]) - 3), said)
    else:
        item = target.definition()
        rule = item.mask_rule or ("name" if item.mask == "name" else "")
        shown = masking.mask(rule, said) if rule else said
    return shown if len(shown) <= _EXAMPLE_LENGTH else f"{shown[:_EXAMPLE_LENGTH]}…"
