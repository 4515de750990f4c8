"""A store: one folder with the encrypted database, its key slots, settings, logs and backups.

The door of this room: `app` opens a store, reads through `reader()` and writes through `write()`. One program at a
time holds a store; in it, one thread writes while others read. Here are the ways in; what an open store does stands in
`storage/opened/`, an idea each.
"""

from __future__ import annotations

from pathlib import Path
from typing import Self

from storage import files, former_passwords, founding, key_change, keys, place, recovery_key, unlocking
from storage.accounts import Account
from storage.backup import Copying
from storage.backup_file import DATABASE, KEYS
from storage.journal import Entry
from storage.keys import Cost, DatabaseKey, KeySlots
from storage.listing.query import Filter, Page, Query
from storage.lock import StoreLock
from storage.opened.accounts import Openers
from storage.opened.open_file import BACKUPS
from storage.opened.sealing import Sealing
from storage.opened.whole_file import WholeFile
from storage.reading import Reader, Removed
from storage.records import Write
from storage.refreshing import Watch
from storage.rows import Row
from storage.unlocking import Unwrap

__all__ = [
    "BACKUPS",
    "DATABASE",
    "KEYS",
    "Account",
    "Copying",
    "Entry",
    "Filter",
    "Page",
    "Query",
    "Reader",
    "Removed",
    "Row",
    "Store",
    "Write",
]


class Store(Openers, Sealing, WholeFile):
    """An open store. Every method may be called from any thread; a `Reader` belongs to one.

    Made by `create` or `open`.
    """

    wrong_tries = 0
    """Wrong passwords that were tried for this account before it was opened with the right one."""

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
            founding.require_no_store(folder)
            key, printed = DatabaseKey.generate(), recovery_key.generate()
            slots = KeySlots(folder / KEYS)
            first = former_passwords.derived(account, password, before=None, last=(), cost=cost or keys.OFFICE_PC)
            slots.put_account(first.slot, first.public, key)
            slots.set_recovery_key(printed, key)
            unfinished = founding.make_database(folder, key, (committee_code, committee_name), (account_name, first))
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
            StoreMissing, StoreInUse, FolderRefused, ReadOnlyFolder, KeysDamaged, WrongPassword, LockedOut, ForeignFile,
            DatabaseMissing, DatabaseDamaged, DatabaseTooNew, MigrationFailed, DiskFull. The files stay as they were,
            but for the count of wrong passwords (`attempts.py`).
        """
        wrong_before = 0

        def unwrap(slots: KeySlots) -> DatabaseKey:
            nonlocal wrong_before
            key, wrong_before = unlocking.counted(slots, account, lambda one: one.unwrap(account, password))
            return key

        store = cls._unlocked(folder, unwrap, watch)
        store.wrong_tries = wrong_before
        try:
            store.make_pair(account, password)
        except BaseException:
            store.close()
            raise
        return store

    @classmethod
    def open_with_recovery_key(cls, folder: Path, *, key: str, watch: Watch | None = None) -> Self:
        """Open with the printed recovery key; raises as `open`, RecoveryKeyMistyped, WrongRecoveryKey."""
        return cls._unlocked(
            folder, lambda slots: unlocking.opened(slots, lambda one: one.unwrap_with_recovery_key(key)), watch
        )

    @classmethod
    def open_unattended(cls, folder: Path, *, name: str, secret: str) -> Self:
        """Open with the secret of a PC's unattended runs; raises as `open`."""
        return cls._unlocked(folder, lambda slots: slots.unwrap_unattended(name, secret), None)

    def open_copy(self, folder: Path) -> Store:
        """Open a copy of this store that lies in another folder, whatever keys it has; raises as `open`."""
        aboves, mark = (self._key.above, *self.former_keys()), key_change.file_mark(folder)
        return Store._unlocked(folder, lambda slots: slots.key_of_file(aboves, mark), None)

    @classmethod
    def _unlocked(cls, folder: Path, unwrap: Unwrap, watch: Watch | None) -> Self:
        folder, lock, slots = unlocking.approach(folder)
        try:
            store = cls(folder, unwrap(slots), lock, watch)
        except BaseException:
            lock.release()
            raise
        try:
            if key_change.settle(store._writer, folder / KEYS):
                unwrap(KeySlots.load(folder / KEYS))
        except BaseException:
            store.close()
            raise
        return store
