"""Takes a whole import back as one action, or says what stands in the way. All of it or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from app import logs
from app.jobs import SILENT, JobContext
from app.session import Session
from ledger import catalog
from ledger.errors import LedgerError
from storage.audit import Action
from storage.operations import Operation
from storage.reading import Reader
from storage.records import Write

UNDO = "import-undo"
REASON = "撤销导入"
_TAKEN_AT_ONCE = 200


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


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One record of the batch that somebody changed since, or that something newer refers to."""

    ledger: str
    id: bytes
    fields: tuple[str, ...]
    user: str
    at: str


class UndoBlocked(LedgerError):
    """Records of the batch were changed afterwards; nothing was taken back.

    `obstacles` are (ledger, record id, fields, user, at): who changed what since. `count` is their number.
    """

    def __init__(self, batch: str, obstacles: tuple[Obstacle, ...]) -> None:
        super().__init__(f"{len(obstacles)} later changes")
        self.batch = batch
        self.obstacles = obstacles
        self.count = len(obstacles)


@dataclass(frozen=True, slots=True)
class UndoOutcome:
    """What was taken back: records removed and restored by ledger, and the action that did it."""

    action: int
    removed: dict[str, int]
    restored: dict[str, int]


def undo(session: Session, batch: str, ctx: JobContext = SILENT) -> UndoOutcome:
    """Take an import back: what it made is removed, what it changed gets its former values.

    Raises:
        BatchNotFound, BatchAlreadyUndone: nothing to do.
        UndoBlocked: later changes stand in the way; each is listed.
        Cancelled: the person stopped it; nothing was taken back.
    """
    removed: Counter[str] = Counter()
    restored: Counter[str] = Counter()
    with session.store.write(user=session.login, kind=UNDO, source=batch, reason=REASON) as write:
        with session.store.reader() as reader:  # looked at while nobody else can write: no edit comes in between
            action = _import_action(reader, batch)
            operations = list(reader.operations(action=action))
            _refuse_if_blocked(reader, batch, action, operations)
        write.audit_detail(batch=batch)
        _take_back(write, operations, (removed, restored), ctx)
        number = write.action
    logs.event("import undone", batch=batch, removed=sum(removed.values()), restored=sum(restored.values()))
    return UndoOutcome(number, dict(removed), dict(restored))


def _import_action(reader: Reader, batch: str) -> int:
    action = int(batch) if batch.isdecimal() and len(batch) < 16 else 0
    found = reader.actions(action=action)
    if not found or found[0].kind != "import":
        raise BatchNotFound(batch)
    if any(item.source == batch for item in reader.actions(kind=UNDO, limit=-1)):
        raise BatchAlreadyUndone(batch)
    return action


def _later(reader: Reader, action: int) -> Iterator[tuple[Operation, Action]]:
    """Operations written after an action, without the imports that were themselves taken back."""
    newer = [item for item in reader.actions(limit=-1) if item.id > action]
    undone = {item.source for item in newer if item.kind == UNDO}
    for item in reversed(newer):
        if item.kind != UNDO and str(item.id) not in undone:
            yield from ((operation, item) for operation in reader.operations(action=item.id))


def _refuse_if_blocked(reader: Reader, batch: str, action: int, operations: list[Operation]) -> None:
    """What came later and stands in the way.

    Operations on what the batch made and on fields it changed; records that refer to those it made; the removal of
    records that would get values back, or be referred to again.
    """
    made = {operation.id for operation in operations if operation.kind == "create"}
    touched: dict[bytes, set[str]] = {}
    for operation in operations:
        touched.setdefault(operation.id, set()).update(operation.f)
    patches = (operation for operation in operations if operation.kind == "patch")
    needed = touched.keys() | {key for operation in patches for key in _referred(operation.ledger, operation.old)}
    since = list(_later(reader, action))
    removals = _standing_removals(operation for operation, _ in since)
    obstacles = [
        Obstacle(later.ledger, later.id, tuple(later.new), by.user, by.at)
        for later, by in since
        if later.id in made
        or touched.get(later.id, set()) & set(later.f)
        or (later.id in needed and removals.get(later.id) == later.lid)
        or not made.isdisjoint(_referred(later.ledger, later.new))
    ]
    if obstacles:
        raise UndoBlocked(batch, tuple(obstacles))


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


def _take_back(
    write: Write, operations: list[Operation], counts: tuple[Counter[str], Counter[str]], ctx: JobContext
) -> None:
    """Patches first, newest first; then what was made, children before parents."""
    removed, restored = counts
    total = len(operations)
    done = 0
    for operation in reversed(operations):
        if operation.kind == "patch":
            ctx.checkpoint()
            write.patch(catalog.named(operation.ledger), [(operation.id, operation.new, operation.old)])
            restored[operation.ledger] += 1
            done += 1
            ctx.report(done, total, "undoing")
    for ledger in reversed(catalog.ALL):
        made = [item.id for item in operations if item.kind == "create" and item.ledger == ledger.name]
        for start in range(0, len(made), _TAKEN_AT_ONCE):
            ctx.checkpoint()
            part = made[start : start + _TAKEN_AT_ONCE]
            write.take_back(ledger, part, reason=REASON)
            done += len(part)
            ctx.report(done, total, "undoing")
        if made:
            removed[ledger.name] = len(made)
