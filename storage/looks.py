"""Who looked at a record: the entries of the audit that are about it and changed nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from storage import audit
from storage.audit import Action
from storage.database import Connection
from storage.values import dump


def at(connection: Connection, record_id: bytes, *, limit: int) -> list[Action]:
    """Looks at a record and at what is masked of it, prints and exports of it alone; newest first."""
    sql = (
        f"SELECT {audit.READ} FROM action WHERE record = ?"  # noqa: S608 - fixed columns
        " AND class IN ('view', 'reveal', 'print', 'export') ORDER BY id DESC LIMIT ?"
    )
    return [audit.as_action(row) for row in connection.rows(sql, (record_id, limit))]


def last(connection: Connection, records: Sequence[bytes], user: str, kind: str) -> dict[bytes, str]:
    """When somebody's last entry of a kind about each of these few records was made."""
    sql = (
        "SELECT record, max(at) FROM action WHERE record IN (SELECT unhex(value) FROM json_each(?))"
        " AND kind = ? AND user = ? GROUP BY record"
    )
    found = connection.rows(sql, (dump([one.hex() for one in records]), kind, user))
    return {cast("bytes", one): str(at) for one, at in found}
