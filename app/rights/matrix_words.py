"""Cells of the permission matrix in words, for its page, its plan and its history."""

from __future__ import annotations

from dataclasses import dataclass

from app import words
from ledger import permissions
from ledger.permissions import Cell, Grant


@dataclass(frozen=True, slots=True)
class Told:
    """One change of one cell, as the history tells it: before and after are words, 不允许 for nothing."""

    at: str
    who: str
    reason: str
    role: str
    action: str
    ledger: str
    was: str
    now: str


def action_label(name: str) -> str:
    """What an action is called; an unknown one as it is."""
    action = permissions.BY_NAME.get(name)
    return action.label if action is not None else name


AREAS = {"all": "全居委", "own": "本小区"}


def worded(cell: Cell, grant: Grant | None) -> str:
    """A cell of the matrix in words: 到三级, 允许, 不允许; with its area where that is bounded."""
    if grant is None:
        return "不允许"
    by_level = permissions.BY_NAME[cell.action].by_level
    said = f"到{words.LEVELS[grant.level]}" if by_level else "允许"
    return f"{said}，{AREAS['own']}" if grant.area == "own" else said


def worded_again(spelled: str) -> str:
    """The same of a cell as the audit keeps it: level and area; empty for nothing."""
    if not spelled:
        return "不允许"
    level, _, area = spelled.partition(" ")
    return f"到{words.LEVELS.get(level, level)}，{AREAS.get(area, area)}"
