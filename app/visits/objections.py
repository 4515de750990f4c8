"""数据异议: somebody disputes what the ledger says of a person or a home; who, why, and what came of it.

While it is looked into the record stands as 异议核实中 (`check_status`), which travels, keeps its department from
confirming it unheard, and is listed under 今日. Settled, it waits for its department's check again. Why and with what
result stand with the action, in the record's story; what turns out wrong is changed like any other field.
"""

from __future__ import annotations

from typing import Final

from app import access, logs
from app.records.editing import Edited
from app.stores.session import Session
from ledger import catalog, ids
from ledger.departments import DISPUTED, PENDING, STATUS
from ledger.errors import RecordNotFound
from storage.errors import ReasonMissing

RAISED, SETTLED = "objection", "objection-settled"
"""Kinds of the actions."""
LEDGERS: Final = ("person", "dwelling")
"""What can be disputed."""


@access.operation("edit")
def dispute(session: Session, ledger: str, record: str, why: str) -> Edited:
    """Mark a record as disputed; nothing is written where it is already.

    Raises:
        ReasonMissing: nobody says why. RecordNotFound.
    """
    return _put(session, ledger, record, (RAISED, DISPUTED), why)


@access.operation("edit")
def settle(session: Session, ledger: str, record: str, result: str) -> Edited:
    """Say what came of it; raises as `dispute`."""
    return _put(session, ledger, record, (SETTLED, PENDING), result)


def _put(session: Session, ledger: str, record: str, what: tuple[str, str], words: str) -> Edited:
    session.rights.require("edit", ledger)
    (kind, status), reason = what, words.strip()
    if not reason:
        raise ReasonMissing(ledger)
    one, held_in = ids.from_text(record), catalog.named(ledger)
    with session.reader() as reader:
        row = reader.get(held_in, one) if one is not None and ledger in LEDGERS else None
    if one is None or row is None:
        raise RecordNotFound(ledger)
    stands = row.get(STATUS)
    if (stands == DISPUTED) == (status == DISPUTED):
        return Edited(record, (), 0)
    with session.store.write(user=session.login, kind=kind, reason=reason) as write:
        write.patch(held_in, [(one, {STATUS: stands}, {STATUS: status})])
    logs.event("objection", ledger=ledger, kind=kind)
    return Edited(record, (STATUS,), write.action)
