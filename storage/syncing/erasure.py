"""An erasure order: what operations, conflicts and drafts said of records is struck out of the file.

That an operation was, by whom and when, stays; `STRUCK` stands for what it said. The audit cannot compare such an
operation with what its action entered any more, so that action's number goes into an entry of its own
(`storage.trail.checked_operations`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from storage import settings
from storage.database import Connection
from storage.operations import STRUCK
from storage.syncing import conflicts
from storage.values import dump


def strike_out(connection: Connection, ledger: str, record_ids: Sequence[bytes]) -> list[int]:
    """Leave no value of these records beside their rows, which the caller drops; answers the actions concerned."""
    asked = dump([one.hex() for one in record_ids])
    where = "type = ? AND id IN (SELECT unhex(value) FROM json_each(?))"
    rows = connection.rows(f"SELECT DISTINCT action FROM operation WHERE {where} ORDER BY 1", (ledger, asked))  # noqa: S608 - own words
    connection.run(f"UPDATE operation SET body = ? WHERE {where}", (STRUCK, ledger, asked))  # noqa: S608 - own words
    about = conflicts.of_records(connection, record_ids, only_open=False)
    conflicts.drop(connection, [one.id for one in about])
    settings.drop_drafts(connection, record_ids)
    connection.run("DELETE FROM sync_removal WHERE id IN (SELECT unhex(value) FROM json_each(?))", (asked,))
    return [cast("int", action) for (action,) in rows]
