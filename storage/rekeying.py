"""New keys for the database: a copy under a new data key takes the old file's place, under a new store key.

Accounts need no password for it: the new store key is handed to the key pairs of their present passwords
(`key_pairs.py`). What had opened the old slots opens the new ones only where it is still an account's password: an old
password, a recovery key, the secret of an unattended run or the old store key open nothing of what stands there now.

The new slots are prepared beside the old ones before the copy has the database's name. That rename decides: before it
the old keys count, afterwards the new ones. Whenever the power goes, the next opening sees by the first bytes of the
database which slots belong to it (`key_change.py`), and the attachments' file follows it.

What the old keys protected stays readable to whoever has them and an old copy of the file.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import LedgerError
from storage import backup, files, key_change, place
from storage.attachments import blob_file, copying
from storage.backup import Watch
from storage.backup_file import DATABASE
from storage.database import Connection
from storage.errors import DiskTrouble
from storage.keys import DatabaseKey, KeySlots

COPYING, LOOKING, SWITCHING = "rekey-copying", "rekey-looking", "rekey-switching"
COPY = f"{DATABASE}.rekey"
_ROOM = 32 * 1024 * 1024


@dataclass(frozen=True, slots=True, repr=False)
class Renewed:
    """What a person has to know of new keys: the recovery key, shown once; PCs whose unattended runs were ended."""

    recovery_key: str
    unattended: tuple[str, ...]


class Rekeying:
    """One change of the keys: `copy` while others read, `switch` when nobody has the file open, then `clear`."""

    def __init__(self, folder: Path, old: DatabaseKey, new: DatabaseKey, slots: KeySlots) -> None:
        """`slots` are those under the new keys; nothing on the disk has changed.

        Raises DiskFull where there is no room for the copy.
        """
        self._folder, self._old, self._new, self._slots = folder, old, new, slots
        place.require_free(folder, (folder / DATABASE).stat().st_size + blob_file.size_at(folder) + _ROOM)

    def copy(self, connection: Connection, watch: Watch) -> None:
        """Copy the database under the new key and look at the copy; nobody may write until `switch` is over.

        Raises:
            CopyUnsound, DatabaseDamaged, DiskFull, ReadOnlyFolder, DiskTrouble: the old file stays.
        """
        copy = self._folder / COPY
        with files.translated(self._folder):
            _remove_copy(self._folder)
        with connection.snapshot():
            told = backup.facts(connection, self._new, "rekey", "quick")
            connection.copy_to(copy, self._new, lambda done, total: watch(done, total, COPYING))
        copying.under(self._folder, self._old, self._new, lambda done, total: watch(done, total, COPYING))
        watch(0, 1, LOOKING)
        backup.look(copy, self._new, told, "quick")
        watch(1, 1, LOOKING)

    def switch(self) -> None:
        """Give the copy the database's name; no connection may be open.

        Raises:
            DiskFull, ReadOnlyFolder, DiskTrouble: the old file stays.
        """
        path = self._folder / DATABASE
        if _is_logging(path):
            raise DiskTrouble(self._folder, "LOG_LEFT")
        self._slots.prepare()
        prepared = KeySlots.prepared(self._slots.path)
        if prepared is None or prepared.sum != self._slots.sum:
            raise DiskTrouble(self._folder, "KEYS_UNREADABLE")
        with files.translated(self._folder):
            (self._folder / COPY).replace(path)
            files.flush_folder(self._folder)
        with suppress(LedgerError):  # the file is the new one: whoever needs the slots next follows it
            key_change.follow_file(self._slots.path, self._new.file_mark)
            copying.settle(self._folder, self._new.file_mark)

    def present_key(self) -> DatabaseKey:
        """The key of the file that has the database's name now."""
        return self._new if key_change.file_mark(self._folder) == self._new.file_mark else self._old

    def clear(self) -> None:
        """Remove a copy and slots that were not used."""
        with suppress(OSError, LedgerError):
            _remove_copy(self._folder)
            mark = key_change.file_mark(self._folder)
            key_change.discard_unfollowed(self._slots.path, mark)
            copying.settle(self._folder, mark)


def settle(folder: Path, path: Path) -> None:
    """Finish what was left of a change: the slots at `path` become those of the file that stands there, all else goes.

    Only under the store's lock, before the slots are read.
    """
    mark = key_change.file_mark(folder)
    if not key_change.follow_file(path, mark):
        key_change.discard_unfollowed(path, mark)
    with suppress(OSError, LedgerError):  # the ledger opens in any case; the next opening tries again
        _remove_copy(folder)
        copying.settle(folder, mark)


def _remove_copy(folder: Path) -> None:
    for name in (COPY, f"{COPY}-wal", f"{COPY}-shm"):
        (folder / name).unlink(missing_ok=True)


def _is_logging(path: Path) -> bool:
    """True while a log lies beside the file: commits in it would be lost with the file's name."""
    log = path.with_name(f"{path.name}-wal")
    return log.exists() and log.stat().st_size > 0
