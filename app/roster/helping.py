"""Which help somebody needs to get out of a house: by tags as the table `emergency_help` says, by age, by living alone.

A tag that lists hide counts for those alone who may look behind it; help then tells no more than that it is needed.
Tags of people who are managed say nothing of help and never count.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final

from app import access
from ledger import catalog, codes

TABLE: Final = "emergency_help"
VERY_OLD, OLD, INFANT = 80, 60, 3
_TAGS = re.compile(r"tags=([A-Z0-9 ]+)")
_LEAD, _KNOCK, _CHILDREN = "2", "4", "5"
_TAG = catalog.named("person_tag")


@dataclass(frozen=True, slots=True)
class Help:
    """What somebody needs: codes, the heaviest first; `hidden` are those that only a hidden tag tells of."""

    codes: tuple[str, ...]
    hidden: frozenset[str] = frozenset()

    @property
    def labels(self) -> tuple[str, ...]:
        """In words, for the screen."""
        return tuple(codes.table(TABLE).label(code) for code in self.codes)

    @property
    def labels_on_paper(self) -> tuple[str, ...]:
        """In words for paper, which whoever finds it reads: without what a hidden tag tells of."""
        return tuple(codes.table(TABLE).label(code) for code in self.codes if code not in self.hidden)


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known of somebody; `age` is None where it is not known or not shown."""

    tags: frozenset[str]
    age: int | None
    is_alone: bool


def help_for(found: Situation) -> Help:
    """What somebody needs; no codes for who needs none."""
    needed: dict[str, bool] = {}
    for code, is_hidden in (*_by_age(found), *_by_tags(found.tags)):
        needed[code] = needed.get(code, True) and is_hidden
    order = list(codes.table(TABLE).by_code)
    told = tuple(sorted(needed, key=order.index))
    return Help(told, frozenset(code for code in told if needed[code]))


def _by_age(found: Situation) -> Iterable[tuple[str, bool]]:
    if found.age is None:
        return
    if found.age >= VERY_OLD:
        yield _LEAD, False
    if found.age >= OLD and found.is_alone:
        yield _KNOCK, False
    if found.age <= INFANT:
        yield _CHILDREN, False


def _by_tags(tags: Iterable[str]) -> Iterable[tuple[str, bool]]:
    for tag in tags:
        code = _help_by_tag().get(tag, "")
        if code and (access.tag_shows(tag) or _may_look_behind()):
            yield code, not access.tag_shows(tag)


def _may_look_behind() -> bool:
    rights = access.who_looks()
    return rights is None or (rights.level("reveal", _TAG.name) or "") >= "L4"


@cache
def _help_by_tag() -> dict[str, str]:
    """Tag -> the help that it asks for."""
    found: dict[str, str] = {}
    for line in codes.table(TABLE).lines:
        said = _TAGS.search(line.note)
        found |= dict.fromkeys(said[1].split() if said else (), line.code)
    return found
