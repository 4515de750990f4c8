"""Old entries moved out of the store into files of their own, encrypted and signed, which can be read like the log.

Everything up to a number goes into the file. Out of the store go the entries that changed no record; those of changes
stay, because the history of the records is read with them. What a kept entry hangs on is kept as a bare link, so the
chain can be verified without the archive, from its last link on.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final, cast

from storage import database, files
from storage.database import Connection
from storage.errors import DatabaseDamaged, ForeignFile, StoreMissing
from storage.trail import chain, log_key, verifying
from storage.trail.log_key import LogKey

FOLDER: Final = "archives"
KIND: Final = "log-archive"
_PURPOSE = "log archive"
_COLUMNS = f"{chain.COLUMNS}, chain, seal"
_PIECE = 1 << 20
_MOST_AT_ONCE = 5000
_TABLE = (
    "CREATE TABLE action (id INTEGER PRIMARY KEY, at TEXT NOT NULL, user TEXT NOT NULL, kind TEXT NOT NULL,"
    " source TEXT NOT NULL, reason TEXT NOT NULL, offset_ms INTEGER NOT NULL, version TEXT NOT NULL,"
    " detail TEXT NOT NULL, first_lid INTEGER NOT NULL, rows INTEGER NOT NULL, hash BLOB NOT NULL, class TEXT NOT NULL,"
    " device TEXT NOT NULL, ledger TEXT NOT NULL, record BLOB, chain BLOB NOT NULL, seal BLOB) STRICT"
)


@dataclass(frozen=True, slots=True)
class Archive:
    """One archive file: which entries, from when to when, and whether the file is as it was signed."""

    path: Path
    first: int
    last: int
    entries: int
    since: str
    until: str
    is_sound: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Entries that may be archived."""

    first: int
    last: int


def old_enough(connection: Connection, before: str) -> Span | None:
    """Entries that are all older than an instant and not archived yet; None for none."""
    done = verifying.put_away_to(connection)
    younger = connection.value("SELECT min(id) FROM action WHERE at >= ? AND id > ?", (before, done))
    newest = connection.number("SELECT max(id) FROM action") - 1  # the next entry hangs on the one before it
    last = min(cast("int", younger) - 1, newest) if younger is not None else newest
    first = connection.number("SELECT min(id) FROM action WHERE id > ?", (done,))
    return Span(first, last) if first and last >= first else None


def write(connection: Connection, folder: Path, key: LogKey, span: Span) -> Archive:
    """Make the file and its signature; the store stays as it is.

    Raises:
        DiskFull, ReadOnlyFolder, DiskTrouble: there is no archive then.
    """
    name = f"log-{span.first:08}-{span.last:08}.db"
    path, beside = folder / FOLDER / name, folder / FOLDER / f".{name}.part"
    with files.translated(folder):
        path.parent.mkdir(mode=files.PRIVATE_FOLDER, exist_ok=True)
        beside.unlink(missing_ok=True)
    try:
        _fill(connection, beside, key, span)
        said = _said(connection, span) | {"name": name, "sha256": _digest(beside), "key": key.public.hex()}
        said["signature"] = key.sign(_PURPOSE, _spelled(said)).hex()
        files.replace_file(_signature_of(path), (json.dumps(said, indent=1) + "\n").encode())
        with files.translated(folder):
            beside.replace(path)
            files.flush_folder(path.parent)
    finally:
        for left in beside.parent.glob(f"{beside.name}*"):
            with suppress(OSError):
                left.unlink()
    return _archive(path, key.public)


def put_away(connection: Connection, span: Span) -> int:
    """Take archived entries that changed nothing out of the store, inside the caller's write; answers how many."""
    gone = "id BETWEEN ?1 AND ?2 AND rows = 0 AND kind <> 'erasure'"
    connection.run(
        f"INSERT OR REPLACE INTO audit_link (id, chain, seal) SELECT id, chain, seal FROM action a WHERE {gone}"  # noqa: S608 - own words
        " AND (id = ?2 OR EXISTS (SELECT 1 FROM action b WHERE b.id = a.id + 1"
        " AND (b.rows > 0 OR b.kind = 'erasure')))",
        (span.first, span.last),
    )
    return connection.run(f"DELETE FROM action WHERE {gone}", (span.first, span.last))  # noqa: S608 - own words


def every(folder: Path, public: bytes) -> list[Archive]:
    """The archives of a store, the newest first."""
    found = (folder / FOLDER).glob("log-*.db") if (folder / FOLDER).is_dir() else ()
    return sorted((_archive(path, public) for path in found), key=lambda one: one.first, reverse=True)


@contextmanager
def opened(path: Path, key: LogKey) -> Iterator[Connection]:
    """An archive to read; raises ForeignFile or DatabaseDamaged for one that is not this store's, or not whole."""
    secret = key.archive_key()
    if not path.is_file():
        raise StoreMissing(path.parent)
    connection = database.open_reader(path, secret)
    try:
        yield connection
    finally:
        connection.close()


def first_bad(archive: Archive, key: LogKey) -> int | None:
    """The first entry of an archive that is not as it was archived; None when all are."""
    try:
        with opened(archive.path, key) as connection:
            found = _broken_link(connection, key)
    except (DatabaseDamaged, ForeignFile):
        found = archive.first
    return found if found is not None or archive.is_sound else archive.first


def _broken_link(connection: Connection, key: LogKey) -> int | None:
    """The first entry whose link does not follow; of the first one only the seal can be looked at."""
    before: bytes | None = None
    for row in connection.stream(f"SELECT {_COLUMNS} FROM action ORDER BY id"):  # noqa: S608 - fixed columns
        number, (link, seal) = cast("int", row[0]), cast("tuple[bytes, bytes | None]", row[chain.COUNT :])
        if before is not None and chain.link(before, row) != link:
            return number
        is_first_sealed = before is None and seal is not None
        if is_first_sealed and not chain.is_sealed(key.public, number, link, seal):
            return number
        before = chain.joined(link, seal)
    return None


def _fill(connection: Connection, path: Path, key: LogKey, span: Span) -> None:
    target = database.create(path, key.archive_key())
    marks = ",".join("?" * (chain.COUNT + 2))
    sql = f"SELECT {_COLUMNS} FROM action WHERE id BETWEEN ? AND ? ORDER BY id"  # noqa: S608 - fixed columns
    try:
        with target.transaction():
            target.run(_TABLE)
            rows = connection.stream(sql, (span.first, span.last), chunk=_MOST_AT_ONCE)
            target.run_many(f"INSERT INTO action ({_COLUMNS}) VALUES ({marks})", rows)  # noqa: S608 - fixed columns
            target.run("CREATE INDEX action_class ON action (class)")
            target.run("CREATE INDEX action_record ON action (record) WHERE record IS NOT NULL")
        target.rows("PRAGMA journal_mode = DELETE")  # one file without a log beside it
    finally:
        target.close()
    with files.translated(path.parent):
        files.flush_file(path)


def _said(connection: Connection, span: Span) -> dict[str, object]:
    row = connection.row(
        "SELECT count(*), min(at), max(at) FROM action WHERE id BETWEEN ? AND ?", (span.first, span.last)
    )
    count, since, until = cast("tuple[int, str, str]", row)
    return {"first": span.first, "last": span.last, "entries": count, "since": since, "until": until}


def _archive(path: Path, public: bytes) -> Archive:
    try:
        said = json.loads(_signature_of(path).read_bytes())
        signature = bytes.fromhex(said.pop("signature"))
        is_ours = log_key.is_signed(public, _PURPOSE, _spelled(said), signature) and said["name"] == path.name
        is_sound = is_ours and said["sha256"] == _digest(path)
        return Archive(
            path, said["first"], said["last"], said["entries"], said["since"], said["until"], is_sound=is_sound
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        first, last = (int(part) for part in path.stem.split("-")[1:3])
        return Archive(path, first, last, 0, "", "", is_sound=False)


def _signature_of(path: Path) -> Path:
    return path.with_suffix(".sig")


def _spelled(said: dict[str, object]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _digest(path: Path) -> str:
    found = hashlib.sha256()
    with files.translated(path.parent), path.open("rb") as handle:
        while piece := handle.read(_PIECE):
            found.update(piece)
    return found.hexdigest()
