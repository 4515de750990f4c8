"""Whom accounts of other PCs belong to: name and post by login, as those PCs told the cloud.

Accounts themselves stay on the PC they were made on; this is for naming whoever changed something elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple, cast

from storage.database import Connection

TYPE = "author"


class Colleague(NamedTuple):
    """Who works under a login at another PC."""

    login: str
    name: str
    post: str


def land(connection: Connection, changes: Iterable[Mapping[str, Any]]) -> None:
    """Keep what the cloud sent."""
    told = [one.get("f", {}) for one in changes]
    rows = [tuple(str(f.get(part, "")) for part in Colleague._fields) for f in told if f.get("login")]
    connection.run_many("INSERT OR REPLACE INTO sync_author (login, name, post) VALUES (?, ?, ?)", rows)


def every(connection: Connection) -> dict[str, Colleague]:
    """All of them, by login."""
    rows = cast("list[tuple[str, str, str]]", connection.rows("SELECT login, name, post FROM sync_author"))
    return {row[0]: Colleague(*row) for row in rows}
