"""How an address is read: one pass from left to right, part by part, stopping where nothing is certain.

Each step matches at the present place or not at all; what is left when no step matches is the remainder. Two
numbers where one is wanted (1号-2号, 302/303室) are no number: they stay in the remainder, as does any text that
could be read in two ways. Known compound names are taken off by the caller before; here a compound is only seen
when its name says so (小区, 新村, 苑 ...) right before a building. The public functions are in `ledger.address`.
"""

import re

from ledger.address_parts import Address
from ledger.text import HAN, chinese_digits, clean

_H = f"[{HAN}]"
_CN = "[〇零○一二三四五六七八九十百廿]"
NUM = rf"(?:\d{{1,5}}|{_CN}{{1,6}})"
_DASH = "(?:(?<=[号幢栋座楼院#元门洞梯单层甲乙丙丁])-)?"  # 1号-302
DIRECTION = "[东西南北中前后左右]"
_COUNTED = f"{_CN}{{1,6}}[号弄幢栋座楼层单门梯室房户]"
_MARKS = "甲乙丙丁"
_NAMED_KEYS = frozenset("东西南北中甲乙丙丁")

# -- where: region, town, committee -----------------------------------------------------------------------------
_MUNICIPALITY = "北京|天津|上海|重庆"
_PROVINCE = (
    "河北|山西|辽宁|吉林|黑龙江|江苏|浙江|安徽|福建|江西|山东|河南|湖北|湖南|广东|海南|四川|贵州|云南|陕西|甘肃|青海|台湾|"
    "内蒙古|广西|西藏|宁夏|新疆"
)
_SHANGHAI_DISTRICT = (
    "(?:浦东新|黄浦|徐汇|长宁|静安|普陀|虹口|杨浦|闵行|宝山|嘉定|金山|松江|青浦|奉贤|崇明|卢湾|闸北|南市|南汇)区|"
    "(?:崇明|奉贤|南汇|川沙|金山|松江|青浦|嘉定|宝山|上海)县"
)
_DISTRICT = rf"(?:(?!路|弄|号|街道|小区){_H}){{1,9}}?(?:(?<![小社园校厂院])区|县|(?<![超城门夜菜])市|旗)"
_CITY = rf"(?:(?!路|弄|号|街道|小区){_H}){{2,8}}?(?:(?<![超城门夜菜])市|自治州|地区|盟)"
# Provinces name Shanghai's roads (四川北路), so the bare name counts only before a city or district.
_REGION = re.compile(
    rf"(?:中国)?(?:上海市?(?:{_SHANGHAI_DISTRICT})|(?:{_MUNICIPALITY})市(?:市辖区)?(?:{_DISTRICT})?"
    rf"|(?:{_PROVINCE})(?:省|壮族自治区|回族自治区|维吾尔自治区|自治区)(?:{_CITY})?(?:{_DISTRICT})?"
    rf"|(?:{_PROVINCE}){_CITY}(?:{_DISTRICT})?|{_H}{{2,4}}?(?<![超城门夜菜])市{_DISTRICT}|{_SHANGHAI_DISTRICT})"
)
_STREET_OFFICE = re.compile(rf"{_H}{{1,10}}?街道(?:办事处)?")
_TOWN = re.compile(rf"(?:(?![路街弄村号]){_H}){{1,8}}?[镇乡](?![路街弄]|{DIRECTION}[路街])")
_TOWN_ALONE = re.compile(
    rf"(?:(?![路街弄村号区]){_H}){{2,8}}?[镇乡](?=(?:(?!新村|{_COUNTED}){_H}){{1,8}}?(?:路|街|公路|村|居委|居民区|社区)|(?:(?!{_COUNTED}){_H}){{2,10}}?(?:小区|新村|花园|公寓|家园|苑))(?![路街弄]|{DIRECTION}[路街])"
)
_COMMITTEE = re.compile(
    rf"(?:(?![路弄号村])[{HAN}\d]){{1,12}}?"
    rf"(?:社区(?:居民委员会|居委会|居委)|居民委员会|居委会|居委|居民区|社区(?![\dA-Za-z临{_MARKS}]|{_CN}|卫生|服务|医院|活动|事务|学校))"
    rf"|(?:(?![路弄号])[{HAN}\d]){{1,12}}?(?:村民委员会|村委会|村居委会?)"
)

# -- street -----------------------------------------------------------------------------------------------------
_COMPOUND_WORD = (
    "小区|新村|花园|花苑|公寓|家园|嘉园|别墅|公馆|华庭|豪庭|名庭|名邸|大厦|大楼|广场|宿舍|住宅区?|新苑|名苑|佳苑|雅苑|"
    "苑|园|庭|邸|府|湾|城|坊|村|里"
)
_BUILDING_AHEAD = (
    rf"(?:临时?|[{_MARKS}])?"
    rf"(?:\d|[A-Za-z]\d{{0,4}}[{_MARKS}]?(?:号|幢|栋|座|楼|-|#)|{_CN}{{1,6}}(?:号|幢|栋|座|单元))"
)
_COMPOUND = re.compile(
    rf"(?:(?![路弄号室幢栋])[{HAN}·]){{1,20}}?(?:{_COMPOUND_WORD})"
    rf"(?:第?[一二三四五六七八九十]{{1,3}}(?:期|街坊|小区|区|村)|[1-9]\d?期|[一二三四五六七八九十]{{1,2}}(?=[\dA-Za-z])"
    rf"|[东西南北中A-Za-z][区苑])?(?={_BUILDING_AHEAD})"
)
_ROAD = re.compile(
    rf"(?:(?!居委|弄|号|[路街][近靠口与和旁]|(?:小区|新村|花园|公寓|家园)(?!{DIRECTION}?[路街])){_H}){{1,12}}?(?:路|街|道|巷|胡同)"
    rf"(?=(?:临时?)?\d|(?:临时?)?{_CN}{{1,6}}(?:弄|号|支弄)|{_COMPOUND.pattern})"
    rf"|(?:(?![路街弄号区村]){_H}){{1,8}}(?:路|街|道|巷|胡同)$"
)
_LANE = re.compile(rf"(临时?)?({NUM})([{_MARKS}A-Za-z])?弄内?")
_SUBLANE = re.compile(rf"({NUM})(?:支弄|弄)")

# -- building, unit, floor, room --------------------------------------------------------------------------------
_KEY = rf"(临时?|[{_MARKS}])?({NUM}|[A-Za-z]\d{{0,4}})([A-Za-z](?![A-Za-z])|[{_MARKS}])?"
_NOT_A_DOOR = "(?!门(?![口卫面牌]))"
_BUILDING = re.compile(
    rf"{_KEY}(号楼|号院|号{_NOT_A_DOOR}(?!弄)|幢|栋|座|#楼|#|楼)(?:([{_MARKS}])(?!室|单元|门|房|院|楼|弄|\d*[号幢栋座]))?"
)
_SECOND_BUILDING = re.compile(rf"(?:[-~、,/&及和至到]|以及)+{_KEY}(?:号楼|号{_NOT_A_DOOR}|幢|栋|座|#)")
_BARE_BUILDING = re.compile(rf"(临时?|[{_MARKS}])?(\d{{1,4}}|[A-Za-z]\d{{0,3}})([A-Za-z]|[{_MARKS}])?-(?=[^-])")
_TWO_ROOMS = re.compile(r"\d{3}-\d{3}(?!\d)|\d{4}-\d{4}(?!\d)")
_PART_OF_ROOM = re.compile(r"[A-Za-z]?\d{3,5}[A-Za-z]?-(?:\d{1,2}|[A-Za-z])(?![\dA-Za-z单门梯楼层-])")
_DIRECTED_BUILDING = re.compile(r"([东西南北中主副])(幢|栋|座|楼)(?=[A-Za-z]?\d{3,5})")

_UNIT = re.compile(
    rf"{_DASH}({NUM}|[A-Za-z]|[东西南北中{_MARKS}])(单元|门洞|号门(?![口卫面牌])|门(?![口卫面牌])|梯|单(?=\d))"
)
_UNIT_DASH = re.compile(rf"{_DASH}(\d{{1,2}}|[A-Za-z])-(?=[A-Za-z]?\d{{3,5}})")
_UNIT_DASH_SHORT = re.compile(r"(\d{1,2}|[A-Za-z])-(?=[A-Za-z]?\d{1,5}[A-Za-z]?[室房])")
_FLOOR = re.compile(rf"{_DASH}({NUM}|[Bb]\d)[楼层]")

_ROOM_NAME = re.compile(
    rf"{_DASH}((?:[底顶]|假?{NUM})[楼层](?:{DIRECTION}{{1,2}}(?:间|厢房|厢)?|阁楼|阁)|[底顶][楼层]|假{NUM}层|(?:半)?地下室|过街楼|[阁前后统]楼"
    rf"|亭子间|灶披间|灶间|[前后]?客堂间?|{DIRECTION}?厢房|晒台间?|天井|汽车间|储藏室|车库|门卫室?|{DIRECTION}{{1,2}}间)([室房户])?(?![\dA-Za-z])"
)
_ROOM = re.compile(
    rf"{_DASH}([A-Za-z]{{0,2}}\d{{1,5}}[A-Za-z]?|{_CN}{{1,6}}|[A-Za-z]|{DIRECTION}{{1,2}}|[{_MARKS}])"
    rf"(-(?:\d{{1,2}}|[A-Za-z]))?({DIRECTION}{{1,2}}|[{_MARKS}])?(室|房间?|户)"
)
_ROOM_AS_HOUSE_NUMBER = re.compile(rf"{_DASH}([A-Za-z]?\d{{3,5}}[A-Za-z]?)()()(号)(?!楼|院|门)")
_ROOM_BARE = re.compile(
    rf"{_DASH}([A-Za-z]?\d{{3,5}}[A-Za-z]?|[〇零○一二三四五六七八九]{{3,5}})(-(?:\d{{1,2}}|[A-Za-z]))?(?:({DIRECTION}{{1,2}}|[{_MARKS}])(?=$))?()"
    r"(?![\dA-Za-z弄号幢栋座楼层单室房户#-])"
)
_SECOND_ROOM = re.compile(r"(?:[-~、,/\\&.及和至到]|以及)+[A-Za-z]?\d|[A-Za-z]?\d+(?:室|房|号)")

_BRACKETED = re.compile(r"[(\[【{〔<《][^()\[\]【】{}〔〕<>《》]*[)\]】}〕>》]")
_DASHES = re.compile("[-‐‑‒–—―−]+")
_BLANK_IN_NUMBERS = re.compile(r"(?<=\d) (?=\d)")
_OTHER_BLANK = re.compile(r" (?![A-Za-z])|(?<![A-Za-z]) ")
_COMMA_AFTER_WORD = re.compile("(?<=[市区县镇乡道会委路街弄]),+")
_ONLY_PUNCTUATION = re.compile(r"[\s,;:、。.·-]*")


def number_key(number: str) -> str | None:
    """Return a number without leading zeros, a Chinese numeral as digits; None when it is no number."""
    if number.isdecimal():
        return str(int(number))
    if number in _NAMED_KEYS:
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
    if _ONLY_PUNCTUATION.fullmatch(rest):
        rest = ""
    return Address(**reader.parts, remainder=rest + notes)


def split_notes(text: str) -> tuple[str, str]:
    """Return the text without blanks, every dash '-', and the bracketed notes taken out of it."""
    body = clean(text).replace("衖", "弄")
    notes = "".join(_BRACKETED.findall(body))
    if notes:
        body = _BRACKETED.sub(" ", body).strip()
    body = _DASHES.sub("-", _OTHER_BLANK.sub("", _BLANK_IN_NUMBERS.sub("-", body)))
    return _COMMA_AFTER_WORD.sub("", body), notes


def join_key(prefix: str | None, number: str, mark: str | None = None, trailing: str | None = None) -> str | None:
    """Put a building's or lane's key together: 临, the number, its letter or 甲."""
    digits = number_key(number)
    if digits is None:
        return None
    before, after = (prefix or "")[:1], (trailing or mark or "").upper()
    if before and before in _MARKS:  # 甲5号 is 5号甲
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
        placed = self.keep("region", _REGION)
        placed = self.keep("town", _STREET_OFFICE) or self.keep("town", _TOWN if placed else _TOWN_ALONE)
        self.keep("committee", _COMMITTEE)

    def read_street(self) -> None:
        self.keep("road", _ROAD)
        self.read_number("lane", _LANE)
        if "lane" in self.parts:
            self.read_number("sublane", _SUBLANE)
        self.keep("compound", _COMPOUND)

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
        named = _ROOM_NAME.match(self.text, start)
        if named is not None and named.end() == len(self.text):  # 3楼东 is a room and no building 3
            return True
        found = _BUILDING.match(self.text, start)
        if found is None:
            return self.read_other_building()
        prefix, number, mark, word, trailing = found.groups()
        end = found.end()
        if trailing and (prefix or mark):  # one 甲 is enough; the second belongs to what follows
            trailing, end = None, end - 1
        key = join_key(prefix, number, mark, trailing)
        if key is None or _SECOND_BUILDING.match(self.text, end):
            return False
        self.at = end
        self.parts["building"] = key
        self.parts["building_suffix"] = {"#": "", "#楼": "号楼"}.get(word, word)
        return True

    def read_other_building(self) -> bool:
        """Read 东楼302, or a number and a dash that something within the building follows."""
        start = self.at
        found = self.take(_DIRECTED_BUILDING)
        if found is not None:
            self.parts["building"], self.parts["building_suffix"] = found.groups()
            return True
        found = _BARE_BUILDING.match(self.text, start)
        after_road = "road" in self.parts and not ("lane" in self.parts or "compound" in self.parts)
        if found is None or after_road or self.is_room_and_room():
            return True
        self.at = found.end()
        self.parts["building"] = join_key(*found.groups()) or ""
        self.read_within(dashed=True)
        if not self.parts.keys() & {"unit", "floor", "room"}:
            del self.parts["building"]
            self.at = start
        return False

    def is_room_and_room(self) -> bool:
        """Say whether 301-302 or 302-1 stands here: rooms of one floor or a part of a room, and no building."""
        if _PART_OF_ROOM.match(self.text, self.at):
            return True
        found = _TWO_ROOMS.match(self.text, self.at)
        if found is None:
            return False
        left, _, right = found[0].partition("-")
        return left[:-2] == right[:-2]

    def read_within(self, *, dashed: bool = False) -> None:
        """Read unit, floor and room; `dashed` when a dash and no word came before."""
        self.read_unit(dashed=dashed)
        if self.read_room(_ROOM_NAME):
            return
        start, floor = self.at, self.take(_FLOOR)
        if floor is not None:
            key = number_key(floor[1])
            if key is None:
                self.at = start
            else:
                self.parts["floor"] = key
        inside = "building" in self.parts or "unit" in self.parts
        if self.read_room(_ROOM) or not inside:
            return
        if ("unit" in self.parts or self.parts.get("building_suffix") not in ("号", "楼")) and self.read_room(
            _ROOM_AS_HOUSE_NUMBER
        ):
            return
        self.read_room(_ROOM_BARE)

    def read_unit(self, *, dashed: bool) -> None:
        start, found = self.at, self.take(_UNIT)
        if found is None and "building" in self.parts:
            found = self.take(_UNIT_DASH) or (self.take(_UNIT_DASH_SHORT) if dashed else None)
        if found is None:
            return
        key = number_key(found[1])
        if key is None:
            self.at = start
            return
        self.parts["unit"] = key
        self.parts["unit_suffix"] = found[2] if found.re is _UNIT else ""

    def read_room(self, pattern: re.Pattern[str]) -> bool:
        """Read one room; two rooms are none."""
        found = pattern.match(self.text, self.at)
        if found is None or _SECOND_ROOM.match(self.text, found.end()):
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


_FLOOR_NUMERAL = re.compile(f"^{_CN}+(?=[楼层]{DIRECTION})")


def _name_key(name: str) -> str:
    """Return a room's name with its floor in digits: 三楼东 is 3楼东; 三层阁 keeps its name."""
    return _FLOOR_NUMERAL.sub(lambda found: chinese_digits(found[0]) or found[0], name)


def spelt_room(number: str) -> str | None:
    """Return a room number in capitals, Chinese numerals with their zeros (〇三 is 03), or the word that names it."""
    if re.match(_CN, number) is None:
        return number.upper()
    digits = chinese_digits(number)
    return digits if digits is not None and len(digits) <= 5 else None
