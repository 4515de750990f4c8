"""The file as a whole: copied for a backup, unpacked from one, put under new keys."""

from __future__ import annotations

from pathlib import Path

from storage import (
    accounts,
    database,
    destroying,
    key_change,
    recovery_key,
    rekeying,
    restoring,
    store_keys,
)
from storage.backup import Copying, Depth
from storage.backup_file import DATABASE, KEYS, Manifest, Why
from storage.keys import DatabaseKey, KeySlots
from storage.opened.writing import Writing
from storage.refreshing import Watch


class WholeFile(Writing):
    """An open store whose file is copied and changed while others read."""

    def copying(self, why: Why, depth: Depth = "quick") -> Copying:
        """The moment of a backup, to be written while others work (`storage.backup`); ends with its `close`."""
        lending = self._lending
        return Copying(lending.lend(self._plain), self._key, self.folder, why, depth, lending.dispose)

    def unpack_backup(self, path: Path, folder: Path, watch: Watch) -> Manifest:
        """Make `folder` a store's folder from a backup of this store; raises as `restoring.unpack_own`."""
        return restoring.unpack_own(path, folder, (self._key.above, *self.former_keys()), watch)

    def is_its_backup(self, manifest: Manifest) -> bool:
        """True when whoever wrote this had this store's key, the present one or one from before."""
        return manifest.is_sealed_by(self._key) or any(
            manifest.is_sealed_by(DatabaseKey(above)) for above in self.former_keys()
        )

    def destroy(self) -> None:
        """Close the store and make it unreadable for good."""
        self.close()
        destroying.destroy(self.folder)

    def former_keys(self) -> tuple[bytes, ...]:
        """The store keys from before the present one, the newest first: older backups are under them."""
        with self.reader() as reader:
            return store_keys.remembered(reader.connection)

    def rekey(self, watch: Watch) -> rekeying.Renewed:
        """Give the store new keys; writers wait, readers only for the moment in which the file changes.

        Every password goes on, without being asked. The recovery key is another one, which is shown once; slots for
        unattended runs are gone.

        Raises:
            PairMissing, DiskFull, CopyUnsound, StoreInReading and the disk's troubles: the old keys stay.
        """
        self.settle_beside()
        with self._changing_keys, self._writing, self.attached.away():
            self._require_open()
            change, told = self._prepare_keys()
            try:
                connection = self._lending.lend(self._plain)
                try:
                    change.copy(connection, watch)
                finally:
                    self._lending.dispose(connection)
                watch(0, 1, rekeying.SWITCHING)
                with self._lending.called_in():
                    self._change_file(change)
            finally:
                change.clear()
        watch(1, 1, rekeying.SWITCHING)
        return told

    def _prepare_keys(self) -> tuple[rekeying.Rekeying, rekeying.Renewed]:
        """New keys and the slots under them; the file remembers the present store key before it has another."""
        path = self.folder / KEYS
        key_change.settle(self._writer, path)
        slots, new, printed = KeySlots.load(path), DatabaseKey.generate(), recovery_key.generate()
        active = {one.login for one in accounts.all_accounts(self._writer) if one.state == "active"}
        fresh = slots.renewed(new, active, store_keys.public_halves(self._writer), printed)
        change = rekeying.Rekeying(self.folder, self._key, new, fresh)
        with self._writer.transaction():
            store_keys.remember(self._writer, self._key.above)
        return change, rekeying.Renewed(printed, slots.unattended())

    def _change_file(self, change: rekeying.Rekeying) -> None:
        """Close the file, let the change put another in its place, and open what stands there then."""
        self._writer.checkpoint()
        self._writer.close()
        try:
            change.switch()
        finally:
            self._key = change.present_key()
            self._writer = database.open_writer(self.folder / DATABASE, self._key)
