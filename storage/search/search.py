"""The search index: one FTS5 table a ledger and its numbers, kept in step by whoever writes rows, asked by `find`.

The index keeps tokens only (`search_text.py` makes them), no values and no positions, under the row's `nr`; removed
records are not in it. A row of the index is deleted by its number alone, so renewing needs no old values. Phones, ID
numbers and the like are beside it (`number_blocks.py`). Trials of other shapes stand in docs/performance.md.

Not told here: which words a query has (`search_query.py`), where values come from (`search_rows.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import cast

from ledger.definition import Ledger
from storage.database import Connection
from storage.search import number_blocks, search_query, search_rows, search_sight, search_text
from storage.search.number_look import NumberLook
from storage.search.search_look import MOST_RANKED, Look, Searched, closest_first, index_of
from storage.search.search_query import Word
from storage.search.search_text import Values
from storage.search.search_tokens import Entry
from storage.values import Column, dump

CEILING = 1000  # counts stop here
# Every printable mark but the ones folding drops; letters, digits and all beyond ASCII are token characters anyway.
_MARKS = "!#$%&()*+,-./:;<=>?@[\\]^_{|}~"
# More than the entries of one statement take, so that each leaves one part in the index and not several; freed when the
# statement ends, and a single edit never comes near it.
_HASH_BYTES = 16 * 1024 * 1024
# One index leaf has to fit a database page of 8 KiB less SQLCipher's 80 bytes and the cell's head; the default of
# 4050 would leave half of each page empty.
_LEAF_BYTES = 8000
_FEW = 100  # records that are entered quicker than a thread takes over
_CHUNK = 4000  # records entered by one statement; each statement leaves a part of its own in the index


@dataclass(frozen=True, slots=True)
class Entries:
    """What is entered of some records: their tokens as the text of a JSON object, and their numbers."""

    count: int
    tokens: str
    numbers: Mapping[int, str]


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
    name = index_of(ledger)
    return [
        f"CREATE VIRTUAL TABLE {name} USING fts5(t, content='', contentless_delete=1, detail=none, prefix='1 2',"
        f" tokenize=\"ascii tokenchars '{_MARKS}'\")",
        f"CREATE VIRTUAL TABLE {name}_term USING fts5vocab({name}, instance)",
        f"INSERT INTO {name} ({name}, rank) VALUES ('pgsz', {_LEAF_BYTES})",  # noqa: S608 - a name of the catalog
        f"INSERT INTO {name} ({name}, rank) VALUES ('hashsize', {_HASH_BYTES})",  # noqa: S608 - a name of the catalog
        number_blocks.ddl(ledger),
    ]


def add(connection: Connection, ledger: Ledger, rows: Iterable[tuple[int, Values]]) -> None:
    """Enter records that are not in the index: (row number, values by field name).

    A dwelling's values carry PLACE_PARTS too; `refresh` reads them itself. Here and below, a ledger that is not
    searched is passed over.
    """
    if is_searched(ledger):
        entries = ((nr, search_text.entry(ledger, values)) for nr, values in rows)
        while chunk := list(islice(entries, _CHUNK)):
            enter(connection, ledger, _entries([nr for nr, _ in chunk], [entry for _, entry in chunk]))


def prepared(ledger: Ledger, nrs: Sequence[int], columns: Mapping[str, Column]) -> Entries | None:
    """What `enter` takes of some thousand new records; nothing is asked of the database. None: nothing to enter."""
    if not is_searched(ledger) or not search_text.is_told_of(ledger, columns):
        return None
    return _entries(nrs, search_text.entries(ledger, columns))


def _entries(nrs: Sequence[int], entries: Sequence[Entry]) -> Entries:
    # No token holds a quotation mark or a control character.
    members = ",".join([f'"{nr}":"{tokens}"' for nr, (tokens, _) in zip(nrs, entries, strict=True) if tokens])
    numbers = {nr: numbers for nr, (_, numbers) in zip(nrs, entries, strict=True)}
    return Entries(len(entries), "{" + members.replace("\\", "\\\\") + "}", numbers)


def enter(connection: Connection, ledger: Ledger, entries: Entries) -> None:
    """Enter prepared records, many of them beside what the caller does next."""
    number_blocks.write(connection, ledger, entries.numbers)
    run = connection.run_alongside if entries.count > _FEW else connection.run
    run(
        f"INSERT INTO {index_of(ledger)} (rowid, t) SELECT CAST(key AS INTEGER), value FROM json_each(?)",  # noqa: S608 - catalog
        (entries.tokens,),
    )


def begin_filling(connection: Connection, ledger: Ledger) -> None:
    """Let the parts that thousands of entries leave lie until `end_filling`, instead of joining them each time.

    FTS5 holds at most 2,000 parts.
    """
    _join_parts(connection, ledger, at_once=0, at_most=2000)


def end_filling(connection: Connection, ledger: Ledger) -> None:
    """Join all parts, so that a query looks at one."""
    if is_searched(ledger):
        name = index_of(ledger)
        connection.run_alongside(f"INSERT INTO {name} ({name}) VALUES ('optimize')")  # noqa: S608 - catalog
        _join_parts(connection, ledger, at_once=4, at_most=16)  # FTS5's defaults


def _join_parts(connection: Connection, ledger: Ledger, *, at_once: int, at_most: int) -> None:
    """Tell FTS5 how many parts of a size to join at a time, 0 for none, and how many there may be at most."""
    if is_searched(ledger):
        name = index_of(ledger)
        for setting, value in (("automerge", at_once), ("crisismerge", at_most)):
            sql = f"INSERT INTO {name} ({name}, rank) VALUES (?, ?)"  # noqa: S608 - catalog
            connection.run_alongside(sql, (setting, value))


def remove(connection: Connection, ledger: Ledger, nrs: Iterable[int]) -> None:
    """Take records out of the index; a number that is not in it is passed over."""
    if not is_searched(ledger):
        return
    numbers = list(nrs)
    gone = f"DELETE FROM {index_of(ledger)} WHERE rowid IN (SELECT value FROM json_each(?))"  # noqa: S608 - catalog
    connection.run(gone, (dump(numbers),))
    number_blocks.write(connection, ledger, dict.fromkeys(numbers, ""))


def refresh(connection: Connection, ledger: Ledger, nrs: Iterable[int]) -> None:
    """Bring the entries of these records to what their rows and places now say; a removed record leaves the index."""
    numbers = list(nrs)
    remove(connection, ledger, numbers)
    add(connection, ledger, search_rows.read(connection, ledger, numbers))


def rebuild(connection: Connection, ledger: Ledger, *, passed: Callable[[int], None] | None = None) -> None:
    """Make the index anew from the rows; `passed` hears now and then how many more of them were entered."""
    if not is_searched(ledger):
        return
    name = index_of(ledger)
    connection.run(f"INSERT INTO {name} ({name}) VALUES ('delete-all')")  # noqa: S608 - catalog
    number_blocks.clear(connection, ledger)
    begin_filling(connection, ledger)
    rows = search_rows.read(connection, ledger)
    add(connection, ledger, rows if passed is None else _counted(rows, passed))
    end_filling(connection, ledger)


def _counted(rows: Iterable[tuple[int, Values]], passed: Callable[[int], None]) -> Iterator[tuple[int, Values]]:
    for count, row in enumerate(rows, start=1):
        yield row
        if count % _CHUNK == 0:
            passed(_CHUNK)


def verify(connection: Connection, ledger: Ledger) -> list[int]:
    """Row numbers whose entry is missing, left over or not what the row says; about 8 s for 100,000 people."""
    if not is_searched(ledger):
        return []
    expected: dict[int, int] = {}

    def numbered() -> Iterator[tuple[int, str]]:
        for nr, values in search_rows.read(connection, ledger):
            tokens, numbers = search_text.entry(ledger, values)
            if tokens:
                expected[nr] = sum(map(hash, set(tokens.split(" "))))
            yield nr, numbers

    differing = set(number_blocks.load(connection, ledger).differing(numbered()))
    kept: dict[int, int] = {}
    terms_and_rows = connection.stream(f"SELECT term, doc FROM {index_of(ledger)}_term")  # noqa: S608 - catalog
    for term, nr in cast("Iterator[tuple[str, int]]", terms_and_rows):
        kept[nr] = kept.get(nr, 0) + hash(term)
    differing.update(nr for nr in expected.keys() | kept.keys() if expected.get(nr) != kept.get(nr))
    return sorted(differing)


def find(searched: Searched, text: str, *, limit: int, offset: int = 0) -> Found:
    """One page of the records that hold every word of `text`, and how many there are.

    Records with a name, pinyin, initials or short address that begins as the first word does come first, among few of
    them the exact one before the rest; otherwise in the order they were entered, the same for every page.
    """
    words = search_query.parse(text)
    if words is None or not is_searched(searched.ledger):
        return NOTHING
    most = max(CEILING, offset + limit) + 1
    if searched.hidden is not None:
        found = search_sight.in_order(searched, searched.hidden, words, most)
    else:
        found = _in_order(searched, words, most, shown=offset + limit)
    return Found(tuple(found[offset : offset + limit]), min(len(found), CEILING), len(found) > CEILING)


def _in_order(searched: Searched, words: tuple[Word, ...], wanted: int, *, shown: int) -> list[int]:
    """The first `wanted` records, the closest first. Of those behind the first `shown` it matters only how many."""
    look = (NumberLook if any(word.digits for word in words) else Look)(searched, words)
    first: list[int] | None = None if search_query.may_begin(words) else []
    if first is None and search_query.is_told_by_beginning(words):
        # What begins so needs no second look, and often there is enough of it.
        first = look.sure_hits(search_query.beginning(words), wanted)
        if len(first) == wanted:
            return first
    found = look.hits(wanted)
    if len(found) <= MOST_RANKED:
        return closest_first(searched, words, found)
    if first is None:
        first = look.hits(max(MOST_RANKED, shown) + 1, among=search_query.beginning(words))
    known = set(first)
    first = closest_first(searched, words, first) if len(first) <= MOST_RANKED else first
    return [*first, *(nr for nr in found if nr not in known)]
