"""Looking behind the masks of a question, so that whoever settles it sees what is to be chosen from.

By right, for a reason where it has to be, entered in the log before it shows: the rules of `app.rights.revealing`. The
values are handed to the screen and kept nowhere.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app import access
from app.records.naming import Names
from app.rights.revealing import KIND, REASON_FROM, RevealReasonNeeded
from app.stores.session import Session
from app.syncing import conflict_sides, questions
from app.syncing.conflict_sides import Part, Wording
from ledger import catalog
from ledger.definition import Level
from storage.store import Entry
from storage.syncing.conflicts import Conflict
from sync.local_side import LocalSide


@dataclass(frozen=True, slots=True)
class Unveiled:
    """What was there before and what each choice holds, for so many seconds."""

    before: tuple[Part, ...] = field(repr=False)
    by_choice: Mapping[str, tuple[Part, ...]] = field(repr=False)
    seconds: int


@access.operation("view")
def level(session: Session, said: str) -> Level:
    """How sensitive the most sensitive value of a question is; raises ConflictNotFound."""
    conflict = questions.find(session, said)
    with session.reader() as reader:
        return _level(Names(reader), conflict)[1]


@access.operation("reveal")
def unveil(session: Session, said: str, reason: str = "") -> Unveiled:
    """The values of a question without masks; the look stands in the log before anything is answered.

    Raises:
        Forbidden: the account may not look at this level, or is not told who reported a confidential order.
        RevealReasonNeeded: it may, for a reason.
        ConflictNotFound.
    """
    conflict = questions.find(session, said)
    device = LocalSide(session.store).facts().device
    values = conflict_sides.values_of(conflict).contested()
    with session.reader() as reader, reader.snapshot():
        names = Names(reader)
        _require_told(session, names, conflict)
        subject, needed = _level(names, conflict)
        session.rights.require_level("reveal", subject, needed)
        if needed >= REASON_FROM and not reason.strip():
            raise RevealReasonNeeded
        with access.seen_by(access.EVERYTHING):
            wording = Wording(names, catalog.named(conflict.type), conflict.record)
            sides: tuple[questions.Side, ...] = ("mine", "theirs")
            told: dict[str, tuple[Part, ...]] = {
                questions.side_of(conflict, side, device): wording.parts(values.of(side)) for side in sides
            }
            before = wording.parts(values.before)
    entry = Entry(session.login, KIND, "", reason.strip(), "reveal", conflict.type, conflict.record)
    session.store.note([(entry, {"fields": sorted({*values.mine, *values.theirs}), "level": needed})])
    return Unveiled(before, told, session.settings.number("reveal_seconds"))


def _require_told(session: Session, names: Names, conflict: Conflict) -> None:
    """Raise ConflictNotFound, or Forbidden where it is about what this account is not told of the record."""
    if not questions.is_seen(names, session.rights, conflict):
        raise questions.ConflictNotFound
    ledger, values = catalog.named(conflict.type), conflict_sides.values_of(conflict).contested()
    row = names.row(ledger.name, conflict.record) or {}
    for name in {*values.before, *values.mine, *values.theirs}:
        access.require_told(ledger, row, name)


def _level(names: Names, conflict: Conflict) -> tuple[str, Level]:
    """By the rights of which ledger the values are looked at, and how sensitive the most sensitive one is."""
    ledger = catalog.named(conflict.type)
    values = conflict_sides.values_of(conflict).contested()
    subject = Wording(names, ledger, conflict.record).subject
    levels = [
        access.level_of(ledger, ledger.field(name), child=subject.is_child) for name in {*values.mine, *values.theirs}
    ]
    return subject.ledger, max(levels, default="L1")
