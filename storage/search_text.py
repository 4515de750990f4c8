"""What a record can be found by: its search strings, the tokens that the index keeps of them, and its numbers.

A query word finds a record when it is a part of one of the record's strings. Which strings those are is decided
here and nowhere else: index, check and the second look at candidates all ask `strings`.

Tokens: from every place of a string the next three characters (two and one at its end), and one token `^abcdef` for
the beginning of what does not begin with four digits. With FTS5's prefix lists of one and two characters every query of
up to three characters is answered by lists alone, without a second look; so are beginnings of up to six.

ID numbers, phones and whatever else is digits alone have no tokens: `number_blocks.py` keeps them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from typing import cast

from ledger import places
from ledger.definition import Ledger
from storage import pinyin

Values = Mapping[str, object]

GRAM = 3
START = "^"  # never in a folded text
LEAD = 6  # characters of a beginning: most pinyin typed, every room like `12-301`
NUMBER_HEAD = 4  # digits; IDs and phones need no place among the first, names and `12-301` do
PLACE_PARTS = ("compound_name", "compound_address", "building_no", "building_suffix", "unit_no", "room_no")
"""Extra keys of a dwelling's values: the names of the places it lies in."""

# Blanks, controls, invisible characters and lone surrogates; middle dots and quotes, which people write in many ways
# or leave out; the start mark. Variation selectors go too: they only choose a glyph.
_DROPPED = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff"
    "\U000e0100-\U000e01ef·•‧∙⋅・\"'‘’“”^`]+"
)
_DASHES = re.compile("[‐‑‒–—―−]")
_LIST_MARKS = re.compile("[、,，;；/|]")
_FOLDED = re.compile("[0-9a-z#\u4e00-\u9fff-]+")  # is in the one form already: most addresses
_PLAIN_NAME = re.compile("[\u4e00-\u9fff]+")  # needs no folding
_SEPARATORS = re.compile("[-()./+#*]")


def fold(text: str) -> str:
    """`text` in the one form that values and queries are compared in: half-width, lower case, no blanks."""
    if text.isalnum() and text.isascii():
        return text.lower()
    if _FOLDED.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _DASHES.sub("-", _DROPPED.sub("", folded))


def strings(ledger: Ledger, values: Values) -> list[str]:
    """The strings by which a record with these values is found."""
    found: list[str] = []
    for name, spell in _plan(ledger):
        value = values.get(name)
        if value:
            found += spell(cast("str", value))
    if _has_address(values):
        found += _addresses(values)
    return found


def tokens(found_by: list[str]) -> str:
    """The tokens of a record's strings that are not numbers, parted by blanks."""
    grams: list[str] = []
    for text in found_by:
        if text[:NUMBER_HEAD].isdecimal():
            if is_number(text):
                continue
        else:
            grams.append(START + text[:LEAD])
        grams += map(text.__getitem__, _places(len(text)))
    return " ".join(grams)


def numbers(found_by: list[str]) -> str:
    """A record's strings that are numbers, parted by blanks."""
    return " ".join([text for text in found_by if text[:NUMBER_HEAD].isdecimal() and is_number(text)])


def is_number(text: str) -> bool:
    """True for digits only, and for digits before the X that ends an ID number."""
    return text.isascii() and (text.isdecimal() or (text[-1] == "x" and text[:-1].isdecimal()))


@lru_cache(maxsize=1024)
def _places(length: int) -> tuple[slice, ...]:
    """Where the pieces of a text of this length stand; ready-made slices take half the time."""
    return tuple(slice(at, at + GRAM) for at in range(length))


def holds(ledger: Ledger, values: Values, text: str) -> bool:
    """True when a folded text of more than GRAM characters is a part of one of the strings; stops at the first."""
    is_digits, is_letters = text[:-1].isdecimal(), text.isalpha()
    for name, spell in _plan(ledger):
        value = cast("str", values.get(name) or "")
        if not value or (is_digits and _PLAIN_NAME.fullmatch(value)) or (is_letters and value.isdecimal()):
            continue  # digits stand in no everyday name, letters in no plain number
        if any(text in found_by for found_by in spell(value)):
            return True
    return _has_address(values) and any(text in found_by for found_by in _addresses(values))


def fields(ledger: Ledger) -> tuple[str, ...]:
    """Names of the fields a ledger is searched by."""
    return tuple(name for name, _ in _plan(ledger))


def has_places(ledger: Ledger) -> bool:
    """True when the records of a ledger are found by the places above them."""
    return ledger.name == "dwelling"


_plans: dict[str, tuple[tuple[str, Callable[[str], list[str]]], ...]] = {}


def _plan(ledger: Ledger) -> tuple[tuple[str, Callable[[str], list[str]]], ...]:
    plan = _plans.get(ledger.name)
    if plan is None:
        plan = tuple((item.name, _SPELLERS[item.search]) for item in ledger.fields if item.search)
        _plans[ledger.name] = plan
    return plan


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


def _has_address(values: Values) -> bool:
    return bool(values.get("room_no") and values.get("building_no"))


def _addresses(values: Values) -> list[str]:
    """A dwelling's address in the ways people ask for it.

    `12-301`, `12#301`, `凌兆小区12号301室`, with the unit `12-1-301`, and under its lane `东明路300弄12号301室`.
    """
    part = {name: str(values.get(name) or "") for name in PLACE_PARTS}
    number, unit, room = part["building_no"], part["unit_no"], part["room_no"]
    building = places.building_name(number, part["building_suffix"])
    tail = places.full_address("", building, unit, room)
    found = [f"{number}-{room}", f"{number}#{room}", part["compound_name"] + tail]
    if unit:
        found += [f"{number}-{unit}-{room}", places.full_address("", building, "", room)]
    if part["building_suffix"] not in ("", "号"):
        found.append(places.full_address("", places.building_name(number), unit, room))
    found += _under_lanes(part["compound_address"], tail)
    return list(dict.fromkeys(map(fold, found)))


def _under_lanes(compound_address: str, tail: str) -> Iterator[str]:
    if compound_address:
        for lane in places.lanes_of(compound_address):
            yield places.lane_name(lane) + tail
