"""Which of our categories the category texts of another system mean: 12345 names up to five levels, we keep two.

The most exact text that is one of ours decides. Where only an upper one is, the matter is known roughly: its class, for
a person to say more. The texts themselves are kept as they came (`path_text`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from ledger import codes, text

OTHER: Final = "C9"
LEVELS: Final = 5
_TABLE: Final = "work_order_category"
_CLASS: Final = 2  # letters of a class's code
_BETWEEN: Final = "/"
_CODE: Final = r"(?P<code>[A-Za-z]?\d{1,6})"
_MARKS: Final = r"[\s\-—_:.,、|/()\[\]【】<>]"
_BESIDE: Final = re.compile(rf"{_MARKS}*{_CODE}{_MARKS}*(?P<label>[^\d\s].*?){_MARKS}*")
_BEHIND: Final = re.compile(rf"(?P<label>.*?\D){_MARKS}*{_CODE}{_MARKS}*")
_DIGITS: Final = re.compile(r"\d{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Meaning:
    """A category, and whether the texts surely mean it; else it is the class, or 其他 where not even that is known."""

    code: str
    is_certain: bool


def meaning_of(path: Sequence[str]) -> Meaning:
    """What the texts mean, the broadest first; blanks and words for nothing are passed over."""
    said = _said(path)
    found = [code_of(word) for word in said]
    exact = next((code for code in reversed(found) if code and len(code) > _CLASS), None)
    if exact:
        return Meaning(exact, is_certain=True)
    whole = next((code for code in reversed(found) if code), None)
    if whole is None:
        return Meaning(OTHER, is_certain=False)
    return Meaning(whole, is_certain=found[-1] == whole)


def code_of(word: str) -> str | None:
    """The category that one text means: a label, an alias or a code, also a code beside its label; None for none.

    A code and a label that do not mean the same mean nothing sure; another office's code beside one of our labels
    does not count. A code of digits that lost its zero in front, as a number of Excel does, is the one it can be.
    """
    found = _known(word)
    if found is not None:
        return found
    beside = _BESIDE.fullmatch(word) or _BEHIND.fullmatch(word)
    if beside is None:
        return None
    code, label = _known(beside["code"]), codes.table(_TABLE).find(beside["label"])
    return label if code in (None, label) else None


def _known(word: str) -> str | None:
    """A label, an alias or a code by itself; one with a zero more where it is none without."""
    table = codes.table(_TABLE)
    found = table.find(word)
    return found or (table.find(f"0{word}") if _DIGITS.fullmatch(word) else None)


def path_text(path: Sequence[str]) -> str:
    """The texts as they are kept beside the category."""
    return _BETWEEN.join(_said(path))


def _said(path: Sequence[str]) -> list[str]:
    return [word for one in path if (word := text.clean(one)) and not text.is_blank_word(word)]
