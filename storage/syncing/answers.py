"""Answers of this PC's people to the cloud's questions: operations `resolve`, in the order they were given.

An answer says what was chosen (`f`) and what held before it (`was`), so that it can be taken back like any operation.
What a choice changes is written by whoever answers, behind the answer and in its group; how a question stands with
answers upon it is `conflicts.py`'s.
"""

from __future__ import annotations

import json
from typing import Any, Final, cast

from ledger.errors import RecordNotFound
from storage.database import Connection
from storage.journal import Journal
from storage.values import dump

TYPE: Final = "conflict"
OPEN: Final = "open"
_LAST = "SELECT body -> '$.f' ->> 'choice' FROM operation WHERE id = ? AND type = 'conflict' AND state < 3"


def write(connection: Connection, journal: Journal, conflict_id: bytes, choice: str) -> None:
    """Answer; `open` takes an answer back. Raises RecordNotFound where there is no such question."""
    row = connection.row("SELECT rv, body FROM sync_conflict WHERE id = ? AND life & 1", (conflict_id,))
    if row is None:
        raise RecordNotFound(TYPE)
    said = {"base": row[0], "was": {"choice": before(connection, conflict_id)}, "f": {"choice": choice}}
    journal.append("resolve", TYPE, [conflict_id], [dump(said)])
    status = OPEN if choice == OPEN else "resolved"
    connection.run("UPDATE sync_conflict SET status = ? WHERE id = ?", (status, conflict_id))


def before(connection: Connection, conflict_id: bytes) -> str:
    """The choice that holds: this PC's last answer, else what the cloud says; `open` where nobody chose."""
    own = connection.value(f"{_LAST} ORDER BY lid DESC LIMIT 1", (conflict_id,))
    if own is not None:
        return str(own)
    kept = connection.value("SELECT body FROM sync_conflict WHERE id = ?", (conflict_id,))
    told = cast("dict[str, Any]", json.loads(str(kept)))
    if told.get("status", OPEN) == OPEN:
        return OPEN
    return str(told.get("choice") or told.get("stands") or OPEN)
