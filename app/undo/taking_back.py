"""Takes one action back as an action of its own, whatever it did, or says what stands in the way. All of it or nothing.

What was created or brought back is removed, what was removed is brought back, what was changed gets its former values,
the last step first. Taking such an action back in its turn does again what was done before. What never comes back
is `app.undo.staying`'s. Which action a person means is left to `app.importing.undoing` (a batch), `app.undo.undoing`
(the newest of a session) and `app.undo.restoring` (several).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from app.jobs import JobContext
from app.records import topic_keys, twins
from app.undo import staying
from ledger import catalog, ids
from ledger.definition import Ledger
from ledger.errors import LedgerError, RecordNotFound
from storage.audit import Action
from storage.operations import Operation
from storage.reading import Reader
from storage.records import Write
from storage.rows import Row
from storage.syncing import answers as answering

IMPORT_UNDO = "import-undo"
UNDO = "undo"
RESTORE_CHANGES = "restore-changes"
UNDO_KINDS = frozenset((IMPORT_UNDO, UNDO, RESTORE_CHANGES))
"""Kinds of action that take others back: their `source` is its number, or several as `spelled`."""
_AT_ONCE = 1000
_MAKES = ("create", "restore")
_SPELLED = re.compile(r"\d+(-\d+)?(,\d+(-\d+)?)*")


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
    return frozenset(item.id for item in _standing(reader.changes(since), since=since))


def is_taken_back(reader: Reader, action: int) -> bool:
    """True when the action was taken back and that stands."""
    return action not in standing(reader, since=action)


def operations_of(reader: Reader, action: int) -> list[Operation]:
    """The operations of an action, in their order, without the values of what they made; of an import 300,000.

    Those that stay when it is taken back are left out.

    Raises:
        RecordNotFound: some are about records that the account cannot see; half an action is never taken back.
    """
    found = list(reader.operations(action=action, values_of_new=False))
    entries = reader.actions(action=action)
    if any(len(found) < one.rows for one in entries):
        raise RecordNotFound(found[0].ledger if found else "person")
    return staying.coming_back(entries[0].kind, found) if entries else found


def makers(operations: Iterable[Operation]) -> dict[bytes, Operation]:
    """What made each record that would be gone again, by its id; one that was removed before it came back is not."""
    first: dict[bytes, Operation] = {}
    for one in operations:
        if one.kind != "patch":
            first.setdefault(one.id, one)
    return {key: one for key, one in first.items() if one.kind in _MAKES}


def refuse_if_blocked(reader: Reader, action: Action, operations: list[Operation]) -> None:
    """Raise UndoBlocked when what came later stands in the way.

    What the action made, above all: see `refuse_if_any_blocked`.
    """
    _refuse(reader, action.id, frozenset((action.id,)), operations, is_import=action.kind == "import")


def refuse_if_any_blocked(
    reader: Reader, actions: Sequence[int], operations: list[Operation], kept: frozenset[int] = frozenset()
) -> None:
    """Raise UndoBlocked when what came later, but for these actions themselves, stands in the way of all of them.

    That is: operations on what the action made or removed and on fields it changed; records that refer to those it
    made; the removal of records that would get values back, or be referred to again; records that are what those
    brought back would be. What the `kept` actions wrote was there when the operations were done, and goes before none
    of them; only what is gone by them stands in the way.
    """
    _refuse(reader, min(actions), frozenset(actions), operations, kept)


def _refuse(
    reader: Reader,
    first: int,
    own: frozenset[int],
    operations: list[Operation],
    kept: frozenset[int] = frozenset(),
    *,
    is_import: bool = False,
) -> None:
    since = [(later, by) for later, by in _since(reader, first) if by.id not in own]
    if not since:
        return
    before = _returning(reader, operations)
    obstacles = [*_in_the_way(operations, before, since, kept), *_twins(reader, before, since)]
    if obstacles:
        told = tuple(dict.fromkeys(obstacles))
        raise UndoBlocked(str(first), told, is_import=is_import)


def take_back(write: Write, operations: list[Operation], reason: str, ctx: JobContext) -> Taken:
    """Undo the operations, the last one first. Called inside the write whose reader found nothing in the way.

    The list is emptied on the way: letting go of 300,000 at once would stop every thread of the program for a second.
    The caller pauses the collector, from the look on: it would walk all of them again and again.
    """
    taken, total = Taken(), len(operations)
    while operations:
        ctx.checkpoint()
        kind, name, part = _last_run(operations)
        if kind == "resolve":
            _ask_again(write, part)
            ctx.report(total - len(operations), total, "undoing")
            continue
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


def _ask_again(write: Write, answers: list[Operation]) -> None:
    """Let questions of the cloud stand as before they were answered. A new answer to an answered one is not taken."""
    for one in answers:
        before = str(one.was.get("choice", answering.OPEN))
        if answering.OPEN not in (before, one.f.get("choice")):
            write.answer(one.id, answering.OPEN)
        write.answer(one.id, before)


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
        if item.id < since or item.id in gone:
            continue
        targets = _targets(item)
        gone.update(target for target in targets if target >= since)
        if not targets or min(targets) < since:
            standing.append(item)
    return standing


def _targets(item: Action) -> frozenset[int]:
    """The actions that an action took back; none for any other."""
    return _numbers(item.source) if item.kind in UNDO_KINDS else frozenset()


def spelled(actions: Sequence[int]) -> str:
    """Numbers of actions, sorted, as the source of what takes them back: `3-9,12`."""
    spans: list[list[int]] = []
    for number in actions:
        if spans and spans[-1][1] == number - 1:
            spans[-1][1] = number
        else:
            spans.append([number, number])
    return ",".join(str(first) if first == last else f"{first}-{last}" for first, last in spans)


def _numbers(source: str) -> frozenset[int]:
    if not _SPELLED.fullmatch(source):
        return frozenset()
    found: set[int] = set()
    for span in source.split(","):
        first, _, last = span.partition("-")
        found.update(range(int(first), int(last or first) + 1))
    return frozenset(found)


def _since(reader: Reader, action: int) -> Iterator[tuple[Operation, Action]]:
    """Operations written after an action that stand, oldest first; of what was taken back, what stayed."""
    changes = reader.changes(action + 1)
    standing = {item.id for item in _standing(changes, since=action + 1)}
    for item in reversed(changes):
        found = reader.operations(action=item.id) if item.id in standing else staying.left(reader, item)
        yield from ((operation, item) for operation in found)


def _in_the_way(
    operations: list[Operation],
    before: Mapping[str, Mapping[bytes, Row]],
    since: list[tuple[Operation, Action]],
    kept: frozenset[int],
) -> Iterator[Obstacle]:
    made = makers(operations).keys()
    turned = {one.id for one in operations if one.kind in (*_MAKES, "delete")}
    touched: dict[bytes, set[str]] = {}
    for one in operations:
        touched.setdefault(one.id, set()).update(one.f)
    needed = touched.keys() | {
        key for name, rows in before.items() for row in rows.values() for key in referred(name, row)
    }
    removals = _standing_removals(later for later, _ in since)
    for later, by in since:
        if (later.id in needed and removals.get(later.id) == later.lid) or (
            by.id not in kept
            and (
                later.id in turned
                or touched.get(later.id, set()) & set(later.f)
                or not made.isdisjoint(referred(later.ledger, later.new))
            )
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
    writers, known = {later.id: by for later, by in since}, topic_keys.Known()
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
            twin = _twin(reader, ledger, values, known)
            if twin in newer:
                yield Obstacle(name, twin, ledger.business_key, writers[twin].user, writers[twin].at)


def _shared_keys(ledger: Ledger, rows: Iterable[Row]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        yield from ((fields, *(row.get(name) for name in fields)) for fields in twins.sharing(ledger))


def _twin(reader: Reader, ledger: Ledger, values: Row, known: topic_keys.Known) -> bytes:
    try:
        twins.refuse(reader, ledger, values, known=known)
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


def referred(ledger: str, values: Mapping[str, object]) -> Iterator[bytes]:
    """Ids of the records that these values of a record refer to."""
    for item in catalog.named(ledger).references if values else ():
        value = values.get(item.name)
        if isinstance(value, bytes):
            yield value
