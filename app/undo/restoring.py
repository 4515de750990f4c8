"""Puts back what several actions changed, as it was before them: one action of its own, which can be taken back too.

What never comes back (`app.undo.staying`) stays, and with it the actions that made what it names: an order does not
lose its home. `foresee` says so beforehand. Of the rest it is all or nothing: what somebody else did since to the same
records stands in the way and is named. Which actions are meant is the caller's business (`app.watch.changes`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app import access, logs, words
from app.jobs import SILENT, JobContext, without_collections
from app.stores.session import Session
from app.undo import obstacle_names, staying, taking_back
from app.undo.taking_back import RESTORE_CHANGES, UndoBlocked
from app.undo.undoing import NothingToUndo, Undone, label
from ledger import catalog
from storage.operations import Operation
from storage.reading import Reader
from storage.rows import Row

REASON = "恢复非正常变更"
_ORDER = catalog.named("work_order")


@dataclass(frozen=True, slots=True)
class _Chosen:
    """What is put back, oldest first, of which of the `meant` actions; `kept` are whole, `stays` says what does."""

    operations: list[Operation]
    actions: list[int]
    meant: list[int]
    kept: frozenset[int]
    stays: str


@access.operation("remove")
def foresee(session: Session, actions: Sequence[int]) -> str:
    """What of these actions would stay, in words; "" for nothing. Raises NothingToUndo, NeverChanged as `restore`."""
    with session.reader() as reader, reader.snapshot():
        return _chosen(reader, actions).stays


@access.operation("remove")
def restore(session: Session, actions: Sequence[int], ctx: JobContext = SILENT) -> Undone:
    """Give the records that these actions touched what they held before; those taken back already are left out.

    Raises:
        NothingToUndo: nothing of it stands.
        NeverChanged: what stands is written once alone: steps of work orders, published processes.
        UndoBlocked: others changed the same since, each is named; nothing was put back.
        Cancelled: the person stopped it; nothing was put back.
    """
    try:
        writing = session.store.write(user=session.login, kind=RESTORE_CHANGES, reason=REASON)
        with without_collections(), writing as write:
            with session.reader() as reader:  # looked at while nobody else can write
                chosen = _chosen(reader, actions)
                taking_back.refuse_if_any_blocked(reader, chosen.meant, chosen.operations, chosen.kept)
            taking_back.take_back(write, chosen.operations, REASON, ctx)
            write.take_source(taking_back.spelled(chosen.actions))
            write.audit_detail(actions=len(chosen.actions))
            number = write.action
    except UndoBlocked as blocked:
        raise obstacle_names.named(session, blocked) from blocked
    logs.event("undone", action=chosen.actions[0], by=number)
    with session.reader() as reader:
        did = label(reader, reader.actions(action=number)[0])
    return Undone(number, "；".join(filter(None, (did, chosen.stays))))


def _chosen(reader: Reader, actions: Sequence[int]) -> _Chosen:
    if not actions:
        raise NothingToUndo
    entries = [one for number in sorted(actions) for one in reader.actions(action=number)]
    stands = taking_back.standing(reader, since=min(actions))
    standing = [one for one in entries if one.id in stands]
    operations = [one for entry in standing for one in taking_back.operations_of(reader, entry.id)]
    left = [one for entry in entries for one in staying.left(reader, entry)]
    named = _named(reader, operations, left)
    kept = _kept(reader, operations, set(named))
    staying_too = {one.id for one in operations if one.action in kept} - named.keys()
    operations = [one for one in operations if one.action not in kept]
    if not operations:
        for entry in standing:
            staying.refuse_if_written_once(reader, entry)
        raise NothingToUndo
    also = "、".join(dict.fromkeys(words.called(name) for name in sorted(named.values())))
    said = (
        staying.told(reader, *entries),
        f"工单里写到的{also}是那时新增的，也留着" if also else "",
        f"同它们一起记下的另外 {len(staying_too):,} 条记录也留着" if staying_too else "",
    )
    done = sorted({one.action for one in operations})
    meant = [one.id for one in entries if one.id not in kept]
    return _Chosen(operations, done, meant, frozenset(kept), "；".join(filter(None, said)))


def _named(reader: Reader, operations: list[Operation], left: list[Operation]) -> dict[bytes, str]:
    """The records made then, with their ledgers, that what stays names."""
    makers = taking_back.makers(operations)
    found = {key for one in left for key in taking_back.referred(one.ledger, one.new)}
    found.update(_named_by_orders(reader, makers, {one.id for one in operations}))
    return {one: makers[one].ledger for one in found & makers.keys()}


def _kept(reader: Reader, operations: list[Operation], wanted: set[bytes]) -> set[int]:
    """The actions that made what is wanted, whole, and those that made what theirs refers to.

    What was changed later goes back to what they wrote. So where one of them changed a record that was there already,
    what was done with it before stays as well.
    """
    makers, of = taking_back.makers(operations), dict[bytes, list[Operation]]()
    for one in operations:
        of.setdefault(one.id, []).append(one)
    kept, waiting = set[int](), {makers[one].action for one in wanted}
    while waiting:
        kept |= waiting
        touched = [one for one in operations if one.action in waiting]
        waiting = {
            earlier.action for one in touched if one.kind != "create" for earlier in of[one.id] if earlier.lid < one.lid
        }
        theirs = {one.id: one.ledger for one in touched}
        named = _referred(reader, theirs, [one for key in theirs for one in of[key] if one.action not in kept])
        waiting = (waiting | {makers[one].action for one in named if one in makers}) - kept
    return kept


def _named_by_orders(reader: Reader, makers: Mapping[bytes, Operation], changed: Collection[bytes]) -> Iterator[bytes]:
    """What orders name, whenever they were registered; those that get former values back are left aside."""
    for item in _ORDER.references:
        keys = [key for key, one in makers.items() if one.ledger == item.target]
        for order, named in reader.brief(_ORDER, ("id", item.name), item.name, keys):
            if order not in changed:
                yield named


def _referred(reader: Reader, records: Mapping[bytes, str], undone: Sequence[Operation]) -> Iterator[bytes]:
    """Ids of the records to which these will refer once these operations are taken back."""
    former: dict[bytes, Row] = {}
    for one in reversed(undone):
        if one.kind == "patch":
            former.setdefault(one.id, {}).update(one.old)
    for name in set(records.values()) & catalog.BY_NAME.keys():
        rows = reader.get_many(catalog.named(name), [one for one, of in records.items() if of == name], dead=True)
        for key, row in rows.items():
            yield from taking_back.referred(name, {**row, **former.get(key, {})})
