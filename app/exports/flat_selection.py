"""Which rows of the flat 人房 sheet a selection means: each filter is asked of the ledger whose field it names.

The store answers with the same rules as for lists; the ids that are left decide about a row.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from app.exports import sheet_columns
from app.exports.flat_rows import Wanted
from app.records import filters, reviews, sight
from app.records.filters import FOLLOWED, Selection
from ledger import catalog
from ledger.definition import Ledger
from ledger.errors import UnknownField
from ledger.review_periods import REVIEW_OVER, REVIEW_OVER_LABEL
from storage.listing.query import Query
from storage.reading import Reader

# Asked in this order when a filter names a field without its ledger; a place is a matter of the dwelling.
_ASKED = ("person", "residence", "dwelling", "household")
_PLACES = {
    **{name: name for name in ("compound_uid", "building_uid", "unit_uid")},
    "小区": "compound_uid",
    "楼栋": "building_uid",
}
_SIGNS = "=!~<>"
_IDS_AT_ONCE = 5000


def wanted(reader: Reader, selection: Selection, on: date) -> Wanted:
    """The ids that a row's records must be among.

    Raises:
        UnknownField: a filter names no column of the flat sheet and no field of its ledgers.
        FieldsRefused, RecordNotFound, AmbiguousRecord: as for lists.
    """
    asked: dict[str, list[str]] = {}
    for written in selection.filters:
        ledger, rest = ledger_of(written)
        asked.setdefault(ledger, []).append(rest)
    found = {
        name: _ids(reader, catalog.named(name), selection, asked.get(name, ()), on)
        for name in _ASKED
        if name in asked or (name == "person" and selection.search)
    }
    return Wanted(
        people=found.get("person"),
        residences=found.get("residence"),
        households=found.get("household"),
        dwellings=found.get("dwelling"),
        everyone=selection.everyone,
    )


def ledger_of(written: str) -> tuple[str, str]:
    """The ledger that a filter is asked of, and the filter as that ledger takes it; raises UnknownField."""
    at = next((place for place, sign in enumerate(written) if sign in _SIGNS), len(written))
    name, rest = written[:at].strip(), written[at:]
    if name in _PLACES:
        return "dwelling", f"{_PLACES[name]}{rest}"
    for column in sheet_columns.columns(sheet_columns.FLAT):
        if name in (column.heading, f"{column.ledger}.{column.name}") and column.ledger in _ASKED:
            return column.ledger, f"{column.name}{rest}"
    prefix, dot, bare = name.partition(".")
    if dot and prefix in _ASKED:
        return prefix, f"{bare}{rest}"
    if name in (REVIEW_OVER, REVIEW_OVER_LABEL):
        return reviews.ledger_of(rest.lstrip(_SIGNS)) or "person", written
    if name in ("tag", sheet_columns.TAGS):
        return "person", f"tag{rest}"
    for ledger in _ASKED:
        if filters.field_named(catalog.named(ledger), name) or name in FOLLOWED.get(ledger, ()):
            return ledger, written
    raise UnknownField(sheet_columns.FLAT, name)


def _ids(reader: Reader, ledger: Ledger, selection: Selection, written: Iterable[str], on: date) -> frozenset[bytes]:
    """Ids of the records that answer."""
    parsed = filters.parse(reader, ledger, written, on)
    search = selection.search if ledger.name == "person" else ""
    found: set[bytes] = set()
    while True:
        query = Query(
            ledger=ledger,
            filters=parsed,
            order=None,
            descending=False,
            offset=len(found),
            limit=_IDS_AT_ONCE,
            search=search,
            on=None,
            everyone=True,
            hidden=sight.hidden(ledger) if search else {},
        )
        rows = reader.page(query).rows
        found.update(value for row in rows if isinstance(value := row["id"], bytes))
        if len(rows) < _IDS_AT_ONCE:
            return frozenset(found)
