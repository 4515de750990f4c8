"""From a folder and a secret to the data key: the folder looked at, its lock taken, wrong passwords counted.

What a slot's secret opens is `keys.py`'s; the file under the key is opened by whoever asked.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from storage import founding, place, rekeying
from storage.attempts import Attempts
from storage.backup_file import DATABASE, KEYS
from storage.errors import DatabaseMissing, StoreMissing, WrongPassword
from storage.keys import DatabaseKey, KeySlots
from storage.lock import StoreLock

Unwrap = Callable[[KeySlots], DatabaseKey]


def approach(folder: Path) -> tuple[Path, StoreLock, KeySlots]:
    """Look at the folder, take its lock, read its key slots."""
    folder = folder.expanduser().resolve()
    place.require_enterable(folder)
    if not (folder / DATABASE).exists():
        raise DatabaseMissing(folder) if founding.lost_its_database(folder) else StoreMissing(folder)
    place.refuse_unfit(folder)
    place.require_writable(folder)
    lock = StoreLock.take(folder)
    try:
        rekeying.settle(folder, folder / KEYS)
        slots = KeySlots.load(folder / KEYS)
    except BaseException:
        lock.release()
        raise
    return folder, lock, slots


def counted(slots: KeySlots, account: str, unwrap: Unwrap) -> tuple[DatabaseKey, int]:
    """Try a password, counted; answers the key and how many wrong ones came before it."""
    tries = Attempts(slots.path.parent, slots.accounts())
    tries.charge(account)
    key = opened(slots, unwrap)
    return key, tries.settle(account)


def opened(slots: KeySlots, unwrap: Unwrap) -> DatabaseKey:
    """The key behind the slots, or behind those that a crash left prepared, of which one counts."""
    try:
        return unwrap(slots)
    except WrongPassword:
        prepared = KeySlots.prepared(slots.path)
        if prepared is None:
            raise
        return unwrap(prepared)
