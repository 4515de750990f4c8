"""What was noticed in the log: one line per rule, person and span of time, with what was done about it.

Which rules there are is `app.watch`'s. Lines are never removed; only their state, note and count go on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, cast

from storage.database import Connection

AlertState = Literal["new", "seen", "done"]
_COLUMNS = "id, at, rule, user, span, count, first_action, last_action, state, note, handled_at, handled_by"


@dataclass(frozen=True, slots=True)
class Alert:
    """One thing that was noticed. `span` is when it was, as the rule writes it; the actions are the log's numbers."""

    id: int
    at: str
    rule: str
    user: str
    span: str
    count: int
    first_action: int
    last_action: int
    state: AlertState
    note: str
    handled_at: str | None
    handled_by: str | None


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a rule found."""

    rule: str
    user: str
    span: str
    count: int
    first_action: int
    last_action: int


def stands(connection: Connection, noticed: Noticed) -> bool:
    """Whether there is a line of this rule, person and span."""
    sql = "SELECT 1 FROM alert WHERE rule = ? AND user = ? AND span = ?"
    return connection.value(sql, (noticed.rule, noticed.user, noticed.span)) is not None


def put(connection: Connection, at: str, noticed: Noticed) -> None:
    """Keep what was noticed, inside the caller's write.

    The same rule, person and span has one line: its count grows. One that was handled stays handled.
    """
    key = (noticed.rule, noticed.user, noticed.span)
    grown = connection.run(
        "UPDATE alert SET count = max(count, ?), first_action = min(first_action, ?),"
        " last_action = max(last_action, ?) WHERE rule = ? AND user = ? AND span = ?",
        (noticed.count, noticed.first_action, noticed.last_action, *key),
    )
    if grown:
        return
    connection.run(
        "INSERT INTO alert (at, rule, user, span, count, first_action, last_action, state, note)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'new', '')",
        (at, *key, noticed.count, noticed.first_action, noticed.last_action),
    )


def turn(connection: Connection, number: int, state: AlertState, note: str, stamp: tuple[str, str]) -> bool:
    """Give a line another state, inside the caller's write; `stamp` is when and who. False when there is none."""
    sql = "UPDATE alert SET state = ?, note = ?, handled_at = ?, handled_by = ? WHERE id = ?"
    return connection.run(sql, (state, note, *stamp, number)) > 0


def every(connection: Connection, *, open_only: bool = False, limit: int = 500) -> list[Alert]:
    """The newest lines first; `open_only`: those that nobody has dealt with."""
    where = "state <> 'done'" if open_only else "TRUE"
    rows = connection.rows(f"SELECT {_COLUMNS} FROM alert WHERE {where} ORDER BY id DESC LIMIT ?", (limit,))  # noqa: S608 - own words
    return [_alert(row) for row in rows]


def one(connection: Connection, number: int) -> Alert | None:
    """A line by its number."""
    row = connection.row(f"SELECT {_COLUMNS} FROM alert WHERE id = ?", (number,))  # noqa: S608 - own words
    return _alert(row) if row else None


def open_count(connection: Connection) -> int:
    """How many lines nobody has dealt with."""
    return connection.number("SELECT count(*) FROM alert WHERE state <> 'done'")


def _alert(row: tuple[object, ...]) -> Alert:
    return Alert(*cast("tuple[int, str, str, str, str, int, int, int, AlertState, str, str | None, str | None]", row))
