"""`sync_state`: what this PC knows of its own operation counter and, later, of the cloud.

A new store has no device and generation 1; `next_n` is the number of its next operation. Enrolment, cursor and
lineage join this table with the sync that needs them.
"""

from __future__ import annotations

from typing import cast

from storage.database import Connection

START: tuple[tuple[str, object], ...] = (("device", None), ("gen", 1), ("next_n", 1), ("clock_offset_ms", 0))


def begin(connection: Connection) -> None:
    """The state of a store that no cloud knows yet."""
    connection.run_many("INSERT INTO sync_state (k, v) VALUES (?, ?)", START)


def number(connection: Connection, name: str) -> int:
    """A number of the state; 0 where there is none."""
    return cast("int", connection.value("SELECT v FROM sync_state WHERE k = ?", (name,)) or 0)


def is_enrolled(connection: Connection) -> bool:
    """True once a cloud gave this PC its name."""
    return connection.value("SELECT v FROM sync_state WHERE k = 'device'") is not None


def put(connection: Connection, name: str, value: object) -> None:
    """Set one entry, inside the caller's transaction."""
    connection.run(
        "INSERT INTO sync_state (k, v) VALUES (?, ?) ON CONFLICT (k) DO UPDATE SET v = excluded.v", (name, value)
    )
