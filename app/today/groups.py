"""What the list of today is made of: groups of things to do, the first of each by name, and who tells of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from app.jobs import JobContext
from app.stores.session import Session

TOLD: Final = 5
"""How many things of a group are told by name."""
LISTED: Final = 30
"""How many where there is no list of all."""

Part = Literal["at_once", "later", "doubtful"]
"""When a group is asked for: what is known at once, what follows other ledgers, what compares people."""


@dataclass(frozen=True, slots=True)
class Line:
    """One thing to do: who, where, why now, and the page with its record where it is done."""

    who: str
    where: str
    why: str
    page: str
    record: str
    form: str = ""
    """The ledger whose form opens, where it is done in a form and not on a page."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """How the page is to stand."""


@dataclass(frozen=True, slots=True)
class Group:
    """Things of one kind: how many, the first of them, and the way to all: a page, its filters, order and facts."""

    kind: str
    title: str
    sentence: str
    icon: str
    count: int
    lines: tuple[Line, ...]
    page: str
    """Where all of them stand; "" where each line is opened by itself."""
    filters: tuple[str, ...] = ()
    order: str = ""
    is_due: bool = True
    """False for what is only good to know."""
    way: str = ""
    """The words of the button to `page`; "" for those of a list of names."""
    facts: Mapping[str, object] = field(default_factory=dict)
    """How the page is to stand, beside filters and order."""


Tell = Callable[[Session, JobContext], Iterable[Group]]
"""Finds the groups that there are now; () for whoever may not do what they ask for."""


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells of some kinds of groups. `kinds` stand in the order in which they are listed.

    `for_everybody`: also for those who may not look at residents. `after`: kinds of actions after which something else
    waits, though no record was changed.
    """

    tell: Tell
    kinds: tuple[str, ...] = ()
    part: Part = "at_once"
    for_everybody: bool = False
    after: frozenset[str] = frozenset()
