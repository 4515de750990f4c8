"""The SQLCipher driver, wrapped: the only module that imports it.

Opens files with the raw data key, sets what every connection needs, and turns the driver's errors into the store's
own. What the tables are is left to `schema.py`, who may write to `store.py`.

Trials behind the settings (60,000 rows of 60 columns, 25 of them filled, on two cores): pages of 8 KiB scanned cold in
51-73 ms against 75 ms for 4 KiB and wrote the smaller log.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NoReturn, Protocol, cast

import sqlcipher3

from storage import files, locked_memory
from storage.alongside import Alongside
from storage.errors import (
    DatabaseBusy,
    DatabaseDamaged,
    DiskFull,
    DiskTrouble,
    ForeignFile,
    ReadOnlyFolder,
    StoreMissing,
)
from storage.keys import DatabaseKey

PAGE_BYTES = 8192
APPLICATION_ID = 0x4C4E4F47  # "LNOG"
BUSY_MS = 10_000
_CHECKPOINT = ("PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", f"PRAGMA busy_timeout = {BUSY_MS}")
_LONG_LOG_BYTES = 8 * 1024 * 1024  # some hundred edits, or one import
_NEARLY_FULL_BYTES = 16 * 1024 * 1024
_SALT_BYTES = 16
_ERRORS_OF_PAGES = {11, 26}  # CORRUPT, NOTADB
_BUSY = {5, 6}
_READ_ONLY = {3, 8, 23}  # PERM, READONLY, AUTH
_FULL, _CANNOT_OPEN, _IO = 13, 14, 10

# The driver looks for an adapter of None and of bytes through two failing attribute look-ups, 1 microsecond each: a
# row of 60 columns, 35 of them empty, took 38 microseconds to insert and takes 6 with these two in place.
sqlcipher3.register_adapter(type(None), {}.get)
sqlcipher3.register_adapter(bytes, bytes)

_SETTINGS = (
    "PRAGMA foreign_keys = OFF",  # synced tables refer softly (docs/sync_protocol.md, references)
    "PRAGMA temp_store = MEMORY",
    "PRAGMA mmap_size = 0",
    "PRAGMA cache_size = -8192",  # a reader drops its cache after every commit, and wiping 64 MB took 0.1 s
    "PRAGMA secure_delete = ON",
    "PRAGMA trusted_schema = OFF",
)
_WRITER_CACHE, _WIDE_CACHE = "PRAGMA cache_size = -65536", "PRAGMA cache_size = -131072"
_WRITER_SETTINGS = (
    _WRITER_CACHE,
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA wal_autocheckpoint = 0",  # a commit would wait for it; `relieve` does it beside
)

DriverError: type[Exception] = sqlcipher3.Error
"""What the driver raises for a statement that is wrong in itself; every other trouble comes translated."""

Value = object
SqlRow = tuple[Value, ...]


class _Cursor(Protocol):
    rowcount: int
    lastrowid: int

    def fetchone(self) -> SqlRow | None: ...
    def fetchall(self) -> list[SqlRow]: ...
    def fetchmany(self, size: int) -> list[SqlRow]: ...
    def execute(self, sql: str, values: Sequence[Value] = ...) -> _Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> _Cursor: ...


class _Driver(Protocol):
    in_transaction: bool

    def cursor(self) -> _Cursor: ...
    def execute(self, sql: str, values: Sequence[Value] = ...) -> _Cursor: ...
    def executemany(self, sql: str, rows: Iterable[Sequence[Value]]) -> _Cursor: ...
    def backup(self, target: _Driver, *, pages: int = ...) -> None: ...
    def interrupt(self) -> None: ...
    def close(self) -> None: ...


class Connection:
    """One connection to one encrypted file. Not for two threads at once, but for its own of `run_alongside`."""

    def __init__(self, path: Path, driver: _Driver) -> None:
        self.path = path
        self._opened = driver
        self._alongside = Alongside()

    @property
    def _driver(self) -> _Driver:
        """The driver's connection, once nothing runs on it any more; raises what `run_alongside` met."""
        self._alongside.settle()
        return self._opened

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Execute one statement; answers how many rows it changed."""
        try:
            return self._driver.execute(sql, values).rowcount
        except sqlcipher3.Error as error:
            _translate(error, self.path)

    def run_alongside(self, sql: str, values: Sequence[Value] = ()) -> None:
        """Execute one long statement in a helper thread, in the transaction that is open.

        Whatever is asked of the connection next waits for it first, and gets its error.
        """

        def run() -> None:
            try:
                self._opened.execute(sql, values)
            except sqlcipher3.Error as error:
                _translate(error, self.path)

        self._alongside.start(run)

    def widen_cache(self) -> None:
        """Keep twice as many pages, until the log is brought into the file: tables that are filled are indexed next."""
        self.run(_WIDE_CACHE)

    @property
    def is_busy(self) -> bool:
        """True while a statement runs alongside, so that the next one would wait."""
        return self._alongside.is_busy

    def insert(self, sql: str, values: Sequence[Value]) -> int:
        """Execute one INSERT; answers the row's number."""
        try:
            return self._driver.execute(sql, values).lastrowid
        except sqlcipher3.Error as error:
            _translate(error, self.path)

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> int:
        """Execute one statement for every row of values; answers how many rows it changed."""
        try:
            return self._driver.executemany(sql, rows).rowcount
        except sqlcipher3.Error as error:
            _translate(error, self.path)

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[SqlRow]:
        """All rows of a query."""
        try:
            return self._driver.execute(sql, values).fetchall()
        except sqlcipher3.Error as error:
            _translate(error, self.path)

    def row(self, sql: str, values: Sequence[Value] = ()) -> SqlRow | None:
        """The first row of a query."""
        try:
            return self._driver.execute(sql, values).fetchone()
        except sqlcipher3.Error as error:
            _translate(error, self.path)

    def value(self, sql: str, values: Sequence[Value] = ()) -> Value:
        """The first column of the first row; None without a row."""
        found = self.row(sql, values)
        return found[0] if found else None

    def number(self, sql: str, values: Sequence[Value] = ()) -> int:
        """The first column of the first row as a whole number, 0 for none."""
        return cast("int", self.value(sql, values) or 0)

    def stream(self, sql: str, values: Sequence[Value] = (), *, chunk: int = 2000) -> Iterator[SqlRow]:
        """Rows of a query, read as they are taken; the read transaction lasts until the last one is."""
        try:
            cursor = self._driver.cursor().execute(sql, values)
            while rows := cursor.fetchmany(chunk):
                yield from rows
                self._alongside.settle()
        except sqlcipher3.Error as error:
            _translate(error, self.path)

    @property
    def in_transaction(self) -> bool:
        """True between begin and commit or rollback."""
        return self._driver.in_transaction

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """Everything inside or nothing; takes the write lock at the start."""
        self.run("BEGIN IMMEDIATE")
        try:
            yield
            self.run("COMMIT")
        except BaseException:
            self.roll_back()
            raise
        self.relieve()

    def roll_back(self) -> None:
        """Leave nothing of an open transaction, if there is one; no trouble is told, the caller has one to tell."""
        with contextlib.suppress(Exception):
            self._alongside.settle()
        with contextlib.suppress(Exception):
            if self.in_transaction:  # a full disk has already rolled back by itself
                self.run("ROLLBACK")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Several reads that see one state."""
        self.run("BEGIN")
        try:
            yield
        finally:
            self.run("COMMIT")

    def interrupt(self) -> None:
        """Stop a running query from another thread."""
        self._opened.interrupt()

    def copy_to(self, target: Path, key: DatabaseKey) -> None:
        """Copy the whole database to a new file under the same key, flushed to the disk."""
        with files.translated(target.parent):
            files.open_private(target).close()
        other = _connect(target, key)
        try:
            self._driver.backup(other)
            # A copied header says WAL; the copy is one file without a log beside it.
            other.execute("PRAGMA journal_mode = DELETE").fetchall()
        except sqlcipher3.Error as error:
            _translate(error, target)
        finally:
            other.close()
        files.flush_file(target)
        files.flush_folder(target.parent)

    def checkpoint(self) -> bool:
        """Bring the log into the file and cut it to nothing; False when a reader in the way leaves it for later."""
        return _take_log_in(self.rows)

    def relieve(self) -> None:
        """Bring a log that has grown long into the file, in the helper thread.

        The commit stands either way: what keeps the log where it is, a reader or a full disk, is met again after the
        next one.
        """
        log = self.path.with_name(f"{self.path.name}-wal")
        with contextlib.suppress(OSError):
            if log.stat().st_size >= _LONG_LOG_BYTES:
                self._alongside.start(self._checkpoint_quietly)

    def _checkpoint_quietly(self) -> None:
        with contextlib.suppress(sqlcipher3.Error):
            _take_log_in(lambda sql: self._opened.execute(sql).fetchall())
            self._opened.execute(_WRITER_CACHE)

    def close(self) -> None:
        """Close; the last connection brings the log into the file."""
        with contextlib.suppress(Exception):  # whoever started it has left
            self._alongside.settle()
        self._alongside.close()
        try:
            self._opened.close()
        except sqlcipher3.Error as error:
            _translate(error, self.path)


def _take_log_in(rows: Callable[[str], list[SqlRow]]) -> bool:
    without_waiting, checkpoint, waiting = _CHECKPOINT
    rows(without_waiting)
    try:
        return rows(checkpoint)[0][0] == 0
    finally:
        rows(waiting)


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
        driver = _connect(path, key)
    except sqlcipher3.Error as error:
        _translate(error, path)
    try:
        for statement in (*_SETTINGS, *last):
            driver.execute(statement).fetchall()
    except sqlcipher3.Error as error:
        driver.close()
        _translate(error, path)
    return Connection(path, driver)


def _connect(path: Path, key: DatabaseKey) -> _Driver:
    locked_memory.bound()
    driver = cast(
        "_Driver",
        sqlcipher3.connect(
            str(path), timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False, cached_statements=5
        ),
    )
    # The log first: SQLCipher writes key errors to stderr by default.
    for statement in ("PRAGMA cipher_log_level = NONE", "PRAGMA cipher_memory_security = ON"):
        driver.execute(statement).fetchall()
    driver.execute(f"PRAGMA key = \"x'{key.raw.hex()}{file_salt(key).hex()}'\"").fetchall()
    driver.execute(f"PRAGMA cipher_page_size = {PAGE_BYTES}").fetchall()
    return driver


def file_salt(key: DatabaseKey) -> bytes:
    """The first bytes of this store's database file: they follow from the key, so a foreign file shows itself."""
    return key.derive("linong database salt", _SALT_BYTES)


def _look_at(path: Path, key: DatabaseKey) -> None:
    """Tell a missing, foreign, empty or cut file before SQLite touches it (it would fill an empty one)."""
    with files.translated(path.parent):
        try:
            size = path.stat().st_size
            with path.open("rb") as handle:
                head = handle.read(_SALT_BYTES)
        except FileNotFoundError as error:
            raise StoreMissing(path.parent) from error
        if not os.access(path, os.W_OK):
            raise ReadOnlyFolder(path.parent)
    if not head or (len(head) < _SALT_BYTES and file_salt(key).startswith(head)):
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


def _translate(error: Exception, path: Path) -> NoReturn:
    """Raise the store's own error for the world's faults; a fault of ours goes on as it is."""
    code = int(getattr(error, "sqlite_errorcode", 0) or 0)
    name = name_of(error)
    plain = code & 0xFF
    if plain in _ERRORS_OF_PAGES:
        raise DatabaseDamaged(path, name) from error
    if plain in _BUSY:
        raise DatabaseBusy(path) from error
    if plain == _FULL or (plain == _IO and _is_nearly_full(path.parent)):
        raise DiskFull(path.parent) from error
    if plain in _READ_ONLY or (plain == _CANNOT_OPEN and not os.access(path.parent, os.W_OK)):
        raise ReadOnlyFolder(path.parent) from error
    if plain in (_IO, _CANNOT_OPEN):
        raise DiskTrouble(path.parent, name) from error
    raise error


def name_of(error: Exception) -> str:
    """The database's name for an error, as SQLITE_CORRUPT."""
    return str(getattr(error, "sqlite_errorname", "") or type(error).__name__)


def _is_nearly_full(folder: Path) -> bool:
    try:
        return shutil.disk_usage(folder).free < _NEARLY_FULL_BYTES
    except OSError:
        return False


def driver_version() -> str:
    """SQLCipher's and SQLite's version, for the log and the about box."""
    driver = sqlcipher3.connect(":memory:")
    try:
        cipher = driver.execute("PRAGMA cipher_version").fetchone()[0]
        return f"SQLCipher {cipher}, SQLite {sqlcipher3.sqlite_version}, {sys.platform}"
    finally:
        driver.close()
