"""Opens files with the raw data key, after a look at what they are, and sets what every connection needs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from storage import files
from storage.database.connection import WRITER_CACHE, Connection
from storage.database.driver import PAGE_BYTES, SALT_BYTES, DriverError, connect, file_salt
from storage.database.trouble import translate
from storage.errors import DatabaseDamaged, ForeignFile, ReadOnlyFolder, StoreMissing
from storage.keys import DatabaseKey

APPLICATION_ID = 0x4C4E4F47  # "LNOG"

_SETTINGS = (
    "PRAGMA foreign_keys = OFF",  # synced tables refer softly (docs/sync_protocol.md, references)
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -8192",  # a reader drops its cache after every commit, and wiping 64 MB took 0.1 s
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)
_WRITER_SETTINGS = (
    WRITER_CACHE,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 0",  # a commit would wait for it; `relieve` does it beside
)


def create(path: Path, key: DatabaseKey) -> Connection:
    """A new encrypted file with no tables; the file must not exist."""
    with files.translated(path.parent):
        files.open_private(path).close()
    return _settled(path, key, (*_WRITER_SETTINGS, f"PRAGMA application_id = {APPLICATION_ID}"))


def open_writer(path: Path, key: DatabaseKey) -> Connection:
    """Open the file to read and write, after looking whether it is this store's and whole.

    Raises StoreMissing, ForeignFile, DatabaseDamaged, ReadOnlyFolder; the file stays as it was.
    """
    _look_at(path, key)
    connection = _settled(path, key, ("SELECT count(*) FROM sqlite_schema", *_WRITER_SETTINGS))
    try:
        _compare_length(connection, path)
    except BaseException:
        connection.close()
        raise
    return connection


def open_reader(path: Path, key: DatabaseKey) -> Connection:
    """A connection that only reads, beside the writer."""
    return _settled(path, key, ("PRAGMA query_only = ON",))


def _settled(path: Path, key: DatabaseKey, last: Sequence[str]) -> Connection:
    try:
        driver = connect(path, key)
    except DriverError as error:
        translate(error, path)
    try:
        for statement in (*_SETTINGS, *last):
            driver.execute(statement).fetchall()
    except DriverError as error:
        driver.close()
        translate(error, path)
    return Connection(path, driver)


def _look_at(path: Path, key: DatabaseKey) -> None:
    """Tell a missing, foreign, empty or cut file before SQLite touches it (it would fill an empty one)."""
    with files.translated(path.parent):
        try:
            size = path.stat().st_size
            with path.open("rb") as handle:
                head = handle.read(SALT_BYTES)
        except FileNotFoundError as error:
            raise StoreMissing(path.parent) from error
        if not os.access(path, os.W_OK):
            raise ReadOnlyFolder(path.parent)
    if not head or (len(head) < SALT_BYTES and file_salt(key).startswith(head)):
        raise DatabaseDamaged(path, "empty")
    if head != file_salt(key):
        raise ForeignFile(path)
    # With a log beside it the file may be mid-way through a checkpoint; SQLite finishes that by itself.
    if size % PAGE_BYTES and not _has_log(path):
        raise DatabaseDamaged(path, "truncated")


def _has_log(path: Path) -> bool:
    log = path.with_name(path.name + "-wal")
    return log.exists() and log.stat().st_size > 0


def _compare_length(connection: Connection, path: Path) -> None:
    if _has_log(path):
        return
    if connection.number("PRAGMA page_count") * PAGE_BYTES > path.stat().st_size:
        raise DatabaseDamaged(path, "truncated")
