"""The audit: one entry per user action, with a hash over its operations, chained to the entry before.

A changed, removed or inserted operation shows in the action's hash, a changed or removed entry in the chain. The
numbers that sync may renew (generation, n, state) are left out of the hash.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from operator import attrgetter
from typing import NamedTuple, cast

from ledger import catalog
from storage import creations
from storage.database import Connection
from storage.row_hash import RowHash
from storage.values import dump

NO_ENTRY = b"\0" * 32
_LEDGERS = frozenset(ledger.name for ledger in catalog.ALL)
_AT_ONCE = 2000  # operations whose rows are read together
_ENTRY = "id, at, user, kind, source, reason, offset_ms, version, detail, first_lid, rows, hash"


@dataclass(frozen=True, slots=True)
class Action:
    """One audit entry; `detail` holds counts and choices, never personal values."""

    id: int
    at: str
    user: str
    kind: str
    source: str
    reason: str
    detail: dict[str, object]
    rows: int


def write_entry(connection: Connection, entry: Sequence[object]) -> None:
    """Append an entry (columns `_ENTRY` in order) and chain it to the one before."""
    before = cast("bytes | None", connection.value("SELECT chain FROM action ORDER BY id DESC LIMIT 1"))
    connection.run(
        f"INSERT INTO action ({_ENTRY}, chain) VALUES ({'?,' * 12}?)",  # noqa: S608 - fixed columns
        (*entry, _link(before or NO_ENTRY, entry)),
    )


def _link(before: bytes, entry: Sequence[object]) -> bytes:
    spelled = [item.hex() if isinstance(item, bytes) else item for item in entry]
    return hashlib.sha256(before + dump(spelled).encode()).digest()


def read_actions(
    connection: Connection, *, kind: str | None = None, action: int | None = None, limit: int = 200
) -> list[Action]:
    """Entries, newest first."""
    rows = connection.rows(
        "SELECT id, at, user, kind, source, reason, detail, rows FROM action"
        " WHERE (?1 IS NULL OR kind = ?1) AND id BETWEEN coalesce(?2, 1) AND coalesce(?2, 9e18)"
        " ORDER BY id DESC LIMIT ?3",
        (kind, action, limit),
    )
    return [_action(cast("tuple[int, str, str, str, str, str, str, int]", row)) for row in rows]


def _action(row: tuple[int, str, str, str, str, str, str, int]) -> Action:
    id_, at, user, kind, source, reason, detail, rows = row
    return Action(id_, at, user, kind, source, reason, json.loads(detail), rows)


def verify(connection: Connection) -> list[int]:
    """Numbers of the actions whose entry or operations are not as they were written; [] when all is well.

    Also an operation outside every action counts, as action 0.
    """
    broken: list[int] = []
    before, expected_id, next_lid = NO_ENTRY, 1, 1
    for row in connection.stream(f"SELECT {_ENTRY}, chain FROM action ORDER BY id"):  # noqa: S608 - fixed columns
        entry, chain = row[:-1], row[-1]
        action, first_lid, count = cast("int", entry[0]), cast("int", entry[9]), cast("int", entry[10])
        is_whole = (
            action == expected_id
            and chain == _link(before, entry)
            and first_lid == next_lid
            and _hash_of(connection, action, first_lid, count) == entry[11]
        )
        if not is_whole:
            broken.append(action)
        before, expected_id, next_lid = cast("bytes", chain), action + 1, first_lid + count
    if connection.value("SELECT 1 FROM operation WHERE lid >= ? OR lid < 1 LIMIT 1", (next_lid,)):
        broken.append(0)
    return broken


def _hash_of(connection: Connection, action: int, first_lid: int, count: int) -> bytes:
    rows = RowHash()
    seen = 0
    sql = "SELECT lid, kind, type, op_id, id, body, action FROM operation WHERE lid BETWEEN ? AND ? ORDER BY lid"
    stream = map(_Entry._make, connection.stream(sql, (first_lid, first_lid + count - 1)))
    while chunk := list(islice(stream, _AT_ONCE)):
        seen += sum(entry.action == action for entry in chunk)
        for (kind, type_), entries in groupby(chunk, attrgetter("kind", "type")):
            _take(connection, rows, kind, type_, list(entries))
    return rows.digest() if seen == count else b""


class _Entry(NamedTuple):
    """One operation as the hash takes it."""

    lid: int
    kind: str
    type: str
    op_id: bytes | None
    id: bytes
    body: str
    action: int


def _take(connection: Connection, rows: RowHash, kind: str, type_: str, entries: Sequence[_Entry]) -> None:
    if kind == "create" and type_ in _LEDGERS and all(entry.op_id is None for entry in entries):
        ledger = catalog.named(type_)
        columns = creations.read(connection, ledger, [entry.lid for entry in entries])
        rows.take_creations(ledger, [entry.id for entry in entries], columns)
    else:
        rows.take(f"{kind} {type_}".encode(), [(entry.op_id or b"", entry.id, entry.body) for entry in entries])
