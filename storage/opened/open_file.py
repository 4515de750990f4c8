"""The file of an open store and the connections to it: one that writes, and those that are lent to whoever reads.

It is what the other modules here build on, each with one idea; `storage/store.py` puts them together.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self, cast

from storage import database, refreshing, upgrading
from storage.attachments import naming
from storage.attachments.attached_file import AttachedFile
from storage.attachments.naming import Named
from storage.backup_file import DATABASE
from storage.bounds import BoundConnection, Bounds
from storage.database import Connection
from storage.errors import StoreInReading
from storage.keys import DatabaseKey
from storage.lending import Lending
from storage.listing.paging import Pager
from storage.lock import StoreLock
from storage.reading import Reader
from storage.refreshing import Watch
from storage.trail import head, log_key
from storage.trail.head import HeadFile

BACKUPS = "backups"


class OpenFile:
    """The open file; one thread writes while others read."""

    def __init__(self, folder: Path, key: DatabaseKey, lock: StoreLock, watch: Watch | None = None) -> None:
        self.folder = folder
        self._key, self._lock = key, lock
        self._writer = database.open_writer(folder / DATABASE, key)
        try:
            upgrading.require_known(self._writer)
            upgrading.upgrade(self._writer, key, folder / BACKUPS)
            refreshing.refresh_if_older(self._writer, watch)
            self._log_key = log_key.load_or_make(self._writer)
            committee = self._writer.row("SELECT code, name FROM committee")
        except BaseException:
            self._writer.close()
            raise
        self.committee_code, self.committee_name = cast("tuple[str, str]", committee or ("", ""))
        self._pager = Pager()
        self._bounds: Bounds | None = None
        self._writing = threading.Lock()
        self._lending = Lending(self._connect)
        self._changing_keys = threading.Lock()
        self._beside: threading.Thread | None = None
        self._is_closed = False
        self.attached = AttachedFile(folder, lambda: self._key)
        self._head = HeadFile(folder, self._log_key)

    def close(self) -> None:
        """Close every connection, bring the log into the file and let the next program in."""
        self.settle_beside()
        with self._writing:
            if self._is_closed:
                return
            self._is_closed = True
            try:
                self._lending.close()
                self.attached.close()
                self._writer.close()
            finally:
                self._head.close()
                self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def reader(self) -> Reader:
        """A reader for the calling thread, of what the account can see."""
        connection = self._lending.lend()
        try:
            pager = self._pager if self._bounds is None else self._bounds.renew(cast("BoundConnection", connection))
        except BaseException:
            self._lending.take_back(connection)
            raise
        return Reader(connection, pager, self._lending.take_back)

    def whole_reader(self) -> Reader:
        """A reader for the calling thread, of everything: for the exchange, which is nobody's look at the ledgers."""
        if self._bounds is None:
            return self.reader()
        return Reader(self._lending.lend(self._plain), self._pager, self._lending.dispose)

    def bind(self, bounds: Bounds | None) -> None:
        """From now on only what lies inside the bounds is read, and nothing else is changed; None lifts them.

        Raises:
            StoreInReading: somebody reads at length.
        """
        with self._lending.called_in():
            self._bounds = bounds

    def _is_within(self, record_ids: Iterable[bytes]) -> bool:
        with self.reader() as reader:
            return self._bounds is None or self._bounds.holds(reader.connection, record_ids)

    @contextmanager
    def examining(self) -> Iterator[Reader]:
        """A reader for looking at the file itself, of one moment: no log lies beside the file when it begins.

        With a log that was partly taken in, sound pages look damaged; and a connection that read before remembers
        parts of the search index that are gone.

        Raises:
            StoreInReading: another reader is at work and keeps the log from being taken in.
        """
        self.settle_beside()
        with ExitStack() as stack:
            with self._writing:
                self._require_open()
                if not self._writer.checkpoint():
                    raise StoreInReading
                reader = stack.enter_context(
                    Reader(self._lending.lend(self._plain), self._pager, self._lending.dispose)
                )
                stack.enter_context(reader.snapshot())
                reader.head = head.read(self.folder, self._log_key.public)
            yield reader

    def named_blobs(self) -> Named:
        """Which blobs the records name, those too that the account does not see."""
        with self.whole_reader() as reader, reader.snapshot():
            return naming.read(reader.connection)

    def _connect(self) -> Connection:
        return self._bounds.bind(self._plain()) if self._bounds else self._plain()

    def _plain(self) -> Connection:
        """A connection that sees everything, whatever the account can see: for the file as a whole."""
        return database.open_reader(self.folder / DATABASE, self._key)

    def _require_open(self) -> None:
        if self._is_closed:
            raise RuntimeError("the store is closed")

    def beside(self, work: Callable[[], None]) -> None:
        """Do work of some seconds, a backup, in a thread of its own, after any before it; it must not raise.

        Whoever closes the store, or needs its file alone, waits for it.
        """
        self.settle_beside()
        self._beside = threading.Thread(target=work, name="beside")
        self._beside.start()

    def settle_beside(self) -> None:
        """Wait for the work that goes on beside, if any does."""
        thread = self._beside
        if thread is not None and thread is not threading.current_thread():
            thread.join()
