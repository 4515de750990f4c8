"""Identity document numbers: what a number says, or which rule it breaks.

Reads the numbers of the code table `id_document_type`: resident ID cards (GB 11643, 18 digits and the old 15),
residence permits of Hong Kong, Macao and Taiwan residents (same shape, own prefixes), permanent residence cards of
foreigners, permits and passports. A written number is normalised (blanks, dashes, a leading apostrophe, full-width
digits, every sort of x) but never repaired: a wrong digit stays wrong. Whether two people share a number, and what
a sheet's own sex or birth column says, is left to `ledger.check` and the import.

Rules a number can break: `precision_lost` (a numeric cell kept 15 digits only), `length`, `format`, `birth` (its
birth digits are no date, before 1900 or in the future) and `checksum`. An impossible birth date is named before a
wrong check digit, because it tells where to look.
"""

import re
from datetime import date
from functools import lru_cache
from math import isfinite
from operator import mul
from typing import NamedTuple

from ledger.broken import Broken
from ledger.text import is_blank_word, number_text, squeeze

ID_CARD, TEMPORARY_CARD, HOUSEHOLD_REGISTER, BIRTH_CERTIFICATE = "111", "112", "113", "117"
OFFICER, ARMED_POLICE, PASSPORT, TAIWAN_PERMIT, HK_MACAO_PERMIT = "114", "115", "414", "511", "516"
FOREIGN_RESIDENT, HK_MACAO_RESIDENT, TAIWAN_RESIDENT = "553", "901", "902"

EXACT_DIGITS = 15  # a double keeps 15 decimal digits; a longer number in a numeric cell has lost its end
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ZERO = 48 * sum(_WEIGHTS)  # the weights work on ASCII codes; this takes the code of '0' off again
_CHECK = "10X98765432"
_PROVINCES = frozenset(
    map(
        str,
        (
            *range(11, 16),
            *range(21, 24),
            *range(31, 38),
            *range(41, 47),
            *range(50, 55),
            *range(61, 66),
            71,
            *range(81, 84),
        ),
    )
)
_PREFIX_TYPES = {"810000": HK_MACAO_RESIDENT, "820000": HK_MACAO_RESIDENT, "830000": TAIWAN_RESIDENT}

_SHAPE_18 = re.compile(r"\d{17}[\dX]", re.ASCII)
_LONG_DIGITS = re.compile(r"\d{11,}X?|\d{14,}[A-Z]*", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d{2}", re.ASCII)
_NOISE = re.compile(r"(?<=[0-9X])[-_‐‑‒–—―−](?=[0-9X])|^['‘’`´\"“”]+|['‘’`´\"“”.,;、。]+$")
_CROSSES = str.maketrans("×✕✖╳ΧχХхⅩ", "XXXXXXXXX")

# Shapes by type; the types not listed here (990 and the like) take any short text.
_SHAPES = {
    BIRTH_CERTIFICATE: re.compile(r"[A-Z]\d{9}", re.ASCII),
    PASSPORT: re.compile(r"[A-Z\d]{5,20}", re.ASCII),
    TAIWAN_PERMIT: re.compile(r"\d{8}(?:\d{2})?", re.ASCII),
    HK_MACAO_PERMIT: re.compile(r"[HM]\d{8}(?:\d{2})?", re.ASCII),
    FOREIGN_RESIDENT: re.compile(r"[A-Z]{3}\d{12}", re.ASCII),
    HOUSEHOLD_REGISTER: re.compile(r"[A-Z\d]{5,13}", re.ASCII),
}
_INFERRED = (HK_MACAO_PERMIT, FOREIGN_RESIDENT, BIRTH_CERTIFICATE, TAIWAN_PERMIT)
_PASSPORT_WITH_LETTER = re.compile(r"(?=\d*[A-Z])[A-Z\d]{5,20}", re.ASCII)
_OFFICER_WORDS = re.compile(r"(?:(武)|[\u4e00-\u9fff])[\u4e00-\u9fff]*字?第?\d{4,10}号?", re.ASCII)
_ANY_TEXT = re.compile(r"\S{2,40}")


class IdNumber(NamedTuple):
    """A number that keeps its rules.

    `verified` says that a check digit proved it. Notes: `old_15` (converted from 15 digits), `type_corrected` (the
    prefix belongs to another type than the one given), `unknown_division`, `looks_like_id_card` (given as a
    passport), `check_digit_differs` (553 only, whose new form is known from memory).
    """

    number: str
    id_type: str | None
    sex: str | None = None  # '1' male, '2' female (GB/T 2261.1)
    birth: str | None = None  # 'yyyy-mm-dd'
    division: str | None = None  # six digits, GB/T 2260
    verified: bool = False
    notes: tuple[str, ...] = ()


def check_digit(first17: str) -> str:
    """Return the 18th character that GB 11643 (ISO 7064 MOD 11-2) gives these 17 digits."""
    return _CHECK[(sum(map(mul, _WEIGHTS, first17.encode())) - _ZERO) % 11]


def normalise(text: str) -> str:
    """Return a written number without blanks, inner dashes or quotes, in capitals, every cross as X."""
    if text.isascii() and text.isalnum():
        return text.upper()
    return _NOISE.sub("", squeeze(text).translate(_CROSSES).upper())


def parse(text: str, id_type: str | None = None, today: date | None = None) -> IdNumber | Broken:
    """Read a number, as `id_type` says or as its shape shows.

    Without `today` a birth date in the future is not noticed.
    """
    number = normalise(text)
    if _SHAPE_18.fullmatch(number):
        return _read_18(number, id_type, today)
    if _SCIENTIFIC.fullmatch(number):
        return Broken("precision_lost")
    if len(number) == 15 and number.isdecimal() and id_type in (None, ID_CARD, TEMPORARY_CARD, HOUSEHOLD_REGISTER):
        return _read_15(number, id_type or ID_CARD, today)
    if id_type is None:
        return _read_unknown(number)
    return _read_typed(number, id_type)


def parse_cell(
    value: str | int | float | None, id_type: str | None = None, today: date | None = None
) -> IdNumber | Broken | None:
    """Read a text or numeric cell; None when it is empty or only says so (无, 不详, /).

    A number of 16 digits or more in a numeric cell has lost its end for good: `precision_lost`, never a guess.
    """
    if value is None:
        return None
    if isinstance(value, str):
        if not (len(value) == 18 and value.isalnum()) and is_blank_word(squeeze(value)):  # the first test is for speed
            return None
        return parse(value, id_type, today)
    if isinstance(value, bool) or not isfinite(value):
        return Broken("format")
    if abs(value) >= 10**EXACT_DIGITS:
        return Broken("precision_lost", {"digits": EXACT_DIGITS})
    return parse(number_text(value), id_type, today)


@lru_cache(maxsize=65536)
def _birth_date(digits: str) -> str | None:
    """Return 'yyyy-mm-dd' for eight digits that are a date from 1900 on."""
    try:
        born = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
    return born.isoformat() if born.year >= 1900 else None


@lru_cache(maxsize=8)
def _iso(day: date) -> str:
    return day.isoformat()


def _read_18(number: str, id_type: str | None, today: date | None) -> IdNumber | Broken:
    """Read 17 digits and a check character: every type that is built like the resident ID card."""
    own_type = _PREFIX_TYPES.get(number[:6]) or (FOREIGN_RESIDENT if number[0] == "9" else None)
    notes: list[str] = []
    if id_type in (None, ID_CARD, TEMPORARY_CARD, HOUSEHOLD_REGISTER, HK_MACAO_RESIDENT, TAIWAN_RESIDENT):
        if own_type is None and id_type in (HK_MACAO_RESIDENT, TAIWAN_RESIDENT):
            return Broken("format", {"id_type": id_type})
        if own_type is not None and own_type != id_type and id_type is not None:
            notes.append("type_corrected")
        return _judge_18(number, own_type or id_type or ID_CARD, notes, today)
    if id_type == FOREIGN_RESIDENT:
        if own_type != FOREIGN_RESIDENT:
            return Broken("format", {"id_type": id_type})
        judged = _judge_18(number, id_type, notes, today)
        return IdNumber(number, id_type, notes=("check_digit_differs",)) if isinstance(judged, Broken) else judged
    typed = _read_typed(number, id_type)
    if isinstance(typed, IdNumber) and check_digit(number[:17]) == number[17]:
        return IdNumber(number, id_type, notes=("looks_like_id_card",))
    return typed


def _judge_18(number: str, id_type: str, notes: list[str], today: date | None) -> IdNumber | Broken:
    birth = _birth_date(number[6:14])
    if birth is None or (today is not None and birth > _iso(today)):
        return Broken("birth", {"future": birth is not None})
    if check_digit(number[:17]) != number[17]:
        if number.endswith("000"):  # an 18-digit number that once passed through a numeric cell and back into text
            return Broken("precision_lost", {"digits": EXACT_DIGITS})
        return Broken("checksum")
    if number[:2] not in _PROVINCES and id_type != FOREIGN_RESIDENT:
        notes.append("unknown_division")
    division = None if id_type == FOREIGN_RESIDENT else number[:6]
    sex = "1" if number[16] in "13579" else "2"
    return IdNumber(number, id_type, sex, birth, division, verified=True, notes=tuple(notes))


def _read_15(number: str, id_type: str, today: date | None) -> IdNumber | Broken:
    """Convert the old number: century 19, check digit computed, so nothing proves that it was typed right."""
    longer = f"{number[:6]}19{number[6:]}"
    read = _judge_18(longer + check_digit(longer), id_type, ["old_15"], today)
    if isinstance(read, Broken):
        return read
    return IdNumber(read.number, id_type, read.sex, read.birth, read.division, verified=False, notes=read.notes)


def _read_unknown(number: str) -> IdNumber | Broken:
    """Infer the type from the shape; a number that can only be a damaged ID card is never taken for a passport."""
    for id_type in _INFERRED:
        if _SHAPES[id_type].fullmatch(number) and not (id_type == TAIWAN_PERMIT and _birth_date(number[:8])):
            return IdNumber(number, id_type)
    if number.isdecimal() or _LONG_DIGITS.fullmatch(number):
        return Broken("length", {"length": len(number), "expected": 18})
    if _PASSPORT_WITH_LETTER.fullmatch(number) and sum(map(str.isdigit, number)) < 14:
        return IdNumber(number, PASSPORT)
    officer = _OFFICER_WORDS.fullmatch(number)
    if officer is not None:
        return IdNumber(number, ARMED_POLICE if officer[1] else OFFICER)
    return Broken("format", {"length": len(number)})


def _read_typed(number: str, id_type: str) -> IdNumber | Broken:
    shape = _SHAPES.get(id_type)
    card = id_type in (ID_CARD, TEMPORARY_CARD, HK_MACAO_RESIDENT, TAIWAN_RESIDENT)
    if card or (id_type == HOUSEHOLD_REGISTER and _LONG_DIGITS.fullmatch(number)):
        digits_only = number.isdecimal() or _LONG_DIGITS.fullmatch(number) is not None
        return Broken("length" if digits_only else "format", {"length": len(number), "expected": 18})
    if (shape or _ANY_TEXT).fullmatch(number):
        return IdNumber(number, id_type)
    return Broken("format", {"id_type": id_type})
