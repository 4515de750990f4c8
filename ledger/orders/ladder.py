"""Who hears of an order that is late or that nobody works on, and when: the escalation ladder as data.

Days are whole working days since the due date, or without any progress. The sources stand in docs/work_orders.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

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
_FIRST_IDLE: Final = min(rung.day for rung in LADDER if rung.because == "idle")


def rungs(overdue_days: int | None, idle_days: int) -> tuple[Rung, ...]:
    """Every rung that is reached, lowest first. `overdue_days` is None for what is not overdue."""
    if overdue_days is None and idle_days < _FIRST_IDLE:
        return ()
    days = {"overdue": -1 if overdue_days is None else overdue_days, "idle": idle_days}
    return tuple(rung for rung in LADDER if days[rung.because] >= rung.day)
