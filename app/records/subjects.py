"""Whom a record is about, for what may be seen of it: a paper is held to its owner, an objection to its record.

Its level and the right to look go by its person, home or whatever else it names: of somebody under 14 it counts one
level more (`access.level_of`), and who may not look at people looks at no caption of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app import access
from app.records.naming import Names
from ledger import catalog
from ledger.definition import Field, Ledger

_OBJECTION = "objection"
HELD_TO_ANOTHER = frozenset(("attachment", _OBJECTION))
"""Ledgers whose records are about another one, which their first reference names."""


_OF_WHAT_IS_DISPUTED = ("stands", "should_be")


@dataclass(frozen=True, slots=True)
class Subject:
    """By the rights of which ledger a record is looked at, and whether it is about somebody under 14."""

    ledger: str
    is_child: bool


def subject_of(names: Names, ledger: Ledger, row: Mapping[str, object], on: date) -> Subject:
    """The subject of a record as it is on a day."""
    if ledger.name in HELD_TO_ANOTHER:
        owners = ((item.target, row.get(item.name)) for item in ledger.references)
        found = next(((target, one) for target, one in owners if isinstance(one, bytes)), None)
        if found is None:
            return Subject(ledger.name, is_child=False)
        if found[0] == _OBJECTION:
            return subject_of(names, catalog.named(_OBJECTION), names.row(*found) or {}, on)
        return Subject(found[0], found[0] == "person" and _is_child(names.row(*found) or {}, on))
    return Subject(ledger.name, ledger.name == "person" and _is_child(row, on))


def meant_by(ledger: Ledger, item: Field, row: Mapping[str, object]) -> tuple[Ledger, Field]:
    """The field whose values a field holds: of an objection the disputed one, whatever its record is."""
    name = row.get("disputed")
    if ledger.name != _OBJECTION or item.name not in _OF_WHAT_IS_DISPUTED or not isinstance(name, str):
        return ledger, item
    targets = (catalog.named(one.target) for one in ledger.references if row.get(one.name) is not None)
    about = next(targets, ledger)
    return (about, about.field(name)) if about.has(name) else (ledger, item)


def is_covered(subject: Subject, ledger: Ledger, item: Field) -> bool:
    """True for a field of what is held to another record, where it is more sensitive than what is shown of that."""
    if subject.ledger == ledger.name:
        return False
    return access.level_of(ledger, item, child=subject.is_child) > (access.level_shown(subject.ledger) or "")


def _is_child(person: Mapping[str, object], on: date) -> bool:
    birth = person.get("birth_date")
    return isinstance(birth, str) and access.is_child(birth, on)
