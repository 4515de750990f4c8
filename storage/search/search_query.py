"""What a person typed into the search box, as words, as an FTS5 expression and as how close a record comes.

Every word must be found; blanks and list marks part words. Nothing typed can act as an FTS5 operator: each piece goes
in quoted, and quotes fall away when the word is folded.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from itertools import chain

from storage.search.search_tokens import GRAM, LEAD, NUMBER_HEAD, START, fold, is_number

MAX_TYPED = 200  # characters; the longest searched field has 200, so more finds nothing
FEW_GRAMS = 2  # pieces that are joined unweighed: asking how dense they are takes longer
MAX_GRAMS = 8  # pieces of one word that are weighed; the second look decides what they leave open
# What a list that is joined costs an entry, and a candidate's second look, in nanoseconds: benchmarks/search.py. FTS5
# leaps through a list whose other side is short; a look is 8 microseconds among 100,000 people and 20 among a million.
_ENTRY_NS, _LOOK_NS = 8, 15000

Density = Callable[[str], float]
"""What part of the records holds a piece of GRAM characters, roughly."""

_BETWEEN = re.compile(r"[\s\u3000、,，;；]+")
_WRITTEN_NUMBER = re.compile(r"\+?[0-9][0-9()./-]*[0-9x]", re.ASCII)
_NOT_IN_NUMBERS = re.compile(r"[^0-9x]")
_IN_NUMBERS = re.compile("[0-9]+x?|x")
_COUNTRY = re.compile(r"(?:00)?86(?=1[0-9]{10}\Z)")
_FEWEST_DIGITS = 7  # from here on 138-1234-5678 is a phone number and 12-1-301 no longer can be


@dataclass(frozen=True, slots=True)
class Word:
    """One word and the other spellings of it that count as well; `spellings[0]` is what was typed."""

    spellings: tuple[str, ...]

    @property
    def needs_second_look(self) -> bool:
        """True when the index names some candidates that it cannot tell about."""
        return any(len(spelling) > GRAM for spelling in self.spellings)

    @property
    def digits(self) -> str:
        """What may stand in a number; "" when nothing of the word can. The shortest spelling is a part of any other."""
        return min(filter(_IN_NUMBERS.fullmatch, self.spellings), key=len, default="")


def parse(typed: str) -> tuple[Word, ...] | None:
    """The words of a query; None when nothing can match: too long, or nothing but marks."""
    if len(typed) > MAX_TYPED:
        return None
    pieces = [fold(piece) for piece in _BETWEEN.split(typed)]
    words = tuple(Word(_spellings(piece)) for piece in dict.fromkeys(pieces) if piece)
    return words or None


def _spellings(word: str) -> tuple[str, ...]:
    """The word, and as a bare number when it is one written with separators or the country's code."""
    if not _WRITTEN_NUMBER.fullmatch(word):
        return (word,)
    bare = _COUNTRY.sub("", _NOT_IN_NUMBERS.sub("", word), count=1)
    return (word, bare) if bare != word and len(bare) >= _FEWEST_DIGITS else (word,)


def certain(words: tuple[Word, ...]) -> str:
    """The FTS5 query of records that match for sure: all of them where no word needs a second look; "" for none."""
    choices = [[choice for spelling in word.spellings for choice in _sure(spelling)] for word in words]
    return " AND ".join(map(_any_of, choices)) if all(choices) else ""


def uncertain(words: tuple[Word, ...], density: Density) -> str:
    """The FTS5 query of the other candidates: whatever else matches is among them."""
    if len(words) == 1:
        return _any_of([choice for spelling in words[0].spellings for choice in _perhaps(spelling, density)])
    choices = ([[*_sure(spelling), *_perhaps(spelling, density)] for spelling in word.spellings] for word in words)
    named = " AND ".join(_any_of(list(chain.from_iterable(of_word))) for of_word in choices)
    surely = certain(words)
    return f"({named}) NOT ({surely})" if surely else named


def beginning(words: tuple[Word, ...]) -> str:
    """The FTS5 query of records with a string that begins as the first word does: they come first."""
    return _any_of([_start(spelling) for spelling in words[0].spellings])


def is_told_by_beginning(words: tuple[Word, ...]) -> bool:
    """True when `beginning` names nothing but records that match."""
    return len(words) == 1 and all(len(spelling) <= LEAD for spelling in words[0].spellings)


def may_begin(words: tuple[Word, ...]) -> bool:
    """False when nothing that `beginning` names can begin as the first word does: long numbers have no such token."""
    return not all(
        spelling[:NUMBER_HEAD].isdecimal() and len(spelling) >= NUMBER_HEAD for spelling in words[0].spellings
    )


def closeness(words: tuple[Word, ...], found_by: list[str]) -> int:
    """0 when the first word is one of a record's strings, 1 when one begins with it, else 2."""
    spellings = words[0].spellings
    if any(spelling in found_by for spelling in spellings):
        return 0
    return 1 if any(text.startswith(spellings) for text in found_by) else 2


def _any_of(choices: list[str]) -> str:
    return choices[0] if len(choices) == 1 else f"({' OR '.join(f'({choice})' for choice in choices)})"


def _sure(word: str) -> list[str]:
    """Queries that name only records that hold the word; of a word of up to GRAM characters all of them."""
    if len(word) < GRAM:
        return [f'"{word}"*']
    sure = [f'"{word}"'] if len(word) == GRAM else []
    return sure or _in_short_addresses(word)


def _in_short_addresses(word: str) -> list[str]:
    """Queries of what begins as the word does, or has one digit before it: `2-101` stands in `12-101`."""
    if len(word) >= LEAD or not word[0].isdecimal() or is_number(word):
        return []
    return [_start(word), *(_start(digit + word) for digit in "0123456789")]


def _perhaps(word: str, density: Density) -> list[str]:
    """Queries that name all records that hold the word and are not surely named."""
    if len(word) <= GRAM:
        return []
    pieces = dict.fromkeys(word[at : at + GRAM] for at in range(len(word) - GRAM + 1))
    return [_all_of(list(pieces), density)]


def _all_of(pieces: list[str], density: Density) -> str:
    if len(pieces) > FEW_GRAMS:
        # From the end: heads (a compound's name, an area code) are shared by many records, tails are not.
        pieces = _worth_joining(pieces[-MAX_GRAMS:], density)
    return " AND ".join(f'"{piece}"' for piece in pieces)


def _worth_joining(pieces: list[str], density: Density) -> list[str]:
    """The rarest piece, and each further one whose list costs less than the second looks it saves."""
    weighed = sorted((density(piece), piece) for piece in pieces)
    left, rarest = weighed[0]
    chosen = [rarest]
    for part, piece in weighed[1:]:
        if part * _ENTRY_NS < left * (1 - part) * _LOOK_NS:
            chosen.append(piece)
            left *= max(part, 0.5)  # neighbouring pieces go together: one says less than its density beside another
    return chosen


def _start(word: str) -> str:
    return f'"{START}{word}"*' if len(word) < LEAD else f'"{START}{word[:LEAD]}"'
