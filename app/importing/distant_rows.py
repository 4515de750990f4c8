"""Reads the rows of a long sheet in the process that has the file, while the planner takes the rows before them.

What a row says is the same wherever it is read; the sheet's table and what its columns mean were decided before.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date
from itertools import islice
from typing import cast

from app.excel.cells import Batch, Merge
from app.excel.csv_out import unguarded
from app.excel.process import ReaderBroken
from app.excel.reader import Book
from app.importing import packed_facts, table
from app.importing.fact_blocks import ROWS_AT_ONCE, Block
from app.importing.facts import Facts
from app.importing.headings import Heading, Target, parse_target
from app.importing.rows import RowReader
from ledger import text

WORK = "app.importing.distant_rows:packed"
"""What the reading process does for a book that is opened with this work."""


@dataclass(frozen=True, slots=True)
class SheetReading:
    """How the rows of one sheet are read."""

    subject: str
    headings: tuple[Heading, ...]
    targets: Mapping[int, Target]
    heading_row: int
    today: date
    is_guarded: bool
    """True for a csv file, whose texts may begin with the mark that keeps `=1+1` from being run as a formula."""
    corrections: Mapping[int, Mapping[str, str]] = dataclass_field(default_factory=dict)
    """Column -> cell text without blanks -> what a person says that it means."""

    def told(self) -> dict[str, object]:
        """The reading as JSON carries it."""
        return {
            "subject": self.subject,
            "headings": [(item.column, item.text, item.group) for item in self.headings],
            "targets": [(column, str(target)) for column, target in self.targets.items()],
            "heading_row": self.heading_row,
            "today": self.today.isoformat(),
            "is_guarded": self.is_guarded,
            "corrections": [(column, dict(said)) for column, said in self.corrections.items()],
        }

    @classmethod
    def from_told(cls, told: Mapping[str, object]) -> SheetReading:
        """The reading again."""
        headings = tuple(Heading(*item) for item in cast("list[tuple[int, str, str]]", told["headings"]))
        written = cast("list[tuple[int, str]]", told["targets"])
        targets = {column: target for column, name in written if (target := parse_target(name)) is not None}
        today = date.fromisoformat(str(told["today"]))
        heading_row = cast("int", told["heading_row"])
        corrections = dict(cast("list[tuple[int, dict[str, str]]]", told["corrections"]))
        is_guarded = told["is_guarded"] is True
        return cls(str(told["subject"]), headings, targets, heading_row, today, is_guarded, corrections)


def without_guards(batches: Iterable[Batch]) -> Iterator[Batch]:
    """The rows of a csv file without the marks in front of formulas."""
    for batch in batches:
        rows = [[unguarded(cell) if isinstance(cell, str) else cell for cell in cells] for cells in batch.rows]
        yield Batch(batch.first_row, rows)


def facts(rows: Iterable[table.Row], reading: SheetReading) -> Iterator[Facts]:
    """What data rows say; rows without anything in a mapped cell say nothing."""
    return (one for block in _blocks(rows, reading) for one in block.facts())


def _blocks(rows: Iterable[table.Row], reading: SheetReading) -> Iterator[Block]:
    read = RowReader(reading.headings, reading.subject, reading.targets, reading.today).read
    left = _corrected(rows, reading.corrections) if reading.corrections else iter(rows)
    while some := list(islice(left, ROWS_AT_ONCE)):
        yield read(some)


def _corrected(rows: Iterable[table.Row], corrections: Mapping[int, Mapping[str, str]]) -> Iterator[table.Row]:
    """The rows with every cell that a person explained replaced by what it means."""
    for number, cells in rows:
        for column, said in corrections.items():
            cell = cells[column]
            if isinstance(cell, (str, int, float)):
                cells[column] = said.get(text.squeeze(text.cell_text(cell)), cell)
        yield number, cells


def packed(told: Mapping[str, object], merges: list[Merge], batches: Iterator[Batch]) -> Iterator[bytes]:
    """The work of the reading process: all data rows of the sheet as packed facts."""
    reading = SheetReading.from_told(told)
    rows = table.flatten(without_guards(batches) if reading.is_guarded else batches)
    data = table.data_rows(rows, merges, reading.headings, reading.heading_row)
    return map(packed_facts.pack, _blocks(data, reading))


def distant_facts(book: Book, sheet: int, reading: SheetReading) -> Iterator[Facts]:
    """What all data rows of a sheet say, read where the file is.

    Raises FileRefused and its children as `Book.rows` does; ReaderBroken for an answer that is none.
    """
    last = 0
    for payload in book.worked(sheet, reading.told()):
        try:
            rows = packed_facts.unpack(payload).facts()
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise ReaderBroken(["facts", type(error).__name__]) from None
        for row in rows:
            if row.row > last:  # a reader that starts over with more care begins at the top again
                last = row.row
                yield row
