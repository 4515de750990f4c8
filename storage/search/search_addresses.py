"""The ways people ask for a home, from the places above it and its room.

`12-301`, `12#301`, `凌兆小区12号301室`, with the unit `12-1-301`, and under its lane `东明路300弄12号301室`. Each is a
head, the same for all rooms of a building, and the room: heads and their tokens are kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import cast

from ledger import places
from storage.search.search_tokens import GRAM, LEAD, NOTHING, START, Entry, entry_of, fold, starts_as_text

PLACE_PARTS = ("compound_name", "compound_address", "building_no", "building_suffix", "unit_no", "room_no")
"""Keys of a dwelling's values for the names of the places it lies in."""

_HEADS_KEPT = 8192  # about as many buildings, or units, as a committee has


def has_address(values: Mapping[str, object]) -> bool:
    """True for values of a dwelling with a room in a building."""
    return bool(values.get("room_no") and values.get("building_no"))


def spellings(values: Mapping[str, object]) -> list[str]:
    """The address of a dwelling in the ways people ask for it."""
    *place, room = (cast("str", values.get(name) or "") for name in PLACE_PARTS)
    plain, named = _heads(*place)
    word = places.room_name(room)
    return list(dict.fromkeys(_folded([head + room for head in plain] + [head + word for head in named])))


def _folded(texts: list[str]) -> Iterator[str]:
    return filter(None, map(fold, texts))  # signs that folding drops may be all there is


@lru_cache(maxsize=_HEADS_KEPT)
def _heads(
    compound: str, compound_address: str, number: str, suffix: str, unit: str
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """What stands before a bare room, and what before a room as it is named."""
    inside = f"{unit}单元" if unit else ""
    building = places.building_name(number, suffix)
    plain, named = [f"{number}-", f"{number}#"], [f"{compound}{building}{inside}"]
    if unit:
        plain.append(f"{number}-{unit}-")
        named.append(building)
    if suffix not in ("", "号"):
        named.append(f"{places.building_name(number)}{inside}")
    named += (f"{lane}{building}{inside}" for lane in _lanes(compound_address))
    return tuple(dict.fromkeys(plain)), tuple(dict.fromkeys(named))


def _lanes(compound_address: str) -> Iterator[str]:
    return map(places.lane_name, places.lanes_of(compound_address)) if compound_address else iter(())


# -- many at once


def entries(rows: Iterable[tuple[str | None, ...]]) -> list[Entry]:
    """What the addresses of dwellings are entered as, each dwelling given by its PLACE_PARTS."""
    return [_entry(place, room) if room and place[2] else NOTHING for *place, room in rows]


def _entry(place: list[str | None], room: str) -> Entry:
    """The tokens of one dwelling's addresses.

    A head is folded once for its rooms: letters and digits behind it join nothing before them.
    """
    plain, named = _heads(*(part or "" for part in place))
    word = places.room_name(room)
    if room.isascii() and room.isalnum():
        bare, word = room.lower(), fold(word)
        return " ".join([_behind(head, bare) for head in plain] + [_behind(head, word) for head in named]), ""
    return entry_of(list(_folded([head + room for head in plain] + [head + word for head in named])))


def _behind(head: str, room: str) -> str:
    """The tokens of a head and a room together."""
    folded, inside = _head_pieces(head)
    text = folded + room
    begins = f" {START}{text[:LEAD]}" if starts_as_text(text) else ""
    return inside + _room_pieces(folded[1 - GRAM :], room) + begins


@lru_cache(maxsize=4 * _HEADS_KEPT)
def _head_pieces(head: str) -> tuple[str, str]:
    """A head folded, and its pieces that end before the room."""
    folded = fold(head)
    inside = (folded[at : at + GRAM] for at in range(len(folded) - GRAM + 1))
    return folded, "".join(f"{piece} " for piece in inside)


@lru_cache(maxsize=4 * _HEADS_KEPT)
def _room_pieces(before: str, room: str) -> str:
    """The pieces of a room that begin in it or up to two characters before."""
    text = before + room
    return " ".join([text[at : at + GRAM] for at in range(len(text))])
