"""The value a reader hands back instead of a guess.

Every reader of written forms (ID numbers, dates, phones, plates ...) answers with what it read or with a `Broken`:
the name of the rule that failed and the facts a message needs. Rule names are stable (scripts and remembered error
workbooks carry them); wording is left to whoever shows them, and no fact repeats the cell's own text.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Broken:
    """Why a text could not be read: a stable rule name and the facts behind it."""

    rule: str
    facts: Mapping[str, object] = field(default_factory=dict, hash=False)
