"""Numbers and short codes that follow from a record's id: what stands on paper for it, and tells nothing of anybody.

Nothing is counted, so two PCs that never met do not give one number twice. A short code is digits alone, because a
scanner types it like a keyboard and an input method would take letters for pinyin; its last digit finds mistypings.
"""

from __future__ import annotations

import hashlib
import re
from datetime import date

_NUMBERS = 1_000_000
_CODES = 100_000_000
_CODE = re.compile(r"\d{9}")
_BETWEEN = re.compile(r"[\s\-—–·]+")
_FULL_WIDTH = str.maketrans("０１２３４５６７８９－", "0123456789-")


def number(prefix: str, record_id: bytes, entered_on: date) -> str:
    """What a record is called on paper: a prefix, the day it was entered, six digits that follow from its id."""
    return f"{prefix}{entered_on:%Y%m%d}{_hashed(record_id) % _NUMBERS:06}"


def short_code(record_id: bytes) -> str:
    """Nine digits for a record, the last of them a check digit."""
    digits = f"{_hashed(record_id) % _CODES:08}"
    return digits + check_digit(digits)


def read_code(written: str) -> str | None:
    """The nine digits that were typed or scanned; None for what is no short code or mistyped."""
    squeezed = _BETWEEN.sub("", written.translate(_FULL_WIDTH))
    is_code = _CODE.fullmatch(squeezed) is not None and check_digit(squeezed[:-1]) == squeezed[-1]
    return squeezed if is_code else None


def told(code: str) -> str:
    """A short code as it is printed: 123 456 789."""
    return " ".join(code[at : at + 3] for at in range(0, len(code), 3))


def check_digit(digits: str) -> str:
    """Luhn's check digit (ISO/IEC 7812-1): finds every single wrong digit and nearly every swap of two."""
    doubled = (int(digit) * (2 - at % 2) for at, digit in enumerate(reversed(digits)))
    return str(-sum(value // 10 + value % 10 for value in doubled) % 10)


def _hashed(record_id: bytes) -> int:
    return int.from_bytes(hashlib.sha256(record_id).digest()[:8], "big")
