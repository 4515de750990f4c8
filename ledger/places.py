"""What a place is called: compound + building + unit + room, and the lane 弄 that joins an address to its compound.

`ledger.address` reads written addresses into parts; this module names places from parts and says when two spellings
of a building mean the same one. Which places exist is the store's to know.
"""

from __future__ import annotations

import re
from functools import lru_cache

from ledger import address

# Words that mean one thing behind a building's number. A bare number is a 号 (issue rule: `1` is `1号` unless `1幢`
# also stands there), and 号楼 is how 号 is said aloud.
_DOOR_SUFFIXES = frozenset(("", "号", "号楼"))
# 和 and 及 part lanes only behind one: 和平路 is a road.
_LIST_MARKS = re.compile(r"[、,，;；/]+|(?<=[\d弄号])[和及]")

Lane = tuple[str, str]
"""Road and lane number: ("东明路", "300")."""


def same_suffix(first: str, second: str) -> bool:
    """True when two suffixes name the same sort of building: 号, 号楼 and none; 幢, 栋, 座 and 楼."""
    return (first in _DOOR_SUFFIXES) == (second in _DOOR_SUFFIXES)


def building_name(number: str, suffix: str = "") -> str:
    """A building as people write it: `1号`, `2幢`; a number that already ends in words stays as it is."""
    return f"{number}{suffix or '号'}" if suffix or _takes_a_word(number) else number


def room_name(room: str) -> str:
    """A room as people write it: `302室`; a room that is a word (阁楼) stays as it is."""
    return f"{room}室" if _takes_a_word(room) else room


def _takes_a_word(number: str) -> bool:
    """True for a number that ends in a digit or letter: 302, 302A; 阁楼 is a word already."""
    return bool(number) and number[-1].isascii()


def full_address(compound: str, building: str, unit: str, room: str) -> str:
    """A dwelling's address in one line; `building` as `building_name` gives it, `unit` may be empty."""
    return f"{compound}{building}{f'{unit}单元' if unit else ''}{room_name(room)}"


@lru_cache(maxsize=4096)
def lanes_of(compound_address: str) -> tuple[Lane, ...]:
    """The lanes that a compound's address names: `东明路300弄、320弄` gives two; the road carries over."""
    lanes: list[Lane] = []
    road = ""
    for piece in _LIST_MARKS.split(compound_address):
        parts = address.parse(piece)
        road = parts.road or road
        if road and parts.lane:
            lanes.append((road, parts.lane))
        elif road and parts.building and not parts.room:
            lanes.append((road, f"{parts.building}号"))
    return tuple(dict.fromkeys(lanes))


def lane_name(lane: Lane) -> str:
    """A lane as people write it: `东明路300弄`; a door on the road itself as `东明路1200号`."""
    road, number = lane
    return f"{road}{number}" if number.endswith("号") else f"{road}{number}弄"
