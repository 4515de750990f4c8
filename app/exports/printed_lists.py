"""A list of a ledger ready for paper: always behind masks, and what it is filtered by goes by the rule of exports.

There is no print without masks, so columns never need anybody's leave. A filter does: of everybody on a list of people
with a tag it is known that they have the tag. What would need a second person as an export is not printed but exported,
encrypted; a store with one account lets it go, and its entry says so (`clearance`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from app import access
from app.exports import clearance, leaving
from app.exports.leaving import Leaving
from app.jobs import SILENT, JobContext
from app.printed import MASKED, PrintedColumn, PrintedTable, Printout, table
from app.records import browsing, filters, reviews
from app.records.browsing import Order
from app.records.filters import Selection
from app.release import approvers
from app.release.register import SELF
from app.stores.session import Session
from app.tables import filter_words
from app.tables.list_columns import named
from app.tables.row_source import RowSource
from ledger import masking
from ledger.definition import Ledger, Level
from ledger.errors import LedgerError
from ledger.review_periods import REVIEW_OVER_LABEL

_WRAPPED = ("text", "long_text", "code_list", "ref")
_LOWEST: Level = "L2"
_A_NUMBER = re.compile(r"\d{5}|\d[\d -]{6}")
_NOT_PRINTED = "（内容不打印）"


class PrintNeedsApproval(LedgerError):
    """A list that goes by what is sensitive: its highest `level`, and how many `people` of level 3 it is about.

    `can_ask`: a second person can be asked for this very print; other lists are exported instead.
    """

    def __init__(self, level: str, people: int, *, can_ask: bool = False) -> None:
        super().__init__("this list needs a second person")
        self.level = level
        self.people = people
        self.can_ask = can_ask


@access.operation("print")
def list_of(
    session: Session,
    ledger: Ledger,
    selection: Selection,
    columns: Sequence[str],
    *,
    order: Order | None = None,
    ctx: JobContext = SILENT,
) -> Printout:
    """The list that a selection gives, with these columns; a cancel leaves nothing behind.

    Raises:
        PrintNeedsApproval: what it is filtered by needs a second person, and there is one.
    """
    wanted = order or Order()
    total = browsing.page(session, ledger, selection, Order(limit=0)).total
    level, approved = _let_go(session, ledger, selection, total)
    source = RowSource(session, ledger, selection, tuple(columns), wanted.field or "", wanted.descending)
    shown = [row.texts for row in source.rows(0, total - 1, ctx)] if total else []
    rows = _without_hidden(ledger, columns, shown)
    made = table(
        session,
        "居民名单" if ledger.name == "person" else f"{ledger.label}清单",
        PrintedTable(tuple(_column(ledger, name) for name in columns), rows),
        notes=(*_notes(session, ledger, selection, len(rows)), MASKED),
        what=(ledger.name, level),
    )
    return replace(made, approved=approved)


def _let_go(session: Session, ledger: Ledger, selection: Selection, total: int) -> tuple[Level, str]:
    """The level that the list tells by what it is filtered by, and who lets it go."""
    level = max(leaving.level_of_selection(session, ledger.name, selection), _LOWEST)
    if not clearance.needs_approval(Leaving(level, level, _LOWEST, total, ())):
        return level, ""
    if not approvers.is_alone(session):
        raise PrintNeedsApproval(level, total)
    return level, SELF


def _notes(session: Session, ledger: Ledger, selection: Selection, count: int) -> Iterator[str]:
    """How many there are and what was asked for; of a masked field not which value."""
    yield f"共 {count:,} {'人' if ledger.name == 'person' else '条'}"
    for written, told in zip(selection.filters, filter_words.worded(session, ledger, selection.filters), strict=True):
        name, _, value = filters.parts(written)
        item = filters.field_named(ledger, name)
        hides = item is not None and bool(value) and bool(access.mask_of(item, ledger=ledger.name))
        if reviews.is_asked(ledger, name):
            closed = any(reviews.is_hidden(ledger, one.strip()) for one in value.split(filters.ANY_OF))
            yield f"{REVIEW_OVER_LABEL}{_NOT_PRINTED}" if closed else told
        else:
            yield f"{item.label}{_NOT_PRINTED}" if item is not None and hides else told
    if selection.search:
        yield f"搜索：{_NOT_PRINTED if _A_NUMBER.search(selection.search) else selection.search}"


def _without_hidden(
    ledger: Ledger, columns: Sequence[str], rows: Iterable[tuple[str, ...]]
) -> tuple[tuple[str, ...], ...]:
    """Paper leaves the house: of a column that is hidden in sheets it says nothing, whatever the screen tells."""
    hides = tuple(access.mask_of(ledger.field(name), ledger=ledger.name) == "hide" for name in columns)
    return tuple(
        tuple(masking.HIDDEN if text and hidden else text for text, hidden in zip(row, hides, strict=True))
        for row in rows
    )


def _column(ledger: Ledger, name: str) -> PrintedColumn:
    column = named(ledger.name, name)
    is_long = column.field.kind in _WRAPPED and column.field.mask not in ("name", "id18")
    return PrintedColumn(column.label, column.is_number, is_long)
