"""Refused operations: kept with the reason until a person has done something about them.

What an operation said stays in `operation`; its record no longer shows it. One that an erasure order struck out says
nothing any more, and nobody is asked about it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from ledger import clock
from storage.database import Connection
from storage.operations import STRUCK, Operation, operations_where

_SAYS_SOMETHING = f"o.body IS NOT '{STRUCK}'"


@dataclass(frozen=True, slots=True)
class DeadLetter:
    """A refused operation: why, since when, who wrote it when, and whether somebody has dealt with it."""

    operation: Operation
    reason: str
    refused_at: str
    written_at: str
    user: str
    handled_at: str
    handled_by: str


def listed(connection: Connection, *, handled: bool = False) -> list[DeadLetter]:
    """Those that nobody has dealt with, newest first; with `handled` the others too."""
    which = _SAYS_SOMETHING if handled else f"{_SAYS_SOMETHING} AND d.handled_at IS NULL"
    rows = connection.rows(
        "SELECT d.lid, d.reason, d.at, a.at, a.user, coalesce(d.handled_at, ''), coalesce(d.handled_by, '')"  # noqa: S608 - own words
        f" FROM sync_dead d JOIN operation o ON o.lid = d.lid JOIN action a ON a.id = o.action WHERE {which}"
        " ORDER BY d.lid DESC"
    )
    told = cast("list[tuple[int, str, str, str, str, str, str]]", rows)
    where = "o.lid IN (SELECT lid FROM sync_dead)"
    operations = {operation.lid: operation for operation in operations_where(connection, where, ())}
    return [DeadLetter(operations[lid], *rest) for lid, *rest in told]


def count(connection: Connection) -> int:
    """How many nobody has dealt with."""
    return connection.number(
        f"SELECT count(*) FROM sync_dead d JOIN operation o ON o.lid = d.lid"  # noqa: S608 - own words
        f" WHERE {_SAYS_SOMETHING} AND d.handled_at IS NULL"
    )


def mark_handled(connection: Connection, lid: int, user: str) -> bool:
    """Somebody has dealt with it: wrote it anew, or let it go; False when that was so already."""
    done = "UPDATE sync_dead SET handled_at = ?, handled_by = ? WHERE lid = ? AND handled_at IS NULL"
    return connection.run(done, (clock.now_text(), user, lid)) > 0
