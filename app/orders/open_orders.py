"""Open orders at a glance: whose each is, what it waits for, how it stands in time, read together from one index.

A store of many orders so answers as quickly as one of few, and whatever is told of open orders is told of all of them.
"""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Final

from app.orders.filters import Filters
from app.orders.keeping import ORDER
from app.records import browsing
from app.records.browsing import Order
from ledger.orders.columns import OPEN_READ
from storage.reading import Reader

Row = dict[str, Any]
"""`nr`, `id` and the columns of `OPEN_READ`; several readers have the same one."""
_NAMES: Final = ("nr", "id", *OPEN_READ)


def of(reader: Reader, filters: Filters, states: Container[str]) -> list[Row]:
    """The orders in these states that answer, whatever light they have."""
    among = None if filters == Filters(light=filters.light) else _numbers(reader, filters)
    every = reader.open_rows(ORDER, _NAMES)
    return [row for row in every if row["status"] in states and (among is None or row["nr"] in among)]


def _numbers(reader: Reader, filters: Filters) -> set[int]:
    query = browsing.query(reader, ORDER, filters.selection(), Order())
    return {nr for (nr,) in reader.columns(query, ())}
