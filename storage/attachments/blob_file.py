"""The file `attachments.db`: made when the first bytes come, looked at, and found by the key it lies under.

It is keyed and marked as the ledger's own file is, so a foreign or older one shows itself by its first bytes. What is
in it is `blobs.py`'s.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final, cast

from storage import database, files
from storage.backup_file import ATTACHMENTS as NAME
from storage.database import Connection
from storage.errors import CopyUnsound, DatabaseDamaged, DatabaseTooNew, ForeignFile
from storage.keys import DatabaseKey

VERSION: Final = 1
_UNFINISHED: Final = f"{NAME}.new"
_SIDES: Final = ("", "-wal", "-shm")
_MARK_BYTES: Final = 16

STATEMENTS: Final = (
    # One row per blob that is here, was here or is wanted. `have`: bytes from the start that are here; `up_offset`: how
    # many the cloud has; `next_try`: milliseconds before which a transfer that failed is left alone.
    "CREATE TABLE sync_blob (sha256 BLOB PRIMARY KEY, size INTEGER NOT NULL, have INTEGER NOT NULL DEFAULT 0,"
    " is_small INTEGER NOT NULL, up_state TEXT NOT NULL DEFAULT 'waiting', up_offset INTEGER NOT NULL DEFAULT 0,"
    " down_state TEXT NOT NULL DEFAULT 'none', pinned INTEGER NOT NULL DEFAULT 0, added_at TEXT NOT NULL,"
    " used_on TEXT NOT NULL, failures INTEGER NOT NULL DEFAULT 0, next_try INTEGER NOT NULL DEFAULT 0,"
    " why TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID",
    "CREATE INDEX sync_blob_up ON sync_blob (next_try) WHERE up_state = 'waiting'",
    "CREATE INDEX sync_blob_down ON sync_blob (next_try) WHERE down_state = 'wanted'",
    "CREATE TABLE piece (nr INTEGER PRIMARY KEY, sha256 BLOB NOT NULL, start INTEGER NOT NULL, bytes BLOB NOT NULL)"
    " STRICT",
    "CREATE UNIQUE INDEX piece_start ON piece (sha256, start)",
)


def open_file(folder: Path, key: DatabaseKey) -> Connection:
    """The file of a store's folder, to read and write; made when it is not there.

    Raises:
        ForeignFile, DatabaseDamaged, DatabaseTooNew, DiskFull, ReadOnlyFolder, DiskTrouble.
    """
    if not (folder / NAME).exists():
        make(folder / _UNFINISHED, key).close()
        with files.translated(folder):
            files.flush_file(folder / _UNFINISHED)
            (folder / _UNFINISHED).replace(folder / NAME)
            files.flush_folder(folder)
    connection = database.open_writer(folder / NAME, key)
    try:
        require_known(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def make(path: Path, key: DatabaseKey) -> Connection:
    """A new file with its tables, in the place of one of the same name that was left."""
    with files.translated(path.parent):
        remove(path)
    connection = database.create(path, key)
    try:
        connection.run("PRAGMA auto_vacuum = INCREMENTAL")  # takes hold at the next VACUUM: the file has begun
        connection.run("VACUUM")
        with connection.transaction():
            for statement in STATEMENTS:
                connection.run(statement)
            connection.run(f"PRAGMA user_version = {VERSION}")
    except BaseException:
        connection.close()
        raise
    return connection


def require_known(connection: Connection) -> None:
    """Raise ForeignFile or DatabaseTooNew for a file that this program did not make."""
    version = connection.number("PRAGMA user_version")
    if connection.number("PRAGMA application_id") != database.APPLICATION_ID or not version:
        raise ForeignFile(connection.path)
    if version > VERSION:
        raise DatabaseTooNew(connection.path, found=version, known=VERSION)


def look(path: Path, key: DatabaseKey, *, whole: bool) -> None:
    """Open a copy anew and see that it is sound, with `whole` every blob against its hash; raises CopyUnsound."""
    connection = database.open_reader(path, key)
    try:
        require_known(connection)
        if connection.rows("PRAGMA cipher_integrity_check"):
            raise CopyUnsound("pages")
        if connection.rows("PRAGMA quick_check(1)") != [("ok",)]:
            raise CopyUnsound("structure")
        if whole and damaged(connection):
            raise CopyUnsound("attachments")
    except DatabaseDamaged as error:
        raise CopyUnsound(error.what) from error
    finally:
        connection.close()


def damaged(connection: Connection) -> list[bytes]:
    """Hashes of the whole blobs whose bytes are others."""
    rows = connection.rows("SELECT sha256 FROM sync_blob WHERE have = size")
    return [sha for (sha,) in cast("list[tuple[bytes]]", rows) if digest(connection, sha) != sha]


def digest(connection: Connection, sha: bytes) -> bytes:
    """The hash of what is here of a blob, a piece at a time."""
    found = hashlib.sha256()
    sql = "SELECT bytes FROM piece WHERE sha256 = ? ORDER BY start"
    for (content,) in connection.stream(sql, (sha,), chunk=4):
        found.update(cast("bytes", content))
    return found.digest()


def mark_of(path: Path) -> bytes:
    """The first bytes of a file, which tell its key; empty when it is not there."""
    with files.translated(path.parent):
        if not path.exists():
            return b""
        with path.open("rb") as handle:
            return handle.read(_MARK_BYTES)


def remove(path: Path) -> None:
    """Remove a file with what lies beside it; nothing when it is not there."""
    for side in _SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)


def size_at(folder: Path) -> int:
    """Bytes that the file of a store's folder takes, 0 without one."""
    path = folder / NAME
    with files.translated(folder):
        return sum(one.stat().st_size for side in _SIDES[:2] if (one := path.with_name(path.name + side)).exists())
