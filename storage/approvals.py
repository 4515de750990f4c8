"""Requests to export what needs a second person: asked, decided, spent once. Kept beside the ledgers, in the same file.

A request's number is that of the audit action which asked for it, so it stands in the chain from the beginning. What
needs an approval and who may give one is `app.release`'s; here lies only what was asked and what became of it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, cast

from storage.database import Connection
from storage.values import dump

ApprovalState = Literal["waiting", "approved", "refused", "withdrawn", "used"]
_COLUMNS = "action, at, asker, hash, facts, state, decided_at, decided_by, answer, decision, used"


@dataclass(frozen=True, slots=True)
class Approval:
    """One request. `hash` is of what may leave, `facts` tell it in words; `decision` and `used` are audit actions."""

    id: int
    at: str
    asker: str
    hash: bytes
    facts: Mapping[str, object]
    state: ApprovalState = "waiting"
    decided_at: str = ""
    decided_by: str = ""
    answer: str = ""
    decision: int = 0
    used: int = 0


def add(connection: Connection, approval: Approval) -> None:
    """Keep a new request, inside the caller's transaction."""
    row = (
        *(approval.id, approval.at, approval.asker, approval.hash, dump(dict(approval.facts)), approval.state),
        *(approval.decided_at, approval.decided_by, approval.answer, approval.decision, approval.used),
    )
    connection.run(f"INSERT INTO approval ({_COLUMNS}) VALUES ({','.join('?' * 11)})", row)  # noqa: S608 - fixed columns


def decide(connection: Connection, approval: Approval) -> bool:
    """Keep what was decided of a request that still waits; False when it does not, inside the caller's transaction."""
    if not _is(connection, approval.id, "waiting"):
        return False
    connection.run(
        "UPDATE approval SET state = ?, decided_at = ?, decided_by = ?, answer = ?, decision = ? WHERE action = ?",
        (approval.state, approval.decided_at, approval.decided_by, approval.answer, approval.decision, approval.id),
    )
    return True


def spend(connection: Connection, number: int, action: int) -> bool:
    """Use an approval for the export `action`; False when it is not open any more, inside the caller's transaction."""
    if not _is(connection, number, "approved"):
        return False
    connection.run("UPDATE approval SET state = 'used', used = ? WHERE action = ?", (action, number))
    return True


def _is(connection: Connection, number: int, state: ApprovalState) -> bool:
    return connection.value("SELECT state FROM approval WHERE action = ?", (number,)) == state


def read(connection: Connection, *, number: int | None = None, state: ApprovalState | None = None) -> list[Approval]:
    """Requests, newest first."""
    rows = connection.rows(
        f"SELECT {_COLUMNS} FROM approval WHERE (?1 IS NULL OR action = ?1) AND (?2 IS NULL OR state = ?2)"  # noqa: S608
        " ORDER BY action DESC",
        (number, state),
    )
    return [_approval(row) for row in rows]


def _approval(row: tuple[object, ...]) -> Approval:
    id_, at, asker, hash_, facts, state, decided_at, decided_by, answer, decision, used = cast(
        "tuple[int, str, str, bytes, str, ApprovalState, str, str, str, int, int]", row
    )
    return Approval(id_, at, asker, hash_, json.loads(facts), state, decided_at, decided_by, answer, decision, used)
