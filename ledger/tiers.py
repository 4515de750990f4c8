"""Who opens, changes and stops whose account (逐级管理, R081): pure, the same for the PC and the cloud.

The levels are the city's, its districts', their streets' and their committees'. An administrator of a level looks
after the staff of the own unit and the administrators of the units one level below, nobody else. On a PC that no
cloud knows there is nobody above the committee: its head stands in, and what the head does is marked 待备案. Where a
cloud is known, a committee proposes and the level above decides.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from ledger.errors import LedgerError

Level = Literal["city", "district", "street", "committee"]
LEVELS: tuple[Level, ...] = ("city", "district", "street", "committee")
_CODE_LENGTHS: dict[Level, int] = {"city": 2, "district": 6, "street": 9, "committee": 12}
ADMINISTRATORS = frozenset(("head", "accounts"))
"""Roles whose holders look after accounts."""

Way = Literal["directly", "unfiled", "proposed"]
"""How an account may be opened or changed: at once; at once, waiting to be filed (待备案); by a proposal."""
Refusal = Literal["no_administrator", "other_unit", "other_level", "own_account", "level_above", "last_administrator"]


class AccountForbidden(LedgerError):
    """The rules of the levels do not let this person do that to that account; `why` says which one."""

    def __init__(self, why: Refusal) -> None:
        super().__init__(f"account forbidden: {why}")
        self.why = why


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody with an account, as far as the levels are concerned. `unit` is the unit's division code."""

    login: str
    level: Level
    unit: str
    roles: frozenset[str]
    is_active: bool = True
    is_ending: bool = False
    """The account has a last day."""

    @property
    def is_administrator(self) -> bool:
        """True for those who look after accounts."""
        return bool(self.roles & ADMINISTRATORS)


def level_of(code: str) -> Level:
    """The level of the unit with a division code: 31 the city, 310115 a district, 9 digits a street, 12 a committee."""
    return next((level for level, length in _CODE_LENGTHS.items() if len(code) <= length), "committee")


def way(actor: Holder, target: Holder, *, is_enrolled: bool) -> Way:
    """How `actor` may open, change or stop `target`; raises AccountForbidden. Nobody changes the own account.

    `is_enrolled` says that this PC is known to a cloud, which the levels above use.
    """
    if not actor.is_active or not actor.is_administrator:
        raise AccountForbidden("no_administrator")
    if actor.login == target.login:
        raise AccountForbidden("own_account")
    if actor.level == target.level:
        return _in_own_unit(actor, target, is_enrolled=is_enrolled)
    if LEVELS.index(target.level) != LEVELS.index(actor.level) + 1 or not target.is_administrator:
        raise AccountForbidden("other_level")
    if not target.unit.startswith(actor.unit):
        raise AccountForbidden("other_unit")
    return "directly"


def _in_own_unit(actor: Holder, target: Holder, *, is_enrolled: bool) -> Way:
    if actor.unit != target.unit:
        raise AccountForbidden("other_unit")
    if actor.level == "committee" and is_enrolled:
        return "proposed"
    if not target.is_administrator:
        return "unfiled" if actor.level == "committee" else "directly"
    if actor.level == "committee" and "head" in actor.roles:
        return "unfiled"  # in place of the street, which this PC does not know
    raise AccountForbidden("level_above")


def require_administrator_left(everyone: Iterable[Holder], changed: Holder) -> None:
    """Raise AccountForbidden when nobody could look after accounts any more once `changed` is as it shall be.

    Nobody but a head looks after the accounts of heads, so one without a last day stays where there is one.
    """
    before = tuple(everyone)
    after = (*(one for one in before if one.login != changed.login), changed)
    is_anybody_left = any(one.is_active and one.is_administrator for one in after)
    if not is_anybody_left or (_has_lasting_head(before) and not _has_lasting_head(after)):
        raise AccountForbidden("last_administrator")


def _has_lasting_head(holders: Iterable[Holder]) -> bool:
    return any("head" in one.roles and one.is_active and not one.is_ending for one in holders)


def count_of(role: str, everyone: Iterable[Holder], *, without: Collection[str] = ()) -> int:
    """How many active accounts hold a role."""
    return sum(role in one.roles and one.is_active and one.login not in without for one in everyone)
