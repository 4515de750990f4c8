"""Settling an objection: it was true and the field is put right in the same action, it was not, or it was taken back.

When the last open one of a record is settled, the record waits for its department's check again. A record is disputed
as long as an objection to it is open, whatever an undo or another PC made of the status meanwhile (`agree`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from app import access, logs, words
from app.objections import about, raising
from app.objections.about import OBJECTION
from app.records import editing
from app.records.editing import Edited
from app.stores.session import Session
from ledger import catalog, clock, ids, kinds
from ledger.catalog.objection import CORRECTED, KEPT, OPEN, OUTCOMES, WITHDRAWN
from ledger.definition import Ledger
from ledger.departments import DISPUTED, PENDING, STATUS
from ledger.errors import FieldsRefused, LedgerError, RecordNotFound
from storage.errors import ReasonMissing
from storage.reading import Reader
from storage.rows import Row, id_in, text_in

KIND, AGREED = "objection-settled", "objection-status"
BY_WORD: Final = {"true": CORRECTED, "false": KEPT, "withdrawn": WITHDRAWN}
"""How a command says what came of it."""


class ObjectionSettled(LedgerError):
    """Somebody said already what came of this objection."""


class ObjectionsOpen(LedgerError):
    """`count` objections to the record are open: each is settled by itself."""

    def __init__(self, count: int) -> None:
        super().__init__(f"{count} objections are open")
        self.count = count


@dataclass(frozen=True, slots=True)
class Settling:
    """What came of an objection. `value` is what the field becomes where it is not what the objector says."""

    objection: str
    outcome: str
    result: str = field(repr=False)
    value: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class SettlingSteps:
    """A settlement as it would be written, in sentences, and the one action that does it."""

    ledger: str
    wanted: Settling
    told: tuple[str, ...]
    changes_anything: bool = True

    @access.operation("edit")
    def write(self, session: Session, *, reason: str = "") -> int:
        """Write it; answers the action. Raises as `settle`."""
        del reason  # the result is its own
        return settle(session, self.ledger, self.wanted).action


@dataclass(frozen=True, slots=True)
class _Written:
    """What is written: the objection as it stands and its end, the record as it stands and what changes of it."""

    objection: Row = field(repr=False)
    end: Mapping[str, object] = field(repr=False)
    row: Row = field(repr=False)
    new: Mapping[str, object] = field(repr=False)


@access.operation("edit")
def settle(session: Session, ledger: str, wanted: Settling) -> Edited:
    """Say what came of an objection to a record of this ledger; one that was true is put right in the same action.

    What is another's to say (police, street) goes up as a request for a correction, by the rules of the exchange.

    Raises:
        FieldsRefused: no result, no outcome, or the value is none for its field. Forbidden: not this field.
        AlreadyThere and other refusals of an edit: nothing was written, the objection stays open.
        ObjectionSettled, RecordNotFound. ChangedBeneath: somebody changed the field or settled it meanwhile.
    """
    held_in = catalog.named(ledger)
    with session.reader() as reader, reader.snapshot():
        found = _written(reader, held_in, wanted)
    end = {**found.end, "settled_by": session.user_name() or session.login}
    with session.store.write(user=session.login, kind=KIND) as write:
        write.patch(OBJECTION, [(id_in(found.objection), found.objection, end)])
        if found.new:
            write.patch(held_in, [(id_in(found.row), found.row, found.new)])
    logs.event("objection settled", ledger=ledger)
    return Edited(ids.to_text(id_in(found.row)), tuple(found.new), write.action)


@access.operation("edit")
def plan(session: Session, ledger: str, wanted: Settling) -> SettlingSteps:
    """What `settle` would write, and raises as it does; nothing is written."""
    held_in = catalog.named(ledger)
    with session.reader() as reader, reader.snapshot():
        found = _written(reader, held_in, wanted)
    changed = [name for name in found.new if name != STATUS]
    told = [f"异议记为“{wanted.outcome}”。"]
    if changed:
        told.append(f"{words.called(ledger)}的{'、'.join(held_in.field(name).label for name in changed)}一起改好。")
    status = found.new.get(STATUS)
    told.append("这是最后一条，重新等待审核。" if status == PENDING else "还有别的异议，仍记为异议核实中。")
    return SettlingSteps(ledger, wanted, tuple(told))


@access.operation("edit")
def close(session: Session, ledger: str, record: str, result: str) -> Edited:
    """End 异议核实中 of a record to which nobody has an open objection: a sheet or a form said so.

    Raises:
        ReasonMissing: nobody says what came of it. ObjectionsOpen: each open one is settled by itself. RecordNotFound.
    """
    reason, held_in = result.strip(), catalog.named(ledger)
    if not reason:
        raise ReasonMissing(ledger)
    with session.reader() as reader, reader.snapshot():
        row = about.row_of(reader, held_in, record)
        still = len(about.open_ones(reader, ledger, id_in(row)))
    if still:
        raise ObjectionsOpen(still)
    if row.get(STATUS) != DISPUTED:
        return Edited(record, (), 0)
    with session.store.write(user=session.login, kind=KIND, reason=reason) as write:
        write.patch(held_in, [(id_in(row), {STATUS: DISPUTED}, {STATUS: PENDING})])
    logs.event("objection settled", ledger=ledger)
    return Edited(record, (STATUS,), write.action)


@access.operation(access.OWN)
def agree(session: Session) -> int:
    """Bring the status of records in step with their objections; answers how many said otherwise.

    Two PCs that settle and raise at once, or an undo of the first of two objections, leave a status that the objections
    do not bear out. Only what the account may edit.
    """
    with session.reader() as reader, reader.snapshot():
        wanted = {ledger: records for ledger, records in about.disputed(reader).items() if records}
        changes = {
            ledger: list(_changes(reader, catalog.named(ledger), records))
            for ledger, records in wanted.items()
            if session.rights.may("edit", ledger)
        }
    count = sum(map(len, changes.values()))
    if count:
        with session.store.write(user=session.login, kind=AGREED) as write:
            for ledger, rows in changes.items():
                write.patch(catalog.named(ledger), rows)
    return count


def _changes(
    reader: Reader, ledger: Ledger, records: Mapping[bytes, bool]
) -> Iterator[tuple[bytes, dict[str, object], dict[str, object]]]:
    for one, was in reader.brief(ledger, ("id", STATUS), "id", records):
        if records[one] != (was == DISPUTED):
            yield one, {STATUS: was}, {STATUS: DISPUTED if records[one] else PENDING}


def _written(reader: Reader, ledger: Ledger, wanted: Settling) -> _Written:
    objection, row = about.rows_of(reader, ledger.name, wanted.objection)
    if objection.get("state") != OPEN:
        raise ObjectionSettled
    if wanted.outcome not in OUTCOMES:
        raise FieldsRefused(OBJECTION.name, (("state", "unknown_choice" if wanted.outcome else "required"),))
    if not wanted.result.strip():
        raise FieldsRefused(OBJECTION.name, (("result", "required"),))
    words_of = raising.checked({"result": wanted.result.strip()})
    new = _put_right(reader, ledger, objection, row, wanted) if wanted.outcome == CORRECTED else {}
    others = [one for one in about.open_ones(reader, ledger.name, id_in(row)) if one["id"] != objection["id"]]
    if not others and row.get(STATUS) == DISPUTED:
        new[STATUS] = PENDING
    end = {**words_of, "state": wanted.outcome, "settled_at": clock.now_text()}
    return _Written(objection, end, row, new)


def _put_right(reader: Reader, ledger: Ledger, objection: Row, row: Row, wanted: Settling) -> dict[str, object]:
    """What of the record changes; nothing where the record as a whole is disputed or the field was changed since."""
    name = text_in(objection, "disputed") or ""
    if not name:
        return {}
    if not ledger.has(name):
        raise RecordNotFound(OBJECTION.name)
    text = wanted.value if wanted.value is not None else text_in(objection, "should_be") or ""
    if wanted.value is None and not text:
        now = row.get(name)
        if (kinds.as_text(ledger.field(name), now) if now is not None else "") != (text_in(objection, "stands") or ""):
            return {}
        raise FieldsRefused(OBJECTION.name, (("should_be", "required"),))
    new = editing.changed_values(reader, ledger, row, {name: text})
    return {one: value for one, value in new.items() if row.get(one) != value}
