"""One search under way: what the index names, looked at a second time in the rows where the index leaves it open.

A word of up to three characters is answered by the index alone. A longer one is cut into pieces that a record may hold
at different places, so these candidates are compared with their rows. Numbers are not looked at here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from typing import cast

from ledger.definition import Ledger
from storage.database import Connection
from storage.search import number_blocks, search_query, search_rows, search_text
from storage.search.number_blocks import NumberBlocks
from storage.search.search_query import Word
from storage.search.search_text import Values

MOST_RANKED = 128  # records whose strings are compared to put the closest first; about 1 ms
_SAMPLE = 100  # entries of a list read to tell how dense it is; 0.1 ms
_LOOKED_AT_ONCE = 400
_NARROWED_AT_ONCE = 1000
ALL = 1 << 40  # more than there are
_PLAIN = re.compile("[0-9#\u4e00-\u9fff-]+")


@dataclass(frozen=True, slots=True)
class Hidden:
    """What a search must not find by: fields, those of people under `until` years, those of confidential orders."""

    fields: frozenset[str]
    of_children: frozenset[str] = frozenset()
    until: int = 0
    of_confidential: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Searched:
    """The ledger that is searched. `listed` has 1 at the row numbers that count; None: all do.

    `known_numbers` gives the ledger's numbers where they are at hand. `hidden` is what nothing is found by.
    """

    connection: Connection
    ledger: Ledger
    listed: bytes | None = None
    known_numbers: Callable[[], NumberBlocks] | None = None
    hidden: Hidden | None = None

    @property
    def index(self) -> str:
        """The name of its index."""
        return index_of(self.ledger)

    def numbers(self) -> NumberBlocks:
        """The numbers of its records."""
        return self.known_numbers() if self.known_numbers else number_blocks.load(self.connection, self.ledger)


def index_of(ledger: Ledger) -> str:
    """The name of a ledger's index."""
    return f"{ledger.name}_search"


class Look:
    """Answers of an index to some words; of candidates only those count that `narrow` leaves."""

    def __init__(
        self, searched: Searched, words: tuple[Word, ...], narrow: Callable[[list[int]], list[int]] | None = None
    ) -> None:
        self._connection, self._ledger, self._index = searched.connection, searched.ledger, searched.index
        self._listed, self._narrow = searched.listed, narrow
        self._open = tuple(word for word in words if word.needs_second_look)
        self._is_one_word = len(words) == 1
        self._density: dict[str, float] = {}
        self._known: dict[int, bool] = {}  # candidate -> it matches
        self._all: list[int] | None = None  # all that match, once they are known
        self._certain = search_query.certain(words)
        self._uncertain = search_query.uncertain(words, self.density) if self._open else ""

    def hits(self, most: int, *, among: str = "") -> list[int]:
        """The first matching records in order of entry, of those that an expression names."""
        if among and self._all is not None:
            named = set(self._named(among, ALL))
            return [nr for nr in self._all if nr in named][:most]
        narrowed = f"{among} AND " if among else ""
        sure = self.sure_hits(f"{narrowed}({self._certain})", most) if self._certain else []
        if not self._open:
            return sure
        last = sure[-1] if len(sure) == most else ALL
        candidates = [nr for nr in self._counting(self._named(f"{narrowed}({self._uncertain})", ALL), ALL) if nr < last]
        found = sorted({*sure, *islice(self._second_look(candidates), most)})[:most]
        if not among and len(found) < most and self._is_one_word:  # a beginning of one that needs a look names few
            self._all = found
        return found

    def sure_hits(self, expression: str, most: int) -> list[int]:
        """The same where the index names nothing but matching records."""
        # Most records are listed: twice as many nearly always hold enough of them. Where few count, as many more are
        # asked for as the part that did lets expect.
        asked, found, is_whole = 2 * most, list[int](), False
        while len(found) < most and not is_whole:
            named = self._named(expression, asked)
            found, is_whole = self._counting(named, most), len(named) < asked
            expected = 3 * asked * most // (2 * len(found)) if found else 0
            asked = max(8 * asked, expected) if asked == 2 * most else ALL
        if self._open:
            self._known |= dict.fromkeys(found, True)
        elif is_whole and len(found) < most and expression == f"({self._certain})":
            self._all = found
        return found[:most]

    def _named(self, expression: str, most: int) -> list[int]:
        """What the index answers, as one text: ten times as quick as row by row."""
        named = f"SELECT rowid FROM {self._index} WHERE {self._index} MATCH ? ORDER BY rowid LIMIT ?"  # noqa: S608 - catalog
        answer = self._connection.value(f"SELECT json_group_array(rowid) FROM ({named})", (expression, most))  # noqa: S608 - catalog
        return cast("list[int]", json.loads(cast("str", answer)))

    def _counting(self, nrs: list[int], most: int) -> list[int]:
        """Those of the records that count, at least the first `most` of them."""
        listed, narrow = self._listed, self._narrow
        counting = nrs if listed is None else [nr for nr in nrs if nr < len(listed) and listed[nr]]
        if narrow is None:
            return counting
        steps = (
            narrow(counting[start : start + _NARROWED_AT_ONCE]) for start in range(0, len(counting), _NARROWED_AT_ONCE)
        )
        return list(islice(chain.from_iterable(steps), most))

    def _second_look(self, candidates: list[int]) -> Iterator[int]:
        for start in range(0, len(candidates), _LOOKED_AT_ONCE):
            chunk = candidates[start : start + _LOOKED_AT_ONCE]
            self._take_plain([nr for nr in chunk if nr not in self._known])
            unknown = [nr for nr in chunk if nr not in self._known]
            for nr, values in search_rows.read(self._connection, self._ledger, unknown):
                self._known[nr] = all(self._is_held(word, values) for word in self._open)
            yield from (nr for nr in chunk if self._known.get(nr))

    def _take_plain(self, nrs: list[int]) -> None:
        """Records that hold what was typed just so, which SQLite tells without a word of Python.

        Folding parts no digits and common characters and changes none of them; it may bring some together, so the
        records that are left are looked at.
        """
        sought = tuple(word.spellings for word in self._open)
        if nrs and all(_PLAIN.fullmatch(text) for group in sought for text in group):
            self._known |= dict.fromkeys(search_rows.holding(self._connection, self._ledger, nrs, sought), True)

    def _is_held(self, word: Word, values: Values) -> bool:
        return any(search_text.holds(self._ledger, values, spelling) for spelling in word.spellings)

    def density(self, piece: str) -> float:
        """What part of the records holds a piece: from how far down its list the hundredth record stands."""
        found = self._density.get(piece)
        if found is None:
            sql = f"SELECT rowid FROM {self._index} WHERE {self._index} MATCH ? ORDER BY rowid LIMIT 1 OFFSET ?"  # noqa: S608 - catalog
            last = self._connection.number(sql, (f'"{piece}"', _SAMPLE - 1))
            found = self._density[piece] = _SAMPLE / max(last, _SAMPLE) if last else 0.0
        return found


def closest_first(searched: Searched, words: tuple[Word, ...], nrs: list[int]) -> list[int]:
    """The same records: what is exactly as typed, what begins so, the rest."""
    if len(nrs) < 2:
        return nrs
    closeness = {
        nr: search_query.closeness(words, search_text.strings(searched.ledger, values))
        for nr, values in search_rows.read(searched.connection, searched.ledger, nrs)
    }
    return sorted(nrs, key=lambda nr: closeness.get(nr, 3))
