"""A cross table as it is shown, exported and printed: categories down and across, counts, totals, shares.

Where the numbers come from is `statistics`'s business.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from app import access, printed
from app.figures import small_cells
from app.figures.small_cells import LEAST, Hidden
from app.jobs import SILENT, JobContext
from app.printed import Bar, Bars, PrintedColumn, PrintedTable, Printout
from app.release import handing_out
from app.release.departing import Departure
from app.release.handing_out import Leaver
from app.stores.session import Session
from ledger.errors import LedgerError

Share = Literal["", "row", "column", "all"]
TOTAL = "合计"
REST = "其余"
MOST_SERIES = 8
"""Parts of a bar that can be told apart, on the screen and on grey paper."""
XLSX, CSV = ".xlsx", ".csv"
SMALL, OTHER = f"<{LEAST}", "*"
"""What stands for a small number, and for one that would give a small one away."""
NOTHING_HIDDEN = Hidden(frozenset(), frozenset())


@dataclass(frozen=True, slots=True)
class Category:
    """One line or column: its key and label, and the filters that give its records as a list.

    `refusal` says why whoever asked gets the numbers and not the list.
    """

    key: str
    label: str
    filters: tuple[str, ...]
    refusal: LedgerError | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class CrossTable:
    """Counts of people or dwellings; a record that falls into several categories counts once in a total.

    `hidden` are the places of numbers that a guarded table does not have: they hold 0.
    """

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
    hidden: Hidden = NOTHING_HIDDEN

    @property
    def title(self) -> str:
        """年龄段 × 性别."""
        return f"{self.row_label} × {self.column_label}"

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader has to know: how many, of which day, what was left out, why sums may differ."""
        told = [f"共 {self.text(None, None)} {self.unit}", f"截至 {self.day}", *(one.label for one in self.narrowed)]
        if self.counts_several:
            told.append(f"同一{'人' if self.ledger == 'person' else '套房'}可属于几类，合计只算一次")
        if self.hidden.small:
            told.append(f"{SMALL} 是不到 {LEAST} 的数{'，为防推算另隐去几格' if self.hidden.others else ''}")
        return tuple(told)

    @property
    def has_numbers(self) -> bool:
        """Whether anything was counted, shown or not."""
        return bool(self.total or self.hidden.small)

    def count(self, row: int | None, column: int | None) -> int:
        """The number of a cell; None stands for the total."""
        if row is None:
            return self.total if column is None else self.column_totals[column]
        return self.row_totals[row] if column is None else self.counts[row][column]

    def said(self, row: int | None, column: int | None) -> int | str:
        """A number as it is told: itself, `<5` for a small one, `*` for one that would give a small one away."""
        if (row, column) in self.hidden.small:
            return SMALL
        return OTHER if (row, column) in self.hidden.others else self.count(row, column)

    def text(self, row: int | None, column: int | None) -> str:
        """The same as people read it."""
        told = self.said(row, column)
        return told if isinstance(told, str) else f"{told:,}"

    def share(self, row: int | None, column: int | None, of: Share) -> float | None:
        """A cell as a part of its row, its column or all; None where there is nothing to be a part of."""
        wholes = {"row": (row, None), "column": (None, column), "all": (None, None)}
        shown = isinstance(self.said(row, column), int) and bool(of) and isinstance(self.said(*wholes[of]), int)
        whole = self.count(*wholes[of]) if shown and of else 0
        return self.count(row, column) / whole if whole else None

    def filters(self, row: int | None, column: int | None) -> tuple[str, ...]:
        """What gives the records of a cell as a list."""
        found = [one for category in self.narrowed for one in category.filters]
        found += self.rows[row].filters if row is not None else ()
        found += self.columns[column].filters if column is not None else ()
        return tuple(dict.fromkeys(found))

    def refusal(self, row: int | None, column: int | None) -> LedgerError | None:
        """Why a cell's records are not given as a list; None where they are."""
        across = (self.rows[row],) if row is not None else ()
        down = (self.columns[column],) if column is not None else ()
        return next((one.refusal for one in (*self.narrowed, *across, *down) if one.refusal), None)

    def lines(self) -> Iterator[tuple[str | int, ...]]:
        """The table as a sheet has it: label, counts, total; the totals last."""
        places = (*range(len(self.columns)), None)
        for at in (*range(len(self.rows)), None):
            label = self.rows[at].label if at is not None else TOTAL
            yield (label, *(self.said(at, column) for column in places))

    def guarded(self) -> CrossTable:
        """The table without small numbers, and without what would give them away: they are not in it at all."""
        if self.hidden != NOTHING_HIDDEN:
            return self
        rows, columns = (*range(len(self.rows)), None), (*range(len(self.columns)), None)
        left_out = small_cells.hidden({(row, column): self.count(row, column) for row in rows for column in columns})
        gone = left_out.small | left_out.others

        def kept(row: int | None, column: int | None) -> int:
            return 0 if (row, column) in gone else self.count(row, column)

        return replace(
            self,
            counts=tuple(tuple(kept(row, column) for column in columns[:-1]) for row in rows[:-1]),
            row_totals=tuple(kept(row, None) for row in rows[:-1]),
            column_totals=tuple(kept(None, column) for column in columns[:-1]),
            total=kept(None, None),
            hidden=left_out,
        )

    def headings(self) -> tuple[str, ...]:
        """The headings of `lines`."""
        return (self.row_label, *(column.label for column in self.columns), TOTAL)


def bars_of(table: CrossTable) -> Bars:
    """The bars of a table; columns beyond what can be told apart stand together as 其余, the largest by themselves."""
    order = sorted(range(len(table.columns)), key=lambda at: -table.column_totals[at])
    alone = sorted(order[:MOST_SERIES] if len(order) <= MOST_SERIES else order[: MOST_SERIES - 1])
    rest = [at for at in order if at not in alone]
    names = [table.columns[at].label for at in alone] + ([f"{REST} {len(rest)} 类"] if rest else [])
    bars = tuple(
        Bar(
            row.label,
            (*(counts[at] for at in alone), *((sum(counts[at] for at in rest),) if rest else ())),
            table.row_totals[place],
            table.text(place, None),
        )
        for place, (row, counts) in enumerate(zip(table.rows, table.counts, strict=True))
    )
    return Bars(tuple(names), bars, max((sum(bar.parts) for bar in bars), default=0) or 1)


@access.operation("export")
def export(session: Session, table: CrossTable, path: Path, ctx: JobContext = SILENT) -> None:
    """Write the table as a workbook or csv file and enter it in the audit.

    Raises:
        FormatUnknown: the name ends in something else. FileNotWritten: the target is as it was.
    """
    from app.excel import csv_out, writer
    from app.excel.sheets import SheetColumn
    from app.exports.exporting import FormatUnknown

    ending, shown = path.suffix.lower(), table.guarded()
    if ending not in (XLSX, CSV):
        raise FormatUnknown(path.suffix)
    ctx.checkpoint()
    first, *others = shown.headings()
    columns = [SheetColumn(first, width=22), *(SheetColumn(one, "integer", width=12) for one in others)]
    leaver = _leaver(shown, path)
    if ending == CSV:
        handing_out.plain(session, leaver, lambda stream: csv_out.write(stream, columns, shown.lines()))
    else:
        handing_out.workbook(
            session, leaver, lambda stamp: writer.workbook(shown.title, columns, shown.lines(), stamp=stamp)
        )


def _leaver(table: CrossTable, path: Path) -> Leaver:
    """A table on its way out: counts alone, of which the small ones are left out."""

    def facts() -> dict[str, object]:
        size = {"rows": len(table.rows) + 1, "columns": len(table.columns) + 2}
        plain = {"highest_level": "L1", "unmasked": False, "encrypted": False}
        return {"ledger": table.ledger, "form": "statistics", **size, **plain}

    departure = Departure(kind="export", source=path.name, ledger=table.ledger)
    return Leaver(path=path, departure=departure, facts=facts, told=(("统计", " · ".join(table.notes)),))


@access.operation("statistics")
def as_print(session: Session, table: CrossTable, share: Share = "") -> Printout:
    """The table for paper with its chart below, without small numbers; with a share every cell says both."""
    table = table.guarded()
    columns = (PrintedColumn(table.row_label), *(PrintedColumn(one, is_number=True) for one in table.headings()[1:]))
    places = (*range(len(table.columns)), None)
    rows = tuple(
        (table.rows[row].label if row is not None else TOTAL, *(_cell(table, row, column, share) for column in places))
        for row in (*range(len(table.rows)), None)
    )
    shown = PrintedTable(columns, rows)
    chart = replace(bars_of(table), heading=f"图：每条是一个{table.row_label}，分段是{table.column_label}")
    return printed.table(session, table.title, shown, notes=table.notes, what=(table.ledger, "L1"), chart=chart)


def _cell(table: CrossTable, row: int | None, column: int | None, share: Share) -> str:
    part = table.share(row, column, share)
    told = table.text(row, column)
    return f"{told} ({part:.1%})" if part is not None else told
