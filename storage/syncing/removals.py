"""Why, when and by whom records were removed, as the cloud says: for the recycle bin, and for what went along."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, cast

from storage.database import Connection


class Removal(NamedTuple):
    """A removal that the cloud decided."""

    reason: str
    at: str
    user: str


def note(connection: Connection, ledger: str, removals: Iterable[tuple[bytes, Removal]]) -> None:
    """Keep removals that came."""
    connection.run_many(
        "INSERT OR REPLACE INTO sync_removal (id, type, reason, at, user) VALUES (?, ?, ?, ?, ?)",
        [(record_id, ledger, *removal) for record_id, removal in removals],
    )


def of(connection: Connection, record_id: bytes) -> Removal | None:
    """The last removal of a record that came."""
    found = connection.row("SELECT reason, at, user FROM sync_removal WHERE id = ?", (record_id,))
    return Removal(*cast("tuple[str, str, str]", found)) if found else None
