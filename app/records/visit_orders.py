"""Which work order a visit led to: told to those alone who are told who reported that order.

A visit names whom it was made to. Where its order is confidential, both together would say who stands behind it, so
for everybody else the visit led to no order: where it is shown, asked for, counted, or told as history.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from app import access
from app.records.naming import Names
from app.stores.session import Session
from ledger import catalog, clock, ids, roles
from ledger.definition import Ledger
from storage.listing.matching import SEVERAL
from storage.listing.query import Filter, Query
from storage.reading import Reader
from storage.rows import Row, id_in, id_or_none

_VISIT: Final = catalog.named("visit")
_ORDER: Final = catalog.named("work_order")
_EVENT: Final = "work_order_event"
FIELD: Final = "work_order_uid"
_CONFIDENTIAL: Final = "confidential"


def is_kept_back(names: Names, ledger: Ledger, field: str, *values: object) -> bool:
    """True when one of these values of a field is an order that whoever is at work is not told of."""
    if not may_keep_back(ledger, field):
        return False
    return any(isinstance(one, bytes) and access.is_veiled(_ORDER, names.row(_ORDER.name, one) or {}) for one in values)


@access.operation(access.OWN)
def orders(session: Session, names: Names, rows: Sequence[Row]) -> dict[bytes, tuple[str, str]]:
    """Visit -> id and title of the order made of it, as far as whoever is at work may look at it and is told."""
    if not session.rights.may("view", _ORDER.name):
        return {}
    told = {id_in(row): id_or_none(row.get(FIELD)) for row in without(names, _VISIT, rows)}
    names.load(_ORDER.name, told.values())
    return {visit: (ids.to_text(one), names.of(_ORDER.name, one)) for visit, one in told.items() if one}


@access.operation(access.OWN)
def visit_of(session: Session, reader: Reader, order: bytes) -> tuple[str, str] | None:
    """Id of the visit of which an order was made, and its day in words; None for none, or where it is not told."""
    if not session.rights.may("view", _VISIT.name) or is_kept_back(Names(reader), _VISIT, FIELD, order):
        return None
    for one, at in reader.brief(_VISIT, ("id", "visited_at"), FIELD, (order,)):
        day = clock.day_of(str(at))
        return ids.to_text(one), f"{day.month}月{day.day}日 走访"
    return None


def without(names: Names, ledger: Ledger, rows: Sequence[Row]) -> list[Row]:
    """The rows as whoever is at work may see them."""
    if not may_keep_back(ledger, FIELD):
        return list(rows)
    names.load(_ORDER.name, (one for row in rows if isinstance(one := row.get(FIELD), bytes)))
    return [{**row, FIELD: None} if is_kept_back(names, ledger, FIELD, row.get(FIELD)) else row for row in rows]


def among(reader: Reader, ledger: Ledger, asked: Filter) -> Filter:
    """The filter as it finds no more than is shown: a visit whose order is kept back has none."""
    if not may_keep_back(ledger, asked.field):
        return asked
    names = Names(reader)
    values = set(asked.value) if isinstance(asked.value, SEVERAL) else {asked.value}
    told = {one for one in values if not is_kept_back(names, ledger, FIELD, one)}
    if None in told:
        told |= _kept_back(names, reader)
    return Filter(asked.field, asked.op, tuple(told) if told != {None} else None)


def is_of_veiled(names: Names, ledger: Ledger, row: Row) -> bool:
    """True for a step of an order of whose reporter whoever is at work is not told."""
    if ledger.name != _EVENT:
        return False
    order = row.get("order_uid")
    return access.is_veiled(_ORDER, names.row(_ORDER.name, id_or_none(order)) or {})


def require_order(ledger: Ledger, field: str) -> None:
    """Raise Forbidden for a list in the order of what may be kept back: a visit's place in it would tell."""
    if may_keep_back(ledger, field):
        raise access.Forbidden("reveal", ledger.name, (roles.HEAD,))


def require_told(ledger: Ledger, row: Row, names: Iterable[str]) -> None:
    """Raise Forbidden for a change that would tell: of a visit its order, of an order who reported it."""
    for name in names:
        if may_keep_back(ledger, name) or (name == _CONFIDENTIAL and access.is_veiled(ledger, row)):
            raise access.Forbidden("edit", ledger.name, (roles.HEAD,))


def counted(reader: Reader, ledger: Ledger, field: str, found: Mapping[object, int]) -> dict[object, int]:
    """How often each value of a column stands, those that are kept back as no value."""
    counts: dict[object, int] = {}
    names = Names(reader)
    for value, times in found.items():
        shown = None if is_kept_back(names, ledger, field, value) else value
        counts[shown] = counts.get(shown, 0) + times
    return counts


def _kept_back(names: Names, reader: Reader) -> set[object]:
    """The orders of visits that whoever is at work is not told of."""
    found = reader.counts(Query(ledger=_VISIT, limit=0, everyone=True), FIELD)
    names.load(_ORDER.name, (one for one in found if isinstance(one, bytes)))
    return {one for one in found if is_kept_back(names, _VISIT, FIELD, one)}


def may_keep_back(ledger: Ledger, field: str) -> bool:
    """True for a field of which whoever is at work is not told every value."""
    return (ledger.name, field) == (_VISIT.name, FIELD) and not access.tells_reporters(_ORDER)
