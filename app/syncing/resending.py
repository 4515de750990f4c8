"""Says again what the cloud refused: the same change once more, upon what stands now, as an action of its own.

The refused operation itself stays as it was, dealt with; whether the cloud takes the new one is its to say.
"""

from __future__ import annotations

from app import access, logs
from app.records import twins
from app.stores.session import Session
from app.syncing.refused import RefusalNotFound
from ledger import catalog, ids
from ledger.errors import LedgerError, RecordNotFound
from storage.operations import Operation
from storage.reading import Reader
from storage.records import Write
from storage.syncing import dead_letters

KIND = "resend"
_STEPS = frozenset(("work_order", "work_order_event"))


class AnswerNotResent(LedgerError):
    """The answer to a question is no change that could be said again: somebody else has answered."""


class StepNotResent(LedgerError):
    """A step of a work order was done as things stood then; it is done again on the order, or not at all."""


@access.operation("edit")
def resend(session: Session, number: int) -> int:
    """Write a refused change anew; answers the action, 0 where it was so already.

    Raises:
        RefusalNotFound: somebody dealt with it. AnswerNotResent: it was an answer to a question.
        StepNotResent: it registered a work order, or moved one.
        RecordNotFound: its record is gone.
        AlreadyThere, StillReferred, ParentRemoved, Forbidden: it cannot be; nothing was written.
    """
    with session.store.write(user=session.login, kind=KIND) as write:
        with session.reader() as reader:
            found = next((one for one in dead_letters.listed(reader.connection) if one.operation.lid == number), None)
            if found is None:
                raise RefusalNotFound
            if found.operation.ledger not in catalog.BY_NAME:
                raise AnswerNotResent
            if found.operation.kind == "create" and found.operation.ledger in _STEPS:
                raise StepNotResent
            _say_again(session, reader, write, found.operation)
        dead_letters.mark_handled(write.connection, number, session.login)
        write.audit_detail(number=number)
        action = write.action if write.count else 0
    logs.event("resent", ledger=found.operation.ledger)
    return action


def _say_again(session: Session, reader: Reader, write: Write, one: Operation) -> None:
    ledger, record = catalog.named(one.ledger), reader.survivor(one.id)
    session.rights.require("edit" if one.kind in ("create", "patch") else "remove", ledger.name)
    if one.kind == "create":
        twins.refuse(reader, ledger, one.new)
        write.create(ledger, [(ids.new_id(), one.new)])
    elif one.kind == "patch":
        row = reader.get(ledger, record)
        if row is None:
            raise RecordNotFound(ledger.name)
        access.require_fields("edit", ledger, one.new)
        write.patch(ledger, [(record, row, one.new)])
    elif one.kind == "delete":
        write.delete(ledger, [record], reason=one.reason)
    else:
        write.restore(ledger, [record])
