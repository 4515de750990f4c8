"""Addresses: text or separate cells into parts, and parts into text again.

`parse` reads one text; the caller takes a known compound name off first. `parse_parts` reads a sheet's own columns
for building, unit and room. Nothing is guessed: what is not certain stays in `remainder`, and an address without a
room, or without both a building and a unit, names no dwelling. `parse(format(x)) == x` for every `x` that `parse`
gave. Which compound a lane belongs to, and whether 1 is 1号 or 1幢 there, is left to the import.
"""

import re
from dataclasses import fields, replace
from functools import lru_cache

from ledger import address_grammar
from ledger.address_parts import Address, format  # noqa: A004 - the counterpart of `parse`
from ledger.address_patterns import NUM
from ledger.text import cell_text, is_blank_word, squeeze

__all__ = ["Address", "format", "number_key", "parse", "parse_parts"]

Cell = str | int | float | None

# The everyday form, read without the grammar: a plain road and lane, a building, a room of three or four digits.
_EVERYDAY = re.compile(
    r"(?:(?!浦东)((?:(?![市区县镇乡村道园苑寓委社小居旗路弄号])[\u4e00-\u9fff]){1,4}路)([1-9]\d{0,4})弄)?"
    r"([1-9]\d{0,3})(号楼|号|幢|栋|座)(?:(\d{3,4})(室?))?",
    re.ASCII,
)
_EVERYDAY_BUILDING = re.compile(r"([1-9]\d{0,3})(号楼|号|幢|栋|座)?", re.ASCII)
_EVERYDAY_ROOM = re.compile(r"(\d{3,4})(室?)", re.ASCII)

_CELL_KEY = re.compile(rf"(临时?|[甲乙丙丁])?({NUM}|[A-Za-z]\d{{0,4}})([A-Za-z]|[甲乙丙丁])?")
_CELL_KEY_AND_WORD = re.compile(
    rf"{_CELL_KEY.pattern}(?:号楼|号院|号门|号|幢|栋|座|#楼?|楼|单元|门洞|门|梯|弄|支弄)([甲乙丙丁])?"
)
_CELL_UNIT = re.compile(rf"({NUM}|[A-Za-z]|[东西南北中甲乙丙丁])(单元|门洞|号门|门|梯|号|单)?")
_CELL_ROOM = re.compile(
    rf"([A-Za-z]{{0,2}}\d{{1,5}}[A-Za-z]?|{NUM})(-(?:\d{{1,2}}|[A-Za-z]))?([东西南北中前后左右甲乙丙丁])?(室|号|房间?|户)?"
)
_CELL_ROOM_NAME = re.compile(r"[^\s、,/;~()\[\]【】-]{1,8}")

_WORDS = ("building_suffix", "unit_suffix", "room_suffix")
_PARTS = tuple(field.name for field in fields(Address) if field.name not in (*_WORDS, "remainder"))


@lru_cache(maxsize=8192)  # the members of a household stand next to each other
def parse(text: str) -> Address:
    """Read an address from one text."""
    found = _EVERYDAY.fullmatch(text)
    if found is None:
        return address_grammar.read(text)
    road, lane, building, word, room, room_word = found.groups("")
    return Address(road=road, lane=lane, building=building, building_suffix=word, room=room, room_suffix=room_word)


def parse_parts(
    *,
    compound: str | None = None,
    road: str | None = None,
    lane: Cell = None,
    building: Cell = None,
    unit: Cell = None,
    room: Cell = None,
) -> Address:
    """Read the separate cells of a row into one address.

    A column says what its number is, so 1, '1号' and 1.0 are one building and 302.0 is a room. A cell may also hold
    more than its column says ('东明路300弄1号', '1-302'); cells that contradict each other leave the later one in
    `remainder`. `compound` is kept as the sheet names it. A room column may hold more than a text: any short word
    there names the room.
    """
    return _parse_parts(compound, road, lane, building, unit, room)


@lru_cache(maxsize=8192)  # as for `parse`
def _parse_parts(compound: str | None, road: str | None, lane: Cell, building: Cell, unit: Cell, room: Cell) -> Address:
    place = cell_text(compound)
    if not (road or lane or unit):
        house = _EVERYDAY_BUILDING.fullmatch(cell_text(building))
        door = _EVERYDAY_ROOM.fullmatch(cell_text(room))
        if house is not None and door is not None:
            number, word = house.groups("")
            return Address(compound=place, building=number, building_suffix=word, room=door[1], room_suffix=door[2])
    address = _read_street_cells(cell_text(road), cell_text(lane))
    address = replace(address, compound=place or address.compound)
    address = _add_building(address, _cell(building))
    address = _add_unit(address, _cell(unit))
    return _add_room(address, _cell(room))


def number_key(text: str) -> str:
    """Return what two writings of a building's, unit's or lane's number share: '1', '01', '一号' and '1号楼' are '1'.

    Text that is no number is its own key, in capitals and without blanks.
    """
    written = squeeze(text)
    found = _CELL_KEY.fullmatch(written) or _CELL_KEY_AND_WORD.fullmatch(written)
    key = address_grammar.join_key(*found.groups()) if found is not None else None
    return written.upper() if key is None else key


def _cell(value: Cell) -> str:
    text = cell_text(value)
    return "" if is_blank_word(text) else text


def _read_street_cells(road: str, lane: str) -> Address:
    address = parse(road)
    if road and not (address.road or address.lane):
        address = Address(road=squeeze(road))
    if not lane:
        return address
    read = parse(lane)
    if read.lane:
        return replace(address, road=read.road or address.road, lane=read.lane, sublane=read.sublane)
    return replace(address, lane=number_key(lane))


def _add_building(address: Address, cell: str) -> Address:
    if not cell:
        return address
    if _CELL_KEY.fullmatch(cell):
        return replace(address, building=number_key(cell))
    read = parse(cell)
    if read.unit and not (read.building or read.room):  # a 门洞 in the building column stands for the building
        return replace(address, building=read.unit, building_suffix=read.unit_suffix)
    return _merge(address, read) or _with_remainder(address, cell)


def _add_unit(address: Address, cell: str) -> Address:
    """Add the unit; 0 and 无 are how a sheet says that the building has none."""
    if cell in ("", "0"):
        return address
    found = _CELL_UNIT.fullmatch(cell) or _CELL_UNIT.fullmatch(squeeze(cell))
    unit = number_key(found[1]) if found is not None else ""
    if found is None or address.unit not in ("", unit):
        return _with_remainder(address, cell)
    return replace(address, unit=unit, unit_suffix=found[2] or address.unit_suffix)


def _add_room(address: Address, cell: str) -> Address:
    if not cell:
        return address
    body, notes = address_grammar.split_notes(cell)
    found = _CELL_ROOM.fullmatch(body)
    number = address_grammar.spelt_room(found[1]) if found is not None else None
    if found is not None and number is not None:
        room = number + (found[2] or "").upper() + (found[3] or "")
        return _with_remainder(replace(address, room=room, room_suffix=found[4] or ""), notes)
    read = parse(body)
    if read.room or read.building:
        merged = _merge(address, _fit_room_cell(address, read))
        return _with_remainder(merged or address, notes if merged else cell)
    if read.remainder == body and _CELL_ROOM_NAME.fullmatch(body):
        return _with_remainder(replace(address, room=body.upper()), notes)
    return _with_remainder(address, cell)


def _fit_room_cell(address: Address, read: Address) -> Address:
    """Take 1-302 beside building 12 for unit 1 and room 302: two numbers, and the first is not the building."""
    if read.building_suffix or read.unit or not address.building or read.building == address.building:
        return read
    return replace(read, building="", unit=read.building)


def _merge(address: Address, read: Address) -> Address | None:
    """Return `address` with what `read` adds, or None when they contradict each other."""
    merged: dict[str, str] = {}
    for part in _PARTS:
        old, new = getattr(address, part), getattr(read, part)
        if old and new and old != new:
            return None
        merged[part] = old or new
    for word in _WORDS:
        merged[word] = getattr(address, word) or getattr(read, word)
    return Address(**merged, remainder=address.remainder + read.remainder)


def _with_remainder(address: Address, text: str) -> Address:
    return replace(address, remainder=address.remainder + text) if text else address
