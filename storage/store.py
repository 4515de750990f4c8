"""A store: one folder with the encrypted database, its key slots, settings, logs and backups.

The door of this room: `app` opens a store, reads through `reader()` and writes through `write()`. One program at a
time holds a store; in it, one thread writes while others read.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from storage import accounts, database, files, keys, place, recovery_key, refreshing, schema, settings, state, upgrading
from storage.accounts import ADMINISTRATOR, Account
from storage.database import Connection
from storage.errors import DatabaseMissing, StoreExists, StoreInReading, StoreMissing
from storage.journal import Committed
from storage.keys import Cost, DatabaseKey, KeySlots
from storage.lock import StoreLock
from storage.paging import Filter, Page, Pager, Query
from storage.reading import Reader, Removed
from storage.records import Write
from storage.refreshing import Watch
from storage.rows import Row

__all__ = ["Account", "Filter", "Page", "Query", "Reader", "Removed", "Row", "Store", "Write"]

DATABASE = "ledger.db"
KEYS = "keys.json"
BACKUPS = "backups"
_UNFINISHED = f"{DATABASE}.new"
_IDLE_READERS = 2
Heard = Callable[[Committed], None]


class Store:
    """An open store. Every method may be called from any thread; a `Reader` belongs to one."""

    def __init__(self, folder: Path, key: DatabaseKey, lock: StoreLock, watch: Watch | None = None) -> None:
        """Use `create` or `open`."""
        self.folder = folder
        self._key, self._lock = key, lock
        self._writer = database.open_writer(folder / DATABASE, key)
        try:
            upgrading.require_known(self._writer)
            upgrading.upgrade(self._writer, key, folder / BACKUPS)
            refreshing.refresh_if_older(self._writer, watch)
            committee = self._writer.row("SELECT code, name FROM committee")
        except BaseException:
            self._writer.close()
            raise
        self.committee_code, self.committee_name = cast("tuple[str, str]", committee or ("", ""))
        self._pager = Pager()
        self._writing = threading.Lock()
        self._idle: list[Connection] = []
        self._idle_lock = threading.Lock()
        self._heard: list[Heard] = []
        self._is_closed = False

    # -- opening and closing

    @classmethod
    def create(  # noqa: PLR0913 - what the first start asks for
        cls,
        folder: Path,
        *,
        committee_code: str,
        committee_name: str,
        account: str,
        account_name: str,
        password: str,
        cost: Cost | None = None,
    ) -> tuple[Self, str]:
        """Make a store in `folder` and open it; answers it with the recovery key to be printed.

        The database is whole before the keys are written and gets its name last: whenever the power went, a folder
        with an unnamed one holds no store yet, and keys without either are those of a store that was lost.

        Raises:
            StoreExists: there is one already. DatabaseMissing: there was one, its backups need the keys that are left.
            FolderRefused, ReadOnlyFolder, DiskFull, StoreInUse.
        """
        folder = place.prepare(folder)
        lock = StoreLock.take(folder)
        try:
            _require_no_store(folder)
            key, printed = DatabaseKey.generate(), recovery_key.generate()
            slots = KeySlots(folder / KEYS)
            slots.add_account(account, password, key, cost=cost or keys.OFFICE_PC)
            slots.set_recovery_key(printed, key)
            unfinished = _make_database(folder, key, (committee_code, committee_name), (account, account_name))
            slots.save()
            with files.translated(folder):
                unfinished.replace(folder / DATABASE)
                files.flush_folder(folder)
            return cls(folder, key, lock), printed
        except BaseException:
            lock.release()
            raise

    @classmethod
    def open(cls, folder: Path, *, account: str, password: str, watch: Watch | None = None) -> Self:
        """Open with an account's password.

        The first opening after an update may take minutes; `watch` hears how far it is and may stop it by raising:
        the files stay as they were, and the next opening begins again.

        Raises:
            StoreMissing, StoreInUse, FolderRefused, ReadOnlyFolder, KeysDamaged, WrongPassword, ForeignFile,
            DatabaseMissing, DatabaseDamaged, DatabaseTooNew, MigrationFailed, DiskFull. The files stay as they were.
        """
        return cls._unlocked(folder, lambda slots: slots.unwrap(account, password), watch)

    @classmethod
    def open_with_recovery_key(cls, folder: Path, *, key: str, watch: Watch | None = None) -> Self:
        """Open with the printed recovery key; raises as `open`, RecoveryKeyMistyped, WrongRecoveryKey."""
        return cls._unlocked(folder, lambda slots: slots.unwrap_with_recovery_key(key), watch)

    @classmethod
    def _unlocked(cls, folder: Path, unwrap: Callable[[KeySlots], DatabaseKey], watch: Watch | None) -> Self:
        folder, lock, slots = _approach(folder)
        try:
            return cls(folder, unwrap(slots), lock, watch)
        except BaseException:
            lock.release()
            raise

    def close(self) -> None:
        """Close every connection, bring the log into the file and let the next program in."""
        with self._writing, self._idle_lock:
            if self._is_closed:
                return
            self._is_closed = True
            try:
                for connection in self._idle:
                    connection.close()
                self._writer.close()
            finally:
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # -- reading and writing

    def reader(self) -> Reader:
        """A reader for the calling thread."""
        with self._idle_lock:
            self._require_open()
            connection = self._idle.pop() if self._idle else None
        return Reader(connection or self._connect(), self._pager, self._take_back)

    @contextmanager
    def examining(self) -> Iterator[Reader]:
        """A reader for looking at the file itself, of one moment: no log lies beside the file when it begins.

        With a log that was partly taken in, sound pages look damaged; and a connection that read before remembers
        parts of the search index that are gone.

        Raises:
            StoreInReading: another reader is at work and keeps the log from being taken in.
        """
        with ExitStack() as stack:
            with self._writing:
                self._require_open()
                if not self._writer.checkpoint():
                    raise StoreInReading
                reader = stack.enter_context(Reader(self._connect(), self._pager, Connection.close))
                stack.enter_context(reader.snapshot())
            yield reader

    def _connect(self) -> Connection:
        return database.open_reader(self.folder / DATABASE, self._key)

    def _require_open(self) -> None:
        if self._is_closed:
            raise RuntimeError("the store is closed")

    def _take_back(self, connection: Connection) -> None:
        with self._idle_lock:
            if not self._is_closed and not connection.in_transaction and len(self._idle) < _IDLE_READERS:
                self._idle.append(connection)
                return
        connection.close()

    @contextmanager
    def write(self, *, user: str, kind: str, source: str = "", reason: str = "") -> Iterator[Write]:
        """One action: everything in the block is committed together with its audit entry, or nothing is.

        Raises:
            DiskFull, DatabaseBusy, DiskTrouble: nothing was kept.
        """
        with self._writing:
            self._writer.run("BEGIN IMMEDIATE")
            try:
                write = Write(self._writer, user=user, kind=kind, source=source, reason=reason)
                yield write
                is_entered = write.finish()
                self._writer.run("COMMIT" if is_entered else "ROLLBACK")
            except BaseException:
                self._writer.roll_back()
                raise
            self._writer.relieve()
        if is_entered:
            for heard in tuple(self._heard):
                heard(write.told())

    def on_commit(self, heard: Heard) -> Callable[[], None]:
        """Call `heard` after every committed action, in the writing thread; it must not raise or write.

        Answers what ends that.
        """
        self._heard.append(heard)
        return lambda: self._heard.remove(heard)

    def last_action(self) -> int:
        """Number of the newest committed action, 0 for none."""
        with self.reader() as reader:
            return reader.last_action()

    # -- what the committee set: named layouts, remembered mappings; no part of the ledger's history

    def setting(self, key: str) -> object:
        """A stored setting, any JSON value; None when it was never set."""
        with self.reader() as reader:
            return settings.read(reader.connection, key)

    def set_setting(self, key: str, value: object) -> None:
        """Set a stored setting, in a transaction of its own; None removes it."""
        with self._writing, self._writer.transaction():
            settings.put(self._writer, key, value)

    # -- accounts

    def accounts(self) -> list[Account]:
        """Who may open the store."""
        with self.reader() as reader:
            return accounts.all_accounts(reader.connection)

    def verify_password(self, account: str, password: str) -> None:
        """Say whether this is the account's password, without opening anything anew; raises WrongPassword."""
        KeySlots.load(self.folder / KEYS).unwrap(account, password)

    def change_password(self, account: str, old: str, new: str, *, cost: Cost | None = None) -> None:
        """Rewrap the data key for an account; raises WrongPassword. The data is not touched."""
        slots = KeySlots.load(self.folder / KEYS)
        slots.unwrap(account, old)
        self._rewrap(slots, account, new, cost)

    def reset_password(self, account: str, new: str, *, cost: Cost | None = None) -> None:
        """Give an account a new password without the old one: for a store opened by its recovery key."""
        self._rewrap(KeySlots.load(self.folder / KEYS), account, new, cost)

    def renew_recovery_key(self) -> str:
        """A new recovery key in place of the one before, which opens nothing any more; shown once, kept nowhere."""
        slots, printed = KeySlots.load(self.folder / KEYS), recovery_key.generate()
        slots.set_recovery_key(printed, self._key)
        slots.save()
        return printed

    def _rewrap(self, slots: KeySlots, account: str, password: str, cost: Cost | None) -> None:
        slots.set_password(account, password, self._key, cost=cost or keys.OFFICE_PC)
        slots.save()


def _approach(folder: Path) -> tuple[Path, StoreLock, KeySlots]:
    """Look at the folder, take its lock, read its key slots."""
    folder = folder.expanduser().resolve()
    place.require_enterable(folder)
    if not (folder / DATABASE).exists():
        raise DatabaseMissing(folder) if _lost_its_database(folder) else StoreMissing(folder)
    place.refuse_unfit(folder)
    place.require_writable(folder)
    lock = StoreLock.take(folder)
    try:
        return folder, lock, KeySlots.load(folder / KEYS)
    except BaseException:
        lock.release()
        raise


def _require_no_store(folder: Path) -> None:
    if (folder / DATABASE).exists():
        raise StoreExists(folder)
    if _lost_its_database(folder):
        raise DatabaseMissing(folder)


def _lost_its_database(folder: Path) -> bool:
    """True for keys without a database, but for those of an unfinished `create`: it has one by its passing name."""
    return KeySlots.stand_at(folder / KEYS) and not (folder / _UNFINISHED).exists()


def _make_database(folder: Path, key: DatabaseKey, committee: tuple[str, str], account: tuple[str, str]) -> Path:
    """A whole database, on the disk, under a passing name, which it answers. Nothing in it has a random id."""
    unfinished = folder / _UNFINISHED
    for leftover in ("", "-wal", "-shm"):
        unfinished.with_name(unfinished.name + leftover).unlink(missing_ok=True)
    connection = database.create(unfinished, key)
    try:
        with connection.transaction():
            for statement in schema.statements():
                connection.run(statement)
            connection.run(f"PRAGMA user_version = {schema.VERSION}")
            connection.run("INSERT INTO committee VALUES (?, ?)", committee)
            accounts.add(connection, *account, ADMINISTRATOR)
            state.begin(connection)
            refreshing.begin(connection)
    finally:
        connection.close()
    with files.translated(folder):
        files.flush_file(unfinished)
    return unfinished
