"""Local columns, indexes and search entries made anew when this version makes other ones of the same rows.

A new pinyin table, another spelling of addresses or another shape of the index changes what follows from the rows,
not the rows: no operation, no migration. Whoever changes one of them raises `VERSION`; the next opening does the
rest in one transaction (some 10 s for 100,000 people) and tells how far it is. The test that opens stores of released
versions fails when it was forgotten.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from ledger import catalog
from ledger.definition import Ledger
from storage import order_columns, schema, state
from storage.database import Connection
from storage.search import search
from storage.sorting import sort_columns
from storage.traces import Addresses
from storage.values import Column

VERSION = 7
Watch = Callable[[int, int, str], None]
"""Hears (done, total, phase) between two chunks of rows; what it raises leaves the database as it was."""
_STATE = "local_version"
_CHUNK = 2000
_SORTING, _INDEXING = "sorting", "indexing"  # phases


def begin(connection: Connection) -> None:
    """Note in a new store that its local columns are of this version."""
    state.put(connection, _STATE, VERSION)


def refresh_if_older(connection: Connection, watch: Watch | None = None) -> bool:
    """Make everything local anew when another version made it; True when that was so.

    Stopped on the way, by `watch` or by a kill, it leaves the database as it was; the next opening begins again.
    """
    if state.number(connection, _STATE) == VERSION:
        return False
    with connection.transaction():
        counts = {ledger: connection.number(f"SELECT count(*) FROM {ledger.name}") for ledger in catalog.EVERY}  # noqa: S608 - catalog
        _sort(connection, _Counter(watch, _SORTING, sum(counts[ledger] for ledger in counts if _sorted(ledger))))
        searched = [ledger for ledger in counts if search.is_searched(ledger)]
        _index(connection, searched, _Counter(watch, _INDEXING, sum(counts[ledger] for ledger in searched)))
        state.put(connection, _STATE, VERSION)
    return True


class _Counter:
    """Tells `watch` how far a phase is, from its beginning to its end."""

    def __init__(self, watch: Watch | None, phase: str, total: int) -> None:
        self._watch, self._phase, self._total = watch, phase, total
        self._done = 0
        self.add(0)

    def add(self, rows: int) -> None:
        """So many more rows are done."""
        self._done += rows
        if self._watch is not None:
            self._watch(min(self._done, self._total), self._total, self._phase)

    def finish(self) -> None:
        """Everything is done, also what was passed over."""
        self.add(self._total - self._done)


def _sort(connection: Connection, counter: _Counter) -> None:
    """Everything that lists are ordered by: addresses, indexes, sort keys."""
    _addresses(connection)
    _indexes(connection)
    order_columns.refresh_all(connection)
    for ledger in catalog.EVERY:
        _sort_keys(connection, ledger, counter)
    counter.finish()


def _index(connection: Connection, ledgers: list[Ledger], counter: _Counter) -> None:
    """The search index of every ledger that has one."""
    for ledger in ledgers:
        search.rebuild(connection, ledger, passed=counter.add)
    counter.finish()


def _indexes(connection: Connection) -> None:
    """Indexes that this version does not have or has otherwise."""
    rows = connection.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'index'")
    known = {str(name): sql for name, sql in rows}
    for ledger in catalog.EVERY:
        for name, sql in schema.second_indexes(ledger).items():
            if known.get(name) != sql:
                connection.run(f"DROP INDEX IF EXISTS {name}")
                connection.run(sql)


def _addresses(connection: Connection) -> None:
    connection.run_many(
        "UPDATE dwelling SET full_address = ? WHERE nr = ?",
        [(address, nr) for nr, stored, address in Addresses(connection).everywhere() if stored != address],
    )


def _sorted(ledger: Ledger) -> list[tuple[str, str]]:
    """The fields with a sort key of their own: (field, column of the key)."""
    return [(name, column) for name, column in schema.table(ledger).sorted_by.items() if name != column]


def _sort_keys(connection: Connection, ledger: Ledger, counter: _Counter) -> None:
    pairs = _sorted(ledger)
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
        counter.add(len(rows))
