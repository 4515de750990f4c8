"""Raising an objection 异议: it is written down, and its record stands as 异议核实中 until the last one is settled.

A record may have several open at once. Nothing of the record changes but its status.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from app import access, logs, words
from app.objections import about
from app.objections.about import OBJECTION, PERSON, WHOLE
from app.records import references
from app.stores.session import Session
from ledger import catalog, check, clock, ids, kinds, position
from ledger.catalog.objection import OPEN
from ledger.definition import Field, Ledger
from ledger.departments import DISPUTED, STATUS
from ledger.errors import FieldsRefused, UnknownField
from storage.reading import Reader
from storage.records import Write
from storage.rows import Row, id_in

KIND: Final = "objection"
Said = Mapping[str, str]
"""Of `SAID`: which field (none for the record as a whole), what it should be, who says so, and why."""
_TYPED: Final = ("should_be", "why", "objector_name", "objector_phone")
SAID: Final = ("disputed", *_TYPED, "objector_uid")


@dataclass(frozen=True, slots=True)
class Raised:
    """What was written: the objection, and the action that takes it back."""

    id: str
    action: int


@dataclass(frozen=True, slots=True)
class RaisingSteps:
    """An objection as it would be written down, in sentences, and the one action that does it."""

    ledger: str
    record: str
    said: Said = field(repr=False)
    told: tuple[str, ...]
    changes_anything: bool = True

    @access.operation("edit")
    def write(self, session: Session, *, reason: str = "") -> int:
        """Write it down; answers the action. Raises as `dispute`."""
        del reason  # an objection says itself why
        return dispute(session, self.ledger, self.record, self.said).action


@access.operation("edit")
def dispute(session: Session, ledger: str, record: str, said: Said) -> Raised:
    """Write down that somebody disputes a record, or one of its fields.

    Raises:
        FieldsRefused: nobody says why, a word that its field does not take, or `should_be` is none of the disputed.
        UnknownField: no field to be disputed.
        RecordNotFound, AmbiguousRecord: the record, or the person who objects.
    """
    held_in, new = catalog.named(ledger), ids.new_id()
    with session.reader() as reader, reader.snapshot():
        row = about.row_of(reader, held_in, record)
        made = values(session, reader, held_in, row, said)
    with session.store.write(user=session.login, kind=KIND) as write:
        write_down(write, held_in, row, [(new, made)])
    logs.event("objection raised", ledger=ledger)
    return Raised(ids.to_text(new), write.action)


@access.operation("edit")
def plan(session: Session, ledger: str, record: str, said: Said) -> RaisingSteps:
    """What `dispute` would write, and raises as it does; nothing is written."""
    held_in = catalog.named(ledger)
    with session.reader() as reader, reader.snapshot():
        row = about.row_of(reader, held_in, record)
        made = values(session, reader, held_in, row, said)
        others = len(about.open_ones(reader, ledger, id_in(row)))
    return RaisingSteps(ledger, record, said, (sentence(held_in, made, others=others),))


def sentence(ledger: Ledger, made: Mapping[str, object], *, others: int = 0) -> str:
    """What writing an objection down does, in words; none of its own."""
    name = str(made.get("disputed") or "")
    what = ledger.field(name).label if name else WHOLE
    beside = f"；还有 {others} 条异议没有核实完" if others else ""
    return f"{words.called(ledger.name)}的{what}有异议，记为{OPEN}{beside}。"


@access.operation("edit")
def values(session: Session, reader: Reader, ledger: Ledger, row: Row, said: Said) -> dict[str, object]:
    """The stored values of an objection to a record as it stands now; raises as `dispute`."""
    unknown = next((name for name in said if name not in SAID), "")
    if unknown:
        raise UnknownField(OBJECTION.name, unknown)
    item = about.field_of(session, ledger.name, said.get("disputed", ""))
    made: dict[str, object] = {about.subject(ledger.name): id_in(row)}
    if item is not None:
        stands = row.get(item.name)
        made |= {"disputed": item.name, "stands": None if stands is None else kinds.as_text(item, stands)}
    typed = {name: said[name].strip() for name in _TYPED if said.get(name, "").strip()}
    if "why" not in typed:
        raise FieldsRefused(OBJECTION.name, (("why", "required"),))
    if "should_be" in typed and item is None:
        raise FieldsRefused(OBJECTION.name, (("disputed", "required"),))
    if "should_be" in typed and item is not None:
        _require_taken(ledger, item, typed["should_be"])
    made |= checked(typed)
    if said.get("objector_uid", "").strip():
        made["objector_uid"] = references.find(reader, PERSON, said["objector_uid"])
    who = session.user_name() or session.login
    return made | {"state": OPEN, "raised_at": clock.now_text(), "raised_by": who}


def checked(typed: Mapping[str, str]) -> dict[str, object]:
    """Typed words of an objection as they are stored; raises FieldsRefused."""
    read = check.check(OBJECTION, dict(typed), clock.today(), complete=False)
    problems = tuple((one.field, one.rule) for one in read.problems if one.field in typed)
    if problems:
        raise FieldsRefused(OBJECTION.name, problems)
    return {name: read.values[name] for name in typed if read.values.get(name) is not None}


def _require_taken(ledger: Ledger, item: Field, text: str) -> None:
    """Raise FieldsRefused for what the disputed field would never take: whoever objects is here to be asked now.

    What stands in other fields, or changes until somebody settles it, is asked about then.
    """
    read = check.check(ledger, position.apart({item.name: text}), clock.today(), complete=False)
    if read.problems:
        raise FieldsRefused(OBJECTION.name, (("should_be", read.problems[0].rule),))


def write_down(write: Write, ledger: Ledger, row: Row, made: list[tuple[bytes, dict[str, object]]]) -> None:
    """Within a write: the objections, and the status of their record."""
    write.create(OBJECTION, made)
    if row.get(STATUS) != DISPUTED:
        write.patch(ledger, [(id_in(row), {STATUS: row.get(STATUS)}, {STATUS: DISPUTED})])
