"""An erasure order of the cloud: of what it names no value is left on this PC (design, 9.5; invariant I15).

What operations said is struck out; the audit keeps that they were, by whom and when, and an entry of its own says
which actions can no longer be compared with what they entered.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from ledger.definition import Ledger
from storage import base
from storage.database import Connection
from storage.rows import Row
from storage.syncing import cloud_state, erasure
from sync.rebasing import Rebasing

ERASED: Final = "erased_blobs"
"""Under which name hashes are kept whose bytes have to go: they lie in another file (`sync/blobs.py`)."""


def purge(rebasing: Rebasing, ledger: Ledger, record_ids: Sequence[bytes]) -> None:
    """Strike out everything about these records."""
    if not record_ids:
        return
    connection = rebasing.connection
    rows = rebasing.landing.rows(ledger, record_ids)
    _note_blobs(connection, ledger, list(rows.values()))
    rebasing.landing.drop(ledger, list(rows.values()))
    base.drop_copies(connection, ledger.name, record_ids)
    struck = erasure.strike_out(connection, ledger.name, record_ids)
    rebasing.struck += struck
    if rows or struck:
        rebasing.landing.forget(ledger)


def _note_blobs(connection: Connection, ledger: Ledger, rows: Sequence[Row]) -> None:
    names = [item.name for item in ledger.stored if item.kind == "attachment"]
    shas = {str(row[name]) for row in rows for name in names if row.get(name)}
    if shas:
        before = cloud_state.value(connection, ERASED)
        cloud_state.put_value(connection, ERASED, sorted({*(before if isinstance(before, list) else ()), *shas}))
