"""Unified social credit codes of organisations (GB 32100-2015): 18 characters, the last one a check character.

The letters I, O, S, V and Z do not occur; a code that holds one was misread and is refused, not repaired. Whether
an older 15-digit registration number may stand in the same column is left to the ledger's definition.
"""

import re
from math import isfinite

from ledger.broken import Broken
from ledger.text import is_blank_word, number_text, squeeze

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_VALUE = {sign: value for value, sign in enumerate(ALPHABET)}
_WEIGHTS = tuple(3**power % 31 for power in range(17))
_SHAPE = re.compile(f"[{ALPHABET}]{{18}}")
_DASHES = re.compile(r"[-‐‑‒–—−'‘’`]")


def check_character(first17: str) -> str:
    """Return the 18th character for the first seventeen, all of them from `ALPHABET`."""
    total = sum(weight * _VALUE[sign] for weight, sign in zip(_WEIGHTS, first17, strict=True))
    return ALPHABET[-total % 31]


def parse(text: str) -> str | Broken:
    """Return the code in capitals without blanks; rules: `length`, `format`, `checksum`."""
    code = _DASHES.sub("", squeeze(text)).upper()
    if len(code) != 18:
        return Broken("length", {"length": len(code), "expected": 18})
    if _SHAPE.fullmatch(code) is None:
        return Broken("format")
    return code if check_character(code[:17]) == code[17] else Broken("checksum")


def parse_cell(value: str | int | float | None) -> str | Broken | None:
    """Read a text or numeric cell; None when it holds nothing, `precision_lost` for a numeric cell of 16 digits."""
    if value is None or (isinstance(value, str) and is_blank_word(squeeze(value))):
        return None
    if isinstance(value, str):
        return parse(value)
    if isinstance(value, bool) or not isfinite(value):
        return Broken("format")
    return Broken("precision_lost", {"digits": 15}) if abs(value) >= 10**15 else parse(number_text(value))
