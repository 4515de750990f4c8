"""How an address is read: one pass from left to right, part by part, stopping where nothing is certain.

Each step matches at the present place or not at all; what is left when no step matches is the remainder. Two
numbers where one is wanted (1号-2号, 302/303室) are no number: they stay in the remainder, as does any text that
could be read in two ways. Known compound names are taken off by the caller before; here a compound is only seen
when its name says so (小区, 新村, 苑 ...) right before a building. The public functions are in `ledger.address`.
"""

import re

from ledger import address_patterns as patterns
from ledger.address_parts import Address
from ledger.text import chinese_digits, clean


def number_key(number: str) -> str | None:
    """Return a number without leading zeros, a Chinese numeral as digits; None when it is no number."""
    if number.isdecimal():
        return str(int(number))
    if number in patterns.NAMED_KEYS:
        return number
    if number.isascii():
        return number.upper()
    digits = chinese_digits(number)
    return digits if digits is not None and len(digits) <= 5 else None


def read(text: str) -> Address:
    """Read a whole address; see `ledger.address.parse`."""
    body, notes = split_notes(text)
    reader = _Reader(body)
    reader.read_area()
    reader.read_street()
    if reader.read_building():
        reader.read_within()
    if not reader.parts:
        return Address(remainder=clean(text))
    rest = body[reader.at :]
    if patterns.ONLY_PUNCTUATION.fullmatch(rest):
        rest = ""
    return Address(**reader.parts, remainder=rest + notes)


def split_notes(text: str) -> tuple[str, str]:
    """Return the text without blanks, every dash '-', and the bracketed notes taken out of it."""
    body = clean(text).replace("衖", "弄")
    notes = "".join(patterns.BRACKETED.findall(body))
    if notes:
        body = patterns.BRACKETED.sub(" ", body).strip()
    body = patterns.DASHES.sub("-", patterns.OTHER_BLANK.sub("", patterns.BLANK_IN_NUMBERS.sub("-", body)))
    return patterns.COMMA_AFTER_WORD.sub("", body), notes


def join_key(prefix: str | None, number: str, mark: str | None = None, trailing: str | None = None) -> str | None:
    """Put a building's or lane's key together: 临, the number, its letter or 甲."""
    digits = number_key(number)
    if digits is None:
        return None
    before, after = (prefix or "")[:1], (trailing or mark or "").upper()
    if before and before in patterns.MARKS:  # 甲5号 is 5号甲
        if after:
            return None
        before, after = "", before
    return before + digits + after


class _Reader:
    """A place in the text and the parts read so far."""

    __slots__ = ("at", "parts", "text")

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.parts: dict[str, str] = {}

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def keep(self, part: str, pattern: re.Pattern[str]) -> bool:
        found = self.take(pattern)
        if found is not None:
            self.parts[part] = found[0]
        return found is not None

    def read_area(self) -> None:
        town = patterns.TOWN if self.keep("region", patterns.REGION) else patterns.TOWN_ALONE
        if not self.keep("town", patterns.STREET_OFFICE):
            self.keep("town", town)
        self.keep("committee", patterns.COMMITTEE)

    def read_street(self) -> None:
        self.keep("road", patterns.ROAD)
        self.read_number("lane", patterns.LANE)
        if "lane" in self.parts:
            self.read_number("sublane", patterns.SUBLANE)
        self.keep("compound", patterns.COMPOUND)

    def read_number(self, part: str, pattern: re.Pattern[str]) -> None:
        start = self.at
        found = self.take(pattern)
        if found is None:
            return
        groups = found.groups()
        key = join_key(*groups) if len(groups) == 3 else number_key(groups[0])
        if key is None:
            self.at = start
        else:
            self.parts[part] = key

    def read_building(self) -> bool:
        """Read the building; False when it is uncertain and the rest must stay unread."""
        start = self.at
        named = patterns.ROOM_NAME.match(self.text, start)
        if named is not None and named.end() == len(self.text):  # 3楼东 is a room and no building 3
            return True
        found = patterns.BUILDING.match(self.text, start)
        if found is None:
            return self.read_other_building()
        prefix, number, mark, word, trailing = found.groups()
        end = found.end()
        if trailing and (prefix or mark):  # one 甲 is enough; the second belongs to what follows
            trailing, end = None, end - 1
        key = join_key(prefix, number, mark, trailing)
        if key is None or patterns.SECOND_BUILDING.match(self.text, end):
            return False
        self.at = end
        self.parts["building"] = key
        self.parts["building_suffix"] = {"#": "", "#楼": "号楼"}.get(word, word)
        return True

    def read_other_building(self) -> bool:
        """Read 东楼302, or a number and a dash that something within the building follows."""
        start = self.at
        found = self.take(patterns.DIRECTED_BUILDING)
        if found is not None:
            self.parts["building"], self.parts["building_suffix"] = found.groups()
            return True
        found = patterns.BARE_BUILDING.match(self.text, start)
        after_road = "road" in self.parts and not ("lane" in self.parts or "compound" in self.parts)
        if found is None or after_road or self.is_doubtful_building():
            return True
        key = join_key(*found.groups())
        if key is None:
            return False
        self.at = found.end()
        self.parts["building"], self.parts["building_suffix"] = key, ""
        self.read_within(dashed=True)
        read = self.parts.keys() & {"unit", "floor", "room"}
        if not read or (read == {"room"} and patterns.SHORT_ROOM.fullmatch(self.parts["room"])):
            for part in ("building", "building_suffix", "room", "room_suffix"):
                self.parts.pop(part, None)
            self.at = start
        return False

    def is_doubtful_building(self) -> bool:
        """Say whether 301-302, 302-1 or 300-1-302 stands here: what begins it need not be a building."""
        if patterns.PART_OF_ROOM.match(self.text, self.at) or patterns.THREE_NUMBERS.match(self.text, self.at):
            return True
        found = patterns.TWO_ROOMS.match(self.text, self.at)
        if found is None:
            return False
        left, _, right = found[0].partition("-")
        return left[:-2] == right[:-2]

    def read_within(self, *, dashed: bool = False) -> None:
        """Read unit, floor and room; `dashed` when a dash and no word came before."""
        self.read_unit(dashed=dashed)
        if self.read_room(patterns.ROOM_NAME):
            return
        start, floor = self.at, self.take(patterns.FLOOR)
        if floor is not None:
            key = number_key(floor[1])
            if key is None:
                self.at = start
            else:
                self.parts["floor"] = key
        inside = "building" in self.parts or "unit" in self.parts
        if self.read_room(patterns.ROOM) or not inside:
            return
        house_number_is_building = "unit" not in self.parts and self.parts["building_suffix"] in ("号", "楼")
        if house_number_is_building or not self.read_room(patterns.ROOM_AS_HOUSE_NUMBER):
            self.read_room(patterns.ROOM_BARE)

    def read_unit(self, *, dashed: bool) -> None:
        start, found = self.at, self.take(patterns.UNIT)
        if found is None and "building" in self.parts:
            found = self.take(patterns.UNIT_DASH) or (self.take(patterns.UNIT_DASH_SHORT) if dashed else None)
            if found is None and self.parts["building_suffix"] not in ("号", "楼", ""):
                found = self.take(patterns.UNIT_HOUSE)
        if found is None:
            return
        key = number_key(found[1])
        if key is None:
            self.at = start
            return
        self.parts["unit"] = key
        self.parts["unit_suffix"] = found[2] if found.re.groups == 2 else ""

    def read_room(self, pattern: re.Pattern[str]) -> bool:
        """Read one room; two rooms are none."""
        found = pattern.match(self.text, self.at)
        if found is None or patterns.SECOND_ROOM.match(self.text, found.end()):
            return False
        groups = found.groups()
        if len(groups) == 2:
            name, word = groups
            room: str | None = _name_key(name)
        else:
            number, part, side, word = groups
            if part and len(number) < 3:  # 1-2室 may be two rooms, or a unit and its room
                return False
            room = spelt_room(number)
            room = room and room + (part or "").upper() + (side or "")
        if room is None:
            return False
        self.at = found.end()
        self.parts["room"], self.parts["room_suffix"] = room, word or ""
        return True


def _name_key(name: str) -> str:
    """Return a room's name with its floor in digits: 三楼东 is 3楼东; 三层阁 keeps its name."""
    return patterns.FLOOR_NUMERAL.sub(lambda found: chinese_digits(found[0]) or found[0], name)


def spelt_room(number: str) -> str | None:
    """Return a room number in capitals, Chinese numerals with their zeros (〇三 is 03), or the word that names it."""
    if re.match(patterns.CN, number) is None:
        return number.upper()
    digits = chinese_digits(number)
    return digits if digits is not None and len(digits) <= 5 else None
