"""After an update: what this version knows of records that came before it is taken out of `ext` and `sync_unknown`.

Nothing is downloaded again (design, section 10).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import cast

from ledger import catalog
from ledger.definition import Ledger
from storage import base, state
from storage.base import Base
from storage.database import Connection
from storage.opened.writing import Came
from storage.syncing import cloud_state, drift, unknown
from storage.values import dump
from sync.copies import Copy, copy_of
from sync.protocol import SCHEMA
from sync.rebasing import LEDGERS, Rebasing

_AT_ONCE = 2000


def lift(connection: Connection) -> tuple[int, Came]:
    """Answers how many rows changed."""
    rebasing = Rebasing(connection)
    for type_ in drift.types(connection):
        if type_ in LEDGERS:
            ledger = catalog.named(type_)
            changes = unknown.take_out(connection, type_)
            rebasing.lay(ledger, [copy_of(ledger, change) for change in changes])
            rebasing.lay(ledger, list(_read_anew(rebasing, ledger)))
    state.put(connection, cloud_state.SCHEMA, SCHEMA)
    came = rebasing.finish()
    rows = rebasing.landing.counted
    return rows.new + rows.changed, came


def _read_anew(rebasing: Rebasing, ledger: Ledger) -> Iterator[Copy]:
    """The copies of records with fields that were not known, those that are known by now among their groups."""
    connection = rebasing.connection
    rows = connection.rows(f"SELECT id FROM {ledger.name} WHERE ext IS NOT NULL")  # noqa: S608 - catalog
    record_ids = [cast("bytes", record_id) for (record_id,) in rows]
    for start in range(0, len(record_ids), _AT_ONCE):
        chunk = record_ids[start : start + _AT_ONCE]
        kept = base.copies_of(connection, ledger.name, chunk)
        for record_id, row in rebasing.landing.rows(ledger, chunk).items():
            copy = kept.get(record_id) or base.of_row(ledger, row)
            yield Copy(_lifted(ledger, copy), is_tombstone=False)


def _lifted(ledger: Ledger, copy: Base) -> Base:
    left: dict[str, object] = json.loads(copy.ext or "{}")
    known = {group: left.pop(group) for group in list(left) if group in ledger.groups and not ledger_has(copy, group)}
    return replace(copy, f={**copy.f, **known}, ext=dump(left) if left else None)


def ledger_has(copy: Base, group: str) -> bool:
    """Whether the copy says something of a group already: then only members of it were not known."""
    return copy.f.get(group) is not None
