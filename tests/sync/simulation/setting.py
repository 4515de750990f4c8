"""How a simulated world is made: PCs, sizes of pages and batches, which troubles there are. Follows from the seed."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal

import pytest

from sync import applying, catching_up, pulling, pushing
from sync.protocol import MOST_FETCHED, MOST_OPERATIONS, MOST_PULLED

FAULTS: Final = (
    *("lost_before", "lost_after", "twice", "late", "busy", "fault", "cut"),
    *("killed_before", "killed_after", "meanwhile", "edited"),
)
"""What the network does, and what happens while an answer is under way: another PC exchanges, somebody edits."""
Happening = Literal["act", "exchange", "deliver", "clock", "copy", "copy_cloud", "forget", "street"]
USUAL: Final[Mapping[Happening, int]] = {
    "act": 68,
    "exchange": 20,
    "deliver": 4,
    "clock": 2,
    "copy": 3,
    "copy_cloud": 2,
    "forget": 1,
}

PAGES: Final = (MOST_PULLED, 4, 9)
"""How much comes in one page."""
USUAL_ACTS: Final[Mapping[str, int]] = (
    {"edit": 14}
    | dict.fromkeys(("add_person", "add_home", "add_tag", "add_family", "move_in", "end_stay"), 1)
    | dict.fromkeys(("edit_two", "edit_both", "settle", "remove", "restore"), 1)
)


@dataclass(frozen=True, slots=True)
class Setting:
    """`page`, `batch`, `fetched`: sizes of what travels; `at_once`: changes applied in one transaction; `pages`: of one
    round. `cloud_keeps`: after what time the cloud forgets. `acts`: how often people do each thing, in comparison.

    `happens`: how often each thing happens, in comparison. `killed`: in how many of a hundred rounds the program is
    killed at some statement; `troubled`: with how many of a hundred requests one of `faults` happens.
    """

    pcs: int = 3
    page: int = MOST_PULLED
    batch: int = MOST_OPERATIONS
    fetched: int = MOST_FETCHED
    at_once: int = applying.AT_ONCE
    pages: int = pulling.MOST_PAGES
    killed: int = 15
    troubled: int = 20
    faults: Sequence[str] = FAULTS
    cloud_keeps: timedelta = timedelta(minutes=12)
    acts: Mapping[str, int] = field(default_factory=lambda: USUAL_ACTS)
    happens: Mapping[Happening, int] = field(default_factory=lambda: USUAL)

    @classmethod
    def of(cls, seed: int) -> Setting:
        """Every third world has small pages, every other small batches."""
        page, batch = PAGES[seed // 3 % 3], (MOST_OPERATIONS, 3)[seed % 2]
        at_once = applying.AT_ONCE if page == MOST_PULLED else page
        return cls(pcs=2 + seed % 3, page=page, batch=batch, fetched=min(page, MOST_FETCHED), at_once=at_once)

    @property
    def most_rounds(self) -> int:
        """In how many rounds everybody is done (I12)."""
        return 12 if self.pages == pulling.MOST_PAGES else 80

    def choose(self, chance: random.Random) -> Happening:
        """What happens next."""
        return chance.choices(list(self.happens), list(self.happens.values()))[0]

    def apply(self, patch: pytest.MonkeyPatch) -> None:
        """Let the product work with these sizes."""
        patch.setattr(pulling, "MOST_PULLED", self.page)
        patch.setattr(pulling, "MOST_PAGES", self.pages)
        patch.setattr(pushing, "MOST_OPERATIONS", self.batch)
        patch.setattr(catching_up, "MOST_FETCHED", self.fetched)
        patch.setattr(applying, "AT_ONCE", self.at_once)
