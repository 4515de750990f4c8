"""Who looked at a record: the entries of the audit that are about it and changed nothing."""

from __future__ import annotations

from storage import audit
from storage.audit import Action
from storage.database import Connection


def at(connection: Connection, record_id: bytes, *, limit: int) -> list[Action]:
    """Looks at a record and at what is masked of it, prints and exports of it alone; newest first."""
    sql = (
        f"SELECT {audit.READ} FROM action WHERE record = ?"  # noqa: S608 - fixed columns
        " AND class IN ('view', 'reveal', 'print', 'export') ORDER BY id DESC LIMIT ?"
    )
    return [audit.as_action(row) for row in connection.rows(sql, (record_id, limit))]
