"""A search with digits among its words: what the index names and what stands in the numbers, brought together.

A word that may be a part of a number is held by a record when a number of it holds it, or when the index says so of
its names and addresses. The other words name the candidates, if there are any; else the numbers do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import islice

from storage.search.number_blocks import NumberBlocks
from storage.search.search_look import ALL, Look, Searched
from storage.search.search_query import Word

_AT_ONCE = 1000  # candidates from the numbers that are narrowed at once


class _Digits:
    """One word that may stand in a number."""

    def __init__(self, searched: Searched, word: Word, numbers: NumberBlocks) -> None:
        self._searched, self._word, self._numbers = searched, word, numbers
        self._asked: set[int] = set()  # records; those that begin so are asked again
        self._holding: set[int] = set()  # those of them that hold the word

    @cached_property
    def _elsewhere(self) -> frozenset[int]:
        """Records that hold the word in a name or an address: few people, many homes."""
        return frozenset(Look(self._searched, (self._word,)).hits(ALL))

    def first(self, most: int) -> list[int]:
        """The first records that hold the word, in order of entry."""
        elsewhere = Look(self._searched, (self._word,)).hits(most)
        in_numbers = islice(self._numbers.find(self._word.digits, self._searched.listed), most)
        return sorted({*elsewhere, *in_numbers})[:most]

    def all(self) -> Iterator[int]:
        """Every listed record that holds the word, in order of entry."""
        in_numbers = self._numbers.find(self._word.digits, self._searched.listed)
        return iter(sorted(self._elsewhere.union(in_numbers)) if self._elsewhere else in_numbers)

    def narrow(self, nrs: list[int]) -> list[int]:
        """Those of the records that hold the word."""
        unknown = [nr for nr in nrs if nr not in self._asked] if self._asked else nrs
        self._asked.update(unknown)
        self._holding.update(self._numbers.holding(self._word.digits, unknown), self._elsewhere.intersection(unknown))
        return [nr for nr in nrs if nr in self._holding]


class NumberLook:
    """Answers to one query with digits."""

    def __init__(self, searched: Searched, words: tuple[Word, ...]) -> None:
        numbers = searched.numbers()
        found = [_Digits(searched, word, numbers) for word in words if word.digits]
        lengths = [len(word.digits) for word in words if word.digits]
        longest = lengths.index(max(lengths))
        self._lead = found[longest]
        self._others = [*found[:longest], *found[longest + 1 :]]
        self._has_texts = len(found) < len(words)
        self._plain = Look(searched, ())
        self._texts = Look(searched, tuple(word for word in words if not word.digits), self._narrow_by_all)

    def hits(self, most: int, *, among: str = "") -> list[int]:
        """The first matching records in order of entry, of those that an expression of the index names."""
        if self._has_texts:
            return self._texts.hits(most, among=among)
        if among:
            return self._texts.sure_hits(among, most)
        if not self._others:
            return self._lead.first(most)
        return list(islice(self._in_steps(self._lead.all()), most))

    def sure_hits(self, expression: str, most: int) -> list[int]:
        """The same where the expression names nothing but matching records."""
        return self._plain.sure_hits(expression, most)

    def _in_steps(self, candidates: Iterator[int]) -> Iterator[int]:
        while chunk := list(islice(candidates, _AT_ONCE)):
            yield from _narrowed(chunk, self._others)

    def _narrow_by_all(self, nrs: list[int]) -> list[int]:
        return _narrowed(nrs, (self._lead, *self._others))


def _narrowed(nrs: list[int], words: Iterable[_Digits]) -> list[int]:
    for word in words:
        nrs = word.narrow(nrs)
    return nrs
