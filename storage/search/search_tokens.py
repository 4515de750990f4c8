"""Search strings in their one form, and cut into the tokens that the index keeps.

From every place of a string the next three characters are a token (two and one at its end), and `^abcdef` for the
beginning of what does not begin with four digits. With FTS5's prefix lists of one and two characters every query of up
to three characters is answered by lists alone, without a second look; so are beginnings of up to six. ID numbers,
phones and whatever else is digits alone have no tokens: `number_blocks.py` keeps them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from functools import lru_cache
from operator import itemgetter

GRAM = 3
START = "^"  # never in a folded text
LEAD = 6  # characters of a beginning: most pinyin typed, every room like `12-301`
NUMBER_HEAD = 4  # digits; IDs and phones need no place among the first, names and `12-301` do

Entry = tuple[str, str]
"""What is entered of a record: its tokens and its numbers, each parted by blanks."""
NOTHING: Entry = ("", "")

# Blanks, controls, invisible characters and lone surrogates; middle dots and quotes, which people write in many ways
# or leave out; the start mark. Variation selectors go too: they only choose a glyph.
_DROPPED = re.compile(
    "[\\s\x00-\x1f\x7f-\x9f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ud800-\udfff"
    "\U000e0100-\U000e01ef·•‧∙⋅・\"'‘’“”^`]+"
)
_DASHES = re.compile("[‐‑‒–—―−]")
_FOLDED = re.compile("[0-9a-z#\u4e00-\u9fff-]+")  # is in the one form already: most addresses


def fold(text: str) -> str:
    """`text` in the one form that values and queries are compared in: half-width, lower case, no blanks."""
    if text.isalnum() and text.isascii():
        return text.lower()
    if _FOLDED.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFKC", text).casefold()
    return _DASHES.sub("-", _DROPPED.sub("", folded))


def is_number(text: str) -> bool:
    """True for digits only, and for digits before the X that ends an ID number."""
    return text.isascii() and (text.isdecimal() or (text[-1] == "x" and text[:-1].isdecimal()))


def entry_of(found_by: list[str]) -> Entry:
    """The tokens of a record's strings, and those of them that are numbers."""
    numbers = [text for text in found_by if is_number(text)]
    return " ".join([pieces(text) for text in found_by if not is_number(text)]), " ".join(numbers)


def starts_as_text(text: str) -> bool:
    """True when a string's beginning has a token of its own."""
    return not text[:NUMBER_HEAD].isdecimal()


def pieces(text: str) -> str:
    """The tokens of one string."""
    cut = " ".join(_cut(len(text))(text))
    return cut if text[:NUMBER_HEAD].isdecimal() else f"{cut} {START}{text[:LEAD]}"


@lru_cache(maxsize=1024)
def _cut(length: int) -> Callable[[str], Iterable[str]]:
    """What cuts a text of this length from every place; one call with ready-made slices takes a third of a loop."""
    if length == 1:
        return itemgetter(0)  # the text itself, which is its only piece
    return itemgetter(*(slice(at, at + GRAM) for at in range(length)))
