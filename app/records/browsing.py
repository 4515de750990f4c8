"""Finding and looking at records: pages of a list, one record with everything about it, its history.

What leaves here is ready to be shown: plain JSON values, codes with their labels, references as id and name, derived
fields joined in, masks in front (`app.access`). Raw rows stay inside.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from app import access
from app.records import filters, references, sight, visit_orders
from app.records.filters import Selection
from app.records.naming import Names
from app.records.showing import Shower, has_left, worded
from app.records.shown_columns import Json
from app.records.subjects import is_covered, subject_of
from app.stores.session import Session
from ledger import clock, masking
from ledger.definition import Ledger
from ledger.errors import RecordNotFound, UnknownField
from storage.listing.query import Page, Query
from storage.reading import Reader
from storage.rows import Row

_ALL = 10_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a list is sorted and which part of it is wanted."""

    field: str | None = None
    descending: bool = False
    offset: int = 0
    limit: int = 50


@dataclass(slots=True)
class Listed:
    """A page of a list, or a recycle bin: how many records answer, and the rows of this page."""

    total: int
    rows: list[Json]
    total_is_floor: bool = False

    def as_json(self) -> Json:
        """The stable object of `linongctl list --json`."""
        floor: Json = {"total_is_floor": True} if self.total_is_floor else {}
        return {"total": self.total, **floor, "rows": self.rows}


@dataclass(slots=True)
class Shown:
    """One record: its fields, how derived ones came about, the records that hold it, and what was done to it."""

    row: Json
    version: object
    is_deleted: bool
    derived: dict[str, Json]
    related: dict[str, list[Json]]
    history: list[Json] | None = None

    def as_json(self) -> Json:
        """The stable object of `linongctl show --json`."""
        answer: Json = {**self.row, "version": self.version, "deleted": self.is_deleted}
        answer |= {"derived": self.derived, "related": self.related}
        return answer if self.history is None else {**answer, "history": self.history}


@access.operation("view")
def page(session: Session, ledger: Ledger, selection: Selection, order: Order) -> Listed:
    """One page of a list; each row has `id` and the fields of the ledger.

    With a day, a dwelling's row also says who lived there then (`residents`).
    """
    on = selection.on or clock.today()
    stored, derived = filters.split(ledger, selection.filters)
    with session.reader() as reader, reader.snapshot():
        shower = Shower(session, reader, ledger, on)
        if derived:
            every = query(reader, ledger, replace(selection, filters=stored), replace(order, offset=0, limit=_ALL))
            found = reader.page(every)
            passing = shower.passing(found.rows, derived)
            here = passing[order.offset : order.offset + order.limit]
            found = Page(len(passing), found.total_is_floor, here)
        else:
            found = reader.page(query(reader, ledger, selection, order))
        rows = shower.rows(found.rows)
        if selection.on and ledger.name == "dwelling":
            shower.add_residents(rows, found.rows)
    return Listed(found.total, rows, found.total_is_floor)


def query(reader: Reader, ledger: Ledger, selection: Selection, order: Order) -> Query:
    """The store's question for a selection; raises UnknownField, FieldsRefused, RecordNotFound, Forbidden."""
    field = None
    if order.field:
        item = filters.field_named(ledger, order.field)
        if item is None or not (item.has_column or item.name in ("age", "created_at", "updated_at")):
            raise UnknownField(ledger.name, order.field)
        sight.require_order(ledger, item)
        field = item.name
    asked = filters.parse(reader, ledger, selection.filters, selection.on or clock.today())
    descending = order.descending
    if field == "age":  # the oldest were born first
        field, descending = "birth_date", not descending
    return Query(
        ledger=ledger,
        filters=(*asked, *filters.among_told(ledger, (field,) if field else ())),
        order=field,
        descending=descending,
        offset=order.offset,
        limit=order.limit,
        search=selection.search,
        on=selection.on,
        everyone=selection.everyone,
        hidden=sight.hidden(ledger) if selection.search else {},
    )


class LeftOut(RecordNotFound):
    """The person died or moved out and is shown only where everyone is asked for."""


@access.operation("view")
def show(session: Session, ledger: Ledger, said: str, *, with_history: bool = False, everyone: bool = False) -> Shown:
    """Everything about the record that `said` names by id or business key.

    Raises:
        LeftOut: a person who died or moved out, without `everyone`.
        RecordNotFound, AmbiguousRecord: `said` names no record, or several.
    """
    with session.reader() as reader, reader.snapshot():
        one = references.find(reader, ledger, said, dead=True)
        row = reader.get(ledger, one, dead=True)
        if row is None:
            raise RecordNotFound(ledger.name)
        if not everyone and ledger.name == "person" and has_left(row):
            raise LeftOut(ledger.name)
        shower = Shower(session, reader, ledger, clock.today())
        related = shower.related(one, everyone=everyone)
        shown = Shown(shower.rows([row])[0], row.get("rv"), _is_deleted(row), shower.explained(row), related)
        if with_history:
            shown.history = _history(reader, ledger, one, row)
    return shown


def _history(reader: Reader, ledger: Ledger, one: bytes, row: Row) -> list[Json]:
    """Every change of a record, oldest first: at, user, field, old, new, source; masked like a list."""
    names = Names(reader)
    subject = subject_of(names, ledger, row, clock.today())
    changes: list[Json] = []
    is_veiled = access.is_veiled(ledger, row)
    hides_action = is_veiled or visit_orders.is_of_veiled(names, ledger, row)  # a visit's action is its order's too
    for change in reader.history(ledger, one):
        if is_veiled and change.field in access.REPORTER:
            continue
        if visit_orders.is_kept_back(names, ledger, change.field, change.old, change.new):
            continue
        item = ledger.field(change.field) if change.field and ledger.has(change.field) else None
        old, new = (worded(names, ledger, item, value, child=subject.is_child) for value in (change.old, change.new))
        if item is not None and is_covered(subject, ledger, item):
            old, new = (None if value is None else masking.HIDDEN for value in (change.old, change.new))
        shown: Json = {"at": change.at, "user": change.user, "kind": change.kind, "field": change.field}
        shown |= {"label": item.label if item else "", "old": old, "new": new}
        batch = "" if hides_action else str(change.action)
        changes.append(shown | {"source": change.source, "batch": batch})
    return changes


@access.operation("remove")
def deleted(session: Session, ledger: Ledger) -> Listed:
    """The recycle bin of a ledger: removed records with who removed them, when and why."""
    with session.reader() as reader:
        removed = list(reader.deleted(ledger))
        shower = Shower(session, reader, ledger, clock.today())
        rows = shower.rows([one.row for one in removed])
        for shown, one in zip(rows, removed, strict=True):
            shown |= {"deleted_at": one.at, "deleted_by": one.user, "reason": one.reason}
    return Listed(len(rows), rows)


def _is_deleted(row: Row) -> bool:
    life = row.get("life")
    return isinstance(life, int) and life % 2 == 0
