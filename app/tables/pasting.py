"""A block of cells from Excel's clipboard, and one value for many cells, as what should stand in the rows of a table.

Text comes as Excel writes it: tabs between cells, CRLF between rows, quotes around a cell that holds a line break or a
tab, or begins with a quote. What becomes of the cells is `cell_changes`' business.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.tables.cell_changes import Wanted
from ledger import text
from ledger.definition import Field, Ledger

Block = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Aim:
    """Where a block is put: the table's columns from the first one on, and the records of the rows downwards.

    Rows of the block beyond `records` become new ones where `adds` allows it.
    """

    columns: tuple[str, ...]
    records: tuple[str, ...]
    adds: bool = True


@dataclass(frozen=True, slots=True)
class Aimed:
    """What the rows should hold, and what of the block found no place: headings, or counts of cells."""

    wanted: tuple[Wanted, ...]
    unknown_headings: tuple[str, ...] = ()
    columns_beyond: int = 0
    rows_beyond: int = 0


def block(written: str) -> Block:
    """The cells of a clipboard's text; every row as long as the longest one, empty rows at the end left out."""
    rows = _rows(written)
    while rows and not any(rows[-1]):
        rows.pop()
    width = max(map(len, rows), default=0)
    return tuple((*row, *[""] * (width - len(row))) for row in rows)


def aimed(ledger: Ledger, cells: Block, aim: Aim) -> Aimed:
    """Put a block on a table. A first row of headings says itself which column is which."""
    headed = _headings(ledger, cells[0]) if cells else None
    if headed is not None:
        unknown = tuple(heading for heading, name in zip(cells[0], headed, strict=True) if heading and not name)
        return _put(cells[1:], headed, aim, unknown)
    names = aim.columns[: len(cells[0]) if cells else 0]
    return _put(cells, names, aim, ())


def filled(records: Sequence[str], columns: Sequence[str], value: str) -> tuple[Wanted, ...]:
    """One value for all cells of some rows."""
    return tuple(Wanted(record, dict.fromkeys(columns, value)) for record in records)


def filled_down(records: Sequence[str], cells: Block, columns: tuple[str, ...]) -> tuple[Wanted, ...]:
    """A block repeated downwards until it has reached every row."""
    return tuple(
        Wanted(record, dict(zip(columns, cells[at % len(cells)], strict=False))) for at, record in enumerate(records)
    )


def _put(cells: Block, names: Sequence[str], aim: Aim, unknown: tuple[str, ...]) -> Aimed:
    wanted: list[Wanted] = []
    for at, row in enumerate(cells):
        told = {name: value for name, value in zip(names, row, strict=False) if name}
        record = aim.records[at] if at < len(aim.records) else ""
        if not record:
            told = {name: value for name, value in told.items() if value}
        if told and (record or aim.adds):
            wanted.append(Wanted(record, told))
    beyond = max(len(cells[0]) - len(names), 0) if cells else 0
    rows_beyond = 0 if aim.adds else max(len(cells) - len(aim.records), 0)
    return Aimed(tuple(wanted), unknown, beyond, rows_beyond)


def _headings(ledger: Ledger, row: Sequence[str]) -> list[str] | None:
    """The fields that a row of headings names, "" for a heading nobody knows; None when the row is none of headings."""
    found = [_headed(ledger, heading) for heading in row]
    named = [item for item in found if item is not None]
    told = sum(bool(heading) for heading in row)
    if len(named) < 2 or len(named) * 2 < told or len({item.name for item in named}) < len(named):
        return None
    return [item.name if item else "" for item in found]


def _headed(ledger: Ledger, heading: str) -> Field | None:
    squeezed = text.squeeze(heading)
    exact = next((item for item in ledger.fields if item.label == squeezed), None)
    return exact or next((item for item in ledger.fields if squeezed and squeezed in item.aliases), None)


def _rows(written: str) -> list[list[str]]:
    rows: list[list[str]] = [[]]
    at, end = 0, len(written)
    while at < end:
        cell, at = _cell(written, at)
        rows[-1].append(cell)
        mark = written[at : at + 1]
        if mark == "\t":
            at += 1
            if at == end:
                rows[-1].append("")
        elif mark:
            at += 2 if written[at : at + 2] == "\r\n" else 1
            rows.append([])
    return rows


def _cell(written: str, at: int) -> tuple[str, int]:
    """One cell from a place on, and the place of the mark behind it."""
    if written[at : at + 1] == '"':
        quoted = _quoted(written, at + 1)
        if quoted is not None:
            return quoted
    end = at
    while end < len(written) and written[end] not in "\t\r\n":
        end += 1
    return written[at:end].strip(), end


def _quoted(written: str, at: int) -> tuple[str, int] | None:
    """A cell behind its opening quote; None when that quote is one of the cell's own signs."""
    said: list[str] = []
    while True:
        end = written.find('"', at)
        if end < 0:
            return None
        said.append(written[at:end])
        behind = written[end + 1 : end + 2]
        if behind == '"':
            said.append('"')
            at = end + 2
        elif behind in ("", "\t", "\r", "\n"):
            return "".join(said).replace("\r\n", "\n").strip(), end + 1
        else:
            return None
