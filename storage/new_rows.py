"""Writing new rows in bulk: their columns, their sort keys, their search entries, and their indexes at the end.

Everything is prepared column by column, some thousand rows at once, while the search entries of those before are
written beside, and the indexes of the table before; what is ready waits for them. Operations are `journal.py`'s.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import repeat

from ledger.definition import Ledger
from ledger.errors import UnknownField
from storage import schema
from storage.database import Connection
from storage.journal import Creations, Journal
from storage.search import search, search_text
from storage.search.search import Entries
from storage.sorting import sort_columns
from storage.traces import Addresses
from storage.values import Column, Values

_BULK_FROM = 2000  # rows from which an empty table gets its indexes after the rows
_MOST_READY = 8  # chunks that wait for the database: 32,000 rows, a few MB of lists


@dataclass(frozen=True, slots=True)
class _Ready:
    """Rows that are prepared and not written yet."""

    names: Sequence[str]
    rows: Iterable[tuple[object, ...]]
    creations: Creations
    entries: Entries | None


class NewRows:
    """The new rows of one open action. Whoever reads what was written in it calls `flush` first."""

    def __init__(self, connection: Connection, journal: Journal, addresses: Addresses) -> None:
        self._connection = connection
        self._journal = journal
        self._addresses = addresses
        self._next_nrs: dict[str, int] = {}
        self._ready: deque[_Ready] = deque()
        self._unindexed: list[Ledger] = []

    def write(self, ledger: Ledger, chunk: Sequence[tuple[bytes, Values]]) -> None:
        """Rows, search entries and operations of new records: (id, values by stored field name)."""
        shape = schema.table(ledger)
        present = set[str]().union(*(values for _, values in chunk))
        if not present.issubset(shape.fields):
            raise UnknownField(ledger.name, ", ".join(sorted(present.difference(shape.fields))))
        # Only the columns that hold anything in this chunk: of a person's 56 a sheet fills some 25.
        said: dict[str, Column] = {
            name: [values.get(name) for _, values in chunk] for name in shape.fields if name in present
        }
        self._ready.append(self._prepared(ledger, [record_id for record_id, _ in chunk], said))
        if len(self._ready) >= _MOST_READY or not self._connection.is_busy:
            self.flush()

    def _prepared(self, ledger: Ledger, record_ids: Sequence[bytes], said: Mapping[str, Column]) -> _Ready:
        count = len(record_ids)
        nrs = self._numbers(ledger, count)
        columns = {**said, **self._addresses.columns(ledger, said, count)}
        columns |= sort_columns(ledger, columns)
        places = self._addresses.place_columns(columns, count) if search_text.has_places(ledger) else {}
        stamps = (repeat(self._journal.at, count), repeat(self._journal.user, count))
        return _Ready(
            ("nr", "id", *columns, "created_at", "created_by"),
            zip(nrs, record_ids, *columns.values(), *stamps, strict=True),
            self._journal.announce(ledger, nrs, record_ids, said),
            search.prepared(ledger, nrs, columns | places),
        )

    def flush(self) -> None:
        """Write what is prepared."""
        while self._ready:
            ready = self._ready.popleft()
            ledger, marks = ready.creations.ledger, ", ".join("?" * len(ready.names))
            self._connection.run_many(
                f"INSERT INTO {ledger.name} ({', '.join(ready.names)}, life, rv) VALUES ({marks}, 1, 0)",  # noqa: S608 - catalog
                ready.rows,
            )
            # What runs beside comes last: the next statement of this thread waits for it.
            if ready.entries is not None:
                search.enter(self._connection, ledger, ready.entries)
            self._journal.creations(ready.creations)

    def _numbers(self, ledger: Ledger, count: int) -> range:
        """The row numbers of `count` new rows. A table that many of them fill from empty is indexed at the end."""
        first = self._next_nrs.get(ledger.name)
        if first is None:
            self.flush()
            first = self._connection.number(f"SELECT max(nr) FROM {ledger.name}") + 1  # noqa: S608 - a name of the catalog
            filled, self._unindexed = self._unindexed, []
            if count >= _BULK_FROM and search_text.has_places(ledger):
                self._addresses.learn_all()
            if first == 1 and count >= _BULK_FROM:
                self._begin_filling(ledger)
            self._index(filled)
        self._next_nrs[ledger.name] = first + count
        return range(first, first + count)

    def _begin_filling(self, ledger: Ledger) -> None:
        self._connection.widen_cache()
        for index in schema.scattered_indexes(ledger):
            self._connection.run(f"DROP INDEX {index}")
        search.begin_filling(self._connection, ledger)
        self._unindexed.append(ledger)

    def _index(self, filled: Iterable[Ledger]) -> None:
        """Make the indexes of tables that were filled from empty; the work goes on beside what comes next."""
        for ledger in filled:
            for sql in schema.scattered_indexes(ledger).values():
                self._connection.run_alongside(sql)
            search.end_filling(self._connection, ledger)

    def index(self) -> None:
        """Make every index that was put off, before anything but new rows is written."""
        self.flush()
        filled, self._unindexed = self._unindexed, []
        self._index(filled)
