"""Brings a database up to this version's tables, step by step; on a cluster spreads them over it by committee."""

from __future__ import annotations

from importlib.resources import files
from typing import Final

import psycopg
from psycopg import Connection

from cloud.postgres import whole
from cloud.store import Unreachable
from ledger import clock
from ledger.errors import LedgerError

TABLES: Final = (
    "head",
    "rec",
    "graveyard",
    "natkey",
    "ref",
    "chg",
    "op_result",
    "device",
    "enrol_code",
    "report",
    "fact",
    "blob",
)
"""Every table of committees; `head` first, the others stand beside it on the same shard."""


class DatabaseTooNew(LedgerError):
    """The database was brought to `version` by a newer program than this one, which knows `known`."""

    def __init__(self, version: int, known: int) -> None:
        super().__init__(f"database version {version}, known {known}")
        self.version, self.known = version, known


class DatabaseNotMigrated(LedgerError):
    """The database is at `version`; this program needs `known`."""

    def __init__(self, version: int, known: int) -> None:
        super().__init__(f"database version {version}, needed {known}")
        self.version, self.known = version, known


class NoCitus(LedgerError):
    """The database has not the extension that spreads tables over servers."""


def steps() -> list[tuple[int, str]]:
    """(number, SQL) of every step, ascending."""
    folder = files("cloud.postgres").joinpath("migrations")
    found = [
        (int(one.name[:4]), one.read_text(encoding="utf-8")) for one in folder.iterdir() if one.name[-4:] == ".sql"
    ]
    return sorted(found)


def version(connection: Connection) -> int:
    """The number of the last step that was taken."""
    found = connection.execute(whole.IS_MIGRATED).fetchone()
    if not (found and found[0]):
        return 0
    row = connection.execute(whole.VERSION).fetchone()
    return int(row[0]) if row else 0


def check(dsn: str) -> None:
    """See that the database is of this version; raises DatabaseNotMigrated, DatabaseTooNew, Unreachable."""
    with _connected(dsn) as connection:
        _judge(version(connection), must_be_current=True)


def migrate(dsn: str, *, citus: bool = False) -> int:
    """Take the missing steps, all or none; the number of the last one.

    Raises:
        DatabaseTooNew: a newer program was here.
        NoCitus: the tables shall be spread over a cluster that is none.
        Unreachable: no database answers there.
    """
    with _connected(dsn) as connection:
        connection.execute(whole.ALONE)
        connection.execute(whole.BEGIN_MIGRATIONS)
        at = version(connection)
        _judge(at, must_be_current=False)
        for number, text in steps():
            if number > at:
                connection.execute(text)
                connection.execute(whole.MIGRATED, (number, clock.now_text()))
        if citus:
            _distribute(connection)
        return max(at, *(number for number, _ in steps()))


def _connected(dsn: str) -> Connection:
    try:
        return psycopg.connect(dsn, connect_timeout=10)
    except psycopg.Error as error:
        raise Unreachable from error


def _judge(at: int, *, must_be_current: bool) -> None:
    known = steps()[-1][0]
    if at > known:
        raise DatabaseTooNew(at, known)
    if must_be_current and at < known:
        raise DatabaseNotMigrated(at, known)


def _distribute(connection: Connection) -> None:
    row = connection.execute(whole.HAS_CITUS).fetchone()
    if not (row and row[0]):
        raise NoCitus
    for table in TABLES:
        found = connection.execute(whole.IS_DISTRIBUTED, (table,)).fetchone()
        if not (found and found[0]):
            connection.execute(whole.DISTRIBUTE_FIRST if table == TABLES[0] else whole.DISTRIBUTE, (table,))
