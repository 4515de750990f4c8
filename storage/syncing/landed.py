"""Which records came from the cloud lately: rows without operations of this PC, that lists in memory follow too.

A short log, written by whoever lands records and read by `storage.listing`: the newest `KEPT` entries. An entry without
an id stands for more records than that, or for rows that are no more.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final, NamedTuple, cast

from storage.database import Connection

KEPT: Final = 2000


class Landed(NamedTuple):
    """A record that came; `is_new`: its row is new. `id` None: any number of records of the ledger."""

    type: str
    id: bytes | None
    is_new: bool


def last(connection: Connection) -> int:
    """The number of the newest entry, 0 for none; it only grows."""
    return connection.number("SELECT max(nr) FROM sync_landed")


def since(connection: Connection, number: int) -> list[Landed] | None:
    """The entries after a number; None when some of them are kept no more."""
    first = connection.number("SELECT min(nr) FROM sync_landed")
    if number + 1 < first:
        return None
    rows = connection.rows("SELECT type, id, is_new FROM sync_landed WHERE nr > ? ORDER BY nr", (number,))
    return [Landed(type_, id_, bool(new)) for type_, id_, new in cast("list[tuple[str, bytes | None, int]]", rows)]


def note(connection: Connection, entries: Iterable[Landed]) -> None:
    """Log what came; what is too much for the log is told by ledger."""
    told = list(dict.fromkeys(entries))
    if len(told) > KEPT:
        told = [Landed(name, None, is_new=True) for name in dict.fromkeys(one.type for one in told)]
    first = last(connection) + 1
    connection.run_many(
        "INSERT INTO sync_landed (nr, type, id, is_new) VALUES (?, ?, ?, ?)",
        ((nr, one.type, one.id, int(one.is_new)) for nr, one in enumerate(told, first)),
    )
    connection.run("DELETE FROM sync_landed WHERE nr <= ?", (first + len(told) - 1 - KEPT,))
