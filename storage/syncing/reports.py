"""Reports of rounds: the last 90, counts and codes only."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final, cast

from storage.database import Connection
from storage.values import dump

KEPT: Final = 90


def put(connection: Connection, at: str, report: Mapping[str, Any]) -> None:
    """Keep one more."""
    connection.run("INSERT INTO sync_report (at, body) VALUES (?, ?)", (at, dump(dict(report))))
    connection.run("DELETE FROM sync_report WHERE nr <= (SELECT max(nr) FROM sync_report) - ?", (KEPT,))


def newest(connection: Connection, limit: int) -> list[dict[str, Any]]:
    """Newest first."""
    rows = connection.rows("SELECT body FROM sync_report ORDER BY nr DESC LIMIT ?", (limit,))
    return [json.loads(cast("str", body)) for (body,) in rows]
