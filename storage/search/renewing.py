"""Keeps the search index in step while one action renews or removes entries, a few or nearly all of them.

A removed entry leaves a mark, and once a tenth of an index is marked FTS5 begins to write the rest anew, a little with
every further removal: again and again while an import is taken back. From there on it waits until the action is
finished, and then writes once. Counted in records; benchmarks and figures stand in docs/performance.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from ledger.definition import Ledger
from storage.database import Connection
from storage.search import search

MANY = 1000  # records of one action whose entries are renewed as they come, however small the index is
_PART = 20  # FTS5 writes an index anew from a tenth of it on


class Renewing:
    """The entries of one open action; whoever opened it calls `finish` before the commit."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._count = Counter[str]()
        self._waiting: dict[str, Ledger] = {}

    def refresh(self, ledger: Ledger, nrs: Iterable[int]) -> None:
        """Bring the entries of these records to what their rows and places now say."""
        numbers = list(nrs)
        if not numbers or not search.is_searched(ledger):
            return
        self._count[ledger.name] += len(numbers)
        if ledger.name not in self._waiting and self._are_many(ledger):
            search.begin_filling(self._connection, ledger)
            self._waiting[ledger.name] = ledger
        search.refresh(self._connection, ledger, numbers)

    def write_anew(self, ledger: Ledger) -> None:
        """Let no word of removed entries stay in the index: they are marked only, until it is written anew."""
        if search.is_searched(ledger):
            self._waiting[ledger.name] = ledger

    def finish(self) -> None:
        """Write anew what waited for it."""
        for ledger in self._waiting.values():
            search.end_filling(self._connection, ledger)
        self._waiting.clear()

    def _are_many(self, ledger: Ledger) -> bool:
        count = self._count[ledger.name]
        last = f"SELECT max(nr) FROM {ledger.name}"  # noqa: S608 - a name of the catalog
        return count > MANY and count > self._connection.number(last) // _PART
