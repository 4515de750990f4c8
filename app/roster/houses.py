"""Which buildings a paper roster is about: those that are named, and every one of a compound that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from app import access
from app.records import references
from app.roster.roster import BUILDING, PERSON, TAG, Resident
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds
from ledger.definition import Level
from ledger.errors import RecordNotFound
from ledger.ordering import natural_key
from storage.reading import Reader

COMPOUND = catalog.named("compound")
_NUMBERS = ("name", "phone", "emergency_contact", "emergency_phone")


@access.operation("view", ledger="person")
def meant(session: Session, reader: Reader, said: Iterable[str]) -> tuple[bytes, ...]:
    """The ids of the buildings that are named, each once, those of a compound by their numbers.

    Raises:
        RecordNotFound: there is no such building and no such compound, or no building in it. AmbiguousRecord.
    """
    _ = session
    return tuple(dict.fromkeys(one for name in said for one in _buildings(reader, name)))


def _buildings(reader: Reader, said: str) -> list[bytes]:
    try:
        return [references.find(reader, BUILDING, said)]
    except RecordNotFound:
        compound = _compound(reader, said)
    rows = list(reader.brief(BUILDING, ("id", "building_no"), "compound_uid", (compound,)))
    if not rows:
        raise RecordNotFound(BUILDING.name)
    return [one for one, _ in sorted(rows, key=lambda row: natural_key(str(row[1] or "")))]


def _compound(reader: Reader, said: str) -> bytes:
    try:
        return references.find(reader, COMPOUND, said)
    except RecordNotFound:
        raise RecordNotFound(BUILDING.name) from None


@access.operation("print", ledger="person")
def open_numbers(
    session: Session, reader: Reader, people: Iterable[Resident]
) -> tuple[Mapping[str, Mapping[str, str]], Level]:
    """Names and numbers as they are, by person, and their highest level: of a child everything is one level more.

    Raises:
        Forbidden: the account may not print this level, or is told of no tags.
    """
    session.rights.require("view", TAG.name)
    wanted, today = [one for one in (ids.from_text(each.person) for each in people) if one], clock.today()
    rows = reader.get_many(PERSON, wanted)
    level: Level = "L3"
    found: dict[str, Mapping[str, str]] = {}
    for one, row in rows.items():
        birth = row.get("birth_date")
        child = isinstance(birth, str) and access.is_child(birth, today)
        told = {name: PERSON.field(name) for name in _NUMBERS if row.get(name) is not None}
        level = max(level, *(access.level_of(PERSON, item, child=child) for item in told.values()))
        found[ids.to_text(one)] = {name: kinds.as_text(item, row[name]) for name, item in told.items()}
    session.rights.require_level("print", PERSON.name, level)
    return found, level
