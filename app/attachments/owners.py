"""What attachments belong to: a person, a home, a building, a merchant, an activity, a visit, an order, an objection.

Pictures and papers are of level 3, of a child one level more. An attachment is found through what it belongs to alone,
so whoever does not see that does not see it either.
"""

from __future__ import annotations

from typing import Final, cast

from app import access
from app.records import references
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.definition import Level
from ledger.errors import RecordNotFound
from storage.reading import Reader
from storage.rows import Row, id_or_none

LEDGER: Final = catalog.named("attachment")
SUBJECTS: Final = {item.target: item.name for item in LEDGER.references}
"""Ledger of what has attachments -> the field that names it."""
LEVEL: Final[Level] = "L3"
MOST: Final = {"activity": 30, "visit": 9, "work_order": 20}
"""How many a record may have, where there is a bound (data dictionary). More that came from other PCs stay."""
MOST_MEGABYTES: Final = {"work_order": 10}
"""How large each of them may be as it is kept, where that is less than for all (data dictionary)."""
PICTURE: Final = "image/jpeg"
"""What every photograph is kept as."""
_OF_CHILD: Final[Level] = "L4"
_OBJECTION: Final = "objection"


def subject(ledger: str) -> str:
    """The field that names a record of this ledger; raises RecordNotFound for one without attachments."""
    field = SUBJECTS.get(ledger)
    if field is None:
        raise RecordNotFound(ledger)
    return field


def found(reader: Reader, ledger: str, record: str) -> Row:
    """The record that a person means; raises RecordNotFound, AmbiguousRecord."""
    subject(ledger)
    known = catalog.named(ledger)
    row = reader.get(known, references.find(reader, known, record))
    if row is None:
        raise RecordNotFound(ledger)
    return _with_birth(reader, ledger, row)


def id_of(row: Row) -> bytes:
    """The id of a row."""
    return cast("bytes", row["id"])


def with_owner(reader: Reader, ledger: str, attachment: str) -> tuple[Row, Row]:
    """An attachment and what it belongs to, of this ledger and seen by the account; raises RecordNotFound."""
    row = _row(reader, attachment)
    owner = row.get(subject(ledger))
    held = reader.get(catalog.named(ledger), owner) if isinstance(owner, bytes) else None
    if held is None:
        raise RecordNotFound(LEDGER.name)
    return row, _with_birth(reader, ledger, held)


@access.operation(access.OWN)
def ledger_of(session: Session, attachment: str) -> str:
    """The ledger of what an attachment belongs to, where only its id is known; raises RecordNotFound."""
    with session.reader() as reader:
        row = _row(reader, attachment)
    named = next((ledger for ledger, field in SUBJECTS.items() if row.get(field)), None)
    if named is None:
        raise RecordNotFound(LEDGER.name)
    return named


def level_of(ledger: str, owner: Row) -> Level:
    """How sensitive the attachments of a record are: one level more for a child."""
    birth = owner.get("birth_date") if ledger in ("person", _OBJECTION) else None
    child = isinstance(birth, str) and access.is_child(birth, clock.today())
    return _OF_CHILD if child else LEVEL


def _with_birth(reader: Reader, ledger: str, row: Row) -> Row:
    """The row; that of an objection with the birth date of the person whom it is about."""
    one = id_or_none(row.get("person_uid")) if ledger == _OBJECTION else None
    person = reader.get(catalog.named("person"), one) if one else None
    return {**row, "birth_date": person.get("birth_date")} if person else row


def _row(reader: Reader, attachment: str) -> Row:
    one = ids.from_text(attachment)
    row = reader.get(LEDGER, one) if one else None
    if row is None:
        raise RecordNotFound(LEDGER.name)
    return row
