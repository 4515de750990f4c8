"""Local columns, indexes and search entries made anew when this version makes other ones of the same rows.

A new pinyin table, another spelling of addresses or another shape of the index changes what follows from the rows,
not the rows: no operation, no migration. Whoever changes one of them raises `VERSION`; the next opening does the
rest in one transaction (some 10 s for 100,000 people). The test that opens stores of released versions fails when it
was forgotten.
"""

from __future__ import annotations

from typing import cast

from ledger import catalog
from ledger.definition import Ledger
from storage import schema, search, state
from storage.database import Connection
from storage.sorting import sort_columns
from storage.traces import Addresses
from storage.values import Column

VERSION = 5
_STATE = "local_version"
_CHUNK = 2000


def begin(connection: Connection) -> None:
    """Note in a new store that its local columns are of this version."""
    state.put(connection, _STATE, VERSION)


def refresh_if_older(connection: Connection) -> bool:
    """Make everything local anew when another version made it; True when that was so."""
    if state.number(connection, _STATE) == VERSION:
        return False
    with connection.transaction():
        _addresses(connection)
        _indexes(connection)
        for ledger in catalog.ALL:
            _sort_keys(connection, ledger)
            search.rebuild(connection, ledger)
        state.put(connection, _STATE, VERSION)
    connection.checkpoint()  # as big as an import
    return True


def _indexes(connection: Connection) -> None:
    """Indexes that this version does not have or has otherwise."""
    rows = connection.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'index'")
    known = {str(name): sql for name, sql in rows}
    for ledger in catalog.ALL:
        for name, sql in schema.second_indexes(ledger).items():
            if known.get(name) != sql:
                connection.run(f"DROP INDEX IF EXISTS {name}")
                connection.run(sql)


def _addresses(connection: Connection) -> None:
    connection.run_many(
        "UPDATE dwelling SET full_address = ? WHERE nr = ?",
        [(address, nr) for nr, stored, address in Addresses(connection).everywhere() if stored != address],
    )


def _sort_keys(connection: Connection, ledger: Ledger) -> None:
    pairs = [(name, column) for name, column in schema.table(ledger).sorted_by.items() if name != column]
    if not pairs:
        return
    asked = ", ".join(["nr", *(name for pair in pairs for name in pair)])
    sets = ", ".join(f"{column} = ?" for _, column in pairs)
    last = 0
    while True:
        sql = f"SELECT {asked} FROM {ledger.name} WHERE nr > ? ORDER BY nr LIMIT ?"  # noqa: S608 - catalog
        rows = connection.rows(sql, (last, _CHUNK))
        if not rows:
            return
        last = cast("int", rows[-1][0])
        columns: dict[str, Column] = dict(zip(asked.split(", "), map(list, zip(*rows, strict=True)), strict=True))
        made = sort_columns(ledger, columns)
        changed = [
            (*keys, row[0]) for row, *keys in zip(rows, *made.values(), strict=True) if tuple(keys) != tuple(row[2::2])
        ]
        connection.run_many(f"UPDATE {ledger.name} SET {sets} WHERE nr = ?", changed)  # noqa: S608 - catalog
