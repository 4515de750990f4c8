"""The search index: one FTS5 table a ledger, kept in step by whoever writes rows, asked by `find`.

The index keeps tokens only (`search_text.py` makes them), no values and no positions, under the row's `nr`; removed
records are not in it. A row of the index is deleted by its number alone, so replacing needs no old values. Trials of
other shapes stand in docs/performance.md.

Not told here: which words a query has (`search_query.py`), where values come from (`search_rows.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

from ledger.definition import Ledger
from storage import search_query, search_rows, search_text
from storage.database import Connection
from storage.search_query import Word
from storage.search_text import Values

CEILING = 1000  # counts stop here
_MOST_RANKED = 128  # records whose strings are compared to put the closest first; about 1 ms
_CANDIDATES_AT_ONCE = 200
# Every printable mark but the ones folding drops; letters, digits and all beyond ASCII are token characters anyway.
_MARKS = "!#$%&()*+,-./:;<=>?@[\\]^_{|}~"
# The default of 1 MB cuts a bulk import into many small parts and costs a third more time; 16 MB is reached after
# 70,000 people, is freed at commit, and a single edit never comes near it.
_HASH_BYTES = 16 * 1024 * 1024
# One index leaf has to fit a database page of 8 KiB less SQLCipher's 80 bytes and the cell's head; the default of
# 4050 would leave half of each page empty.
_LEAF_BYTES = 8000


@dataclass(frozen=True, slots=True)
class Found:
    """One page of a search. `total` stops at CEILING; `total_is_floor` says that there are more."""

    nrs: tuple[int, ...]
    total: int
    total_is_floor: bool


NOTHING = Found((), 0, total_is_floor=False)


def is_searched(ledger: Ledger) -> bool:
    """True when a ledger has an index."""
    return bool(search_text.fields(ledger))


def ddl(ledger: Ledger) -> list[str]:
    """Statements that make the empty index of a ledger; none when it is not searched."""
    if not is_searched(ledger):
        return []
    name = _index(ledger)
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5(t, content='', contentless_delete=1, detail=none, prefix='1 2',"
        f" tokenize=\"ascii tokenchars '{_MARKS}'\")",
        f"CREATE VIRTUAL TABLE {name}_term USING fts5vocab({name}, instance)",
        f"INSERT INTO {name} ({name}, rank) VALUES ('pgsz', {_LEAF_BYTES})",  # noqa: S608 - a name of the catalog
        f"INSERT INTO {name} ({name}, rank) VALUES ('hashsize', {_HASH_BYTES})",  # noqa: S608 - a name of the catalog
    ]


def add(connection: Connection, ledger: Ledger, rows: Iterable[tuple[int, Values]]) -> None:
    """Enter records that are not in the index: (row number, values by field name).

    A dwelling's values carry `search_text.PLACE_PARTS` too; `refresh` reads them itself. Here and below, a ledger
    that is not searched is passed over.
    """
    if not is_searched(ledger):
        return
    entries = ((nr, search_text.tokens(search_text.strings(ledger, values))) for nr, values in rows)
    name = _index(ledger)
    connection.run_many(f"INSERT INTO {name} (rowid, t) VALUES (?, ?)", (entry for entry in entries if entry[1]))  # noqa: S608 - catalog


def replace(connection: Connection, ledger: Ledger, nr: int, old_values: Values, new_values: Values) -> bool:
    """Bring one record's entry to its new values; False when nothing searched has changed."""
    if search_text.strings(ledger, old_values) == search_text.strings(ledger, new_values):
        return False
    remove(connection, ledger, [nr])
    add(connection, ledger, [(nr, new_values)])
    return True


def remove(connection: Connection, ledger: Ledger, nrs: Iterable[int]) -> None:
    """Take records out of the index; a number that is not in it is passed over."""
    if not is_searched(ledger):
        return
    connection.run_many(f"DELETE FROM {_index(ledger)} WHERE rowid = ?", ((nr,) for nr in nrs))  # noqa: S608 - catalog


def refresh(connection: Connection, ledger: Ledger, nrs: Iterable[int]) -> None:
    """Bring the entries of these records to what their rows and places now say; a removed record leaves the index."""
    numbers = list(nrs)
    remove(connection, ledger, numbers)
    add(connection, ledger, search_rows.read(connection, ledger, numbers))


def rebuild(connection: Connection, ledger: Ledger) -> None:
    """Make the index anew from the rows."""
    if not is_searched(ledger):
        return
    name = _index(ledger)
    connection.run(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")  # noqa: S608 - catalog
    add(connection, ledger, search_rows.read(connection, ledger))


def verify(connection: Connection, ledger: Ledger) -> list[int]:
    """Row numbers whose entry is missing, left over or not what the row says; about 8 s for 100,000 people."""
    if not is_searched(ledger):
        return []
    expected: dict[int, int] = {}
    for nr, values in search_rows.read(connection, ledger):
        terms = search_text.tokens(search_text.strings(ledger, values))
        if terms:
            expected[nr] = sum(map(hash, set(terms.split(" "))))
    kept: dict[int, int] = {}
    terms_and_rows = connection.stream(f"SELECT term, doc FROM {_index(ledger)}_term")  # noqa: S608 - catalog
    for term, nr in cast("Iterator[tuple[str, int]]", terms_and_rows):
        kept[nr] = kept.get(nr, 0) + hash(term)
    return sorted(nr for nr in expected.keys() | kept.keys() if expected.get(nr) != kept.get(nr))


def find(
    connection: Connection, ledger: Ledger, text: str, *, limit: int, offset: int = 0, live_sql: str = ""
) -> Found:
    """One page of the records that hold every word of `text`, and how many there are.

    Records with a name, pinyin, initials or short address that begins as the first word does come first, among few of
    them the exact one before the rest; otherwise in the order they were entered, the same for every page. `live_sql`
    is a condition on the ledger's columns that a record must meet.
    """
    words = search_query.parse(text)
    if words is None or not is_searched(ledger):
        return NOTHING
    look = _Look(connection, ledger, words, live_sql)
    wanted = max(CEILING, offset + limit) + 1
    whole = search_query.expression(words)
    found = look.closest_first(look.hits(f"{search_query.beginning(words)} AND {whole}", wanted))
    if len(found) < wanted:
        known = set(found)
        found += [nr for nr in look.hits(whole, wanted) if nr not in known]
    return Found(tuple(found[offset : offset + limit]), min(len(found), CEILING), len(found) > CEILING)


class _Look:
    """One search under way: remembers what candidates turned out to be."""

    def __init__(self, connection: Connection, ledger: Ledger, words: tuple[Word, ...], live_sql: str) -> None:
        self._connection, self._ledger, self._words = connection, ledger, words
        index = _index(ledger)
        # A scalar sub-select, which no planner turns round: the index is asked first, then one row for each answer.
        live = f" AND (SELECT {live_sql} FROM {ledger.name} WHERE nr = {index}.rowid)" if live_sql else ""  # noqa: S608 - catalog
        self._sql = f"SELECT rowid FROM {index} WHERE {index} MATCH ?{live} ORDER BY rowid LIMIT ?"  # noqa: S608 - catalog
        self._closeness: dict[int, int | None] = {}  # None: a candidate that does not match

    def hits(self, expression: str, most: int) -> list[int]:
        """The first matching records in order of entry."""
        if not any(word.needs_second_look for word in self._words):
            return [cast("int", nr) for (nr,) in self._connection.rows(self._sql, (expression, most))]
        return list(islice(self._second_look(expression), most))

    def _second_look(self, expression: str) -> Iterator[int]:
        candidates = self._connection.stream(self._sql, (expression, -1), chunk=_CANDIDATES_AT_ONCE)
        while chunk := [cast("int", nr) for (nr,) in islice(candidates, _CANDIDATES_AT_ONCE)]:
            self._compare(chunk)
            yield from (nr for nr in chunk if self._closeness[nr] is not None)

    def closest_first(self, nrs: list[int]) -> list[int]:
        """The same records, those that are exactly what was typed before the others, when they are few."""
        if not 1 < len(nrs) <= _MOST_RANKED:
            return nrs
        self._compare(nrs)
        return sorted(nrs, key=lambda nr: self._closeness[nr] == 0, reverse=True)

    def _compare(self, nrs: Sequence[int]) -> None:
        unknown = [nr for nr in nrs if nr not in self._closeness]
        self._closeness.update(dict.fromkeys(unknown))
        for nr, values in search_rows.read(self._connection, self._ledger, unknown):
            found_by = search_text.strings(self._ledger, values)
            if search_query.matches(self._words, found_by):
                self._closeness[nr] = search_query.closeness(self._words, found_by)


def _index(ledger: Ledger) -> str:
    return f"{ledger.name}_search"
