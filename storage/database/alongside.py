"""Statements that run in a helper thread, one after another, while the caller prepares what comes next.

SQLite works without Python's lock, so a statement of many milliseconds and the preparing of the next thousand rows take
the longer of their two times. What is shared is the connection: nobody else may use it before `settle`.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait


class Alongside:
    """The helper thread of one connection, started when first needed."""

    def __init__(self) -> None:
        self._thread: ThreadPoolExecutor | None = None
        self._running: deque[Future[None]] = deque()
        self._failed = False

    def start(self, work: Callable[[], object]) -> None:
        """Let the thread do this after what it has to do already, unless that fails."""
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "database")
        self._running.append(self._thread.submit(self._do, work))

    @property
    def is_busy(self) -> bool:
        """True while something that was started is not done."""
        return any(not done.done() for done in self._running)

    def _do(self, work: Callable[[], object]) -> None:
        if self._failed:  # the transaction may be gone, and what waits would stand alone
            return
        try:
            work()
        except BaseException:
            self._failed = True
            raise

    def settle(self) -> None:
        """Wait for everything that was started and raise its first error.

        What is interrupted while waiting is still awaited by the next call.
        """
        failed: BaseException | None = None
        while self._running:
            wait(self._running)
            failed = failed or self._running[0].exception()
            self._running.popleft()
        self._failed = False
        if failed is not None:
            raise failed

    def close(self) -> None:
        """End the thread; started work is finished first."""
        if self._thread is not None:
            self._thread.shutdown()
            self._thread = None
