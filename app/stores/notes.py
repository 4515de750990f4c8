"""Enters what happened beside the ledgers (a log-in, a lock, a look) without making anybody wait for it.

Entries are written on a thread of their own, those of a moment together: an import may hold the store for seconds while
somebody locks the window. They keep the instant at which they happened. Ending the session writes what is left.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import replace

from app import logs
from ledger import clock
from ledger.errors import LedgerError
from storage.store import Entry, Store

_TOGETHER_S = 0.3  # what comes within this time is written at once: a commit costs the readers their caches


class Notes:
    """The entries of one session that nobody waits for."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._waiting: deque[tuple[Entry, dict[str, object]]] = deque()
        self._lock, self._writing = threading.Lock(), threading.Lock()
        self._now = threading.Event()
        self._thread: threading.Thread | None = None

    def enter(self, entry: Entry, **facts: object) -> None:
        """Enter this soon; `facts` are counts, choices and names of fields, never personal values."""
        with self._lock:
            self._waiting.append((replace(entry, at=entry.at or clock.now_text()), facts))
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="notes", daemon=True)
                self._thread.start()

    def flush(self) -> None:
        """Write what waits, in this thread; raises the store's troubles, and what waits goes on waiting."""
        with self._writing:
            with self._lock:
                waiting = tuple(self._waiting)
            if waiting:
                self._store.note(waiting)
                with self._lock:
                    for _ in waiting:
                        self._waiting.popleft()

    def close(self) -> None:
        """Write what is left and stop; trouble is logged, nothing is kept open for it."""
        self._now.set()
        thread = self._thread
        if thread is not None:
            thread.join()
        self._flush_quietly()

    def _run(self) -> None:
        self._now.wait(_TOGETHER_S)
        self._flush_quietly()
        with self._lock:
            self._thread = None
            is_late = bool(self._waiting) and not self._now.is_set()
        if is_late:
            self._flush_quietly()

    def _flush_quietly(self) -> None:
        try:
            self.flush()
        except LedgerError as error:
            logs.event("entries of the audit wait", count=len(self._waiting), error=type(error).__name__)
