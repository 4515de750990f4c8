"""Who hears of an order that is late or that nobody works on, and when: the escalation ladder as data.

Days are whole working days since the due date, or without any progress. The sources stand in docs/work_orders.md.
Telling them is `urging.py`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal, cast, get_args

Because = Literal["overdue", "idle"]
Hears = Literal["assignee", "head", "module_lead", "centre", "leaders"]
"""`centre` is the street's 城运中心. Where nobody leads the order's module, the street hears for `module_lead`."""


@dataclass(frozen=True, slots=True)
class Rung:
    """From `day` on, `hears` are told. `mark` is what is entered: 催办, 黄牌, 红牌."""

    because: Because
    day: int
    hears: tuple[Hears, ...]
    mark: str = ""

    @property
    def name(self) -> str:
        """What an event that tells of it calls it: overdue-3."""
        return name_of(self.because, self.day)

    @property
    def level(self) -> str:
        """The level of the supervision 督办 that it is; "" for a mere reminder 催办."""
        return self.mark if self.mark in CARDS else ""


ABOVE: Final[tuple[Hears, ...]] = ("module_lead", "centre", "leaders")
"""Who of them stands above a committee."""
CARDS: Final = ("黄牌", "红牌")
"""Marks that are levels of a supervision."""
LADDER: Final = (
    Rung("idle", 3, ("assignee", "head")),
    Rung("overdue", 0, ("assignee", "head"), "催办"),
    Rung("overdue", 1, ("assignee", "head"), "催办"),
    Rung("overdue", 3, ("module_lead",)),
    Rung("idle", 5, ("module_lead",)),
    Rung("overdue", 5, ("centre",), "黄牌"),
    Rung("overdue", 10, ("leaders",), "红牌"),
)
"""Overdue day 1 puts the order on the head's start page besides."""
_DIGITS: Final = 4  # of a day in a name
FIRST_IDLE: Final = min(rung.day for rung in LADDER if rung.because == "idle")


def rungs(overdue_days: int | None, idle_days: int) -> tuple[Rung, ...]:
    """Every rung that is reached, lowest first. `overdue_days` is None for what is not overdue."""
    if overdue_days is None and idle_days < FIRST_IDLE:
        return ()
    days = {"overdue": -1 if overdue_days is None else overdue_days, "idle": idle_days}
    return tuple(rung for rung in LADDER if days[rung.because] >= rung.day)


def name_of(because: Because, day: int) -> str:
    """A rung's name; `read` reads it."""
    return f"{because}-{day}"


def read(name: str) -> tuple[Because, int] | None:
    """The reason and the day of a rung by its name, one of a newer version too; None for what is no such name."""
    because, _, day = name.partition("-")
    is_one = because in get_args(Because) and day.isascii() and day.isdecimal() and len(day) <= _DIGITS
    return (cast("Because", because), int(day)) if is_one else None
