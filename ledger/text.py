"""Written text brought into one form: blanks, full-width letters, names, Chinese numerals.

Every other reader of this room starts here. What a text means (a date, a number, an address) is left to them.

Two decisions that others live with:

* `clean` and `clean_lines` give NFC, which replaces CJK compatibility ideographs by the unified character they
  canonically equal. `clean_name` does not: a name is kept as the card prints it (a Japanese-style U+FA19 stays
  itself). Names are compared through `name_key`, which does fold them, so the two spellings still meet.
* Kangxi radicals (U+2F00-U+2FD5, left behind by copying from PDF) are never meant; they become the ideograph. So do
  the private-use codes that GBK fonts of old Windows used for 80 characters, 䶮 (U+E863) the best known of them.
"""

import re
import unicodedata

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff\u3007\u3005"  # for use inside [...]; 〇 and 々 too
BLANK_WORDS = frozenset(
    ("无", "没有", "暂无", "不详", "未知", "不清楚", "未提供", "none", "null", "n/a", "-", "--", "—", "——", "/", "\\")
)

_INVISIBLE = "\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
_BLANK = "\t\n\x0b\x0c\r\x1c-\x1f\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\u3164\uffa0"
_CONTROL = "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f"
_FULL_WIDTH = "\uff01-\uff5e"
_KANGXI = "\u2f00-\u2fd5"
_GBK_PRIVATE = "\ue815-\ue864"
_DOTS = "\u00b7\u2022\u2027\u2219\u22c5\u30fb\uff65\uff0e\u2e31"

# Anything that makes the slow path necessary: an odd character, two blanks, a blank at either end.
_ODD = re.compile(f"[{_INVISIBLE}{_BLANK}{_CONTROL}{_FULL_WIDTH}{_KANGXI}{_GBK_PRIVATE}]|  |^ | \\Z")
_DROPPED = re.compile(f"[{_INVISIBLE}{_CONTROL}]+")
_BLANKS = re.compile(f"[ {_BLANK}]+")
_LINE_BREAK = re.compile("\r\n|[\n\x0b\x0c\r\x85\u2028\u2029]")

_RADICALS: dict[int, int | str] = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0x2F00, 0x2FD6)}
# GBK 0xFE50-0xFEA0 stood at U+E815-U+E864 until Unicode had the characters; the codec knows most of them.
_PRIVATE: dict[int, int | str] = {
    0xE815 + index: bytes((0xFE, 0x50 + index + (index >= 0x2F))).decode("gb18030") for index in range(80)
}
# The fourteen that GB 18030-2005 still left there.
_PRIVATE.update(
    zip(
        (
            0xE816,
            0xE817,
            0xE818,
            0xE831,
            0xE83B,
            0xE855,
            0xE81E,
            0xE826,
            0xE82B,
            0xE82C,
            0xE832,
            0xE843,
            0xE854,
            0xE864,
        ),
        "\U00020087\U00020089\U000200cc\U000215d7\U0002298f\U000241fe\u9fb4\u9fb5\u9fb6\u9fb7\u9fb8\u9fb9\u9fba\u9fbb",
        strict=True,
    )
)
_HALF_WIDTH: dict[int, int | str] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH.update(_RADICALS | _PRIVATE)
_PUNCTUATION = frozenset(map(ord, "，：；！？（）～"))
_HALF_WIDTH_PROSE = {code: to for code, to in _HALF_WIDTH.items() if code not in _PUNCTUATION}

_COMPATIBILITY = re.compile("([\uf900-\ufaff\U0002f800-\U0002fa1f]+)")
_PLAIN_NAME = re.compile("[\u4e00-\u9fff]+")
_DOT = re.compile(f" ?[{_DOTS}](?: ?[{_DOTS}])* ?")
_STOP_AS_DOT = re.compile(rf"(?<=[{HAN}]) ?\.+ ?(?=[{HAN}])")
_LATIN_FULL_STOP = re.compile("(?<=[A-Za-zＡ-Ｚａ-ｚ])\uff0e")  # initials: Ｊ．Ｐ．
_BLANK_IN_HAN = re.compile(f"(?<=[{HAN}]) (?=[{HAN}])")
_NAME_NOISE = re.compile(r"[ ·.\-'’]+")
_DOT_MAP = {ord(dot): "·" for dot in _DOTS}

_SPELT = re.compile("[〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖]+|两")
_SPELT_DIGITS = str.maketrans("〇零○一二三四五六七八九壹贰叁肆伍陆柒捌玖两", "0001234567891234567892")
_COUNTED = str.maketrans("零○壹贰叁肆伍陆柒捌玖两拾佰仟", "〇〇一二三四五六七八九二十百千") | {
    ord("廿"): "二十",
    ord("卅"): "三十",
}
_VALUES = {sign: value for value, sign in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}


def clean(text: str) -> str:
    """Return `text` in NFC, half-width, trimmed, with every run of blanks and line breaks as one blank."""
    if text.isascii():
        return text if _ODD.search(text) is None else _fold(text, _HALF_WIDTH)
    if _ODD.search(text) is not None:
        text = _fold(text, _HALF_WIDTH)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def clean_lines(text: str) -> str:
    """Return prose cleaned line by line: line breaks and Chinese punctuation stay, empty end lines go."""
    if text.isascii() and _ODD.search(text) is None:
        return text
    lines = (_fold(line, _HALF_WIDTH_PROSE) for line in _LINE_BREAK.split(text))
    return unicodedata.normalize("NFC", "\n".join(lines).strip("\n"))


def squeeze(text: str) -> str:
    """Return `clean(text)` with no blank left at all."""
    cleaned = clean(text)
    return unicodedata.normalize("NFC", cleaned.replace(" ", "")) if " " in cleaned else cleaned


def clean_name(text: str) -> str:
    """Return a person's name as it is stored: '闫 英' is '闫英', 'John  Smith' keeps one blank, every dot is '·'."""
    if _PLAIN_NAME.fullmatch(text):
        return text
    folded = _fold(_LATIN_FULL_STOP.sub(".", text).translate(_DOT_MAP), _HALF_WIDTH)
    composed = "".join(
        piece if index % 2 else unicodedata.normalize("NFC", piece)
        for index, piece in enumerate(_COMPATIBILITY.split(folded))
    )
    dotted = _STOP_AS_DOT.sub("·", _DOT.sub("·", composed))
    return _BLANK_IN_HAN.sub("", dotted)


def name_key(text: str) -> str:
    """Return what two spellings of one name share: no dots, blanks or case, compatibility ideographs unified."""
    if _PLAIN_NAME.fullmatch(text):
        return text
    return unicodedata.normalize("NFC", _NAME_NOISE.sub("", clean_name(text)).casefold())


def is_blank_word(text: str) -> bool:
    """Say whether a cleaned cell only says that there is nothing: '', 无, 不详, '/', '-'."""
    return not text or text.casefold() in BLANK_WORDS


def _fold(text: str, half_width: dict[int, int | str]) -> str:
    """Drop what cannot be seen, halve what is wide, and leave one blank where blanks were."""
    return _BLANKS.sub(" ", _DROPPED.sub("", text).translate(half_width)).strip(" ")


def number_text(value: int | float) -> str:
    """Return a numeric cell as the digits somebody typed: 302.0 is '302', 1950.5 is '1950.5'."""
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    return str(value)


def cell_text(value: str | int | float | None) -> str:
    """Return a text or numeric cell as cleaned text; an empty cell is ''."""
    if isinstance(value, str):
        return clean(value)
    return "" if value is None else number_text(value)


def chinese_digits(text: str) -> str | None:
    """Return digits for a Chinese numeral: '三〇二' is '302', '〇一' is '01', '廿三' is '23'; None when it is none."""
    if _SPELT.fullmatch(text):
        return text.translate(_SPELT_DIGITS)
    value = _count(text.translate(_COUNTED)) if text else None
    return None if value is None else str(value)


def chinese_number(text: str) -> int | None:
    """Return the value of a Chinese numeral below 10,000, counted (一百零二) or spelt (一〇二); None when it is none.

    A colloquial ending (一百二 for 120) may mean two numbers and is refused.
    """
    digits = chinese_digits(text)
    return None if digits is None else int(digits)


def _count(text: str) -> int | None:
    """Read 一百〇二, 十二, 二千三百: units descend, a skipped place is named by one 〇."""
    value, last_unit = 0, 10_000
    pending: int | None = None
    zero = False
    for sign in text:
        unit = _UNITS.get(sign)
        if unit is not None:
            if unit >= last_unit or (pending is None and unit != 10):
                return None
            value, last_unit = value + (1 if pending is None else pending) * unit, unit
            pending, zero = None, False
        elif sign not in _VALUES or pending is not None or (zero and sign == "〇"):
            return None
        elif sign == "〇":
            zero = True
        else:
            pending = _VALUES[sign]
    colloquial = pending is not None and last_unit in (100, 1000) and not zero
    if colloquial or (zero and pending is None):
        return None
    return value + (pending or 0)
