"""Open orders by compound and building: how many there are, how many are overdue or soon due, and their cards."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from app import access
from app.orders.cards import Card, Cards
from app.orders.columns import in_order
from app.orders.filters import Filters
from app.orders.keeping import ORDER
from app.orders.lit import lit
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import ANY_OF
from app.records.naming import Names
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.orders.states import OPEN, RUNNING
from storage.reading import Reader
from storage.rows import id_or_none

NOWHERE: Final = "nowhere"
"""The key of the orders that name no building."""
SOON: Final = timedelta(days=1)
_BUILDING: Final = catalog.named("building")
_OPEN: Final = f"status={ANY_OF.join(OPEN)}"
_RUNNING: Final = f"status={ANY_OF.join(sorted(RUNNING))}"
Counts = Mapping[object, int]


@dataclass(frozen=True, slots=True)
class Place:
    """A compound with its buildings, or a building. `key` is its id, or NOWHERE; `soon` are due within a day."""

    key: str
    name: str
    count: int
    overdue: int
    soon: int
    is_building: bool = False
    buildings: tuple[Place, ...] = ()


@access.operation("view", ledger="work_order")
def places(session: Session, filters: Filters) -> tuple[Place, ...]:
    """The compounds with open orders, those with the most overdue first; without a building come last."""
    with session.reader() as reader, reader.snapshot():
        names, (every, overdue, due) = Names(reader), _counted(session, reader, filters)
        names.load("building", (one for one in every if isinstance(one, bytes)))
        above: dict[bytes | None, list[Place]] = {}
        for one, count in every.items():
            building = id_or_none(one)
            late = overdue.get(one, 0)
            made = Place(_key(building), names.of("building", building), count, late, due.get(one, 0) - late, True)  # noqa: FBT003 - a building
            compound = (names.row("building", building) or {}).get("compound_uid")
            above.setdefault(id_or_none(compound), []).append(made)
        return tuple(sorted((_compound(names, one, below) for one, below in above.items()), key=_pressing))


def _counted(session: Session, reader: Reader, filters: Filters) -> tuple[Counts, Counts, Counts]:
    """By building: all open orders, those overdue, and those due within a day or overdue."""
    now = clock.now()
    ends = [clock.instant_text(now), clock.instant_text(now + SOON)]
    if filters.light:
        found = lit(session, reader, filters)
        running = [one for one in found if one.status in RUNNING]
        over, near = (Counter[object](one.building for one in running if one.due <= end) for end in ends)
        return Counter[object](one.building for one in found), over, near
    asked = [(_OPEN,), *((_RUNNING, f"due_at<={clock.local_text(end)}") for end in ends)]
    every, overdue, due = (
        reader.counts(browsing.query(reader, ORDER, filters.selection(*more), Order(limit=0)), "building_uid")
        for more in asked
    )
    return every, overdue, due


def _compound(names: Names, one: bytes | None, below: list[Place]) -> Place:
    count, overdue, soon = (sum(getattr(place, name) for place in below) for name in ("count", "overdue", "soon"))
    if one is None:
        return Place(NOWHERE, "没有写明楼栋", count, overdue, soon)
    parts = tuple(sorted(below, key=_pressing))
    return Place(_key(one), names.of("compound", one), count, overdue, soon, buildings=parts)


def _pressing(place: Place) -> tuple[bool, int, int, str]:
    return place.key == NOWHERE, -place.overdue, -place.count, place.name


@access.operation("view", ledger="work_order")
def cards(session: Session, filters: Filters, *, key: str, first: int, many: int) -> tuple[Card, ...]:
    """The cards of a place's open orders from one on, the pressing ones first."""
    with session.reader() as reader, reader.snapshot():
        one = None if key == NOWHERE else ids.from_text(key)
        is_compound = one is not None and reader.get(_BUILDING, one) is None
        if filters.light:
            wanted = _buildings(reader, one) if one is not None and is_compound else {one}
            found = [order.id for order in lit(session, reader, filters) if order.building in wanted]
            return Cards(session, reader).of(in_order(reader, found[first : first + many]))
        place = f"compound_uid={key}" if is_compound else f"building_uid={key if one is not None else ''}"
        order = Order(field="due_at", offset=first, limit=many)
        query = browsing.query(reader, ORDER, filters.selection(_OPEN, place), order)
        return Cards(session, reader).of(reader.page(query).rows)


def _buildings(reader: Reader, compound: bytes) -> set[object]:
    return {row["id"] for row in reader.children(_BUILDING, "compound_uid", [compound])}


def _key(one: bytes | None) -> str:
    return ids.to_text(one) if one else NOWHERE
