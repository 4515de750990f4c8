"""Writes a plan: one transaction, one batch. A cancel, a crash or a full disk leaves the ledger as it was."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from app import access, logs
from app.backups.making import start_beside
from app.importing import category_words, memory
from app.importing.plan import ImportPlan, PlanOutdated
from app.importing.registering import number_orders
from app.jobs import SILENT, JobContext, without_collections
from app.stores.session import Session
from ledger import catalog
from ledger.errors import LedgerError
from storage import place

_T = TypeVar("_T")
_CHUNK = 4000  # records between two checkpoints, some 0.2 s of writing; what storage prepares at once
# Room for one record while it is written: row, operation, index entries, and the same again in the write-ahead log.
_BYTES_PER_RECORD = 6000


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an applied import was: its batch, by which it can be undone, and its plan."""

    batch: str
    plan: ImportPlan

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl import --json`."""
        return self.plan.as_json(self.batch)


@access.operation("import")
def apply(session: Session, plan: ImportPlan, ctx: JobContext = SILENT) -> ImportOutcome:
    """Write the accepted rows of `plan`.

    Raises:
        PlanOutdated: records changed since the plan was made; plan again.
        DiskFull: nothing was kept.
        Cancelled: the person stopped it; nothing was kept.
    """
    total = sum(map(len, plan.creates.values())) + sum(map(len, plan.patches.values()))
    place.require_free(session.store.folder, total * _BYTES_PER_RECORD)
    writing = session.store.write(user=session.login, kind="import", source=plan.source)
    start_beside(session, "import")
    with without_collections(), writing as write:
        _refuse_if_outdated(session, plan, write.action)
        done, orders = 0, plan.creates.get("work_order")
        if orders:
            plan.creates["work_order"] = number_orders(session, write, orders)
        for ledger in catalog.EVERY:
            for created in _chunks(plan.creates.get(ledger.name, ())):
                ctx.checkpoint()
                write.create(ledger, created)
                done += len(created)
                ctx.report(done, total, "writing")
            for patched in _chunks(plan.patches.get(ledger.name, ())):
                ctx.checkpoint()
                write.patch(ledger, patched, checked=False)
                done += len(patched)
                ctx.report(done, total, "writing")
        counts = plan.status_counts()
        write.audit_detail(rows=len(plan.rows), records=total, **{f"rows_{name}": n for name, n in counts.items()})
        batch = str(write.action)
    logs.event("import applied", batch=batch, rows=len(plan.rows), records=total, issues=len(plan.issues))
    _remember(session, plan)
    return ImportOutcome(batch, plan)


def _refuse_if_outdated(session: Session, plan: ImportPlan, action: int) -> None:
    """Raise PlanOutdated when an action between the plan and this one changed records; an export changes none."""
    with session.store.reader() as reader:
        if any(done.rows for done in reader.changes(plan.base_action + 1) if done.id < action):
            raise PlanOutdated


def _remember(session: Session, plan: ImportPlan) -> None:
    """Keep the headings that the person mapped, for the next sheet with the same heading row, and words explained.

    The import is in the ledger by now: a full disk costs the memory and is logged, the batch is answered all the same.
    """
    try:
        category_words.remember(session.store, category_words.said_in(plan))
        if not plan.options.headings:
            return
        for sheet in plan.sheets:
            if sheet.mapping is not None and not sheet.skipped:
                memory.remember(session.store, sheet.signature, plan.options.headings)
    except LedgerError as error:
        logs.event("mapping not remembered", why=type(error).__name__)


def _chunks(items: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(items), _CHUNK):
        yield items[start : start + _CHUNK]
