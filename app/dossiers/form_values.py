"""What a form is opened with: the fields of a record in their groups, masked, and what counts as seen.

And what a form asks while somebody types: whether a value is one, who the ID number says this is, who stands already.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app import access, words
from app.dossiers.dossier_parts import about_person
from app.dossiers.sections import Section, sections
from app.records.editing import Seen
from app.records.naming import Names
from app.records.record_groups import groups_of
from app.records.showing import Shower, person_name
from app.stores.session import Session
from ledger import catalog, check, clock, id_number, ids
from ledger.broken import Broken
from ledger.definition import Ledger
from ledger.errors import RecordNotFound

__all__ = ["FormValues", "SamePerson", "filled_from_id", "opened", "problem_of", "same_people"]
_MOST_TWINS = 3


@dataclass(frozen=True, slots=True)
class FormValues:
    """The groups of a form with their values; `seen` is None for a new record."""

    title: str
    sections: tuple[Section, ...]
    seen: Seen | None


@access.operation("edit")
def opened(session: Session, ledger: Ledger, record: str = "") -> FormValues:
    """The form of a record, or of a new one; raises RecordNotFound."""
    if not record:
        blank = tuple(Section.blank(group) for group in groups_of(ledger.name))
        return FormValues(f"新增{words.called(ledger.name)}", blank, None)
    one = ids.from_text(record)
    with session.reader() as reader, reader.snapshot():
        row = None if one is None else reader.get(ledger, one)
        if row is None or one is None:
            raise RecordNotFound(ledger.name)
        today = clock.today()
        shower = Shower(session, reader, ledger, today)
        shown = shower.rows([row])[0]
        names = Names(reader)
        title = person_name(names, one, today) if ledger.name == "person" else names.of(ledger.name, one)
        return FormValues(title, sections(ledger, row, shown, shower.explained(row), on=today), Seen(row))


def problem_of(ledger: Ledger, name: str, text: str) -> str:
    """What is wrong with one typed value, in the office's words; empty when nothing is."""
    checked = check.check(ledger, {name: text}, clock.today(), complete=False)
    return next((words.rule(problem.rule) for problem in checked.problems if problem.field == name), "")


def filled_from_id(text: str) -> Mapping[str, str]:
    """Type, sex and birth date that an ID number tells, as stored values; empty when it is none."""
    read = id_number.parse(text)
    if isinstance(read, Broken):
        return {}
    told = {"id_type": read.id_type, "sex": read.sex, "birth_date": read.birth}
    return {name: value for name, value in told.items() if value is not None}


@dataclass(frozen=True, slots=True)
class SamePerson:
    """Somebody of the ledger who may be meant; `is_certain` by the ID number."""

    id: str
    name: str
    about: str
    is_certain: bool


@access.operation("edit", ledger="person")
def same_people(session: Session, typed: Mapping[str, str], *, own: str = "") -> list[SamePerson]:
    """Who stands already under this ID number, or else under this name and birth date."""
    ledger = catalog.named("person")
    telling = {name: typed[name] for name in _TELLING if typed.get(name)}
    values = check.check(ledger, telling, clock.today(), complete=False).values
    number, name, birth = (values.get(field) for field in _TELLING)
    keys: list[tuple[tuple[str, ...], tuple[object, ...]]] = [(("id_no",), (number,))] if number else []
    if name and birth:
        keys.append((("name", "birth_date"), (name, birth)))
    today, found = clock.today(), dict[str, SamePerson]()
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        for fields, key in keys:
            for one in reader.find_by_keys(ledger, fields, [key]).get(key, ()):
                row, record = names.row("person", one) or {}, ids.to_text(one)
                differs = number and row.get("id_no") and row["id_no"] != number
                if record != own and record not in found and not differs:
                    said = about_person(row, today)
                    found[record] = SamePerson(record, person_name(names, one, today), said, "id_no" in fields)
    return list(found.values())[:_MOST_TWINS]


_TELLING = ("id_no", "name", "birth_date")
