"""A position on the map, in degrees: one value of two fields, 经度 and 纬度, which stand together or not at all.

Maps copy it as one text, the longitude first or last. Within China the longitude is always the larger number (73..136
against 3..54), so either order is read; whether a number lies in China is the fields' own bound.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from ledger import text

NAMES: Final = ("lon", "lat")
TOGETHER: Final = "经度和纬度要一起填（也可以写在一格里，如 121.47, 31.23）"
"""What people read where one stands alone, at the desk and for the street."""
_DEGREES: Final = r"(?:东经|北纬|[EN])?\s*(\d{1,3}(?:\.\d+)?)\s*[°度]?\s*[EN]?"
_PAIR: Final = re.compile(rf"[（(\[]?\s*{_DEGREES}\s*[,，、;；/\s]\s*{_DEGREES}\s*[)）\]]?", re.IGNORECASE)


def read(written: str) -> tuple[str, str] | None:
    """(longitude, latitude) of `121.47, 31.23` in either order; None for any other text."""
    found = _PAIR.fullmatch(text.clean(written))
    if found is None:
        return None
    first, second = found.groups()
    return (first, second) if float(first) >= float(second) else (second, first)


def apart(typed: Mapping[str, object]) -> dict[str, object]:
    """What was typed, a whole position in one of the two fields put into both while the other one is left empty."""
    told = dict(typed)
    for name, beside in (NAMES, NAMES[::-1]):
        written = told.get(name)
        found = read(written) if isinstance(written, str) and told.get(beside) in (None, "") else None
        if found is not None:
            return told | dict(zip(NAMES, found, strict=True))
    return told


def half(values: Mapping[str, object]) -> tuple[str, str] | None:
    """(the field that stands alone, the one that lacks); None for a whole position or none."""
    told = [name for name in NAMES if values.get(name) is not None]
    return (told[0], next(name for name in NAMES if name not in told)) if len(told) == 1 else None
