"""Which orders a view of the window shows: the same filters for the board, the list, one's own tasks and the places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from app.records.filters import ANY_OF, Selection
from ledger import clock, codes
from ledger.orders.states import OPEN, RUNNING

_MAJOR: Final = 2  # letters of a category that name its class


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which orders: `category` of two letters means its whole class, `light` is a code of the table, `compound` an id.

    `overdue`: the time for handling runs and is over.
    """

    search: str = ""
    category: str = ""
    source: str = ""
    assignee: str = ""
    light: str = ""
    compound: str = ""
    overdue: bool = False

    def selection(self, *more: str) -> Selection:
        """The orders that answer and meet more filters, whatever light they have."""
        return Selection(search=self.search, filters=(*as_filters(replace(self, light="")), *more), everyone=True)


def as_filters(filters: Filters) -> tuple[str, ...]:
    """The filters as `browsing.page` of the ledger takes them."""
    return tuple(_texts(filters))


def _texts(filters: Filters) -> Iterator[str]:
    if len(filters.category) == _MAJOR:
        lines = codes.table("work_order_category").lines
        yield f"category={ANY_OF.join(line.code for line in lines if line.code.startswith(filters.category))}"
    elif filters.category:
        yield f"category={filters.category}"
    if filters.source:
        yield f"source={filters.source}"
    if filters.assignee:
        yield f"assignee={filters.assignee}"
    if filters.compound:
        yield f"compound_uid={filters.compound}"
    if filters.light:
        yield f"overdue_light={filters.light}"
        yield f"status={ANY_OF.join(OPEN)}"
    if filters.overdue:
        yield f"due_at<={clock.local_text(clock.now_text())}"
        yield f"status={ANY_OF.join(sorted(RUNNING))}"
