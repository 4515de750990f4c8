"""One connection to one encrypted file: statements, transactions, copies. Who may write is `store`'s to say."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import cast

from storage import files
from storage.database.alongside import Alongside
from storage.database.driver import BUSY_MS, Driver, DriverError, SqlRow, Value, connect
from storage.database.trouble import translate
from storage.keys import DatabaseKey

_CHECKPOINT = ("PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", f"PRAGMA busy_timeout = {BUSY_MS}")
_LONG_LOG_BYTES = 8 * 1024 * 1024  # some hundred edits, or one import
WRITER_CACHE, _WIDE_CACHE = "PRAGMA cache_size = -65536", "PRAGMA cache_size = -131072"
_PAGES_AT_ONCE = 1000  # 8 MB of a copy between two reports
Tick = Callable[[int, int], None]


class Connection:
    """One connection to one encrypted file. Not for two threads at once, but for its own of `run_alongside`."""

    is_bound = False
    """True for one that sees the rows of some compounds only (`storage.bounds`)."""
    operations = "operation"
    """The table of all operations, for whoever asks how far the store went on."""

    def __init__(self, path: Path, driver: Driver) -> None:
        self.path = path
        self._opened = driver
        self._alongside = Alongside()

    @property
    def _driver(self) -> Driver:
        """The driver's connection, once nothing runs on it any more; raises what `run_alongside` met."""
        self._alongside.settle()
        return self._opened

    def run(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Execute one statement; answers how many rows it changed."""
        try:
            return self._driver.execute(sql, values).rowcount
        except DriverError as error:
            translate(error, self.path)

    def run_alongside(self, sql: str, values: Sequence[Value] = ()) -> None:
        """Execute one long statement in a helper thread, in the transaction that is open.

        Whatever is asked of the connection next waits for it first, and gets its error.
        """

        def run() -> None:
            try:
                self._opened.execute(sql, values)
            except DriverError as error:
                translate(error, self.path)

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
        except DriverError as error:
            translate(error, self.path)

    def run_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> int:
        """Execute one statement for every row of values; answers how many rows it changed."""
        try:
            return self._driver.executemany(sql, rows).rowcount
        except DriverError as error:
            translate(error, self.path)

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[SqlRow]:
        """All rows of a query."""
        try:
            return self._driver.execute(sql, values).fetchall()
        except DriverError as error:
            translate(error, self.path)

    def row(self, sql: str, values: Sequence[Value] = ()) -> SqlRow | None:
        """The first row of a query."""
        try:
            return self._driver.execute(sql, values).fetchone()
        except DriverError as error:
            translate(error, self.path)

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
        except DriverError as error:
            translate(error, self.path)

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

    def copy_to(self, target: Path, key: DatabaseKey, tick: Tick | None = None) -> None:
        """Copy the whole database to a new file under `key`, this file's or another, flushed to the disk.

        Inside `snapshot` the copy is of that moment, whoever writes meanwhile. `tick` hears how many pages of how many
        are copied and may raise to stop it there.
        """

        def told(_status: int, remaining: int, total: int) -> None:
            if tick is not None:
                tick(total - remaining, total)

        with files.translated(target.parent):
            files.open_private(target).close()
        other = connect(target, key)
        try:
            self._driver.backup(other, pages=_PAGES_AT_ONCE, progress=told)
            # A copied header says WAL; the copy is one file without a log beside it.
            other.execute("PRAGMA journal_mode = DELETE").fetchall()
        except DriverError as error:
            translate(error, target)
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
        with contextlib.suppress(DriverError):
            _take_log_in(lambda sql: self._opened.execute(sql).fetchall())
            self._opened.execute(WRITER_CACHE)

    def close(self) -> None:
        """Close; the last connection brings the log into the file."""
        with contextlib.suppress(Exception):  # whoever started it has left
            self._alongside.settle()
        self._alongside.close()
        try:
            self._opened.close()
        except DriverError as error:
            translate(error, self.path)


def _take_log_in(rows: Callable[[str], list[SqlRow]]) -> bool:
    without_waiting, checkpoint, waiting = _CHECKPOINT
    rows(without_waiting)
    try:
        return rows(checkpoint)[0][0] == 0
    finally:
        rows(waiting)
