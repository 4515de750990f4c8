"""Headings and what they may mean: a field, one tag asked by yes and no, a part of an address, a level of a category.

Only data, and the one spelling that headings are compared in. Which words mean which field is `vocabulary`'s, the
decision for a whole sheet `mapping`'s.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from typing_extensions import override

from app.records import own_ways
from ledger import catalog, flat, text
from ledger.definition import Field
from ledger.errors import UnknownField

IGNORED = frozenset(("序号", "编号", "原因", "NO", "NO.", "行号", "ID", "序"))
ROW_HEADING = flat.RECORD_HEADING
_BRACKETS = re.compile(r"[(（\[【<《][^)）\]】>》]*[)）\]】>》]")
_MARKS = re.compile(r"[\s*＊:：;；,，。.、/\\_\-—?？!！\"'“”]+")


@dataclass(frozen=True, slots=True)
class Heading:
    """One column's heading: its own text, and with its group heading in front where there are two rows of them."""

    column: int
    text: str
    group: str = ""

    @property
    def spellings(self) -> tuple[str, ...]:
        """Ways to look it up, fullest first: 租客信息+姓名 also as 租客姓名."""
        if not self.group or self.group == self.text:
            return (self.text,)
        topic = self.group.removesuffix("基本信息").removesuffix("信息").removesuffix("情况")
        return tuple(dict.fromkeys((f"{self.group}{self.text}", f"{topic}{self.text}", self.text)))


@dataclass(frozen=True, slots=True)
class Target:
    """What a column feeds: a field, one tag asked by yes and no (its code is `flag`), or a field's `part` (`PARTS`)."""

    ledger: str
    field: str
    flag: str = ""
    part: str = ""

    def definition(self) -> Field:
        """The field behind the target."""
        return catalog.named(self.ledger).field(self.field)

    @override
    def __str__(self) -> str:
        part, flag = (f"#{self.part}" if self.part else ""), (f"={self.flag}" if self.flag else "")
        return f"{self.ledger}.{self.field}{part}{flag}"


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible meaning: `how` it was found and how well (100 exact)."""

    target: Target
    how: str
    score: float


@dataclass(frozen=True, slots=True)
class Mapped:
    """The decision for one column.

    `how` is exact, alias, normalised, fuzzy, values, flag, remembered, given, ambiguous, taken, ignored or unmatched;
    `why` names the word that decided or the possible meanings.
    """

    column: int
    heading: str
    target: Target | None
    how: str
    why: str = ""
    candidates: tuple[Candidate, ...] = ()


def plain(heading: str) -> str:
    """A heading without blanks, notes in brackets, marks and case: `建筑面积（㎡）*` is `建筑面积`."""
    squeezed = text.squeeze(heading)
    bare = _MARKS.sub("", _BRACKETS.sub("", squeezed))
    return (bare or _MARKS.sub("", squeezed)).upper()


ADDRESS = Target("dwelling", "full_address")
ROAD, LANE = "road", "lane"
CATEGORY = Target("work_order", "category")
EXTERNAL_NO = Target("work_order", "external_no")
ORDER_NO = Target("work_order", "order_no")
"""The office's own number: believed of a column whose values have its shape."""
PARTS = {ADDRESS: (ROAD, LANE), CATEGORY: ("1", "2", "3", "4", "5")}
"""Fields that several columns of a sheet may feed, each its part: streets of an address, levels of a category."""
Fits = Callable[[int, Target], float]
"""(column, target) -> share of the column's sampled values that the target's field takes, 0..1; 1 for no values."""


def signature(headings: Sequence[Heading]) -> str:
    """Key under which a heading row's mapping is remembered."""
    words = "\x1f".join(f"{plain(item.group)}\x1e{plain(item.text)}" for item in headings)
    return hashlib.sha256(words.encode()).hexdigest()[:32]


def parse_target(written: str) -> Target | None:
    """`ledger.field`, `ledger.field=CODE`, `dwelling.full_address#lane` or `work_order.category#3`; "" is none.

    Raises:
        UnknownLedger, UnknownField: there is no such ledger, field or part.
        OwnWayOnly: no sheet brings records of this ledger.
    """
    if not written:
        return None
    name, _, flag = written.partition("=")
    name, _, part = name.partition("#")
    ledger_name, _, field = name.partition(".")
    ledger = catalog.named(ledger_name)
    if not ledger.has(field) or (part and part not in PARTS.get(Target(ledger_name, field), ())):
        raise UnknownField(ledger_name, field)
    own_ways.refuse(ledger, "import")
    return Target(ledger_name, field, flag, part)
