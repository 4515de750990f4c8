"""Telephone numbers as lists hold them: several to a cell, written in every way, with remarks in between.

`parse_many` splits a cell into numbers, remarks and pieces that are neither. Numbers come out in one form:
mobile `13812345678`, landline `021-58881234` with an extension as `021-58881234-802`, service `400-820-8820`,
foreign `+85212345678`. Emergency and short service numbers (110, 12345, 95588) stay as they are. Whether a number
works is nobody's business here; masking is left to `ledger.masking`.
"""

import re
from typing import NamedTuple

from ledger.text import clean, is_blank_word, number_text

SHANGHAI = "021"
_MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
_NATIONAL = re.compile(r"(?:\+|00)?86(?=1[3-9]\d{9}$|0?(?:10|2\d)[2-9]\d{7}$|0?[3-9]\d{2}[2-9]\d{6,7}$)", re.ASCII)
# Area codes of Beijing and the 02x cities have three digits, all others four.
_LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})([1-9]\d{6,7})", re.ASCII)
_LANDLINE_NO_ZERO = re.compile(r"(?:10|2\d)[2-9]\d{7}|[3-9]\d{2}[2-9]\d{6,7}", re.ASCII)
_LOCAL = re.compile(r"[2-9]\d{7}", re.ASCII)
_SERVICE = re.compile(r"([48]00)(\d{3})(\d{4})", re.ASCII)
_SHORT = re.compile(r"110|119|12[02]|12[1-9]\d\d|100\d\d|9[56]\d{3,4}", re.ASCII)
_FOREIGN = re.compile(r"(?:\+|00)([1-9]\d{7,14})", re.ASCII)
_GLUED = re.compile(r"(?:1[3-9]\d{9}){2,3}", re.ASCII)

_BRACKETED = re.compile(r"[(\[【{〔<《]([^()\[\]【】{}〔〕<>《》]*)[)\]】}〕>》]")
_EXTENSION_WORD = re.compile(
    r"\s*(?:转分机|分机号?|内线|转|(?<=\d)\s*ext\.?|(?<=\d)\s*[x#](?=\s*\d))\s*:?\s*", re.IGNORECASE
)
_SEPARATORS = re.compile(r"[/、;,，；。|\\\n\r或和及&]+")
_RUN = re.compile(r"\+?\d[\d\s.·—–−‐‑_*-]*", re.ASCII)
_INNER_BLANK = re.compile(r"\S\s+\S")
_INNER_SIGN = re.compile(r"\d[^\d\s]+\d", re.ASCII)
_DIGIT_GROUP = re.compile(r"\+?[\d*]+", re.ASCII)
_NO_DIGIT = re.compile(r"[^\d+]+", re.ASCII)
_WITH_EXTENSION = re.compile(r"(.*\d)-+(\d{1,5})", re.ASCII)
_LABEL = re.compile(
    r"(?:联系)?(?:电话(?:号码)?|方式)|手机号?码?|移动电话|座机|固话|固定电话|宅电|tel|phone|mobile|fax|传真",
    re.IGNORECASE,
)
_EDGE = " :：.-—()[]【】\t*\"'‘’`"


class Phones(NamedTuple):
    """What a cell held: normalised numbers in their order, pieces that are no number, and remarks."""

    numbers: tuple[str, ...]
    bad: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


_NOTHING = Phones(())


def parse_many(value: str | int | float | None) -> Phones:
    """Read a text or numeric cell.

    A remark (儿子, 微信同号) is kept apart when the cell also holds digits; words alone are a bad piece unless they
    only say that there is no number (无, 不详).
    """
    if isinstance(value, str):
        return Phones((value,)) if is_mobile(value) else _read_text(value)
    if value is None:
        return _NOTHING
    return _read_numeric(value)


def is_mobile(text: str) -> bool:
    """True for a mobile number in its one form."""
    return len(text) == 11 and _MOBILE.fullmatch(text) is not None


def normalise(text: str) -> str | None:
    """Return one written number in its one form, or None when it is not exactly one."""
    numbers, bad, _ = parse_many(text)
    return numbers[0] if len(numbers) == 1 and not bad else None


def _read_numeric(value: float) -> Phones:
    """Read a numeric cell; Excel drops the zero of an area code there, so it is put back."""
    digits = number_text(value)
    number = _complete(digits) or (_complete("0" + digits) if _LANDLINE_NO_ZERO.fullmatch(digits) else None)
    return Phones((number,)) if number else Phones((), (digits,))


def _read_text(text: str) -> Phones:
    lines = "\n".join(filter(None, map(clean, text.splitlines())))
    if is_blank_word(lines):
        return _NOTHING
    numbers: list[str] = []
    bad: list[str] = []
    notes: list[str] = []
    plain = _BRACKETED.sub(lambda found: _take_remark(found[1], notes), lines)
    for piece in _SEPARATORS.split(_EXTENSION_WORD.sub("-", plain)):
        _read_piece(piece, numbers, bad, notes)
    if not numbers and not bad:
        return Phones((), tuple(note for note in notes if not is_blank_word(note)))
    return Phones(tuple(dict.fromkeys(numbers)), tuple(bad), tuple(notes))


def _take_remark(inside: str, notes: list[str]) -> str:
    """Move a bracket without digits to the notes; a bracket with digits (an area code) is only opened."""
    if any(sign.isdigit() for sign in inside):
        return f" {inside} "
    _add_note(inside, notes)
    return " "


def _read_piece(piece: str, numbers: list[str], bad: list[str], notes: list[str]) -> None:
    end = 0
    for found in _RUN.finditer(piece):
        _add_note(piece[end : found.start()], notes)
        end = found.end()
        _read_run(found[0], numbers, bad)
    _add_note(piece[end:], notes)


def _add_note(text: str, notes: list[str]) -> None:
    note = _LABEL.sub("", text).strip(_EDGE)
    if note:
        notes.append(note)


def _read_run(run: str, numbers: list[str], bad: list[str]) -> None:
    """Read a run of digits, blanks and dashes: one number, or several with a blank between complete ones."""
    whole = _complete(run) or _complete_short(run)
    if whole is not None:
        numbers.append(whole)
        return
    parts = run.split() if _INNER_BLANK.search(run) else _DIGIT_GROUP.findall(run)
    found: list[str] = []
    left: list[str] = []
    start = 0
    while start < len(parts):
        length, number = _longest(parts[start : start + 5])
        if number is not None:
            found.append(number)
        elif len(parts) > 1 and _INNER_SIGN.search(parts[start]):
            _read_run(parts[start], found, left)
        elif _GLUED.fullmatch(parts[start]):
            found.extend(_MOBILE.findall(parts[start]))
        else:
            left.append(parts[start])
        start += length
    numbers.extend(found)
    bad.extend(left if found else [run.strip(_EDGE)])


def _longest(parts: list[str]) -> tuple[int, str | None]:
    """Return how many leading parts make one number, and that number; (1, None) when none do."""
    for length in range(len(parts), 0, -1):
        number = _complete(" ".join(parts[:length]))
        if number is not None:
            return length, number
    return 1, None


def _complete(run: str) -> str | None:
    """Return the one number that all of `run` is, extension included; None when it is none or several."""
    if "*" in run:
        return None
    number = _without_extension(_NO_DIGIT.sub("", run))
    if number is not None:
        return number
    found = _WITH_EXTENSION.fullmatch(run.strip(_EDGE))
    if found is None:
        return None
    base = _without_extension(_NO_DIGIT.sub("", found[1]))
    return f"{base}-{found[2]}" if base is not None and "-" in base else None


def _complete_short(run: str) -> str | None:
    number = run.strip(_EDGE)
    return number if _SHORT.fullmatch(number) else None


def _without_extension(digits: str) -> str | None:
    """Read digits, perhaps with a leading +, as a mobile, landline, local, service or foreign number."""
    national = _NATIONAL.match(digits)
    if national is not None:
        digits = digits[national.end() :]
        digits = digits if digits[0] in "01" else f"0{digits}"
    if _MOBILE.fullmatch(digits):
        return digits
    landline = _LANDLINE.fullmatch(digits)
    if landline is not None:
        return f"{landline[1]}-{landline[2]}"
    if _LOCAL.fullmatch(digits):
        return f"{SHANGHAI}-{digits}"
    foreign = _FOREIGN.fullmatch(digits)
    if foreign is not None:
        return f"+{foreign[1]}"
    service = _SERVICE.fullmatch(digits)
    return "-".join(service.groups()) if service is not None else None
