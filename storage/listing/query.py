"""What a list is asked for, and the page that answers it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from datetime import date

from ledger.definition import Ledger
from storage.rows import Row
from storage.search.search_look import Hidden


@dataclass(frozen=True, slots=True)
class Filter:
    """`field operator value` with a stored value (a reference's id, a code); several values mean any of them.

    Of `review_over` they are labels of groups (`ledger.review_periods`), or tuples of them: none of these is over.
    """

    field: str
    op: str
    value: object


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """What a list asks for. `on`: relations as they were on a day. `everyone`: the dead, moved-out and ended too.

    With `search` the closest hits come first unless an `order` is named; the count stops at `search.CEILING`. People
    whom no name, number or phone finds are found by the home they live in. `hidden`: what the search must not find by,
    by ledger.
    """

    ledger: Ledger
    filters: tuple[Filter, ...] = ()
    order: str | None = None
    descending: bool = False
    offset: int = 0
    limit: int = 50
    search: str = ""
    on: date | None = None
    everyone: bool = False
    hidden: Mapping[str, Hidden] = dataclass_field(default_factory=dict[str, Hidden])


@dataclass(frozen=True, slots=True)
class Page:
    """Rows of one page and how many there are in all; `total_is_floor`: there are more than that."""

    total: int
    total_is_floor: bool
    rows: list[Row]
