"""A backup becomes a store's folder again: unpacked, opened with a password or the recovery key, compared, accepted.

Nothing is believed of the file before the key vouches for it. Where the folder stands, and what becomes of a store
that stands there already, is `app`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from storage import backup, backup_file, database, files, key_change, key_file, place
from storage.attachments import blob_file
from storage.backup import LOOKING, Depth, Watch
from storage.backup_file import ATTACHMENTS, DATABASE, KEYS, Manifest
from storage.errors import BackupDamaged
from storage.keys import DatabaseKey, KeySlots
from storage.trail import head

UNPACKING = "restore-unpacking"
_ROOM = 32 * 1024 * 1024
_SEALED = 2  # the schema version whose log has an end beside the file


@dataclass(frozen=True, slots=True, repr=False)
class Proof:
    """What opens a backup: an account with the password it had when the backup was made, or the recovery key."""

    login: str = ""
    password: str = ""
    recovery_key: str = ""

    def key_of(self, slots: KeySlots) -> DatabaseKey:
        """The data key behind the slots; raises WrongPassword, WrongRecoveryKey, RecoveryKeyMistyped."""
        if self.recovery_key:
            return slots.unwrap_with_recovery_key(self.recovery_key)
        return slots.unwrap(self.login, self.password)


def prove(path: Path, proof: Proof) -> None:
    """Say whether the proof opens the backup, nothing is unpacked; raises as `unpack` where it does not."""
    try:
        slots = KeySlots(path, *key_file.decode(backup_file.part(path, KEYS)))
    except (ValueError, KeyError, TypeError) as error:
        raise BackupDamaged(path, KEYS) from error
    proof.key_of(slots)


def require_room(path: Path, folder: Path) -> Manifest:
    """What the backup says of itself, where there is room for it at `folder`; raises DiskFull."""
    manifest = backup_file.read(path)
    place.require_free(folder, sum(part.size for part in manifest.parts.values()) + _ROOM)
    return manifest


def unpack(path: Path, folder: Path, proof: Proof, watch: Watch, *, depth: Depth = "whole") -> Manifest:
    """Make `folder`, which is not there yet, a store's folder from the backup at `path`.

    Raises:
        NotABackup, BackupDamaged, BackupTooNew, CopyUnsound: the file is no good. WrongPassword, WrongRecoveryKey: it
        does not open. DiskFull, ReadOnlyFolder, DiskTrouble. What was unpacked by then stays for the caller to remove.
    """
    require_room(path, folder)
    with files.translated(folder.parent):
        folder.mkdir(mode=files.PRIVATE_FOLDER, parents=True)
    manifest = backup_file.unpack(path, folder, lambda done, total: watch(done, total, UNPACKING))
    slots = KeySlots.load(folder / KEYS)
    accept(path, folder, manifest, proof.key_of(slots), watch, depth)
    slots.save()
    return manifest


def accept(path: Path, folder: Path, manifest: Manifest, key: DatabaseKey, watch: Watch, depth: Depth) -> None:
    """Compare what was unpacked with what the backup says; its log ends where it ends, by right."""
    watch(0, 1, LOOKING)
    if not manifest.is_sealed_by(key):
        raise BackupDamaged(path, backup_file.MANIFEST)
    backup.look(folder / DATABASE, key, manifest, depth)
    if ATTACHMENTS in manifest.parts:
        blob_file.look(folder / ATTACHMENTS, key, whole=depth == "whole")
    if manifest.version >= _SEALED:
        connection = database.open_reader(folder / DATABASE, key)
        try:
            head.renew(folder, connection)
        finally:
            connection.close()
    watch(1, 1, LOOKING)


def unpack_own(path: Path, folder: Path, store_keys: Iterable[bytes], watch: Watch) -> Manifest:
    """As `unpack`, for a backup of the store that is open: its store keys, of now and before, open all of them.

    Raises:
        KeysDamaged: the backup is another store's.
    """
    require_room(path, folder)
    with files.translated(folder.parent):
        folder.mkdir(mode=files.PRIVATE_FOLDER, parents=True)
    manifest = backup_file.unpack(path, folder, lambda done, total: watch(done, total, UNPACKING))
    slots = KeySlots.load(folder / KEYS)
    accept(path, folder, manifest, slots.key_of_file(store_keys, key_change.file_mark(folder)), watch, "quick")
    slots.save()
    return manifest
