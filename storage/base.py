"""`sync_base`: the last server copy of a record that has operations of this PC upon it.

A record the cloud has never seen (rv 0) has none: its operations begin with its creation.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import cast

from ledger.definition import Ledger
from storage.database import Connection
from storage.values import codec


@dataclass(frozen=True, slots=True)
class Base:
    """A server copy: `f` holds JSON values by merge group."""

    id: bytes
    rv: int
    life: int
    f: Mapping[str, object]


def keep_copies(connection: Connection, ledger: Ledger, rows: Iterable[Mapping[str, object]]) -> None:
    """Keep the server copy of rows that are about to be changed; the first copy of a record stands."""
    spell, groups = codec(ledger).chosen, tuple(ledger.groups)
    connection.run_many(
        "INSERT INTO sync_base (type, id, rv, life, f) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        [(ledger.name, row["id"], row["rv"], row["life"], spell(groups, row)) for row in rows if row["rv"]],
    )


def copies(connection: Connection, ledger: str) -> Iterator[Base]:
    """The kept copies of a ledger by id."""
    sql = "SELECT id, rv, life, f FROM sync_base WHERE type = ? ORDER BY id"
    for row in connection.stream(sql, (ledger,)):
        id_, rv, life, text = cast("tuple[bytes, int, int, str]", row)
        yield Base(id_, rv, life, json.loads(text))
