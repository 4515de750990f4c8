"""Masks by name: what of a sensitive value may be seen by someone who has not asked for the whole.

The names are those of the code table `mask_rule`. A name that is not there hides everything, as does a sensitive
field that names no mask: forgetting shows too little, never too much. Masking a masked value changes nothing. Who
may see behind a mask is decided in `app.access`, and each look is logged there.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache

from ledger import address, phone
from ledger.text import squeeze

HIDDEN = "已隐藏"

_COMPOUND_SURNAMES = frozenset(
    re.findall(
        "..",
        "欧阳太史上官端木司马东方独孤南宫万俟闻人夏侯诸葛尉迟公羊赫连澹台皇甫宗政濮阳公冶太叔申屠公孙慕容仲孙钟离长孙宇文司徒"
        "鲜于司空闾丘子车亓官司寇巫马公西颛孙壤驷公良漆雕乐正宰父谷梁拓跋夹谷轩辕令狐段干百里呼延东郭南门羊舌微生梁丘左丘西门"
        "第五南荣东里东宫仲长纳兰即墨达奚褚师",
    )
)
_NAME_WORD = re.compile(r"[^\s、,，;；/|()（）\[\]【】<>《》{}]+")
_HIDDEN_LETTER = re.compile(r"[^·]")

_PHONE_WORD = re.compile(r"[^\s、,，;；/|]+")
_MOBILE = re.compile(r"(1[\d*]{2})[\d*]{4}([\d*]{4})", re.ASCII)
_LANDLINE = re.compile(r"(0\d{2,3}-)([\d*]{5,6})([\d*]{2})(-[\d*]{1,5})?", re.ASCII)
_SERVICE = re.compile(r"([48]00-)[\d*]{3}-[\d*]{2}([\d*]{2})", re.ASCII)
_FOREIGN = re.compile(r"(\+[\d*]{3})([\d*]{3,10})([\d*]{2})", re.ASCII)
_DIGIT = re.compile(r"[^-]")

_BIRTH = re.compile(r"((?:18|19|20)\d\d)(?:[-/.年][\d*年月日号./\s:-]*|[\d*]{2}|[\d*]{4})", re.ASCII)
_YEAR = re.compile(r"(?:18|19|20)\d\d", re.ASCII)
_PLATE_SIGNS = re.compile(r"[·•・.\-]")
_ROOM = re.compile(r"(.*[号幢栋座楼元])([1-9]\d{2,3})室", re.ASCII)
_UNKNOWN_COMPOUND = re.compile(r"[^\d*\s()\[\]【】]{1,15}?\d{1,4}(?:号楼|号|幢|栋|座)", re.ASCII)


def mask(rule: str, text: str, *, form: bool = False) -> str:
    """Return `text` behind the mask named `rule`; '' stays '' except where even its presence is hidden.

    `form` is for holders of the right to see ID numbers: their forms show the first 6 and last 4 characters.
    """
    masked = _MASKS.get(rule, _hide)
    if masked is not _hide and not text:
        return ""
    return _mask_id_in_form(text) if form and rule == "id18" else masked(text)


def is_masked(text: str) -> bool:
    """Say whether a text came out of a mask, so that an import does not take it for a value."""
    return "*" in text or text == HIDDEN


def _hide(text: str) -> str:  # noqa: ARG001 - nothing of it may show, not even that there was something
    return HIDDEN


def _ends(text: str, first: int, last: int) -> str:
    """Keep the first and last characters when that still hides at least two."""
    hidden = len(text) - first - last
    if hidden < 2:
        return "*" * len(text)
    return text[:first] + "*" * hidden + text[len(text) - last :]


def _mask_name(text: str) -> str:
    """Mask every name of the text: 张*, 张*明, 欧阳**, 阿***·**提, J*** S****."""
    return _NAME_WORD.sub(lambda found: _mask_one_name(found[0]), text)


def _mask_one_name(name: str) -> str:
    if len(name) == 1:
        return "*"
    if name[0].isascii() or len(name) == 2:
        return name[0] + "*" * (len(name) - 1)
    if name[:2] in _COMPOUND_SURNAMES:
        return name[:2] + _HIDDEN_LETTER.sub("*", name[2:])
    return name[0] + _HIDDEN_LETTER.sub("*", name[1:-1]) + name[-1]


def _mask_id(text: str) -> str:
    number = squeeze(text)
    return _ends(number, 3, 2) if len(number) in (15, 18) else _mask_passport(number)


def _mask_id_in_form(text: str) -> str:
    number = squeeze(text)
    return _ends(number, 6, 4) if len(number) in (15, 18) else _mask_passport(number)


def _mask_passport(text: str) -> str:
    return _ends(squeeze(text), 1, 2)


def _mask_bank(text: str) -> str:
    number = squeeze(text)
    return _ends(number, 0, 4) if len(number) >= 8 else "*" * len(number)


def _mask_plate(text: str) -> str:
    return _ends(_PLATE_SIGNS.sub("", squeeze(text)), 2, 2)


def _mask_phone(text: str) -> str:
    """Mask every number of the text by its kind; what is no number, a remark included, is hidden whole."""
    return _PHONE_WORD.sub(lambda found: _mask_one_phone(found[0]), text)


def _mask_one_phone(word: str) -> str:
    number = phone.normalise(word) or word
    found = _MOBILE.fullmatch(number)
    if found is not None:
        return f"{found[1]}****{found[2]}"
    found = _LANDLINE.fullmatch(number)
    if found is not None:
        return found[1] + "*" * len(found[2]) + found[3] + _DIGIT.sub("*", found[4] or "")
    found = _SERVICE.fullmatch(number)
    if found is not None:
        return f"{found[1]}***-**{found[2]}"
    found = _FOREIGN.fullmatch(number)
    return found[1] + "*" * len(found[2]) + found[3] if found is not None else "*" * len(word)


def _mask_birth(text: str) -> str:
    """Keep the year; the stars stay, so that nobody takes the result for a date known to the year."""
    written = text.strip()
    if _YEAR.fullmatch(written):
        return written
    found = _BIRTH.fullmatch(written)
    return f"{found[1]}-**-**" if found is not None else "*" * len(written)


def _mask_address(text: str) -> str:
    """Keep everything up to the building; whatever follows it becomes **室."""
    home = _ROOM.fullmatch(text)
    return _mask_home(home[1], len(home[2])) if home is not None else _mask_parsed(text)


@lru_cache(maxsize=4096)
def _mask_home(building: str, digits: int) -> str:
    """The mask of every home of one building: which room it is, the mask does not show."""
    return _mask_parsed(f"{building}{'1' * digits}室")


def _mask_parsed(text: str) -> str:
    read = address.parse(text)
    rest = read.unit + read.floor + read.room + read.remainder
    kept = replace(read, unit="", unit_suffix="", floor="", room="", room_suffix="", remainder="")
    if read.building:
        kept = replace(kept, building_suffix=read.building_suffix or "号")
        return address.format(kept) + ("**室" if rest else "")
    place = _UNKNOWN_COMPOUND.match(read.remainder)
    if place is not None and not (read.unit or read.room):
        return address.format(kept) + place[0] + ("**室" if place.end() < len(read.remainder) else "")
    return address.format(kept) + ("**" if rest else "")


_MASKS: dict[str, Callable[[str], str]] = {
    "name": _mask_name,
    "id18": _mask_id,
    "phone": _mask_phone,
    "landline": _mask_phone,
    "address": _mask_address,
    "passport": _mask_passport,
    "bank": _mask_bank,
    "plate": _mask_plate,
    "birth": _mask_birth,
    "hide": _hide,
    "photo": _hide,
}
