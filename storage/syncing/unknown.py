"""Records of types that this version does not know: kept as they came, until a newer version takes them in."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, cast

from ledger import ids
from storage.database import Connection
from storage.values import dump


def land(connection: Connection, changes: Sequence[Mapping[str, Any]]) -> None:
    """Keep records as the cloud sent them; what was removed is kept no more."""
    rows = [(one["t"], ids.from_text(one["id"]), one["rv"], one["life"], dump(dict(one))) for one in changes]
    connection.run_many("INSERT OR REPLACE INTO sync_unknown VALUES (?, ?, ?, ?, ?)", rows)
    connection.run("DELETE FROM sync_unknown WHERE life & 1 = 0")


def take_out(connection: Connection, type_: str) -> list[dict[str, Any]]:
    """The records of a type that this version knows by now, which are kept here no more."""
    rows = connection.rows("SELECT body FROM sync_unknown WHERE type = ? ORDER BY rv", (type_,))
    connection.run("DELETE FROM sync_unknown WHERE type = ?", (type_,))
    return [json.loads(cast("str", body)) for (body,) in rows]


def drop(connection: Connection, type_: str, record_ids: Iterable[bytes]) -> None:
    """The cloud has them no more."""
    connection.run_many("DELETE FROM sync_unknown WHERE type = ? AND id = ?", [(type_, one) for one in record_ids])
