"""Takes a whole import back as one action, or says what stands in the way. All of it or nothing.

How an action is taken back is `app.undo.taking_back`'s; here it is named by its batch number.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import access, logs
from app.jobs import SILENT, JobContext, without_collections
from app.stores.session import Session
from app.undo import staying, taking_back
from app.undo.taking_back import IMPORT_UNDO, Obstacle, UndoBlocked
from ledger.errors import LedgerError
from storage.audit import Action
from storage.errors import NeverChanged
from storage.reading import Reader

__all__ = ["BatchAlreadyUndone", "BatchNotFound", "Obstacle", "OrdersStand", "UndoBlocked", "UndoOutcome", "undo"]

REASON = "撤销导入"


class BatchNotFound(LedgerError):
    """No import has this batch number."""

    def __init__(self, batch: str) -> None:
        super().__init__("no such import batch")
        self.batch = batch


class BatchAlreadyUndone(LedgerError):
    """The import was taken back before."""

    def __init__(self, batch: str) -> None:
        super().__init__("import already undone")
        self.batch = batch


class OrdersStand(NeverChanged):
    """The import registered work orders: they are voided one by one, whether or not they were moved since."""

    def __init__(self, batch: str) -> None:
        super().__init__("work_order_event")
        self.batch = batch


@dataclass(frozen=True, slots=True)
class UndoOutcome:
    """What was taken back: records removed and restored by ledger, and the action that did it."""

    action: int
    removed: dict[str, int]
    restored: dict[str, int]


@access.operation("undo_import")
def undo(session: Session, batch: str, ctx: JobContext = SILENT) -> UndoOutcome:
    """Take an import back: what it made is removed, what it changed gets its former values.

    Raises:
        BatchNotFound, BatchAlreadyUndone: nothing to do.
        OrdersStand: it brought work orders, moved since or not.
        UndoBlocked: later changes stand in the way; each is listed.
        Cancelled: the person stopped it; nothing was taken back.
    """
    writing = session.store.write(user=session.login, kind=IMPORT_UNDO, source=batch, reason=REASON)
    with without_collections(), writing as write:
        with session.store.reader() as reader:  # looked at while nobody else can write: no edit comes in between
            action = _import_action(reader, batch)
            _refuse_orders(reader, action)
            operations = taking_back.operations_of(reader, action.id)
            taking_back.refuse_if_blocked(reader, action, operations)
        write.audit_detail(batch=batch)
        taken = taking_back.take_back(write, operations, REASON, ctx)
        number = write.action
    removed, restored = dict(taken.removed), dict(taken.changed_back)
    logs.event("import undone", batch=batch, removed=sum(removed.values()), restored=sum(restored.values()))
    return UndoOutcome(number, removed, restored)


def _refuse_orders(reader: Reader, action: Action) -> None:
    try:
        staying.refuse_if_written_once(reader, action)
    except NeverChanged as error:
        raise OrdersStand(str(action.id)) from error


def _import_action(reader: Reader, batch: str) -> Action:
    number = int(batch) if batch.isdecimal() and len(batch) < 16 else 0
    found = reader.actions(action=number)
    if not found or found[0].kind != "import":
        raise BatchNotFound(batch)
    if taking_back.is_taken_back(reader, number):
        raise BatchAlreadyUndone(batch)
    return found[0]
