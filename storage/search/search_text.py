"""What a record can be found by: its search strings, and of many records at once their tokens and numbers.

A query word finds a record when it is a part of one of the record's strings. Which strings those are is decided
here and nowhere else: index, check and the second look at candidates all ask `strings`. How a string becomes tokens
is `search_tokens.py`'s, in which ways an address is spelled `search_addresses.py`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import cast

from ledger import catalog
from ledger.definition import Ledger
from storage.search import pinyin, search_addresses
from storage.search.search_addresses import PLACE_PARTS
from storage.search.search_tokens import NOTHING, Entry, entry_of, fold, pieces
from storage.values import Column

Values = Mapping[str, object]

_LIST_MARKS = re.compile("[、,，;；/|]")
_PLAIN_NAME = re.compile("[\u4e00-\u9fff]+")  # needs no folding
_SEPARATORS = re.compile("[-()./+#*]")


def strings(ledger: Ledger, values: Values) -> list[str]:
    """The strings by which a record with these values is found."""
    found: list[str] = []
    for name, spell in _plan(ledger.name):
        value = values.get(name)
        if value:
            found += spell(cast("str", value))
    if search_addresses.has_address(values):
        found += search_addresses.spellings(values)
    return found


def entry(ledger: Ledger, values: Values) -> Entry:
    """The tokens and the numbers of a record with these values."""
    return entry_of(strings(ledger, values))


def entries(ledger: Ledger, columns: Mapping[str, Column]) -> list[Entry]:
    """What `entry` says of each of many new records, made column by column: a third of the time."""
    made = [
        [spell_whole(cast("str", value)) if value else NOTHING for value in columns[name]]
        for name, spell_whole in _whole_plan(ledger.name)
        if name in columns
    ]
    if has_places(ledger):
        places = cast("Iterable[tuple[str | None, ...]]", zip(*(columns[name] for name in PLACE_PARTS), strict=True))
        made.append(search_addresses.entries(places))
    if len(made) == 1:
        return made[0]
    return [
        (" ".join([tokens for tokens, _ in row if tokens]), " ".join([numbers for _, numbers in row if numbers]))
        for row in zip(*made, strict=True)
    ]


def holds(ledger: Ledger, values: Values, text: str) -> bool:
    """True when a folded text of more than GRAM characters is a part of one of the strings; stops at the first."""
    is_digits, is_letters = text[:-1].isdecimal(), text.isalpha()
    for name, spell in _plan(ledger.name):
        value = cast("str", values.get(name) or "")
        if not value or (is_digits and _PLAIN_NAME.fullmatch(value)) or (is_letters and value.isdecimal()):
            continue  # digits stand in no everyday name, letters in no plain number
        if any(text in found_by for found_by in spell(value)):
            return True
    if not search_addresses.has_address(values):
        return False
    return any(text in found_by for found_by in search_addresses.spellings(values))


def fields(ledger: Ledger) -> tuple[str, ...]:
    """Names of the fields a ledger is searched by."""
    return tuple(name for name, _ in _plan(ledger.name))


def is_told_of(ledger: Ledger, columns: Mapping[str, Column]) -> bool:
    """True when records with these columns may be found by something."""
    return has_places(ledger) or any(name in columns for name in fields(ledger))


def has_places(ledger: Ledger) -> bool:
    """True when the records of a ledger are found by the places above them."""
    return ledger.name == "dwelling"


@cache
def _plan(ledger_name: str) -> tuple[tuple[str, Callable[[str], list[str]]], ...]:
    return tuple((item.name, _SPELLERS[item.search]) for item in catalog.named(ledger_name).fields if item.search)


@cache
def _whole_plan(ledger_name: str) -> tuple[tuple[str, Callable[[str], Entry]], ...]:
    return tuple((item.name, _WHOLE_SPELLERS[item.search]) for item in catalog.named(ledger_name).fields if item.search)


def _name_strings(value: str) -> list[str]:
    """Each name as written, in pinyin under every reading, and its initials."""
    if _PLAIN_NAME.fullmatch(value):
        return _spelt(value)
    return [text for part in _LIST_MARKS.split(value) for text in _spelt(fold(part))]


def _spelt(name: str) -> list[str]:
    if name.isascii():
        return [name] if name else []
    wholes, starts = pinyin.spellings(name)
    return [name, *filter(None, wholes), *filter(None, starts)]


def _digit_strings(value: str) -> list[str]:
    """Each number as written, and without the separators people leave out."""
    if value.isalnum():
        return [fold(value)]
    found = []
    for part in _LIST_MARKS.split(value):
        number = fold(part)
        plain = _SEPARATORS.sub("", number)
        found += [number, plain] if plain and plain != number else [number]
    return [number for number in found if number]


def _text_strings(value: str) -> list[str]:
    folded = fold(value)
    return [folded] if folded else []


_SPELLERS: dict[str, Callable[[str], list[str]]] = {
    "name": _name_strings,
    "digits": _digit_strings,
    "text": _text_strings,
}


def _name_entry(value: str) -> Entry:
    if _PLAIN_NAME.fullmatch(value):
        return " ".join(map(pieces, _spelt(value))), ""
    return entry_of(_name_strings(value))


def _digits_entry(value: str) -> Entry:
    if value.isdecimal() and value.isascii():
        return "", value
    return entry_of(_digit_strings(value))


def _text_entry(value: str) -> Entry:
    return entry_of(_text_strings(value))


_WHOLE_SPELLERS: dict[str, Callable[[str], Entry]] = {
    "name": _name_entry,
    "digits": _digits_entry,
    "text": _text_entry,
}
