"""The outbox: operations on their way to the cloud, as wire objects in the order of their numbers.

What an operation says never changes; number, generation, state and `ack_rv` are all that is written here. Rows are
reckoned anew by whoever calls (`sync.rebasing`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from ledger import ids
from storage import state
from storage.database import Connection
from storage.operations import STRUCK, Operation, State, operations_where
from storage.syncing import cloud_state
from storage.values import dump

Wire = dict[str, object]
_AT_ONCE = 400
_WAITS = "state < 2"  # pending or sent; spelled as the index is


@dataclass(frozen=True, slots=True)
class Decided:
    """What the cloud decided on operation `n`: the number of the decision, and why it was refused, "" if it was not."""

    n: int
    rv: int
    refused: str = ""


@dataclass(frozen=True, slots=True)
class Touched:
    """A record whose operations moved: its ledger (or `conflict`) and id."""

    type: str
    id: bytes


def waiting(connection: Connection, most: int) -> list[Operation]:
    """The first operations that the cloud has not decided, by number."""
    where = f"o.{_WAITS} ORDER BY o.n LIMIT ?"
    return list(operations_where(connection, where, (most,)))


def wires(connection: Connection, operations: Sequence[Operation]) -> list[Wire]:
    """Operations as they travel."""
    known = authors(connection, {operation.action for operation in operations})
    return [_wire(operation, known[operation.action]) for operation in operations]


Author = tuple[str, str, int, str]
"""Of an action: at, user, offset of the clock, version."""


def authors(connection: Connection, actions: Iterable[int]) -> Mapping[int, Author]:
    """Action -> when and by whom it was done, how far the clock was off then, and with which version."""
    sql = "SELECT id, at, user, offset_ms, version FROM action WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.rows(sql, (dump(sorted(actions)),))
    return {cast("int", row[0]): cast("Author", row[1:]) for row in rows}


def _wire(operation: Operation, author: Author) -> Wire:
    at, user, offset_ms, version = author
    told: Wire = {
        "n": operation.n,
        "op_id": ids.to_text(operation.op_id),
        "k": operation.kind,
        "t": operation.ledger,
        "id": ids.to_text(operation.id),
        "at": at,
        "u": user,
        "cv": version,
    }
    rest: Wire = {
        "g": ids.to_text(operation.g) if operation.g != operation.op_id else "",
        "base": operation.base,
        "was": dict(operation.was),
        "f": dict(operation.f),
        "off": offset_ms,
        "reason": operation.reason,
        "life": operation.life,
    }
    return told | {name: part for name, part in rest.items() if part}


def mark_sent(connection: Connection, first_n: int, last_n: int) -> None:
    """The cloud may know these from now on."""
    connection.run("UPDATE operation SET state = 1 WHERE state = 0 AND n BETWEEN ? AND ?", (first_n, last_n))


def decided(connection: Connection, gen: int, decisions: Sequence[Decided], at: str) -> list[Touched]:
    """Note decisions on waiting operations of a generation; answers the records of the refused ones."""
    found = _waiting_at(connection, gen, [one.n for one in decisions])
    told = [one for one in decisions if one.n in found]
    connection.run_many(
        "UPDATE operation SET state = ?, ack_rv = ? WHERE lid = ?",
        [(State.DEAD if one.refused else State.ACKED, one.rv, found[one.n][0]) for one in told],
    )
    refused = [one for one in told if one.refused]
    connection.run_many(
        "INSERT INTO sync_dead (lid, reason, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(found[one.n][0], one.refused, at) for one in refused],
    )
    return [found[one.n][1] for one in refused]


def _waiting_at(connection: Connection, gen: int, numbers: Sequence[int]) -> dict[int, tuple[int, Touched]]:
    """Number -> (lid, record) of the waiting operations among these."""
    rows = connection.rows(
        f"SELECT n, lid, type, id FROM operation WHERE {_WAITS} AND n BETWEEN ? AND ? AND gen = ?",  # noqa: S608 - own words
        (min(numbers, default=0), max(numbers, default=0), gen),
    )
    told = cast("list[tuple[int, int, str, bytes]]", rows)
    return {n: (lid, Touched(type_, id_)) for n, lid, type_, id_ in told}


def set_aside(connection: Connection, op_ids: Sequence[bytes], reason: str, at: str) -> list[Touched]:
    """Make waiting operations, with their groups, dead letters that no cloud has seen; those behind move up."""
    groups = {operation.g for operation in _waiting_of(connection, op_ids)}
    first_n = connection.number(f"SELECT min(n) FROM operation WHERE {_WAITS}")  # noqa: S608 - own words
    out = [one for one in operations_where(connection, f"o.{_WAITS} ORDER BY o.n", ()) if one.g in groups]
    connection.run_many("UPDATE operation SET state = 4, gen = 0, n = 0 WHERE lid = ?", [(one.lid,) for one in out])
    connection.run_many(
        "INSERT INTO sync_dead (lid, reason, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
        [(one.lid, reason, at) for one in out],
    )
    if out:
        _number(connection, state.number(connection, "gen"), first_n)
    return [Touched(one.ledger, one.id) for one in out]


def _waiting_of(connection: Connection, op_ids: Sequence[bytes]) -> Iterator[Operation]:
    for op_id in op_ids:
        yield from operations_where(connection, f"coalesce(o.op_id, o.id) = ? AND o.{_WAITS}", (op_id,))


def wait_again(connection: Connection, after: int) -> list[Touched]:
    """Let operations that were decided beyond a number wait again; answers their records.

    What an erasure order struck out says nothing any more, and is not said again.
    """
    decided_then = f"state IN (2, 3) AND ack_rv > ? AND body IS NOT '{STRUCK}'"
    rows = connection.rows(f"SELECT DISTINCT type, id FROM operation WHERE {decided_then}", (after,))  # noqa: S608 - own words
    connection.run(f"UPDATE operation SET state = 0, ack_rv = NULL WHERE {decided_then}", (after,))  # noqa: S608 - own words
    return [Touched(*cast("tuple[str, bytes]", row)) for row in rows]


def renumber(connection: Connection, gen: int) -> int:
    """Number what waits from 1 in a generation, as pending, in the order it was written; answers how many wait."""
    connection.run(f"UPDATE operation SET state = 0 WHERE {_WAITS}")  # noqa: S608 - own words
    return _number(connection, gen, 1)


def _number(connection: Connection, gen: int, first_n: int) -> int:
    """Number what waits without a gap, in the order it was written; answers how many wait."""
    rows = connection.rows(f"SELECT lid FROM operation WHERE {_WAITS} ORDER BY lid")  # noqa: S608 - own words
    connection.run_many(
        "UPDATE operation SET gen = ?, n = ? WHERE lid = ?", ((gen, n, lid) for n, (lid,) in enumerate(rows, first_n))
    )
    state.put(connection, "gen", gen)
    state.put(connection, "next_n", first_n + len(rows))
    return len(rows)


def settle(connection: Connection, seq: int) -> tuple[int, list[Touched]]:
    """Take out of the overlay what was decided up to a number; answers how many operations, and of which records."""
    covered = "state = 2 AND ack_rv <= ?"
    rows = connection.rows(f"SELECT DISTINCT type, id FROM operation WHERE {covered}", (seq,))  # noqa: S608 - own words
    count = connection.run(f"UPDATE operation SET state = 3 WHERE {covered}", (seq,)) if rows else 0  # noqa: S608 - own words
    return count, [Touched(*cast("tuple[str, bytes]", row)) for row in rows]


def is_covered(connection: Connection) -> bool:
    """Whether operations wait to leave the overlay."""
    seq, partial = state.number(connection, cloud_state.SEQ), state.number(connection, cloud_state.PARTIAL)
    sql = "SELECT 1 FROM operation WHERE state = 2 AND ack_rv <= ? LIMIT 1"
    return not partial and connection.value(sql, (seq,)) is not None


def settle_these(connection: Connection, lids: Iterable[int]) -> None:
    """Take these operations out of the overlay: their record came with what they did."""
    connection.run_many("UPDATE operation SET state = 3 WHERE lid = ?", [(lid,) for lid in lids])


def is_empty(connection: Connection) -> bool:
    """Whether nothing waits for the cloud."""
    return connection.value(f"SELECT 1 FROM operation WHERE {_WAITS} LIMIT 1") is None  # noqa: S608 - own words


def count(connection: Connection) -> tuple[int, str]:
    """How many operations the cloud has not decided, and when the oldest of them was written, "" for none."""
    waits = connection.number(f"SELECT count(*) FROM operation WHERE {_WAITS}")  # noqa: S608 - own words
    oldest = connection.value(
        f"SELECT a.at FROM operation o JOIN action a ON a.id = o.action WHERE o.{_WAITS} ORDER BY o.n LIMIT 1"  # noqa: S608 - own words
    )
    return waits, cast("str", oldest or "")
