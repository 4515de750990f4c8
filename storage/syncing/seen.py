"""What the cloud sent since a pull of everything began, to tell afterwards what it has no more."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from storage.database import Connection


def begin(connection: Connection) -> None:
    """Nothing was sent yet."""
    connection.run("DELETE FROM sync_seen")


def note(connection: Connection, type_: str, record_ids: Iterable[bytes]) -> None:
    """These were sent."""
    connection.run_many(
        "INSERT INTO sync_seen (id, type) VALUES (?, ?) ON CONFLICT DO NOTHING", [(one, type_) for one in record_ids]
    )


def unseen(connection: Connection, ledger: str) -> list[tuple[bytes, bool]]:
    """(id, is alive) of the rows whose copy the cloud did not send."""
    rows = connection.rows(
        f"SELECT r.id, r.life & 1 FROM {ledger} r WHERE r.rv > 0"  # noqa: S608 - catalog
        " AND NOT EXISTS (SELECT 1 FROM sync_seen s WHERE s.id = r.id)"
    )
    return [(id_, bool(alive)) for id_, alive in cast("list[tuple[bytes, int]]", rows)]


def unseen_in(connection: Connection, table: str, column: str) -> list[bytes]:
    """Ids of conflicts or aliases that the cloud did not send."""
    rows = connection.rows(
        f"SELECT {column} FROM {table} t WHERE NOT EXISTS (SELECT 1 FROM sync_seen s WHERE s.id = t.{column})"  # noqa: S608 - own words
    )
    return [cast("bytes", row[0]) for row in rows]
