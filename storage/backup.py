"""Copies a store's database as it is at one moment, while others work, looks at the copy and packs it into a backup.

The moment is a snapshot: what is committed afterwards is not in the copy. The copy is opened anew and compared with its
source before it is packed, and the packed file is read back from the disk. Where backups lie, how long they are kept
and when they are made is `app`'s.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO, Literal, cast

from ledger import catalog, clock
from storage import backup_file, database, files, key_change, place
from storage.attachments import blob_file, copying
from storage.backup_file import Manifest, Why
from storage.database import Connection
from storage.errors import CopyUnsound, DatabaseDamaged
from storage.journal import VERSION
from storage.keys import DatabaseKey, KeySlots
from storage.schema import ALIVE
from storage.trail import verifying
from storage.trail.chain import NO_ENTRY

COPYING, LOOKING, PACKING, READING_BACK = "backup-copying", "backup-looking", "backup-packing", "backup-reading"
Depth = Literal["quick", "whole"]
Watch = Callable[[int, int, str], None]
"""Hears done, total, phase; may raise to stop, and nothing is left then."""

_SEALED = 2  # the schema version whose log has seals
_SCRATCH, _ATTACHED = ".copy.db", ".copy-attachments.db"
_ROOM = 32 * 1024 * 1024  # beside what is copied


class Copying:
    """One backup in the making: its moment is when this is made, its work `into`. End with `close`, whatever came."""

    def __init__(
        self,
        connection: Connection,
        key: DatabaseKey,
        folder: Path,
        why: Why,
        depth: Depth,
        give_back: Callable[[Connection], None] = Connection.close,
    ) -> None:
        """Take the moment. `connection` is this one's own until it is given back; `folder` is the store's."""
        self._connection, self._key, self._folder, self._depth = connection, key, folder, depth
        self._give_back: Callable[[Connection], None] | None = give_back
        self._scratch = folder / "backups" / _SCRATCH
        connection.run("BEGIN")
        try:
            self.manifest = facts(connection, key, why, depth)
        except BaseException:
            self.close()
            raise

    def into(self, stream: BinaryIO, path: Path, watch: Watch) -> Manifest:
        """Write the backup to `stream`, which stands at `path` until it gets its name; answers what it says of itself.

        Raises:
            CopyUnsound, DatabaseDamaged: the copy is not as it must be. DiskFull, ReadOnlyFolder, DiskTrouble.
        """
        self._prepare()
        self._connection.copy_to(self._scratch, self._key, lambda done, total: watch(done, total, COPYING))
        self._connection.roll_back()  # the snapshot is over, its log may be taken in
        watch(0, 1, LOOKING)
        look(self._scratch, self._key, self.manifest, self._depth)
        watch(1, 1, LOOKING)
        parts: dict[str, Path | bytes] = {backup_file.DATABASE: self._scratch, backup_file.KEYS: self._slots().spelt()}
        if copying.stands_at(self._folder):
            parts[backup_file.ATTACHMENTS] = self._attached(watch)
        manifest = backup_file.write(
            stream, self.manifest, self._key, parts, lambda done, all_: watch(done, all_, PACKING)
        )
        stream.flush()
        os.fsync(stream.fileno())
        _forget_pages(stream)
        if backup_file.verify(path, lambda done, all_: watch(done, all_, READING_BACK)) != manifest:
            raise CopyUnsound("manifest")
        return manifest

    def _attached(self, watch: Watch) -> Path:
        """A copy of what a backup holds of the attachments, looked at: all that the records of the moment name.

        Bytes are written before their record, so whatever it names was here by then.
        """
        path = self._scratch.with_name(_ATTACHED)
        copying.for_backup(
            self._folder, self._key, path, lambda done, all_: watch(done, all_, COPYING), whole=self._depth == "whole"
        )
        return path

    def close(self) -> None:
        """Let the moment go; once is enough."""
        if self._give_back is not None:
            give_back, self._give_back = self._give_back, None
            self._connection.roll_back()
            give_back(self._connection)

    def clear(self) -> None:
        """Remove what the work needed beside the backup."""
        for name in (_SCRATCH, _ATTACHED):
            with suppress(OSError):
                blob_file.remove(self._scratch.with_name(name))

    def _prepare(self) -> None:
        folder = self._scratch.parent
        size = (self._folder / backup_file.DATABASE).stat().st_size
        size += copying.size_for_backup(self._folder, self._key)
        place.require_free(folder, 2 * size + _ROOM)
        with files.translated(folder):
            folder.mkdir(mode=files.PRIVATE_FOLDER, exist_ok=True)
            self._scratch.unlink(missing_ok=True)

    def _slots(self) -> KeySlots:
        """The key slots without those that only a key store of this PC opens; raises CopyUnsound for another key's."""
        path = self._folder / backup_file.KEYS
        key_change.follow_file(path, self._key.file_mark)
        slots = KeySlots.load(path)
        if slots.seal is not None and slots.seal.mark != self._key.file_mark:
            raise CopyUnsound("keys")
        return KeySlots(slots.path, tuple(one for one in slots.slots if one.kind != "unattended"), slots.seal)


def facts(connection: Connection, key: DatabaseKey, why: Why, depth: Depth) -> Manifest:
    """What a copy of this database has to tell, as `look` compares it."""
    committee = cast("tuple[str, str] | None", connection.row("SELECT code, name FROM committee"))
    code, name = committee or ("", "")
    version = connection.number("PRAGMA user_version")
    said = Manifest(clock.now_text(), why, code, name, key.store_mark, VERSION, version, 0, 0, "", {}, depth)
    return _counted(connection, said)


def _counted(connection: Connection, manifest: Manifest) -> Manifest:
    """The manifest with the counts of this database."""
    last = cast("tuple[int, bytes] | None", connection.row("SELECT id, chain FROM action ORDER BY id DESC LIMIT 1"))
    action, end = last or (0, NO_ENTRY)
    tables = {str(row[0]) for row in connection.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    counts = {
        ledger.name: connection.number(f"SELECT count(*) FROM {ledger.name} WHERE {ALIVE}")  # noqa: S608 - catalog
        for ledger in catalog.EVERY
        if ledger.name in tables  # an older version had fewer
    }
    entries = connection.number("SELECT count(*) FROM action")
    return replace(manifest, action=action, entries=entries, chain=end.hex(), records=counts)


def look(path: Path, key: DatabaseKey, told: Manifest, depth: Depth) -> None:
    """Open a copy anew and compare it with what its source told; raises CopyUnsound, DatabaseDamaged.

    Every page's seal and the shape of the trees, the counts and the chain of the audit's entries are looked at always;
    the indexes against their tables and every operation against its entry where the depth is "whole".
    """
    connection = database.open_reader(path, key)
    try:
        if connection.rows("PRAGMA cipher_integrity_check"):
            raise CopyUnsound("pages")
        how = "integrity_check(1)" if depth == "whole" else "quick_check(1)"
        if connection.rows(f"PRAGMA {how}") != [("ok",)]:
            raise CopyUnsound("structure")
        if _counted(connection, told) != told:
            raise CopyUnsound("counts")
        if told.version >= _SEALED and not verifying.is_unbroken(connection, operations=depth == "whole"):
            raise CopyUnsound("audit")
    except DatabaseDamaged as error:
        raise CopyUnsound(error.what) from error
    finally:
        connection.close()


def _forget_pages(stream: BinaryIO) -> None:
    """Have the next reader read from the disk and not from memory, where the system can be asked for that."""
    forget = getattr(os, "posix_fadvise", None)
    if forget is not None:
        with suppress(OSError):
            forget(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
