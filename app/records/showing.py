"""Rows as they may be shown: codes with labels, references as id and name, derived fields joined in, masks in front.

One `Shower` works on one ledger of one open reader and reads what a whole page needs at once. Which rows to show is
`browsing`'s business, what a mask covers `access`'s, how derived values come about `deriving`'s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import cached_property

from app import access
from app.records import visit_orders
from app.records.deriving import Deriver, explained, joined
from app.records.filters import DerivedTest
from app.records.naming import Names
from app.records.shown_columns import Json, columns_of
from app.records.subjects import HELD_TO_ANOTHER, is_covered, subject_of
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds, masking
from ledger.definition import Field, Ledger
from storage.reading import Reader
from storage.rows import Row, id_in, id_or_none, text_in

_WORKED_OUT_AT_ONCE = 500
_VISIT = catalog.named("visit")


class Shower:
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
        rows = [access.veiled(self._ledger, row) for row in visit_orders.without(self._names, self._ledger, rows)]
        for item in self._ledger.references:
            self._names.load(item.target, (id_or_none(row.get(item.name)) for row in rows))
        derived = self._deriver.of(self._ledger, rows)
        return [self._row(row, derived[id_in(row)]) for row in rows]

    def passing(self, rows: Sequence[Row], tests: Sequence[DerivedTest]) -> list[Row]:
        """Those of the rows whose derived values pass every test; each row is worked out for it."""
        kept: list[Row] = []
        for start in range(0, len(rows), _WORKED_OUT_AT_ONCE):
            chunk = rows[start : start + _WORKED_OUT_AT_ONCE]
            derived = self._deriver.of(self._ledger, chunk)
            kept.extend(row for row in chunk if all(self._passes(row, derived[id_in(row)], test) for test in tests))
        return kept

    def _passes(self, row: Row, derived: Mapping[str, object], test: DerivedTest) -> bool:
        item = self._ledger.field(test.field)
        return test.holds(joined(item, derived.get(item.name), row.get(item.name) if item.is_stored else None))

    def explained(self, row: Row) -> dict[str, Json]:
        """Fields of the record that are derived and may be stated otherwise: both values and which one counts."""
        derived = self._deriver.of(self._ledger, [row])[id_in(row)]
        return {
            item.name: explained(item, derived.get(item.name), row.get(item.name))
            for item in self._ledger.fields
            if item.stated
        }

    def add_residents(self, shown: list[Json], rows: Sequence[Row]) -> None:
        """Say of each dwelling who lived there on the day."""
        living = self._deriver.residents(id_in(row) for row in rows)
        self._names.load("person", (id_or_none(stay.get("person_uid")) for stays in living.values() for stay in stays))
        for answer, row in zip(shown, rows, strict=True):
            answer["residents"] = [self._resident(stay) for stay in living[id_in(row)]]

    def related(self, one: bytes, *, everyone: bool) -> dict[str, list[Json]]:
        """The live records of other ledgers that hold this one, by ledger.

        Of a home's residences those of people who died or moved out are left out until `everyone` is asked for.
        """
        answer: dict[str, list[Json]] = {}
        for ledger, name in _RELATED.get(self._ledger.name, ()):
            held_in = catalog.named(ledger)
            found = self._reader.children(held_in, name, [one])
            if ledger == "residence" and not everyone and self._ledger.name != "person":
                self._names.load("person", (id_or_none(row.get("person_uid")) for row in found))
                found = [row for row in found if not has_left(self._names.row("person", id_or_none(row["person_uid"])))]
            if found:
                answer[ledger] = Shower(self._session, self._reader, held_in, self._on).rows(found)
        if self._ledger.name == "person":
            pairs = self._reader.brief(catalog.named("visit_person"), ("visit_uid",), "person_uid", [one])
            visits = self._reader.get_many(_VISIT, (visit for (visit,) in pairs))
            if visits:
                answer[_VISIT.name] = Shower(self._session, self._reader, _VISIT, self._on).rows(list(visits.values()))
        return answer

    def _resident(self, stay: Row) -> Json:
        person = id_or_none(stay.get("person_uid"))
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
        child = self._ledger.name == "person" and access.is_child(text_in(row, "birth_date"), self._on)
        columns = columns_of(self._ledger.name, child=child)
        shown: Json = {**columns.blank, "id": ids.to_text(id_in(row))}
        for name, write in columns.stored:
            value = row.get(name)
            if value is not None:
                write(shown, value)
        for item, write in columns.derived:
            value = joined(item, derived.get(item.name), row.get(item.name) if item.is_stored else None)
            if value is not None:
                write(shown, value)
        for item, door in columns.references:
            one = id_or_none(row.get(item.name))
            if one:
                name = self._person_name(one) if item.target == "person" else self._names.of(item.target, one)
                shown[item.name], shown[f"{item.name}_label"] = ids.to_text(one), door(name)
        if self._ledger.name == "work_order":
            self._name_holders(shown)
        elif self._ledger.name in HELD_TO_ANOTHER:
            self._cover(shown, row)
        return shown

    def _cover(self, shown: Json, row: Row) -> None:
        """Hide of a picture, a paper or an objection what is not shown of whom it is about."""
        subject = subject_of(self._names, self._ledger, row, self._on)
        for item in self._ledger.fields:
            if shown[item.name] is not None and is_covered(subject, self._ledger, item):
                shown[item.name] = masking.HIDDEN

    def _name_holders(self, shown: Json) -> None:
        """Who has an order, and which unit, as people call them."""
        store = self._session.store
        if shown["assignee"]:
            shown["assignee_label"] = self._people.get(str(shown["assignee"]), shown["assignee"])
        if shown["assignee_org"] == store.committee_code:
            shown["assignee_org_label"] = store.committee_name

    @cached_property
    def _people(self) -> Mapping[str, str]:
        return self._session.store.account_names()

    def _person_name(self, one: bytes | None) -> str:
        return person_name(self._names, one, self._on)


def has_left(person: Row | None) -> bool:
    """True for somebody who died or moved out."""
    return person is not None and (person.get("alive") == 0 or person.get("moved_out") == 1)


def person_name(names: Names, one: bytes | None, on: date) -> str:
    """A person's name as lists show it: behind its mask for a child."""
    row = names.row("person", one) or {}
    person = catalog.named("person")
    child = access.is_child(text_in(row, "birth_date"), on)
    return str(access.shown(person, person.field("name"), row.get("name") or "", child=child))


def worded(names: Names, ledger: Ledger, item: Field | None, value: object, *, child: bool) -> object:
    """A value of a history as text for people, behind its mask."""
    if item is None or value is None:
        return value if item is None else None
    text: object = kinds.as_text(item, value)
    if item.kind == "ref":
        one = id_or_none(value)
        is_person = item.target == "person"
        text = person_name(names, one, clock.today()) if is_person else names.of(item.target, one)
    return access.shown(ledger, item, text, child=child)


_RELATED: dict[str, tuple[tuple[str, str], ...]] = {
    "person": (("residence", "person_uid"), ("person_tag", "person_uid"), ("topic_vehicle", "owner_person")),
    "dwelling": (
        ("residence", "dwelling_uid"),
        ("household", "dwelling_uid"),
        ("topic_vehicle", "dwelling_uid"),
        ("visit", "dwelling_uid"),
    ),
    "household": (("residence", "household_uid"),),
    "visit": (("visit_person", "visit_uid"),),
    "activity": (("activity_person", "activity_uid"),),
}
