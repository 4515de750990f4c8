"""One field back from history: the value it had before a change, as an action of its own.

The rules of a form hold: what contradicts the rest of the record today is refused. Whole actions are taken back by
`app.undo.undoing`.
"""

from __future__ import annotations

from app import access
from app.records import editing
from app.records.editing import Edited
from app.records.record_groups import may_be_typed
from app.stores.session import Session
from ledger import catalog, ids
from ledger.errors import LedgerError, RecordNotFound, UnknownField

KIND = "put-back"


class NothingToPutBack(LedgerError):
    """The change is not in the record's history, or the field holds that value already."""


@access.operation("edit")
def put_back(session: Session, ledger: str, record: str, field: str, action: int) -> Edited:
    """Give a field the value that it had before `action` changed it.

    Raises:
        NothingToPutBack, FieldsRefused, AlreadyThere, RecordNotFound: nothing was written.
    """
    found = catalog.named(ledger)
    if not found.has(field) or not may_be_typed(found.field(field)):
        raise UnknownField(ledger, field)
    one = ids.from_text(record)
    with session.reader() as reader, reader.snapshot():
        row = None if one is None else reader.get(found, one)
        if row is None or one is None:
            raise RecordNotFound(ledger)
        before = [
            change.old
            for change in reader.history(found, one)
            if change.action == action and change.field == field and change.kind == "patch"
        ]
        if not before or before[0] == row.get(field):
            raise NothingToPutBack
        item = found.field(field)
        if item.kind == "ref" and isinstance(before[0], bytes):
            target = catalog.named(item.target)
            if reader.get(target, before[0]) is None:
                raise RecordNotFound(target.name)
    return editing.put(session, found, one, {field: before[0]}, kind=KIND)
