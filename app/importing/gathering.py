"""Collects what the rows of one file say about each record, before it is compared with the store.

The first value said stands; a later row that says otherwise is a hint, never a silent overwrite. Households are made
from the order of rows in a home: members follow their head 户主.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from app.importing.facts import CLEAR

HEAD_KINSHIPS = frozenset(("01", "02"))  # 本人, 户主 of GB/T 4761
NOBODY = b""  # stands for a head whose row was not taken and who may be anybody
_NOT_KIN = frozenset(("99", "80"))
Differ = Callable[[str], None]


@dataclass(slots=True)
class Gathered:
    """Values by record id, in the order the records were first named."""

    values: dict[bytes, dict[str, object]] = field(default_factory=dict)
    new: set[bytes] = field(default_factory=set)

    def merge(self, key: bytes, said: dict[str, object], differ: Differ) -> None:
        """Add what a row says; `differ` hears the name of each field that was said otherwise before."""
        known = self.values.get(key)
        if known is None:
            self.values[key] = said
            return
        for name in fill(known, said):
            if not name.startswith("_"):
                differ(name)


def fill(known: dict[str, object], said: Mapping[str, object]) -> list[str]:
    """Add to `known` what it does not say yet; answers the names of what it says otherwise.

    Sorted, because the order in which a row says things differs with where it was read.
    """
    return sorted([name for name, value in said.items() if known.setdefault(name, value) != value])


@dataclass(slots=True)
class Member:
    """A person in a home, in row order: head or not, and the head's name where the row gives it.

    `stays` is set for someone whose row says nothing new about the household; others may still follow them.
    """

    person: bytes
    is_head: bool
    head_name: str
    household: dict[str, object]
    stays: bool = False


@dataclass(slots=True)
class Family:
    """One household of a home as the file has it: its head's id (None without one), members and values."""

    head: bytes | None
    members: list[bytes] = field(default_factory=list)
    values: dict[str, object] = field(default_factory=dict)


def families(members: list[Member], name_of: Callable[[bytes], str]) -> Iterator[Family]:
    """The households of one home: a head opens one, the others follow the head they name or the one above them.

    Members before the first head belong to the first; a home without a head is one household. Those who follow a head
    that was not taken are a family of NOBODY where the home has another head.
    """
    heads = [member for member in members if member.is_head and member.person != NOBODY]
    opened = {member.person: Family(member.person) for member in heads}
    by_name = {name_of(member.person): opened[member.person] for member in heads}
    nobody, orphans = Family(None), Family(NOBODY)
    current = opened[heads[0].person] if heads else nobody
    for member in members:
        current = opened.get(member.person, current)
        if member.person == NOBODY and heads:
            current = orphans
        family = by_name.get(member.head_name, current) if member.head_name else current
        if member.stays:
            continue
        if member.person not in family.members:
            family.members.append(member.person)
        for name, value in member.household.items():
            family.values.setdefault(name, value)
    yield from (family for family in (*opened.values(), nobody, orphans) if family.members)


def relation_from(kinship: object) -> str | None:
    """Residence relation that a kinship implies: the head 01, kin 03, anybody else 99; None without a kinship."""
    if not isinstance(kinship, str):
        return None
    if kinship in HEAD_KINSHIPS:
        return "01"
    return "99" if kinship in _NOT_KIN else "03"


_STRENGTH = {"99": 0, "03": 1, "01": 2}


def is_weaker(new: str, old: str, *, stated: bool) -> bool:
    """True when relation `new` must not replace `old`: an import never weakens a living-here relation.

    An explicit 居住关系 may replace one of the same strength; one that was only inferred may not.
    """
    gain = _STRENGTH.get(new, 3) - _STRENGTH.get(old, 3)
    return gain < 0 or (gain == 0 and not stated)


def is_clear(value: object) -> bool:
    """True for the explicit marker that wipes a value."""
    return value is CLEAR
