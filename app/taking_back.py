"""Takes one action back as an action of its own, whatever it did, or says what stands in the way. All of it or nothing.

What was created or brought back is removed, what was removed is brought back, what was changed gets its former values,
the last step first. Taking such an action back in its turn does again what was done before. Which action a person
means is left to `app.importing.undoing` (a batch) and `app.undoing` (the newest of a session).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from app import twins
from app.jobs import JobContext, without_collections
from ledger import catalog, ids
from ledger.definition import Ledger
from ledger.errors import LedgerError
from storage.audit import Action
from storage.operations import Operation
from storage.reading import Reader
from storage.records import Write
from storage.rows import Row

IMPORT_UNDO = "import-undo"
UNDO = "undo"
UNDO_KINDS = frozenset((IMPORT_UNDO, UNDO))
"""Kinds of action that take another one back: their `source` is its number."""
_AT_ONCE = 1000


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One record of the action that somebody changed since, or that something newer needs or is already."""

    ledger: str
    id: bytes
    fields: tuple[str, ...]
    user: str
    at: str


class UndoBlocked(LedgerError):
    """Records of the action were changed afterwards; nothing was taken back.

    `obstacles` are (ledger, record id, fields, user, at): who changed what since. `count` is their number, `batch` the
    action's; `is_import` tells what it was.
    """

    def __init__(self, batch: str, obstacles: tuple[Obstacle, ...], *, is_import: bool = True) -> None:
        super().__init__(f"{len(obstacles)} later changes")
        self.batch = batch
        self.obstacles = obstacles
        self.count = len(obstacles)
        self.is_import = is_import


@dataclass(slots=True)
class Taken:
    """How many records of each ledger were removed, brought back and given their former values."""

    removed: Counter[str] = field(default_factory=Counter)
    brought_back: Counter[str] = field(default_factory=Counter)
    changed_back: Counter[str] = field(default_factory=Counter)


def standing(reader: Reader, *, since: int) -> frozenset[int]:
    """The actions from `since` on that were not taken back."""
    return frozenset(item.id for item in _standing(reader.actions(limit=-1), since=since))


def is_taken_back(reader: Reader, action: int) -> bool:
    """True when the action was taken back and that stands."""
    return action not in standing(reader, since=action)


def operations_of(reader: Reader, action: int) -> list[Operation]:
    """The operations of an action, in their order; of an import 300,000, none of them in a cycle."""
    with without_collections(sweeps=False):
        return list(reader.operations(action=action))


def refuse_if_blocked(reader: Reader, action: Action, operations: list[Operation]) -> None:
    """Raise UndoBlocked when what came later stands in the way.

    That is: operations on what the action made or removed and on fields it changed; records that refer to those it
    made; the removal of records that would get values back, or be referred to again; records that are what those
    brought back would be.
    """
    since = list(_since(reader, action.id))
    if not since:
        return
    before = _returning(reader, operations)
    obstacles = [*_in_the_way(operations, before, since), *_twins(reader, before, since)]
    if obstacles:
        told = tuple(dict.fromkeys(obstacles))
        raise UndoBlocked(str(action.id), told, is_import=action.kind == "import")


def take_back(write: Write, operations: list[Operation], reason: str, ctx: JobContext) -> Taken:
    """Undo the operations, the last one first. Called inside the write whose reader found nothing in the way.

    The list is emptied on the way: letting go of 300,000 at once would stop every thread of the program for a second.
    """
    taken, total = Taken(), len(operations)
    while operations:
        ctx.checkpoint()
        kind, name, part = _last_run(operations)
        ledger = catalog.named(name)
        if kind == "patch":
            taken.changed_back[name] += write.patch(ledger, [(one.id, one.new, one.old) for one in part])
        elif kind == "delete":
            write.bring_back(ledger, [one.id for one in part])
            taken.brought_back[name] += len(part)
        else:
            write.take_back(ledger, [one.id for one in part], reason=reason)
            taken.removed[name] += len(part)
        ctx.report(total - len(operations), total, "undoing")
    return taken


def _last_run(operations: list[Operation]) -> tuple[str, str, list[Operation]]:
    """Take the last operations of one kind on one ledger off the list, the last one first."""
    kind, name, part = operations[-1].kind, operations[-1].ledger, list[Operation]()
    while operations and len(part) < _AT_ONCE and (operations[-1].kind, operations[-1].ledger) == (kind, name):
        part.append(operations.pop())
    return kind, name, part


def _standing(actions: Iterable[Action], *, since: int) -> list[Action]:
    """The actions from `since` on, newest first, without those that were taken back and what took them back."""
    standing: list[Action] = []
    gone: set[int] = set()
    for item in actions:
        target = int(item.source) if item.kind in UNDO_KINDS and item.source.isdecimal() else -1
        if item.id < since or item.id in gone:
            continue
        if target >= since:
            gone.add(target)
        else:
            standing.append(item)
    return standing


def _since(reader: Reader, action: int) -> Iterator[tuple[Operation, Action]]:
    """Operations written after an action that stand, oldest first."""
    for item in reversed(_standing(reader.actions(limit=-1), since=action + 1)):
        yield from ((operation, item) for operation in reader.operations(action=item.id))


def _in_the_way(
    operations: list[Operation], before: Mapping[str, Mapping[bytes, Row]], since: list[tuple[Operation, Action]]
) -> Iterator[Obstacle]:
    made = {one.id for one in operations if one.kind in ("create", "restore")}
    turned = made | {one.id for one in operations if one.kind == "delete"}
    touched: dict[bytes, set[str]] = {}
    for one in operations:
        touched.setdefault(one.id, set()).update(one.f)
    needed = touched.keys() | {
        key for name, rows in before.items() for row in rows.values() for key in _referred(name, row)
    }
    removals = _standing_removals(later for later, _ in since)
    for later, by in since:
        if (
            later.id in turned
            or touched.get(later.id, set()) & set(later.f)
            or (later.id in needed and removals.get(later.id) == later.lid)
            or not made.isdisjoint(_referred(later.ledger, later.new))
        ):
            yield Obstacle(later.ledger, later.id, tuple(later.new), by.user, by.at)


def _returning(reader: Reader, operations: list[Operation]) -> dict[str, dict[bytes, Row]]:
    """What will stand again, by ledger and id: whole rows of what was removed, former values of what was changed."""
    before: dict[str, dict[bytes, Row]] = {}
    removed: dict[str, list[bytes]] = {}
    for one in operations:
        if one.kind == "delete":
            removed.setdefault(one.ledger, []).append(one.id)
    for name, keys in removed.items():
        before[name] = reader.get_many(catalog.named(name), keys, dead=True)
    for one in reversed(operations):
        if one.kind == "patch":
            row = before.setdefault(one.ledger, {}).setdefault(one.id, {})
            row |= one.old
    return before


def _twins(
    reader: Reader, before: Mapping[str, Mapping[bytes, Row]], since: list[tuple[Operation, Action]]
) -> Iterator[Obstacle]:
    """Later records that are what a returning one would be; only those that share a key are looked at closely."""
    writers = {later.id: by for later, by in since}
    for name, rows in before.items():
        ledger = catalog.named(name)
        newer = reader.get_many(ledger, (one.id for one, _ in since if one.ledger == name and one.id not in rows))
        if not newer:
            continue
        keys = set(_shared_keys(ledger, newer.values()))
        present = reader.get_many(ledger, rows, dead=True)
        for one, former in rows.items():
            values = {**present[one], **former}
            if keys.isdisjoint(_shared_keys(ledger, (values,))):
                continue
            twin = _twin(reader, ledger, values)
            if twin in newer:
                yield Obstacle(name, twin, ledger.business_key, writers[twin].user, writers[twin].at)


def _shared_keys(ledger: Ledger, rows: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield from ((fields, *(row.get(name) for name in fields)) for fields in twins.sharing(ledger))


def _twin(reader: Reader, ledger: Ledger, values: Row) -> bytes:
    try:
        twins.refuse(reader, ledger, values)
    except twins.AlreadyThere as found:
        return ids.from_text(found.record_id) or b""
    return b""


def _standing_removals(since: Iterable[Operation]) -> dict[bytes, int]:
    """Record id -> number of the operation that removed it, without what was brought back."""
    removals: dict[bytes, int] = {}
    for operation in since:
        if operation.kind == "delete":
            removals[operation.id] = operation.lid
        elif operation.kind == "restore":
            removals.pop(operation.id, None)
    return removals


def _referred(ledger: str, values: Mapping[str, object]) -> Iterator[bytes]:
    """Ids of the records that these values of a record refer to."""
    for item in catalog.named(ledger).references if values else ():
        value = values.get(item.name)
        if isinstance(value, bytes):
            yield value
