"""The columns of the board as the window shows them: how many orders are in each state, and their cards by parts.

Counts come from columns in memory, cards from the rows of one part, so a store of many orders answers as quickly as
one of few. Who asks for a light has all open orders looked at (`lit.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app import access
from app.orders.cards import Card, Cards
from app.orders.filters import Filters
from app.orders.keeping import ORDER
from app.orders.lit import lit
from app.records import browsing
from app.records.browsing import Order
from app.stores.session import Session
from ledger.orders.states import ALL, BY_CODE
from ledger.orders.telling import status as status_label
from storage.reading import Reader
from storage.rows import Row

AT_ONCE: Final = 20
"""Cards of each column that come with the board."""
_BY_CLOCK: Final = {"intake": "received_at", "check": "entered_at", "followup": "entered_at"}
"""By what the orders of a state press, where it is not the due date: whoever waits longest comes first."""
_LOOKED_AT: Final = 100
"""Orders without a due date, of which the first contact presses: of so many the lights are looked at."""


@dataclass(frozen=True, slots=True)
class Column:
    """One state: how many orders are in it, and the first of them, the pressing ones first."""

    status: str
    label: str
    count: int
    cards: tuple[Card, ...]


@access.operation("view", ledger="work_order")
def columns(session: Session, filters: Filters) -> tuple[Column, ...]:
    """Every state in the order of the flow; of each its count and its first cards."""
    with session.reader() as reader, reader.snapshot():
        made = Cards(session, reader)
        if filters.light:
            by_state: dict[str, list[bytes]] = {state.code: [] for state in ALL}
            for one in lit(session, reader, filters):
                by_state[one.status].append(one.id)
            return tuple(
                _column(code, len(found), in_order(reader, found[:AT_ONCE]), made) for code, found in by_state.items()
            )
        query = browsing.query(reader, ORDER, filters.selection(), Order(limit=0))
        counts = reader.counts(query, "status")
        return tuple(
            _column(code, count, _rows(reader, filters, code, (0, AT_ONCE), made) if count else (), made)
            for code in (state.code for state in ALL)
            for count in (counts.get(code, 0),)
        )


def in_order(reader: Reader, wanted: Iterable[bytes]) -> Sequence[Row]:
    """The rows of these orders, as they stand here."""
    asked = list(wanted)
    found = reader.get_many(ORDER, asked)
    return [found[one] for one in asked if one in found]


def _column(code: str, count: int, rows: Sequence[Row], made: Cards) -> Column:
    return Column(code, status_label(code), count, made.of(rows))


@access.operation("view", ledger="work_order")
def cards(session: Session, filters: Filters, *, status: str, first: int, many: int) -> tuple[Card, ...]:
    """The cards of a state from a place on, the pressing ones first; of those that ended the last ones."""
    with session.reader() as reader, reader.snapshot():
        made = Cards(session, reader)
        if filters.light:
            found = [one.id for one in lit(session, reader, filters) if one.status == status]
            rows = in_order(reader, found[first : first + many])
        else:
            rows = _rows(reader, filters, status, (first, many), made)
        return made.of(rows)


def _rows(reader: Reader, filters: Filters, status: str, part: tuple[int, int], made: Cards) -> Sequence[Row]:
    state, (first, many) = BY_CODE[status], part
    is_looked_at = state.clock == "intake" and first < _LOOKED_AT
    by = "closed_at" if state.is_terminal else _BY_CLOCK.get(state.clock, "due_at")
    order = Order(field=by, descending=state.is_terminal, offset=first, limit=many)
    if is_looked_at:
        order = replace(order, offset=0, limit=max(_LOOKED_AT, first + many))
    rows = reader.page(browsing.query(reader, ORDER, filters.selection(f"status={status}"), order)).rows
    if not is_looked_at:
        return rows
    pressing = sorted(rows[:_LOOKED_AT], key=made.pressing)
    return [*pressing, *rows[_LOOKED_AT:]][first : first + many]
