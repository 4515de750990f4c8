"""Orders of some states as columns in memory say them: what tells whose they are and how they stand in time.

A store of many orders so answers as quickly as one of few, and whoever asks first has all of it read in one walk.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from app.orders.filters import Filters
from app.orders.keeping import ORDER
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import ANY_OF
from storage.reading import Reader

_FIELDS: Final = ("status", "due_at", "progressed_at", "assignee", "assignee_org", "joint_orgs")


def of(reader: Reader, filters: Filters, states: Iterable[str]) -> list[tuple[Any, ...]]:
    """(row's number, state, due, last progress, assignee, unit, others asked beside) of each, by number."""
    selection = filters.selection(f"status={ANY_OF.join(states)}")
    return reader.columns(browsing.query(reader, ORDER, selection, Order()), _FIELDS)
