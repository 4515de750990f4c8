"""What the exchange has to say of single records, for the marks in lists: asked about, refused, not sent yet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Literal, cast

from storage.database import Connection
from storage.syncing import cloud_state
from storage.values import dump

Mark = Literal["asked", "refused", "waits"]
_AMONG: Final = "IN (SELECT unhex(value) FROM json_each(?))"
_SQL: Final[tuple[tuple[Mark, str], ...]] = (
    ("waits", f"SELECT id FROM operation WHERE id {_AMONG} AND state < 2"),  # noqa: S608 - own words
    (
        "refused",
        f"SELECT o.id FROM operation o JOIN sync_dead d ON d.lid = o.lid WHERE o.id {_AMONG} AND d.handled_at IS NULL",  # noqa: S608 - own words
    ),
    ("asked", f"SELECT record FROM sync_conflict WHERE record {_AMONG} AND status = 'open' AND life & 1"),  # noqa: S608 - own words
)
"""The weightier ones last: they count where several hold."""


def of(connection: Connection, record_ids: Sequence[bytes]) -> dict[bytes, Mark]:
    """Record -> its mark; none has one in a store that shares its ledger with nobody."""
    if not cloud_state.text(connection, cloud_state.DEVICE):
        return {}
    asked, found = dump([one.hex() for one in record_ids]), dict[bytes, Mark]()
    for mark, sql in _SQL:
        found |= {cast("bytes", record): mark for (record,) in connection.rows(sql, (asked,))}
    return found
