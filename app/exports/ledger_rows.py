"""The rows of one ledger for a sheet: the records that a selection answers, page by page in the list's own order.

References are followed to the columns that stand for them, derived columns are worked out for a page at once. What a
value looks like in a sheet is `sheet_values`'s; the flat 人房 sheet is `flat_rows`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from app import access
from app.excel.sheets import Row
from app.exports.sheet_columns import Column
from app.exports.sheet_values import work
from app.jobs import JobContext
from app.records import browsing
from app.records.browsing import Order
from app.records.deriving import Deriver, joined
from app.records.filters import Selection
from app.records.naming import Names
from ledger import ids, places
from ledger.definition import Ledger
from storage.reading import Reader
from storage.rows import Row as Record
from storage.rows import id_in, id_or_none

_ROWS_AT_ONCE = 1000
_EXPORTING = "exporting"  # phase
Read = Callable[[Names, Record], object]


class LedgerSheet:
    """One reading of a ledger; `rows` streams it in the order of `columns`, ready to be written."""

    def __init__(
        self,
        reader: Reader,
        ledger: Ledger,
        columns: Sequence[Column],
        selection: Selection,
        *,
        on: date,
        unmasked: bool,
    ) -> None:
        self._reader = reader
        self._ledger = ledger
        self._selection = selection
        self._on = on
        self._readers = [_reading(ledger, column) for column in columns]
        self._work = work(columns, unmasked=unmasked)
        self._child_work = work(columns, unmasked=unmasked, child=True)
        self._speaks_of_people = any(column.ledger == "person" for column in columns)
        self._derived = [
            (index, column.field)
            for index, column in enumerate(columns)
            if column.field is not None and column.field.need == "derived" and column.through is None
        ]

    def rows(self, ctx: JobContext, committee_code: str) -> Iterator[Row]:
        """Every row. A cancel is met between pages and leaves nothing behind."""
        offset, total = 0, 0
        while offset <= total:
            ctx.checkpoint()
            order = Order(offset=offset, limit=_ROWS_AT_ONCE)
            page = self._reader.page(browsing.query(self._reader, self._ledger, self._selection, order))
            if not page.rows:
                break
            yield from self._shown(page.rows, committee_code)
            offset += len(page.rows)
            total = max(page.total, offset)
            ctx.report(offset, 0 if page.total_is_floor else page.total, _EXPORTING)

    def _shown(self, records: Sequence[Record], committee_code: str) -> Iterator[Row]:
        records = [access.veiled(self._ledger, record) for record in records]
        names = Names(self._reader)  # a page's own, so that a long export does not hold every record
        for item in self._ledger.references:
            names.load(item.target, (value for row in records if isinstance(value := row.get(item.name), bytes)))
        derived: Mapping[bytes, Mapping[str, object]] = {}
        if self._derived:
            derived = Deriver(self._reader, names, self._on, committee_code).of(self._ledger, records)
        for record in records:
            values: list[Any] = [read(names, record) for read in self._readers]
            for index, item in self._derived:
                own = derived.get(id_in(record), {}).get(item.name)
                values[index] = joined(item, own, record.get(item.name) if item.is_stored else None)
            is_child = self._speaks_of_people and self._is_about_child(names, record)
            yield (self._child_work if is_child else self._work).done(values)

    def _is_about_child(self, names: Names, record: Record) -> bool:
        person: Mapping[str, object] | None = record
        if self._ledger.name != "person":
            reference = next(item for item in self._ledger.references if item.target == "person")
            one = record.get(reference.name)
            person = names.row("person", one) if isinstance(one, bytes) else None
        birth = person.get("birth_date") if person else None
        return isinstance(birth, str) and access.is_child(birth, self._on)


def _reading(ledger: Ledger, column: Column) -> Read:
    """What finds the value of a column, starting from a record of `ledger`."""
    if column.field is None:
        return lambda _names, record: ids.to_text(id_in(record))
    if column.through is None and column.ledger == ledger.name:
        name = column.name
        return lambda _names, record: record.get(name)
    reference = column.through.name if column.through else ""
    if column.ledger == "person" or ledger.name == "person":
        return _followed(reference, column.ledger, column.name)
    return _place(reference, column)


def _followed(reference: str, target: str, name: str) -> Read:
    def read(names: Names, record: Record) -> object:
        row = names.row(target, id_or_none(record.get(reference)))
        return row.get(name) if row else None

    return read


_UP = {"dwelling_uid": "dwelling", "building_uid": "building", "unit_uid": "unit", "compound_uid": "compound"}


def _place(reference: str, column: Column) -> Read:
    """A part of a place: from the record behind the reference upwards to the ledger of the column."""

    def read(names: Names, record: Record) -> object:
        row: Mapping[str, object] | None = names.row(_UP[reference], id_or_none(record.get(reference)))
        at = _UP[reference]
        while row is not None and at != column.ledger:
            step = "unit_uid" if column.ledger == "unit" else {"dwelling": "building_uid"}.get(at, "compound_uid")
            at, row = _UP[step], names.row(_UP[step], id_or_none(row.get(step)))
        if row is None:
            return None
        if at == "building":
            return places.building_name(str(row["building_no"]), str(row.get("building_suffix") or ""))
        return row.get(column.name)

    return read
