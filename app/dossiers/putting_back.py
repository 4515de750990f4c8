"""Back from history: the value that a field had before a change, as an action of its own.

Fields of one merge group are one value: those that the same change wrote go back together, and a position whole. The
rules of a form hold: what contradicts the rest of the record today is refused. Whole actions are taken back by
`app.undo.undoing`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app import access
from app.records import editing
from app.records.editing import Edited
from app.records.record_groups import may_be_typed
from app.stores.session import Session
from ledger import catalog, ids, position
from ledger.definition import Ledger
from ledger.errors import LedgerError, RecordNotFound, UnknownField
from storage.operations import Change
from storage.reading import Reader

KIND = "put-back"
_PATCH = "patch"


class NothingToPutBack(LedgerError):
    """The change is not in the record's history, or all of it stands so already."""


@access.operation("edit")
def put_back(session: Session, ledger: str, record: str, field: str, action: int) -> Edited:
    """Give a field, and what goes with it (`before`), the values that they had before `action` changed them.

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
        values = before(found, field, action, reader.history(found, one))
        if all(value == row.get(name) for name, value in values.items()):
            raise NothingToPutBack
        _require_targets(reader, found, values)
    return editing.put(session, found, one, values, kind=KIND)


def before(ledger: Ledger, field: str, action: int, history: Sequence[Change]) -> dict[str, object]:
    """What goes back with `field`, itself first, with the stored values from before `action`; {} where it wrote none.

    That is what `action` wrote of the field's merge group. A position goes back whole, whichever part was changed then
    or since. What must be told and was not stays as it is. `history` is the record's, oldest first.
    """
    known: dict[str, object] = {}
    written: set[str] = set()
    for change in history:
        if change.kind == _PATCH and (change.action == action or written):
            known.setdefault(change.field, change.old)
            if change.action == action:
                written.add(change.field)
    if field not in written:
        return {}
    group = ledger.groups[ledger.field(field).merge_group]
    others = known.keys() if set(position.NAMES) <= set(group) else written
    return {field: known[field]} | {
        name: known[name] for name in group if name in others and _may_go(ledger, name, known)
    }


def _may_go(ledger: Ledger, name: str, known: Mapping[str, object]) -> bool:
    item = ledger.field(name)
    return may_be_typed(item) and (item.need != "required" or known[name] is not None)


def _require_targets(reader: Reader, ledger: Ledger, values: Mapping[str, object]) -> None:
    """Raise RecordNotFound where a record that is named is gone."""
    for name, value in values.items():
        item = ledger.field(name)
        if item.kind == "ref" and isinstance(value, bytes):
            target = catalog.named(item.target)
            if reader.get(target, value) is None:
                raise RecordNotFound(target.name)
