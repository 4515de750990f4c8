"""Mustering a building 清点: who is safe, who is away, who was not found.

It works on this PC at once and reaches the others with the next round. Every word about somebody is a record of its own
and the newest counts, so that two PCs count one house together. A
building has one muster at a time: whoever begins one while another goes on joins it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app import access, logs
from app.records import references
from app.records.editing import Edited
from app.roster.roster import BUILDING, PERSON, Resident, Roster, roster
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds
from ledger.broken import Broken
from ledger.catalog.muster import AWAY, MISSING, SAFE
from ledger.errors import FieldsRefused, LedgerError, RecordNotFound
from storage.reading import Reader
from storage.rows import Row, id_in

MUSTER, CHECK = catalog.named("muster"), catalog.named("muster_check")
OUTCOMES = (SAFE, AWAY, MISSING)
UNCOUNTED = "未清点"


class MusterOver(LedgerError):
    """No muster goes on in this building."""


@dataclass(frozen=True, slots=True)
class Word:
    """What was last said of somebody; `outcome` is 未清点 until somebody says something."""

    outcome: str = UNCOUNTED
    when: str = ""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Muster:
    """A muster with the word about everybody who lives in the building."""

    id: str
    reason: str
    begun: str
    is_over: bool
    roster: Roster
    words: Mapping[str, Word]

    def word(self, person: str) -> Word:
        """What was last said of somebody."""
        return self.words.get(person, Word())

    @property
    def counts(self) -> dict[str, int]:
        """How many of everybody: 未清点, 没找到, 不在, 安全."""
        told = [self.word(one.person).outcome for one in self.roster.residents]
        return {outcome: told.count(outcome) for outcome in (UNCOUNTED, MISSING, AWAY, SAFE)}

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl roster --muster`."""
        return {
            "id": self.id,
            "reason": self.reason,
            "begun": self.begun,
            "is_over": self.is_over,
            "counts": self.counts,
            "people": [self._line(one) for one in self.roster.residents],
        }

    def _line(self, one: Resident) -> dict[str, object]:
        word = self.word(one.person)
        return {
            "person": one.person,
            "name": one.name,
            "place": one.place,
            "help": list(one.help.labels),
            "outcome": word.outcome,
            "when": word.when or None,
            "by": word.by or None,
        }


@access.operation("view", ledger="person")
def going_on(session: Session, building: str) -> Muster | None:
    """The muster that goes on in a building, or the last one; None where there never was any."""
    found = roster(session, building)
    with session.reader() as reader, reader.snapshot():
        rows = _current(reader, ids.from_text(found.building) or b"")
        return _muster(reader, rows, found) if rows else None


@access.operation("act")
def begin(session: Session, building: str, reason: str) -> str:
    """Begin a muster, or join the one that goes on: answers its id.

    Raises:
        FieldsRefused: nothing says what happened. RecordNotFound, AmbiguousRecord.
    """
    with session.reader() as reader, reader.snapshot():
        one = references.find(reader, BUILDING, building)
        rows = _current(reader, one)
    if rows and not rows[0].get("ended_at"):
        return ids.to_text(id_in(rows[0]))
    new = ids.new_id()
    values = {
        "building_uid": one,
        "reason": _typed("muster", "reason", reason, required=True),
        "begun_at": clock.now_text(),
        "begun_by": session.user_name() or session.login,
    }
    with session.store.write(user=session.login, kind="muster-begin") as write:
        write.create(MUSTER, [(new, values)])
    logs.event("muster begun")
    return ids.to_text(new)


@access.operation("act")
def account_for(session: Session, building: str, people: Iterable[str], outcome: str, note: str = "") -> Edited:
    """Say that people are 安全, 不在 or 没找到, of the muster that goes on; `note` says where they are.

    Raises:
        MusterOver: none goes on. FieldsRefused: no such outcome.
        RecordNotFound: the building or somebody is not known.
    """
    if outcome not in OUTCOMES:
        raise FieldsRefused(CHECK.name, (("outcome", "unknown_choice" if outcome else "required"),))
    with session.reader() as reader, reader.snapshot():
        row = _open(reader, references.find(reader, BUILDING, building))[0]
        found = [references.find(reader, PERSON, one) for one in people]
    if not found:
        raise RecordNotFound(PERSON.name)
    said = {
        "muster_uid": id_in(row),
        "outcome": outcome,
        "checked_at": clock.now_text(),
        "checker": session.user_name() or session.login,
        "note": _typed("muster_check", "note", note),
    }
    with session.store.write(user=session.login, kind="muster-check") as write:
        write.create(CHECK, [(ids.new_id(), {**said, "person_uid": one}) for one in dict.fromkeys(found)])
    logs.event("mustered", people=len(found))
    return Edited(ids.to_text(id_in(row)), (), write.action)


@access.operation("act")
def end(session: Session, building: str) -> Edited:
    """End the muster that goes on; raises MusterOver."""
    with session.reader() as reader, reader.snapshot():
        rows = _open(reader, references.find(reader, BUILDING, building))
    ended_at = clock.now_text()
    with session.store.write(user=session.login, kind="muster-end") as write:
        write.patch(MUSTER, [(id_in(row), row, {"ended_at": ended_at}) for row in rows])
    logs.event("muster ended")
    return Edited(ids.to_text(id_in(rows[0])), (), write.action)


def _current(reader: Reader, building: bytes) -> list[Row]:
    """What makes up the muster of a building that goes on, else the last one; the first that was begun leads.

    Two PCs that begin one each before they hear of each other count the same house: theirs are one.
    """
    rows = sorted(
        reader.children(MUSTER, "building_uid", [building]), key=lambda row: (str(row["begun_at"]), id_in(row))
    )
    last = max((str(row.get("ended_at") or "") for row in rows), default="")
    return [row for row in rows if not row.get("ended_at")] or [row for row in rows if row.get("ended_at") == last]


def _open(reader: Reader, building: bytes) -> list[Row]:
    rows = _current(reader, building)
    if not rows or rows[0].get("ended_at"):
        raise MusterOver
    return rows


def _muster(reader: Reader, rows: list[Row], found: Roster) -> Muster:
    row = rows[0]
    return Muster(
        id=ids.to_text(id_in(row)),
        reason=str(row.get("reason") or ""),
        begun=clock.local_text(str(row.get("begun_at") or "")),
        is_over=bool(row.get("ended_at")),
        roster=found,
        words=_words(reader, [id_in(one) for one in rows]),
    )


def _words(reader: Reader, musters: list[bytes]) -> dict[str, Word]:
    """Person -> what was said last."""
    said = sorted(
        reader.brief(CHECK, ("checked_at", "id", "person_uid", "outcome", "checker"), "muster_uid", musters),
        key=lambda one: (one[0] or "", one[1]),
    )
    by = CHECK.field("checker")
    return {
        ids.to_text(person): Word(outcome or UNCOUNTED, clock.local_text(at), str(access.shown(CHECK, by, who) or ""))
        for at, _, person, outcome, who in said
        if at and person
    }


def _typed(ledger: str, name: str, text: str, *, required: bool = False) -> object:
    """A typed word as it is stored; raises FieldsRefused."""
    if not text.strip():
        if required:
            raise FieldsRefused(ledger, ((name, "required"),))
        return None
    read = kinds.parser(catalog.named(ledger).field(name), clock.today(), typed=True)(text)
    if isinstance(read, Broken):
        raise FieldsRefused(ledger, ((name, read.rule),))
    return read
