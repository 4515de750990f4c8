"""The SQLCipher driver: the only module that imports it. A connection of it, keyed with the raw data key.

Its errors go out as they are; `trouble` knows what they mean.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Protocol, cast

import sqlcipher3

from storage.database import locked_memory
from storage.keys import DatabaseKey
from storage.wiping import wipe

PAGE_BYTES = 8192  # scanned cold in 51-73 ms, and the smaller log; 4 KiB took 75 (60,000 rows of 60 columns, two cores)
BUSY_MS = 10_000
SALT_BYTES = 16

# The driver looks for an adapter of None and of bytes through two failing attribute look-ups, 1 microsecond each: a
# row of 60 columns, 35 of them empty, took 38 microseconds to insert and takes 6 with these two in place.
sqlcipher3.register_adapter(type(None), {}.get)
sqlcipher3.register_adapter(bytes, bytes)

DriverError: type[Exception] = sqlcipher3.Error
"""What the driver raises; past a `Connection`, for a statement that is wrong in itself only."""

Value = object
SqlRow = tuple[Value, ...]


class Cursor(Protocol):
    """What is used of a cursor."""

    rowcount: int
    lastrowid: int

    def fetchone(self) -> SqlRow | None: ...
    def fetchall(self) -> list[SqlRow]: ...
    def fetchmany(self, size: int) -> list[SqlRow]: ...
    def execute(self, sql: str, values: Sequence[Value] = ...) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> Cursor: ...


class Driver(Protocol):
    """What is used of a connection of the driver."""

    in_transaction: bool

    def cursor(self) -> Cursor: ...
    def execute(self, sql: str, values: Sequence[Value] = ...) -> Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> Cursor: ...
    def backup(self, target: Driver, *, pages: int = ..., progress: Callable[[int, int, int], None] = ...) -> None: ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


def connect(path: Path, key: DatabaseKey) -> Driver:
    """A keyed connection; raises DriverError, of a wrong key only once a page is read."""
    locked_memory.bound()
    driver = cast(
        "Driver",
        sqlcipher3.connect(
            str(path), timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=5
        ),
    )
    # The log first: SQLCipher writes key errors to stderr by default.
    for statement in ("PRAGMA cipher_log_level = NONE", "PRAGMA cipher_memory_security = ON"):
        driver.execute(statement).fetchall()
    spelt = key.raw.hex()
    statement = f"PRAGMA key = \"x'{spelt}{file_salt(key).hex()}'\""
    driver.execute(statement).fetchall()
    driver.execute(f"PRAGMA cipher_page_size = {PAGE_BYTES}").fetchall()
    wipe(spelt)
    wipe(statement)  # the driver may remember the text for a while, and never runs it again
    return driver


def file_salt(key: DatabaseKey) -> bytes:
    """The first bytes of this store's database file: they follow from the key, so a foreign file shows itself."""
    return key.file_mark


def driver_version() -> str:
    """SQLCipher's and SQLite's version, for the log and the about box."""
    driver = sqlcipher3.connect(":memory:")
    try:
        cipher = driver.execute("PRAGMA cipher_version").fetchone()[0]
        return f"SQLCipher {cipher}, SQLite {sqlcipher3.sqlite_version}, {sys.platform}"
    finally:
        driver.close()
