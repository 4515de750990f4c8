"""The imports of the past: who brought what when, with what counts, whether it stands, and which records came.

Taking one back is `app.importing.undoing`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from app import access
from app.jobs import SILENT, JobContext
from app.records.record_names import called
from app.review.plan_words import STATUSES
from app.review.planned_names import PlannedNames
from app.stores.session import Session
from app.undo import taking_back
from ledger import catalog, clock, ids
from storage.audit import Action
from storage.operations import Operation

_KIND = "import"
_COUNTED = STATUSES


@dataclass(frozen=True, slots=True)
class Batch:
    """One import. `counts` are rows of the sheet by class; `records` is how many records it made or changed."""

    number: int
    at: str
    user: str
    source: str
    rows: int
    counts: dict[str, int]
    records: int
    stands: bool

    @property
    def when(self) -> str:
        """The moment, as people read it."""
        return clock.local_text(self.at)


@dataclass(frozen=True, slots=True)
class BatchRecord:
    """One record that an import made or changed: its ledger and id, its name, and what was done."""

    ledger: str
    id: str
    label: str
    name: str
    is_new: bool
    stands: bool


@access.operation("import")
def batches(session: Session, limit: int = 200) -> list[Batch]:
    """The imports, newest first."""
    with session.reader() as reader, reader.snapshot():
        done = reader.actions(kind=_KIND, limit=limit)
        standing = taking_back.standing(reader, since=done[-1].id) if done else frozenset()
    people = session.store.account_names()
    return [_batch(one, people.get(one.user, one.user), stands=one.id in standing) for one in done]


@access.operation("import")
def records(session: Session, number: int, offset: int, limit: int, ctx: JobContext = SILENT) -> list[BatchRecord]:
    """Some of the records of an import, in the order they were written, people and homes by name."""
    with session.reader() as reader, reader.snapshot():
        chosen = list(islice(_checked(reader.operations(action=number), ctx), offset, offset + limit))
        names, today = PlannedNames(reader, {}, {}), clock.today()
        for ledger in {one.ledger for one in chosen}:
            names.load(ledger, [one.id for one in chosen if one.ledger == ledger])
        found = []
        for one in chosen:
            row = names.row(one.ledger, one.id) or {}
            life = row.get("life")
            stands = isinstance(life, int) and life % 2 == 1
            name = called(names, one.ledger, one.id, today)
            label = catalog.named(one.ledger).label
            found.append(BatchRecord(one.ledger, ids.to_text(one.id), label, name, one.kind == "create", stands))
        return found


@access.operation("import")
def source_of(session: Session, batch: Batch) -> Path | None:
    """The file of an import where it still stands among the recent ones: its rows that were sent back can be had."""
    from app.review import import_steps  # the import's modules take 0.3 s, and the first page asks for batches

    return next((path for path in import_steps.recent(session) if path.name == batch.source), None)


def _batch(action: Action, who: str, *, stands: bool) -> Batch:
    detail = action.detail
    counts = {name: _number(detail.get(f"rows_{name}")) for name in _COUNTED}
    rows, written = _number(detail.get("rows")), _number(detail.get("records"))
    return Batch(action.id, action.at, who, action.source, rows, counts, written, stands)


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _checked(operations: Iterator[Operation], ctx: JobContext) -> Iterator[Operation]:
    for one in operations:
        ctx.checkpoint()
        yield one
