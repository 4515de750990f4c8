"""Pinyin of names: how they are spelt for searching, and the key that sorts them.

Works character by character on pypinyin's list of single characters, corrected by `pinyin_surnames.py`. That list is
read straight from the library's data file (20-60 ms, once, at the first Chinese character that is asked for):
importing pypinyin itself takes 400 ms and 60 MB, for phrases that names do not contain. A character that the list
does not know has no syllable: it is found as itself and sorts last.
"""

from __future__ import annotations

import importlib.util
import json
import re
import unicodedata
from functools import cache
from itertools import product
from pathlib import Path
from typing import cast

from typing_extensions import override

from ledger.ordering import natural_key
from storage.search.pinyin_surnames import COMPOUND_SURNAMES, POLYPHONES, SURNAMES

Syllables = tuple[str, ...]

MOST_SPELLINGS = 16  # of one name; four characters of two readings each
_LONGEST_COMPOUND = max(map(len, COMPOUND_SURNAMES))
_TONES = dict.fromkeys(map(ord, "\u0300\u0301\u0304\u030c"))  # grave, acute, macron, caron; the dots of ü stay
_UMLAUT = re.compile(r"(?<=[ln])v")
_AMBIGUOUS = frozenset(POLYPHONES)
_DIGITS = re.compile(r"\d+", re.ASCII)


class _FirstReadings(dict[str, str]):
    """Character -> its syllable without tone, "" for what has none; filled as characters are met."""

    def __missing__(self, sign: str) -> str:
        readings = POLYPHONES.get(sign)
        found = readings[0] if readings else _listed(sign)
        self[sign] = found
        return found


class _Starts(_FirstReadings):
    """Character -> its initial, or the character itself where it is a letter or digit."""

    @override
    def __missing__(self, sign: str) -> str:
        found = _syllable[sign][:1]
        self[sign] = found
        return found


class _Weights(_FirstReadings):
    """Character -> what it adds to a sort key."""

    @override
    def __missing__(self, sign: str) -> str:
        found = self[sign] = _weighed(sign, _syllable[sign])
        return found


_syllable = _FirstReadings()
_start = _Starts()
_weight = _Weights()
_HEADS = frozenset(name[0] for name in (*SURNAMES, *COMPOUND_SURNAMES))
"""First characters of surnames with a reading of their own."""


def spellings(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The full spellings and the initials that people may type, each without repeats and the first reading first.

    They go through all readings of the surname and of what follows, full ones with ü as v, u and yu: 张三 `zhangsan`
    and `zs`.
    """
    if name[:1] not in SURNAMES and name[:2] not in COMPOUND_SURNAMES and _AMBIGUOUS.isdisjoint(name):
        whole = "".join([_syllable[sign] for sign in name])
        starts: tuple[str, ...] = ("".join([_start[sign] for sign in name]),)
        wholes: tuple[str, ...] = (whole,)
    else:
        rows = _all_readings(name)
        wholes = tuple(dict.fromkeys("".join(row) for row in rows))
        starts = tuple(dict.fromkeys("".join([syllable[:1] for syllable in row]) for row in rows))
    if any("lv" in whole or "nv" in whole for whole in wholes):
        wholes = tuple(dict.fromkeys(_UMLAUT.sub(to, whole) for to in ("v", "u", "yu") for whole in wholes))
    return wholes, starts


def syllables(name: str) -> Syllables:
    """One syllable for each character by the first reading; "" for a character that has none."""
    for length in range(_LONGEST_COMPOUND, 1, -1):
        together = COMPOUND_SURNAMES.get(name[:length])
        if together:
            return (*together[0].split("+"), *map(_syllable.__getitem__, name[length:]))
    alone = SURNAMES.get(name[:1])
    if alone:
        return (alone[0], *map(_syllable.__getitem__, name[1:]))
    return tuple(map(_syllable.__getitem__, name))


def sort_key(text: str, *, surname: bool = True) -> str:
    """A key whose plain order is the order of pinyin, syllable by syllable: 李, 李四, 黎, 林.

    Equal syllables go by character, numbers by value, other text by its letters; characters without a known
    reading come last. `surname=False` is for compounds and shops: 解放新村 is no Mr Xie, and 凌兆小区一 comes before
    凌兆小区二, while the 一 of a person is a syllable.
    """
    if not surname or text.isascii():
        text = natural_key(text)
    elif _DIGITS.search(text):
        text = _DIGITS.sub(lambda found: natural_key(found[0]), text)
    if surname and text[:1] in _HEADS:
        return "".join(map(_weighed, text, syllables(text)))
    return "".join(map(_weight.__getitem__, text))


def _weighed(sign: str, syllable: str) -> str:
    """The blank sorts before every letter, so that a syllable ends before a longer one goes on: li before lin."""
    if sign.isascii():
        return sign.lower()
    return f"{syllable} {sign}" if syllable else sign


def _all_readings(name: str) -> list[Syllables]:
    heads, rest = _heads(name)
    choices = [POLYPHONES.get(sign) or (_syllable[sign],) for sign in rest]
    rows: list[Syllables] = []
    for row in product(heads, *choices):
        rows.append((*row[0], *cast("Syllables", row[1:])))
        if len(rows) == MOST_SPELLINGS:
            break
    return rows


def _heads(name: str) -> tuple[list[Syllables], str]:
    """The surname's readings as syllables, and what follows the surname."""
    for length in range(_LONGEST_COMPOUND, 1, -1):
        together = COMPOUND_SURNAMES.get(name[:length])
        if together:
            return [tuple(reading.split("+")) for reading in together], name[length:]
    alone = SURNAMES.get(name[:1])
    if alone:
        return [(reading,) for reading in alone], name[1:]
    return [()], name


def _listed(sign: str) -> str:
    if sign.isascii():
        return sign.lower() if sign.isalnum() else ""
    spelt = _single_characters().get(str(ord(sign)), "")
    return _without_tone(spelt.partition(",")[0])


def _without_tone(spelt: str) -> str:
    plain = unicodedata.normalize("NFD", spelt).translate(_TONES)
    return unicodedata.normalize("NFC", plain).replace("ü", "v").replace("ê", "e")


@cache
def _single_characters() -> dict[str, str]:
    """Code point in decimal -> toned readings, most usual first."""
    spec = importlib.util.find_spec("pypinyin")  # finds the package without running it
    for folder in (spec.submodule_search_locations or ()) if spec else ():
        source = Path(folder) / "pinyin_dict.json"
        if source.is_file():
            return cast("dict[str, str]", json.loads(source.read_bytes()))
    from pypinyin.constants import PINYIN_DICT  # an older or newer layout of the package: slow, but right

    return {str(code): readings for code, readings in PINYIN_DICT.items()}
