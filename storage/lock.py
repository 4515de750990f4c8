"""One program at a time: an operating system lock on `store.lock`, gone when the process is, however it ends."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from storage import files
from storage.errors import StoreInUse

LOCK_FILE = "store.lock"


class StoreLock:
    """Held from `take` to `release`; the file stays, only its lock counts."""

    def __init__(self, handle: IO[bytes]) -> None:
        self._handle = handle

    @classmethod
    def take(cls, folder: Path) -> StoreLock:
        """Take the lock of the store in `folder`; raises StoreInUse at once when another holds it."""
        path = folder / LOCK_FILE
        with files.translated(folder):
            handle = os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, files.PRIVATE_FILE), "rb+", buffering=0)
        if not _lock(handle):
            pid = _pid_in(handle)
            handle.close()
            raise StoreInUse(folder, pid)
        with files.translated(folder):
            handle.seek(_LOCKED_BYTES)
            handle.truncate()
            handle.write(str(os.getpid()).encode())
        return cls(handle)

    def release(self) -> None:
        """Let the next program in."""
        if not self._handle.closed:
            _unlock(self._handle)
            self._handle.close()


# The first byte is what Windows locks, and a locked byte cannot be read: the process number stands behind it.
_LOCKED_BYTES = 1


def _pid_in(handle: IO[bytes]) -> int | None:
    handle.seek(_LOCKED_BYTES)
    text = handle.read(20).strip()
    return int(text) if text.isdigit() else None


if sys.platform == "win32":
    import msvcrt

    def _lock(handle: IO[bytes]) -> bool:
        handle.seek(0)
        try:
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, _LOCKED_BYTES)
        except OSError:
            return False
        return True

    def _unlock(handle: IO[bytes]) -> None:
        handle.seek(0)
        msvcrt.locking(handle.fileno(), msvcrt.LK_UNLCK, _LOCKED_BYTES)

else:
    import fcntl

    def _lock(handle: IO[bytes]) -> bool:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def _unlock(handle: IO[bytes]) -> None:
        fcntl.flock(handle, fcntl.LOCK_UN)
