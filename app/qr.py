"""QR codes as squares: what is drawn beside a code that people may also type. The only user of the QR library."""

from __future__ import annotations

from functools import lru_cache

QUIET = 4
"""Squares that stay empty on each side of a code, which a scanner needs (ISO/IEC 18004)."""


@lru_cache(maxsize=256)
def squares(text: str) -> tuple[tuple[bool, ...], ...]:
    """The squares of a code from above, True for dark ones, without the quiet zone; readable with 15 % of it lost."""
    import segno

    made = segno.make(text, error="m", micro=False)
    return tuple(tuple(bool(one) for one in row) for row in made.matrix)
