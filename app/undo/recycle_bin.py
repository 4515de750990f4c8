"""The recycle bin of all ledgers: what was removed, by whom, when and why, and how it comes back.

What went with a record, such as the residences of a person, comes back with it and is only counted here.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from app import access, words
from app.jobs import SILENT, JobContext
from app.records import editing, row_texts
from app.records.editing import Edited
from app.records.naming import Names
from app.records.showing import Shower
from app.stores.session import Session
from app.undo.taking_back import UNDO_KINDS
from ledger import catalog, clock, ids, masking
from ledger.definition import Ledger
from storage.reading import Reader, Removed


@dataclass(frozen=True, slots=True)
class Binned:
    """One removed record; `others` counts what went with it."""

    ledger: str
    ledger_label: str
    record: str
    name: str
    at: str
    by: str
    reason: str
    others: int


@access.operation("remove")
def binned(session: Session, ctx: JobContext = SILENT) -> tuple[Binned, ...]:
    """Everything that can be brought back, the newest first; of each ledger the thousand newest.

    What was only ever removed by taking an import or another action back is left out: nobody meant it to stand.
    """
    people = session.store.account_names()
    found: list[tuple[Ledger, Removed, str]] = []
    with session.reader() as reader, reader.snapshot():
        for ledger in (*catalog.ALL, catalog.named("topic_row")):
            ctx.checkpoint()
            found.extend(_removed(session, reader, ledger))
    gone = {(one.action, one.row["id"]) for _, one, _ in found}
    others: Counter[tuple[int, object]] = Counter()
    whole: list[tuple[Ledger, Removed, str]] = []
    for ledger, one, name in found:
        holders = [(one.action, one.row.get(item.name)) for item in ledger.references]
        holder = next((held for held in holders if held in gone), None)
        if holder is None:
            whole.append((ledger, one, name))
        else:
            others[holder] += 1
    whole.sort(key=lambda each: each[1].at, reverse=True)
    return tuple(_binned(*each, people, others) for each in whole)


@access.operation("remove")
def restore(session: Session, ledger_name: str, record: str) -> Edited:
    """Bring a record back, with what went with it; raises ParentRemoved, AlreadyThere, RecordNotFound."""
    one = editing.restore(session, catalog.named(ledger_name), record)
    return Edited(one, (), session.store.last_action())


def _removed(session: Session, reader: Reader, ledger: Ledger) -> list[tuple[Ledger, Removed, str]]:
    removed = list(reader.deleted(ledger, unmeant=UNDO_KINDS))
    if not removed:
        return []
    rows = Shower(session, reader, ledger, clock.today()).rows([one.row for one in removed])
    names = Names(reader)
    named = [ledger.field(name) for name in (ledger.business_key if ledger.name in _OF_SOMEBODY else ledger.shown_by)]
    told = []
    for one, row in zip(removed, rows, strict=True):
        text = " ".join(text for item in named if (text := row_texts.text_of(item, row)) not in ("", masking.HIDDEN))
        record_id = one.row["id"]
        spoken = names.of(ledger.name, record_id) if isinstance(record_id, bytes) and ledger.name in _SPOKEN else ""
        told.append((ledger, one, spoken or text or words.called(ledger.name)))
    return told


_OF_SOMEBODY = ("residence", "person_tag", "topic_row")
"""Ledgers whose records say little without whose they are."""
_SPOKEN = ("building", "unit", "household", "visit", "activity")
"""Ledgers whose records are called by where and when they are."""


def _binned(
    ledger: Ledger, one: Removed, name: str, people: dict[str, str], others: Counter[tuple[int, object]]
) -> Binned:
    record_id = one.row["id"]
    return Binned(
        ledger=ledger.name,
        ledger_label=words.called(ledger.name),
        record=ids.to_text(record_id) if isinstance(record_id, bytes) else "",
        name=name,
        at=clock.local_text(one.at),
        by=people.get(one.user, one.user),
        reason=one.reason,
        others=others[one.action, record_id],
    )
