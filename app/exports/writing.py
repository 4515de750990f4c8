"""Writes the rows of an export: into a workbook or csv at its path, or into a workbook that goes into other hands.

Whether they may leave was decided before; number, entry and place are `app.release.handing_out`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from app import access
from app.excel import csv_out, writer
from app.excel.sheets import Row, SheetColumn
from app.exports import sheet_columns
from app.exports.leaving import Sheet
from app.exports.sheet_values import sheet_column
from app.release import handing_out
from app.release.departing import Stamp
from app.release.handing_out import Leaver
from app.stores.session import Session
from storage.records import Write

CSV = ".csv"


@dataclass(frozen=True, slots=True)
class HandedIn:
    """A workbook on its way into other hands: its bytes, its name, its register number, how many rows it has."""

    content: bytes
    name: str
    number: str
    rows: int


Take = Callable[[HandedIn, Write], None]
"""Takes a workbook within the action that enters it."""


class Counted:
    """Rows on their way to the writer, counted."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = rows
        self.count = 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.count += 1
            yield row


@access.operation(access.OWN)
def to_file(session: Session, leaver: Leaver, sheet: Sheet, rows: Iterable[Row]) -> Stamp:
    """Write to the leaver's path; raises as `handing_out`."""
    shapes = _shapes(sheet)
    if leaver.path.suffix.lower() == CSV:
        return handing_out.plain(session, leaver, lambda stream: csv_out.write(stream, shapes, rows))
    title, in_memory = sheet_columns.label(sheet.ledger), leaver.password is not None
    return handing_out.workbook(
        session, leaver, lambda stamp: writer.workbook(title, shapes, rows, in_memory=in_memory, stamp=stamp)
    )


@access.operation(access.OWN)
def into_hands(session: Session, leaver: Leaver, sheet: Sheet, rows: Counted, take: Take) -> Stamp:
    """Give a workbook to `take`, within its entry; it lies nowhere in the clear. Raises what `take` raises."""
    shapes, title = _shapes(sheet), sheet_columns.label(sheet.ledger)

    def taken(content: bytes, write: Write, stamp: Stamp) -> None:
        take(HandedIn(content, leaver.path.name, str(stamp.number), rows.count), write)

    return handing_out.handed_in(
        session, leaver, lambda stamp: writer.workbook(title, shapes, rows, in_memory=True, stamp=stamp), taken
    )


def _shapes(sheet: Sheet) -> list[SheetColumn]:
    return [sheet_column(column, unmasked=sheet.unmasked) for column in sheet.columns]
