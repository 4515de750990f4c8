"""Finding and looking at records: pages of a list, one record with everything about it, its history.

What leaves here is ready to be shown: plain JSON values, codes with their labels, references as id and name, derived
fields joined in, masks in front (`app.access`). Raw rows stay inside.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from app import access, filters, references
from app.deriving import Deriver, explained, joined
from app.filters import Selection
from app.naming import Names
from app.session import Session
from ledger import catalog, clock, ids, kinds
from ledger.definition import Field, Ledger
from ledger.errors import RecordNotFound, UnknownField
from storage.paging import Query
from storage.reading import Reader
from storage.rows import Row

Json = dict[str, object]
_LABELLED = ("code", "code_list", "ref")


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


def page(session: Session, ledger: Ledger, selection: Selection, order: Order) -> Listed:
    """One page of a list; each row has `id` and the fields of the ledger.

    With a day, a dwelling's row also says who lived there then (`residents`).
    """
    on = selection.on or clock.today()
    with session.reader() as reader:
        found = reader.page(query(reader, ledger, selection, order))
        shower = _Shower(session, reader, ledger, on)
        rows = shower.rows(found.rows)
        if selection.on and ledger.name == "dwelling":
            shower.add_residents(rows, found.rows)
    return Listed(found.total, rows, found.total_is_floor)


def query(reader: Reader, ledger: Ledger, selection: Selection, order: Order) -> Query:
    """The store's question for a selection; raises UnknownField, FieldsRefused, RecordNotFound."""
    field = None
    if order.field:
        item = filters.field_named(ledger, order.field)
        if item is None or not (item.is_stored or item.indexed or item.name in ("age", "created_at", "updated_at")):
            raise UnknownField(ledger.name, order.field)
        field = item.name
    descending = order.descending
    if field == "age":  # the oldest were born first
        field, descending = "birth_date", not descending
    return Query(
        ledger=ledger,
        filters=filters.parse(reader, ledger, selection.filters, selection.on or clock.today()),
        order=field,
        descending=descending,
        offset=order.offset,
        limit=order.limit,
        search=selection.search,
        on=selection.on,
        everyone=selection.everyone,
    )


def show(session: Session, ledger: Ledger, said: str, *, with_history: bool = False) -> Shown:
    """Everything about the record that `said` names by id or business key."""
    with session.reader() as reader:
        one = references.find(reader, ledger, said, dead=True)
        row = reader.get(ledger, one, dead=True)
        if row is None:
            raise RecordNotFound(ledger.name)
        shower = _Shower(session, reader, ledger, clock.today())
        shown = Shown(
            shower.rows([row])[0], row.get("rv"), _is_deleted(row), shower.explained(row), shower.related(one)
        )
        if with_history:
            shown.history = _history(reader, ledger, one, row)
    return shown


def _history(reader: Reader, ledger: Ledger, one: bytes, row: Row) -> list[Json]:
    """Every change of a record, oldest first: at, user, field, old, new, source; masked like a list."""
    names = Names(reader)
    child = ledger.name == "person" and access.is_child(_text(row.get("birth_date")), clock.today())
    changes: list[Json] = []
    for change in reader.history(ledger, one):
        item = ledger.field(change.field) if change.field and ledger.has(change.field) else None
        old, new = (_worded(names, ledger, item, value, child=child) for value in (change.old, change.new))
        shown: Json = {"at": change.at, "user": change.user, "kind": change.kind, "field": change.field}
        shown |= {"label": item.label if item else "", "old": old, "new": new}
        changes.append(shown | {"source": change.source, "batch": str(change.action)})
    return changes


def deleted(session: Session, ledger: Ledger) -> Listed:
    """The recycle bin of a ledger: removed records with who removed them, when and why."""
    with session.reader() as reader:
        removed = list(reader.deleted(ledger))
        shower = _Shower(session, reader, ledger, clock.today())
        rows = shower.rows([one.row for one in removed])
        for shown, one in zip(rows, removed, strict=True):
            shown |= {"deleted_at": one.at, "deleted_by": one.user, "reason": one.reason}
    return Listed(len(rows), rows)


class _Shower:
    """Turns rows of one ledger into what may be shown."""

    def __init__(self, session: Session, reader: Reader, ledger: Ledger, on: date) -> None:
        self._session = session
        self._reader = reader
        self._ledger = ledger
        self._on = on
        self._names = Names(reader)
        self._deriver = Deriver(reader, self._names, on, session.store.committee_code)

    def rows(self, rows: Sequence[Row]) -> list[Json]:
        """Rows ready to show, in their order."""
        for item in self._ledger.references:
            self._names.load(item.target, (_bytes(row.get(item.name)) for row in rows))
        derived = self._deriver.of(self._ledger, rows)
        return [self._row(row, derived[_id(row)]) for row in rows]

    def explained(self, row: Row) -> dict[str, Json]:
        """Fields of the record that are derived and may be stated otherwise: both values and which one counts."""
        derived = self._deriver.of(self._ledger, [row])[_id(row)]
        return {
            item.name: explained(item, derived.get(item.name), row.get(item.name))
            for item in self._ledger.fields
            if item.stated
        }

    def add_residents(self, shown: list[Json], rows: Sequence[Row]) -> None:
        """Say of each dwelling who lived there on the day."""
        living = self._deriver.residents(_id(row) for row in rows)
        self._names.load("person", (_bytes(stay.get("person_uid")) for stays in living.values() for stay in stays))
        for answer, row in zip(shown, rows, strict=True):
            answer["residents"] = [self._resident(stay) for stay in living[_id(row)]]

    def related(self, one: bytes) -> dict[str, list[Json]]:
        """The live records of other ledgers that hold this one, by ledger."""
        answer: dict[str, list[Json]] = {}
        for ledger, name in _RELATED.get(self._ledger.name, ()):
            held_in = catalog.named(ledger)
            found = self._reader.children(held_in, name, [one])
            if found:
                answer[ledger] = _Shower(self._session, self._reader, held_in, self._on).rows(found)
        return answer

    def _resident(self, stay: Row) -> Json:
        person = _bytes(stay.get("person_uid"))
        relation = str(stay.get("relation") or "")
        return {
            "id": ids.to_text(person) if person else None,
            "name": self._person_name(person),
            "relation": relation,
            "relation_label": kinds.as_text(catalog.named("residence").field("relation"), relation),
            "start_date": stay.get("start_date"),
            "end_date": stay.get("end_date"),
        }

    def _row(self, row: Row, derived: Mapping[str, object]) -> Json:
        child = self._ledger.name == "person" and access.is_child(_text(row.get("birth_date")), self._on)
        shown: Json = {"id": ids.to_text(_id(row))}
        for item in self._ledger.fields:
            value = row.get(item.name) if item.is_stored else None
            if item.need == "derived":
                value = joined(item, derived.get(item.name), value)
            shown.update(self._field(item, value, child=child))
        return shown

    def _field(self, item: Field, value: object, *, child: bool) -> Json:
        """One field as JSON, with its label beside it where the value is a code or a reference."""
        if item.kind == "ref":
            one = _bytes(value)
            name = self._names.of(item.target, one) if one else None
            if item.target == "person" and one:
                name = self._person_name(one)
            label = access.shown(self._ledger, item, name, child=child)
            return {item.name: ids.to_text(one) if one else None, f"{item.name}_label": label}
        given = access.shown(self._ledger, item, _plain(item, value), child=child)
        answer: Json = {item.name: given}
        if item.kind in _LABELLED:
            label = None if value is None else kinds.as_text(item, value)
            answer[f"{item.name}_label"] = access.shown(self._ledger, item, label, child=child)
        return answer

    def _person_name(self, one: bytes | None) -> str:
        return person_name(self._names, one, self._on)


def person_name(names: Names, one: bytes | None, on: date) -> str:
    """A person's name as lists show it: behind its mask for a child."""
    row = names.row("person", one) or {}
    person = catalog.named("person")
    child = access.is_child(_text(row.get("birth_date")), on)
    return str(access.shown(person, person.field("name"), row.get("name") or "", child=child))


def _worded(names: Names, ledger: Ledger, item: Field | None, value: object, *, child: bool) -> object:
    """A value of a history as text for people, behind its mask."""
    if item is None or value is None:
        return value if item is None else None
    text: object = kinds.as_text(item, value)
    if item.kind == "ref":
        one = _bytes(value)
        is_person = item.target == "person"
        text = person_name(names, one, clock.today()) if is_person else names.of(item.target, one)
    return access.shown(ledger, item, text, child=child)


def _plain(item: Field, value: object) -> object:
    """A stored value as JSON knows it: yes/no as true and false."""
    return bool(value) if item.kind == "bool" and value is not None else value


def _is_deleted(row: Row) -> bool:
    life = row.get("life")
    return isinstance(life, int) and life % 2 == 0


def _id(row: Row) -> bytes:
    value = row["id"]
    return value if isinstance(value, bytes) else b""


def _bytes(value: object) -> bytes | None:
    return value if isinstance(value, bytes) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


_RELATED: dict[str, tuple[tuple[str, str], ...]] = {
    "person": (("residence", "person_uid"), ("person_tag", "person_uid"), ("topic_vehicle", "owner_person")),
    "dwelling": (
        ("residence", "dwelling_uid"),
        ("household", "dwelling_uid"),
        ("topic_vehicle", "dwelling_uid"),
    ),
    "household": (("residence", "household_uid"),),
}
