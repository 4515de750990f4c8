"""What a place is called: compound + building + unit + room, and the lane 弄 that joins an address to its compound.

`ledger.address` reads written addresses into parts; this module names places from parts, reads the numbers that forms
keep of them, and says when two spellings of a building mean the same one. Which places exist is the store's to know.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from ledger import address, text
from ledger.broken import Broken

# Words that mean one thing behind a building's number. A bare number is a 号 (issue rule: `1` is `1号` unless `1幢`
# also stands there), and 号楼 is how 号 is said aloud.
_DOOR_SUFFIXES = frozenset(("", "号", "号楼"))
# 和 and 及 part lanes only behind one: 和平路 is a road.
_LIST_MARKS = re.compile(r"[、,，;；/]+|(?<=[\d弄号])[和及]")

# What a building without a number may be called: 综合楼, 南楼, A1教学楼. A number with its word (3号, 一楼) is no name.
_PLAIN_NAME = re.compile("[^\\W_]{2,10}")
_NAME_ENDS = tuple("楼座栋幢馆厅室院")
_COUNTED = re.compile("[0-9〇零一二三四五六七八九十百](?:号|弄|幢|栋|座|楼|单元|门|层|梯|室)")
_ANY_BUILDING = re.compile("[整全本同各每多几某该这那][个某]?.")
_ROOMS_IN_NAMES = frozenset(("", "门卫", "门卫室"))  # 门卫室楼

Lane = tuple[str, str]
"""Road and lane number: ("东明路", "300")."""


def same_suffix(first: str, second: str) -> bool:
    """True when two suffixes name the same sort of building: 号, 号楼 and none; 幢, 栋, 座 and 楼."""
    return (first in _DOOR_SUFFIXES) == (second in _DOOR_SUFFIXES)


def standing_as(suffix: str, standing: Sequence[str]) -> int | None:
    """Which building a written suffix means, of those that share its number; None when it is one more.

    `standing` are their suffixes. Without a suffix 号 is meant if it stands there, else whatever does.
    """
    for place, known in enumerate(standing):
        if same_suffix(known, suffix):
            return place
    return 0 if standing and not suffix else None


def building_parts(written: str) -> tuple[str, str] | Broken:
    """A building's number and its suffix, "" where none is written; `Broken` for more than a building (1号302).

    What is no number (综合楼) is a name: it stands as it is and takes no suffix.
    """
    read = address.parse_parts(building=written)
    if not read.building:
        return address.number_key(written), ""
    alone = address.Address(building=read.building, building_suffix=read.building_suffix)
    return (read.building, read.building_suffix) if read == alone else Broken("format")


@lru_cache(maxsize=4096)
def named_building(written: str) -> str:
    """The key of a building that goes by a plain name (综合楼), as a form keeps it; "" for a number or anything else.

    Only for text that surely speaks of a building: a word that ends in 室 may as well be a room.
    """
    name = address.number_key(written)
    if not _PLAIN_NAME.fullmatch(name) or not name.endswith(_NAME_ENDS):
        return ""
    if _COUNTED.search(name) or _ANY_BUILDING.fullmatch(name):
        return ""
    read = address.parse_parts(building=written)
    alone = address.Address(room=read.room, room_suffix=read.room_suffix, remainder=read.remainder)
    return name if read == alone and read.remainder and read.room in _ROOMS_IN_NAMES else ""


def usual_suffix(number: str) -> str | None:
    """The suffix of a building whose number came without one: 号, and none for a name."""
    return "号" if address.parse_parts(building=number).building else None


def unit_number(written: str) -> str:
    """A unit's number: 1 for 1单元 and 一单元; what is no number stays as it is, 0 too (the building has none)."""
    return address.parse_parts(unit=written).unit or text.squeeze(written)


def room_number(written: str) -> str | Broken:
    """A room's number: 101 for 101室; `Broken` for no room and for more than a room (1-302, 302/303)."""
    read = address.parse_parts(room=written)
    alone = address.Address(room=read.room, room_suffix=read.room_suffix)
    return read.room if read.room and read == alone else Broken("format")


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
