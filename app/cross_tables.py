"""A cross table as it is shown, exported and printed: categories down and across, counts, totals, shares.

Where the numbers come from is `statistics`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from app import files, printed
from app.jobs import SILENT, JobContext
from app.printed import PrintedColumn, PrintedTable, Printout
from app.session import Session

Share = Literal["", "row", "column", "all"]
TOTAL = "合计"
XLSX, CSV = ".xlsx", ".csv"


@dataclass(frozen=True, slots=True)
class Category:
    """One line or column: its key and label, and the filters that give its records as a list."""

    key: str
    label: str
    filters: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Counts of people or dwellings; a record that falls into several categories counts once in a total."""

    ledger: str
    unit: str
    row_label: str
    column_label: str
    rows: tuple[Category, ...]
    columns: tuple[Category, ...]
    counts: tuple[tuple[int, ...], ...]
    row_totals: tuple[int, ...]
    column_totals: tuple[int, ...]
    total: int
    narrowed: tuple[Category, ...]
    day: str
    counts_several: bool

    @property
    def title(self) -> str:
        """年龄段 × 性别."""
        return f"{self.row_label} × {self.column_label}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know: how many, of which day, what was left out, why sums may differ."""
        told = [f"共 {self.total:,} {self.unit}", f"截至 {self.day}", *(one.label for one in self.narrowed)]
        if self.counts_several:
            told.append(f"同一{'人' if self.ledger == 'person' else '套房'}可属于几类，合计只算一次")
        return tuple(told)

    def count(self, row: int | None, column: int | None) -> int:
        """The number of a cell; None stands for the total."""
        if row is None:
            return self.total if column is None else self.column_totals[column]
        return self.row_totals[row] if column is None else self.counts[row][column]

    def share(self, row: int | None, column: int | None, of: Share) -> float | None:
        """A cell as a part of its row, its column or all; None where there is nothing to be a part of."""
        wholes = {"row": (row, None), "column": (None, column), "all": (None, None)}
        whole = self.count(*wholes[of]) if of else 0
        return self.count(row, column) / whole if whole else None

    def filters(self, row: int | None, column: int | None) -> tuple[str, ...]:
        """What gives the records of a cell as a list."""
        found = [one for category in self.narrowed for one in category.filters]
        found += self.rows[row].filters if row is not None else ()
        found += self.columns[column].filters if column is not None else ()
        return tuple(dict.fromkeys(found))

    def lines(self) -> Iterator[tuple[str | int, ...]]:
        """The table as a sheet has it: label, counts, total; the totals last."""
        for at, row in enumerate(self.rows):
            yield (row.label, *self.counts[at], self.row_totals[at])
        yield (TOTAL, *self.column_totals, self.total)

    def headings(self) -> tuple[str, ...]:
        """The headings of `lines`."""
        return (self.row_label, *(column.label for column in self.columns), TOTAL)


def export(session: Session, table: CrossTable, path: Path, ctx: JobContext = SILENT) -> None:
    """Write the table as a workbook or csv file and enter it in the audit.

    Raises:
        FormatUnknown: the name ends in something else. FileNotWritten: the target is as it was.
    """
    from app.excel import csv_out, writer
    from app.excel.sheets import SheetColumn
    from app.exporting import FormatUnknown

    ending = path.suffix.lower()
    if ending not in (XLSX, CSV):
        raise FormatUnknown(path.suffix)
    ctx.checkpoint()
    first, *others = table.headings()
    columns = [SheetColumn(first, width=22), *(SheetColumn(one, "integer", width=12) for one in others)]
    with files.replacing(path) as stream:
        if ending == CSV:
            csv_out.write(stream, columns, table.lines())
        else:
            stream.write(writer.workbook(table.title, columns, table.lines()))
        printed.enter_in_audit(session, as_print(session, table), path.name)


def as_print(session: Session, table: CrossTable, share: Share = "") -> Printout:
    """The table for paper; with a share every cell says both."""
    columns = (PrintedColumn(table.row_label), *(PrintedColumn(one, is_number=True) for one in table.headings()[1:]))
    places = (*range(len(table.columns)), None)
    rows = tuple(
        (table.rows[row].label if row is not None else TOTAL, *(_cell(table, row, column, share) for column in places))
        for row in (*range(len(table.rows)), None)
    )
    shown = PrintedTable(columns, rows)
    return printed.table(session, table.title, shown, notes=table.notes, ledger=table.ledger, level="L1")


def _cell(table: CrossTable, row: int | None, column: int | None, share: Share) -> str:
    part = table.share(row, column, share)
    count = f"{table.count(row, column):,}"
    return f"{count} ({part:.1%})" if part is not None else count
