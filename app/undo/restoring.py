"""Puts back what several actions changed, as it was before them: one action of its own, which can be taken back too.

All of it or nothing: what somebody else did since to the same records stands in the way and is named. Which actions
are meant is the caller's business (`app.watch.changes`).
"""

from __future__ import annotations

from collections.abc import Sequence

from app import access, logs
from app.jobs import SILENT, JobContext, without_collections
from app.stores.session import Session
from app.undo import obstacle_names, staying, taking_back
from app.undo.taking_back import RESTORE_CHANGES, UndoBlocked
from app.undo.undoing import NothingToUndo, Undone, label
from storage.operations import Operation
from storage.reading import Reader

REASON = "恢复非正常变更"


@access.operation("remove")
def restore(session: Session, actions: Sequence[int], ctx: JobContext = SILENT) -> Undone:
    """Give the records that these actions touched what they held before; those taken back already are left out.

    Raises:
        NothingToUndo: nothing of it stands.
        UndoBlocked: others changed the same since, each is named; nothing was put back.
        Cancelled: the person stopped it; nothing was put back.
    """
    try:
        writing = session.store.write(user=session.login, kind=RESTORE_CHANGES, reason=REASON)
        with without_collections(), writing as write:
            with session.reader() as reader:  # looked at while nobody else can write
                chosen, operations = _standing(reader, actions)
                taking_back.refuse_if_any_blocked(reader, chosen, operations)
            taking_back.take_back(write, operations, REASON, ctx)
            write.take_source(taking_back.spelled(chosen))
            write.audit_detail(actions=len(chosen))
            number = write.action
    except UndoBlocked as blocked:
        raise obstacle_names.named(session, blocked) from blocked
    logs.event("undone", action=chosen[0], by=number)
    with session.reader() as reader:
        stays = staying.told(reader, *(one for each in chosen for one in reader.actions(action=each)))
        did = label(reader, reader.actions(action=number)[0])
    return Undone(number, "；".join(filter(None, (did, stays))))


def _standing(reader: Reader, actions: Sequence[int]) -> tuple[list[int], list[Operation]]:
    if not actions:
        raise NothingToUndo
    stands = taking_back.standing(reader, since=min(actions))
    chosen = sorted(stands.intersection(actions))
    operations = [one for number in chosen for one in taking_back.operations_of(reader, number)]
    if not operations:
        raise NothingToUndo
    return chosen, operations
