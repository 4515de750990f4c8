"""Open orders by their light: it follows from the hour and stands in no column, so all of them are looked at.

Only what a light and the filters need is read of each, never a whole row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple, cast

from app import access
from app.orders import processes
from app.orders.filters import Filters
from app.orders.keeping import ORDER
from app.records import browsing
from app.records.browsing import Order
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.orders.lights import READ, Lights
from ledger.orders.states import OPEN, RUNNING
from storage.reading import Reader

_FIELDS: Final = (*dict.fromkeys((*READ, "source", "assignee", "building_uid")),)
_EVERY: Final = 10_000_000
_LAST: Final = "9999"
Row = Mapping[str, Any]


class Lit(NamedTuple):
    """One open order with the light that was asked for."""

    due: str
    id: bytes
    status: str
    building: bytes | None


@access.operation("view", ledger="work_order")
def lit(session: Session, reader: Reader, filters: Filters) -> list[Lit]:
    """The open orders that answer, the pressing ones first."""
    passes, lights = _test(reader, filters), Lights(clock.now(), processes.book(session))
    found = []
    for values in reader.scan(ORDER, _FIELDS, where={"status": OPEN}):
        row = dict(zip(("id", *_FIELDS), values, strict=True))
        if passes(row) and (reading := lights.read(row)) and str(reading.light) == filters.light:
            found.append(Lit(row["due_at"] or _LAST, row["id"], row["status"], row["building_uid"]))
    return sorted(found, key=lambda one: (one.due, one.id))


def _test(reader: Reader, filters: Filters) -> Callable[[Row], bool]:
    """Whether a row meets the filters beside the light."""
    tests = list(_tests(reader, filters))
    return lambda row: all(test(row) for test in tests)


def _tests(reader: Reader, filters: Filters) -> Iterator[Callable[[Row], bool]]:
    if filters.category:
        yield lambda row: str(row["category"] or "").startswith(filters.category)
    if filters.source:
        yield lambda row: row["source"] == filters.source
    if filters.assignee:
        yield lambda row: row["assignee"] == filters.assignee
    if filters.compound:
        compound = ids.from_text(filters.compound) or b""
        found = reader.children(catalog.named("building"), "compound_uid", [compound])
        buildings = {cast("bytes", row["id"]) for row in found}
        yield lambda row: row["building_uid"] in buildings
    if filters.overdue:
        now = clock.now_text()
        yield lambda row: row["status"] in RUNNING and str(row["due_at"] or _LAST) <= now
    if filters.search:
        query = browsing.query(reader, ORDER, filters.selection(), Order(limit=_EVERY))
        named = {row["id"] for row in reader.page(query).rows}
        yield lambda row: row["id"] in named
