"""Looking behind a mask: one field of one record, by right, for a reason where it has to be, entered before it shows.

The value is handed to the screen and kept nowhere; how long it stays there is the setting `reveal_seconds`. Which mask
lies over what is `app.access`'s to say.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from app import access
from app.records import references, row_texts, visit_orders
from app.records.naming import Names
from app.records.showing import Shower
from app.records.subjects import meant_by, subject_of
from app.stores.session import Session
from ledger import clock
from ledger.definition import Field, Ledger, Level
from ledger.errors import LedgerError, RecordNotFound, UnknownField
from storage.reading import Reader
from storage.rows import Row, id_in
from storage.store import Entry

KIND = "reveal"
REASON_FROM: Level = "L4"


class RevealReasonNeeded(LedgerError):
    """What is highly sensitive is shown for a reason only."""


@dataclass(frozen=True, slots=True)
class Revealed:
    """A value as it is, for so many seconds."""

    text: str = field(repr=False)
    level: Level
    seconds: int


@dataclass(frozen=True, slots=True)
class Behind:
    """What lies behind a mask, before it is asked for: how sensitive it is, whether a reason is needed, who may look.

    `refusal` is why this account may not; None when it may.
    """

    level: Level
    needs_reason: bool
    refusal: access.Forbidden | None


@access.operation("view")
def behind(session: Session, ledger: Ledger, record: str, name: str) -> Behind:
    """What a person is told of a masked field; raises UnknownField, RecordNotFound."""
    item = _field(ledger, name)
    with session.reader() as reader:
        row = _row(reader, ledger, record)
        subject, level = _level(reader, ledger, item, row)
    try:
        access.require_told(ledger, row, name)
        session.rights.require_level("reveal", subject, level)
    except access.Forbidden as refusal:
        return Behind(level, level >= REASON_FROM, refusal)
    return Behind(level, level >= REASON_FROM, None)


@access.operation("reveal")
def reveal(session: Session, ledger: Ledger, record: str, name: str, reason: str = "") -> Revealed:
    """The value of a masked field; the look stands in the audit before anything is answered.

    Raises:
        Forbidden: the account may not look at this level. RevealReasonNeeded: it may, for a reason.
        UnknownField, RecordNotFound.
    """
    item = _field(ledger, name)
    with session.reader() as reader, reader.snapshot():
        row = _row(reader, ledger, record)
        (row,) = visit_orders.without(Names(reader), ledger, [row])
        subject, level = _level(reader, ledger, item, row)
        access.require_told(ledger, row, name)
        session.rights.require_level("reveal", subject, level)
        if level >= REASON_FROM and not reason.strip():
            raise RevealReasonNeeded
        with access.seen_by(access.EVERYTHING):
            shown = Shower(session, reader, ledger, clock.today()).rows([row])[0]
        text = row_texts.text_of(item, shown)
    entry = Entry(session.login, KIND, "", reason.strip(), "reveal", ledger.name, id_in(row))
    session.store.note([(entry, {"fields": [name], "level": level})])
    return Revealed(text, level, session.settings.number("reveal_seconds"))


def _field(ledger: Ledger, name: str) -> Field:
    if not ledger.has(name):
        raise UnknownField(ledger.name, name)
    return ledger.field(name)


def _row(reader: Reader, ledger: Ledger, record: str) -> Row:
    row = reader.get(ledger, references.find(reader, ledger, record, dead=True), dead=True)
    if row is None:
        raise RecordNotFound(ledger.name)
    return row


def _level(reader: Reader, ledger: Ledger, item: Field, row: Row) -> tuple[str, Level]:
    """By the rights of which ledger the field is looked at, and how sensitive it is: one level more for a child."""
    subject = subject_of(Names(reader), ledger, row, clock.today())
    held_in, meant = meant_by(ledger, item, row)
    return subject.ledger, access.level_of(held_in, meant, child=subject.is_child)
