"""What a person's name may look like: 2 to 50 characters, letters of any script, no bare number and no formula."""

from __future__ import annotations

import re

from ledger import text
from ledger.broken import Broken

_SHORTEST, _LONGEST = 2, 50
_LETTER = rf"(?:[{text.HAN}]|[^\W\d_])"
# Offices tell namesakes apart by a figure behind the name: 张伟2.
_PLAIN = re.compile("[\u4e00-\u9fff]{2,4}")
_NAME = re.compile(rf"{_LETTER}(?:{_LETTER}|[0-9·.'’\- ])*")


def is_plain(name: str) -> bool:
    """True for two to four everyday characters, which `parse` leaves as they are: nearly all names."""
    return _PLAIN.fullmatch(name) is not None


def parse(name: str) -> str | Broken:
    """A name as it is stored, from a cell or a form; blanks and dots become those of one spelling."""
    cleaned = text.clean_name(name)
    if not _SHORTEST <= len(cleaned) <= _LONGEST:
        return Broken("length", {"length": len(cleaned)})
    return cleaned if _NAME.fullmatch(cleaned) else Broken("format")
