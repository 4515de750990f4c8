"""The rows of one list for a table that shows a part of them: texts by place, and at which place a record stands.

A table asks for the parts that it shows, from reading threads, never for the whole. Every part is of its own moment:
who shows several reads anew after a change.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from app import access
from app.jobs import SILENT, JobContext
from app.records import browsing, row_texts
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from app.syncing import marks
from app.syncing.marks import Mark
from ledger import ids
from ledger.definition import Ledger

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class ShownRow:
    """One row: the record's id, the texts of the source's columns, masked where they are, and the exchange's mark."""

    id: str
    texts: tuple[str, ...]
    mark: Mark | Literal[""] = ""


@dataclass(frozen=True, slots=True)
class Part:
    """Rows from one place on, and how many the list has in all; `total_is_floor`: there are more than that."""

    first: int
    total: int
    total_is_floor: bool
    rows: tuple[ShownRow, ...]


@dataclass(frozen=True, slots=True)
class RowSource:
    """A list of one ledger: which records, in which order, which columns."""

    session: Session
    ledger: Ledger
    selection: Selection
    columns: tuple[str, ...]
    order_by: str = ""
    descending: bool = False

    @access.operation("view")
    def part(self, first: int, count: int) -> Part:
        """The rows from a place on; raises as `browsing.page`."""
        listed = browsing.page(self.session, self.ledger, self.selection, self._order(first, count))
        marked = marks.of(self.session, [str(row["id"]) for row in listed.rows])
        shown = (
            ShownRow(one, row_texts.texts_of(self.ledger, self.columns, row), marked.get(one, ""))
            for row in listed.rows
            for one in (str(row["id"]),)
        )
        return Part(first, listed.total, listed.total_is_floor, tuple(shown))

    @access.operation("view")
    def rows(self, first: int, last: int, ctx: JobContext = SILENT) -> Iterator[ShownRow]:
        """The rows from a place up to another one, both counted, a part at a time."""
        for start in range(first, last + 1, _AT_ONCE):
            ctx.checkpoint()
            yield from self.part(start, min(_AT_ONCE, last + 1 - start)).rows
            ctx.report(min(start + _AT_ONCE, last + 1) - first, last + 1 - first, "collecting")

    @access.operation("view")
    def place(self, record: str) -> int | None:
        """At which place a record stands; None when it is not in this list."""
        one = ids.from_text(record)
        if one is None:
            return None
        with self.session.reader() as reader:
            query = browsing.query(reader, self.ledger, self.selection, self._order(0, 0))
            return reader.place(query, one)

    def _order(self, first: int, count: int) -> Order:
        return Order(field=self.order_by or None, descending=self.descending, offset=first, limit=count)
