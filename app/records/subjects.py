"""Whom a record is about, for what may be seen of it: a picture or paper is held to what it belongs to.

Its level and the right to look go by its person, home or whatever else it names: of somebody under 14 it counts one
level more (`access.level_of`), and who may not look at people looks at no caption of theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app import access
from app.records.naming import Names
from ledger.definition import Field, Ledger

_HELD_TO_ITS_OWNER = "attachment"


@dataclass(frozen=True, slots=True)
class Subject:
    """By the rights of which ledger a record is looked at, and whether it is about somebody under 14."""

    ledger: str
    is_child: bool


def subject_of(names: Names, ledger: Ledger, row: Mapping[str, object], on: date) -> Subject:
    """The subject of a record as it is on a day."""
    if ledger.name == _HELD_TO_ITS_OWNER:
        owners = ((item.target, row.get(item.name)) for item in ledger.references)
        found = next(((target, one) for target, one in owners if isinstance(one, bytes)), None)
        if found is None:
            return Subject(ledger.name, is_child=False)
        return Subject(found[0], found[0] == "person" and _is_child(names.row(*found) or {}, on))
    return Subject(ledger.name, ledger.name == "person" and _is_child(row, on))


def is_covered(subject: Subject, ledger: Ledger, item: Field) -> bool:
    """True for a field of a picture or paper that is more sensitive than what is shown of its subject."""
    if subject.ledger == ledger.name:
        return False
    return access.level_of(ledger, item, child=subject.is_child) > (access.level_shown(subject.ledger) or "")


def _is_child(person: Mapping[str, object], on: date) -> bool:
    birth = person.get("birth_date")
    return isinstance(birth, str) and access.is_child(birth, on)
