"""Copies of the attachments' file: what a backup needs of it, and all of it under a new data key.

A backup holds every small picture and the originals that only this PC has; what the cloud has whole comes down again
after a restore. For new keys the copy stands beside the file before the ledger's own changes, and follows it: the
ledger's file decides which key counts (`rekeying.py`), and whenever the power goes, the next opening ends it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

from storage import database, files
from storage.attachments import blob_file
from storage.backup_file import ATTACHMENTS as NAME
from storage.database import Connection
from storage.errors import CopyUnsound
from storage.keys import DatabaseKey

Tick = Callable[[int, int], None]
REKEYED: Final = f"{NAME}.rekey"
_COLUMNS: Final = (
    "sha256, size, have, is_small, up_state, up_offset, down_state, pinned, added_at, used_on, failures, next_try, why"
)
_KEPT: Final = "(is_small OR up_state = 'waiting' OR pinned)"
_FEW: Final = 8  # pieces in memory at once


def stands_at(folder: Path) -> bool:
    """True when a store has a file for attachments."""
    return (folder / NAME).exists()


def size_for_backup(folder: Path, key: DatabaseKey) -> int:
    """About how many bytes `for_backup` will write, 0 without a file."""
    if not stands_at(folder):
        return 0
    source = database.open_reader(folder / NAME, key)
    try:
        return source.number(f"SELECT sum(have) FROM sync_blob WHERE {_KEPT}")  # noqa: S608 - fixed
    finally:
        source.close()


def for_backup(folder: Path, key: DatabaseKey, target: Path, tick: Tick, *, whole: bool) -> None:
    """Write to `target` what a backup holds of the file, on the disk, and look at it.

    Raises:
        CopyUnsound: it is not what was to be copied. DatabaseDamaged, DiskFull, ReadOnlyFolder, DiskTrouble.
    """
    source = database.open_reader(folder / NAME, key)
    try:
        with source.snapshot():
            blob_file.require_known(source)
            copy = blob_file.make(target, key)
            try:
                _fill(source, copy, tick)
                same = _tally(source, f"WHERE {_KEPT}") == _tally(copy, "WHERE have > 0")
                copy.rows("PRAGMA journal_mode = DELETE")
            finally:
                copy.close()
    finally:
        source.close()
    if not same:
        raise CopyUnsound("attachments")
    with files.translated(target.parent):
        files.flush_file(target)
    blob_file.look(target, key, whole=whole)


def under(folder: Path, old: DatabaseKey, new: DatabaseKey, tick: Tick) -> None:
    """Copy the file, if there is one, under a new key and look at the copy; nobody may write meanwhile.

    Raises:
        CopyUnsound, DatabaseDamaged, DiskFull, ReadOnlyFolder, DiskTrouble.
    """
    settle(folder, old.file_mark)
    if not stands_at(folder):
        return
    source = database.open_reader(folder / NAME, old)
    try:
        with source.snapshot():
            told = _tally(source, "")
            source.copy_to(folder / REKEYED, new, tick)
    finally:
        source.close()
    blob_file.look(folder / REKEYED, new, whole=False)
    copy = database.open_reader(folder / REKEYED, new)
    try:
        if _tally(copy, "") != told:
            raise CopyUnsound("attachments")
    finally:
        copy.close()


def settle(folder: Path, mark: bytes) -> None:
    """Let a copy under the ledger's key (`mark`) take the place of a file that is not, and remove any other copy.

    No connection may be open.

    Raises:
        ReadOnlyFolder, DiskTrouble: a copy that is needed is still there, for the next time.
    """
    is_behind = stands_at(folder) and blob_file.mark_of(folder / NAME) != mark
    with files.translated(folder):
        if is_behind and blob_file.mark_of(folder / REKEYED) == mark:
            for side in ("-wal", "-shm"):  # of the old file, which was closed whole: they are not the copy's
                (folder / f"{NAME}{side}").unlink(missing_ok=True)
            (folder / REKEYED).replace(folder / NAME)
            files.flush_folder(folder)
        blob_file.remove(folder / REKEYED)


def _fill(source: Connection, copy: Connection, tick: Tick) -> None:
    total = source.number(f"SELECT count(*) FROM piece WHERE {_wanted()}")  # noqa: S608 - fixed
    marks = ", ".join("?" * (_COLUMNS.count(",") + 1))
    done = 0
    with copy.transaction():
        rows = source.stream(f"SELECT {_COLUMNS} FROM sync_blob")  # noqa: S608 - fixed
        copy.run_many(f"INSERT INTO sync_blob ({_COLUMNS}) VALUES ({marks})", rows)  # noqa: S608 - fixed
        copy.run(f"UPDATE sync_blob SET have = 0 WHERE NOT {_KEPT}")  # noqa: S608 - fixed
        pieces = source.stream(
            f"SELECT sha256, start, bytes FROM piece WHERE {_wanted()} ORDER BY nr",  # noqa: S608 - fixed
            chunk=_FEW,
        )
        for piece in pieces:
            copy.run("INSERT INTO piece (sha256, start, bytes) VALUES (?, ?, ?)", piece)
            done += 1
            tick(done, total)


def _wanted() -> str:
    return f"sha256 IN (SELECT sha256 FROM sync_blob WHERE {_KEPT})"  # noqa: S608 - fixed


def _tally(connection: Connection, where: str) -> tuple[int, int]:
    """Bytes that rows speak of and bytes that lie there, of the blobs that are copied."""
    said = connection.number(f"SELECT sum(have) FROM sync_blob {where}")  # noqa: S608 - fixed
    lie = connection.number(
        f"SELECT sum(length(bytes)) FROM piece WHERE sha256 IN (SELECT sha256 FROM sync_blob {where})"  # noqa: S608 - fixed
    )
    return said, lie
