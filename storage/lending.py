"""The read connections of an open store: lent to whoever reads, taken back, and called in when the file changes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from storage.database import Connection
from storage.errors import StoreInReading, StoreSealed

_IDLE = 2
_PATIENCE_S = 10.0  # for readers that are at work when the file is to be another one


class Lending:
    """Connections for any thread, each for one at a time."""

    def __init__(self, connect: Callable[[], Connection]) -> None:
        self._connect = connect
        self._state = threading.Condition()
        self._idle: list[Connection] = []
        self._lent = 0
        self._is_held = False
        self._is_shut = False
        self._is_closed = False

    def lend(self, opened: Callable[[], Connection] | None = None) -> Connection:
        """A connection that only reads, or one that `opened` makes; waits while they are called in.

        Raises StoreSealed while it is shut.
        """
        with self._state:
            self._state.wait_for(lambda: not self._is_held)
            if self._is_closed:
                raise RuntimeError("the store is closed")
            if self._is_shut:
                raise StoreSealed
            self._lent += 1
            if self._idle and opened is None:
                return self._idle.pop()
        try:
            return (opened or self._connect)()
        except BaseException:
            self._come_back()
            raise

    def take_back(self, connection: Connection) -> None:
        """Keep a connection for the next one who reads, or close it."""
        with self._state:
            is_wanted = not (self._is_closed or self._is_held or connection.in_transaction)
            if is_wanted and len(self._idle) < _IDLE:
                self._idle.append(connection)
            else:
                connection.close()
        self._come_back()

    def dispose(self, connection: Connection) -> None:
        """Close a connection that was lent."""
        connection.close()
        self._come_back()

    @contextmanager
    def called_in(self) -> Iterator[None]:
        """In the block nobody reads and no connection is open; who wants one waits.

        Raises:
            StoreInReading: somebody reads at length and does not come back.
        """
        with self._state:
            self._is_held = True
        try:
            with self._state:
                if not self._state.wait_for(lambda: not self._lent, _PATIENCE_S):
                    raise StoreInReading
                self._empty()
            yield
        finally:
            with self._state:
                self._is_held = False
                self._state.notify_all()

    def shut(self) -> bool:
        """Close what is idle and lend nothing until `open_again`; False, and nothing done, while somebody reads."""
        with self._state:
            if self._lent or self._is_held:
                return False
            self._is_shut = True
            self._empty()
            return True

    def open_again(self) -> None:
        """Lend as before."""
        with self._state:
            self._is_shut = False

    def close(self) -> None:
        """Lend nothing any more; what is lent is closed when it comes back."""
        with self._state:
            self._is_closed = True
            self._empty()

    def _empty(self) -> None:
        while self._idle:
            self._idle.pop().close()

    def _come_back(self) -> None:
        with self._state:
            self._lent -= 1
            self._state.notify_all()
