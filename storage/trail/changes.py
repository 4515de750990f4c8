"""What was changed, by person and hour: the figures of the report of unusual changes, from operations and entries."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import cast

from storage.database import Connection


@dataclass(frozen=True, slots=True)
class Tally:
    """What one person did to one ledger within one hour of Shanghai's day, `2026-11-21 09`, in one way."""

    user: str
    hour: str
    ledger: str
    kind: str
    operations: int


@dataclass(frozen=True, slots=True)
class Touched:
    """An action by its number, what kind it is, and the ledgers that it touched."""

    action: int
    kind: str
    ledgers: frozenset[str]


def by_hour(connection: Connection, since: str, before: str, unmeant: Collection[str]) -> list[Tally]:
    """Changes between two instants by person, hour, ledger and kind, without the `unmeant` kinds of action."""
    marks = ",".join("?" * len(unmeant))
    rows = connection.rows(
        "SELECT a.user, strftime('%Y-%m-%d %H', a.at, '+8 hours'), o.type, o.kind, count(*)"  # noqa: S608 - marks
        " FROM action a JOIN operation o ON o.lid BETWEEN a.first_lid AND a.first_lid + a.rows - 1"
        f" WHERE a.class IN ('', 'data') AND a.rows > 0 AND a.at >= ? AND a.at < ? AND a.kind NOT IN ({marks})"
        " GROUP BY 1, 2, 3, 4 ORDER BY 2 DESC, 1, 3, 4",
        (since, before, *unmeant),
    )
    return [Tally(*cast("tuple[str, str, str, str, int]", row)) for row in rows]


def actions_of(connection: Connection, user: str, hour: str, unmeant: Collection[str]) -> list[Touched]:
    """The actions that a person changed something with in an hour, oldest first."""
    marks = ",".join("?" * len(unmeant))
    rows = connection.rows(
        "SELECT a.id, a.kind, group_concat(DISTINCT o.type)"  # noqa: S608 - marks
        " FROM action a JOIN operation o ON o.lid BETWEEN a.first_lid AND a.first_lid + a.rows - 1"
        " WHERE a.class IN ('', 'data') AND a.rows > 0 AND a.user = ?"
        f" AND strftime('%Y-%m-%d %H', a.at, '+8 hours') = ? AND a.kind NOT IN ({marks}) GROUP BY a.id ORDER BY a.id",
        (user, hour, *unmeant),
    )
    read = cast("list[tuple[int, str, str]]", rows)
    return [Touched(action, kind, frozenset(ledgers.split(","))) for action, kind, ledgers in read]
