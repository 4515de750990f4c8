"""The attachments' file of an open store: opened when first asked for, shut with the store, one at a time."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from storage.attachments import blob_file
from storage.attachments.blobs import Blobs
from storage.attachments.transfers import Transfers
from storage.backup_file import ATTACHMENTS
from storage.database import Connection
from storage.errors import StoreInReading
from storage.keys import DatabaseKey

_PATIENCE_S = 10.0


class AttachedFile:
    """The file beside the ledger. For any thread; whoever is inside keeps the others waiting."""

    def __init__(self, folder: Path, key: Callable[[], DatabaseKey]) -> None:
        """Nothing is opened yet; `key` answers the present data key, or raises StoreSealed."""
        self._folder, self._key = folder, key
        self._lock = threading.RLock()
        self._opened: Connection | None = None

    @property
    def stands(self) -> bool:
        """True when the store has such a file."""
        return (self._folder / ATTACHMENTS).exists()

    @contextmanager
    def blobs(self) -> Iterator[Blobs]:
        """The blobs, for the calling thread alone; raises as `blob_file.open_file`, StoreSealed."""
        with self._lock:
            yield Blobs(self._connection())

    @contextmanager
    def transfers(self) -> Iterator[Transfers]:
        """The same as what travels sees it."""
        with self._lock:
            yield Transfers(self._connection())

    def _connection(self) -> Connection:
        if self._opened is None:
            self._opened = blob_file.open_file(self._folder, self._key())
        return self._opened

    def shut(self) -> bool:
        """Close the file unless somebody is at it; the next who asks opens it again."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            self._close()
            return True
        finally:
            self._lock.release()

    @contextmanager
    def away(self) -> Iterator[None]:
        """Inside nobody has the file open or opens it, so that another may take its place.

        Raises:
            StoreInReading: somebody is at it for long.
        """
        if not self._lock.acquire(timeout=_PATIENCE_S):
            raise StoreInReading
        try:
            self._close()
            yield
        finally:
            self._lock.release()

    def close(self) -> None:
        """Close the file, after whoever is at it."""
        with self._lock:
            self._close()

    def _close(self) -> None:
        if self._opened is not None:
            opened, self._opened = self._opened, None
            opened.close()
