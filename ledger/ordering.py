"""Sort keys: strings whose plain comparison gives the order a person expects.

`natural_key` is for numbers of buildings, rooms and compounds: 2号 before 10号, 302A right after 302, 凌兆小区一
before 凌兆小区二. It is made to be stored in an indexed column. Order by pinyin is left to `storage`.
"""

import re

from ledger.text import chinese_number, clean

_NUMERAL = "〇零一二三四五六七八九十百廿卅"
# A Chinese numeral counts where it numbers something; 三林 and 百联 are words.
_NUMBERED = re.compile(f"[{_NUMERAL}]+(?=[号幢栋座楼层室单弄支期区村组街里坊门梯]|$)|(?<=第)[{_NUMERAL}]+")
_DIGITS = re.compile(r"\d+", re.ASCII)


def natural_key(text: str) -> str:
    """Return a key that sorts digit runs by value, without regard to case, width or leading zeros."""
    cleaned = clean(text).upper()
    if not cleaned.isascii():
        cleaned = _NUMBERED.sub(_as_digits, cleaned)
    return _DIGITS.sub(_weighed, cleaned)


def _as_digits(found: re.Match[str]) -> str:
    value = chinese_number(found[0])
    return found[0] if value is None else str(value)


def _weighed(found: re.Match[str]) -> str:
    """Put the count of digits before the digits, so that a longer number is a greater string."""
    digits = found[0].lstrip("0")
    return f"{min(len(digits), 99):02}{digits}"
