"""What the cloud should have too: (id, rv, life) of its copies here, for comparing and repairing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from ledger import catalog
from storage.database import Connection
from storage.syncing import aliases, conflicts

Mark = tuple[bytes, int, int]
"""(id, rv, life) of a server copy."""
LEDGERS = frozenset(ledger.name for ledger in catalog.EVERY)
OWN_TABLES = {
    conflicts.TYPE: "SELECT id, rv, life FROM sync_conflict",
    aliases.TYPE: "SELECT loser, rv, life FROM sync_alias",
}


def types(connection: Connection) -> list[str]:
    """All that is compared: ledgers, conflicts, aliases, and types that this version does not know."""
    unknown = [cast("str", row[0]) for row in connection.rows("SELECT DISTINCT type FROM sync_unknown ORDER BY 1")]
    return [*(ledger.name for ledger in catalog.EVERY), *OWN_TABLES, *unknown]


def marks(connection: Connection, type_: str) -> Iterator[Mark]:
    """The server copies of a type, removed ones too; of a record with operations upon it the copy, not the row."""
    if type_ in OWN_TABLES:
        yield from cast("Iterator[Mark]", connection.stream(OWN_TABLES[type_]))
    elif type_ in LEDGERS:
        yield from _copies(connection, type_)
    else:
        sql = "SELECT id, rv, life FROM sync_unknown WHERE type = ?"
        yield from cast("Iterator[Mark]", connection.stream(sql, (type_,)))


def _copies(connection: Connection, ledger: str) -> Iterator[Mark]:
    kept = connection.rows("SELECT id, rv, life, gone FROM sync_base WHERE type = ?", (ledger,))
    bases = {row[0]: row for row in cast("list[tuple[bytes, int, int, int]]", kept)}
    rows = connection.stream(f"SELECT id, rv, life FROM {ledger} WHERE rv > 0")  # noqa: S608 - catalog
    for id_, rv, life in cast("Iterator[Mark]", rows):
        base = bases.get(id_)
        if base is None:
            yield id_, rv, life
        elif not base[3]:
            yield id_, base[1], base[2]
