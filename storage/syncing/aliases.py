"""Ids that became another record's. An alias is a record of the cloud; here it leads references and operations.

No path is longer than a step: the cloud re-points the aliases of a record that itself becomes another's.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple, cast

from ledger import catalog, ids
from ledger.definition import Ledger
from storage.database import Connection
from storage.values import dump

TYPE = "alias"


class Alias(NamedTuple):
    """`loser` is `survivor` from number `rv` on; an even life: no more."""

    type: str
    loser: bytes
    survivor: bytes
    rv: int
    life: int


def read(change: Mapping[str, Any], known: Alias | None) -> Alias:
    """From a change as it travels; what is taken back names no survivor."""
    loser = ids.from_text(change["id"]) or b""
    f = change.get("f") or {}
    survivor = ids.from_text(str(f.get("survivor", ""))) or (known.survivor if known else b"")
    type_ = str(f.get("type", "")) or (known.type if known else "")
    return Alias(type_, loser, survivor, change["rv"], change["life"])


def known(connection: Connection, losers: Iterable[bytes]) -> dict[bytes, Alias]:
    """The aliases of these ids, those that were taken back too."""
    sql = f"SELECT type, loser, survivor, rv, life FROM sync_alias WHERE loser IN ({_AMONG})"  # noqa: S608 - own words
    rows = cast("list[tuple[str, bytes, bytes, int, int]]", connection.rows(sql, (_hex(losers),)))
    return {row[1]: Alias(*row) for row in rows}


def put(connection: Connection, several: Iterable[Alias]) -> None:
    """Keep aliases."""
    connection.run_many(
        "INSERT OR REPLACE INTO sync_alias (type, loser, survivor, rv, life) VALUES (?, ?, ?, ?, ?)", several
    )


def drop(connection: Connection, losers: Iterable[bytes]) -> None:
    """The cloud knows these aliases no more."""
    connection.run_many("DELETE FROM sync_alias WHERE loser = ?", [(loser,) for loser in losers])


def naming(target: str) -> Iterator[tuple[Ledger, str]]:
    """(ledger, field) of every reference to a ledger."""
    for ledger in catalog.EVERY:
        yield from ((ledger, item.name) for item in ledger.references if item.target == target)


def who_names(connection: Connection, type_: str, targets: Iterable[bytes]) -> Iterator[tuple[Ledger, list[bytes]]]:
    """The records whose rows name one of these."""
    asked = _hex(targets)
    for ledger, field in naming(type_):
        rows = connection.rows(f"SELECT id FROM {ledger.name} WHERE {field} IN ({_AMONG})", (asked,))  # noqa: S608 - catalog
        if rows:
            yield ledger, [row[0] for row in rows if isinstance(row[0], bytes)]


def spoken_of(connection: Connection, type_: str, record_ids: Iterable[bytes]) -> set[bytes]:
    """Those of these records that operations of this PC speak of."""
    sql = f"SELECT DISTINCT id FROM operation WHERE id IN ({_AMONG}) AND type = ?"  # noqa: S608 - own words
    return {cast("bytes", row[0]) for row in connection.rows(sql, (_hex(record_ids), type_))}


_AMONG = "SELECT unhex(value) FROM json_each(?)"


def _hex(record_ids: Iterable[bytes]) -> str:
    return dump([one.hex() for one in record_ids])
