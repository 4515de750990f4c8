"""A search for somebody who may not look at every field: what is found by a hidden one alone is left out.

The index knows of no rights. What it names is compared with what the searcher may know of each record, so that a hit
tells nothing of a hidden number, and neither does its place among the others. Searches without hidden fields do not
come here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import cast

from ledger import clock, partial_date
from storage.search import search_query, search_rows, search_text
from storage.search.number_look import NumberLook
from storage.search.search_look import ALL, Hidden, Look, Searched
from storage.search.search_query import Word
from storage.values import dump

_AT_ONCE = 400


def in_order(searched: Searched, hidden: Hidden, words: tuple[Word, ...], wanted: int) -> list[int]:
    """The first `wanted` records that hold every word in what is not hidden, the closest of them first."""
    asks_numbers = any(word.digits for word in words) and _shows_numbers(searched, hidden)
    candidates = (NumberLook if asks_numbers else Look)(searched, words).hits(ALL)
    found = list(islice(_held(searched, hidden, words, candidates), wanted))
    return [nr for _, nr in sorted(found, key=lambda one: one[0])]


def adults(searched: Searched, hidden: Hidden, nrs: list[int]) -> list[int]:
    """The people of these who have reached the age below which more is hidden."""
    young = _children(searched, hidden, nrs)
    return [nr for nr in nrs if nr not in young]


def _shows_numbers(searched: Searched, hidden: Hidden) -> bool:
    """Whether any number may be found by, so that it is worth asking them."""
    fields = searched.ledger.fields
    return any(item.search == "digits" and item.name not in hidden.fields for item in fields)


def _held(
    searched: Searched, hidden: Hidden, words: tuple[Word, ...], candidates: list[int]
) -> Iterator[tuple[int, int]]:
    """How close each record comes, and its row number, in order of entry."""
    for start in range(0, len(candidates), _AT_ONCE):
        chunk = candidates[start : start + _AT_ONCE]
        young, kept = _children(searched, hidden, chunk), _confidential(searched, hidden, chunk)
        read = dict(search_rows.read(searched.connection, searched.ledger, chunk))
        for nr in (nr for nr in chunk if nr in read):
            kept_back = hidden.fields | hidden.of_children if nr in young else hidden.fields
            kept_back = kept_back | hidden.of_confidential if nr in kept else kept_back
            values = {name: value for name, value in read[nr].items() if name not in kept_back}
            strings = search_text.strings(searched.ledger, values)
            if all(_stands(word, strings) for word in words):
                yield search_query.closeness(words, strings), nr


def _stands(word: Word, strings: list[str]) -> bool:
    return any(spelling in text for spelling in word.spellings for text in strings)


def _children(searched: Searched, hidden: Hidden, nrs: Iterable[int]) -> frozenset[int]:
    """Those of the people who are surely below the age."""
    if not hidden.of_children <= hidden.fields and searched.ledger.name == "person":
        today = clock.today()
        asked = "SELECT nr, birth_date FROM person WHERE nr IN (SELECT value FROM json_each(?))"
        rows = cast("Iterable[tuple[int, str | None]]", searched.connection.rows(asked, (dump(list(nrs)),)))
        ages = ((nr, partial_date.age_bounds(birth, today)) for nr, birth in rows if birth)
        return frozenset(nr for nr, bounds in ages if bounds is not None and bounds[1] < hidden.until)
    return frozenset()


def _confidential(searched: Searched, hidden: Hidden, nrs: Iterable[int]) -> frozenset[int]:
    """Those of the orders that are confidential, where that hides anything."""
    if not hidden.of_confidential:
        return frozenset()
    asked = "SELECT nr FROM work_order WHERE confidential AND nr IN (SELECT value FROM json_each(?))"
    return frozenset(cast("int", nr) for (nr,) in searched.connection.rows(asked, (dump(list(nrs)),)))
