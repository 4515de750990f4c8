"""What an account may do, by its roles and the matrix, and the refusal that names who may.

When it is asked is `operations.py`'s, what it means for single values `masks.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import TYPE_CHECKING

from ledger import permissions, roles
from ledger.definition import Level
from ledger.errors import LedgerError
from ledger.permissions import Cell, Grant, Matrix

if TYPE_CHECKING:
    from storage.accounts import Account

_NOWHERE = frozenset((b"",))  # an area that no compound is in
_FLAT = {"flat": "person"}  # sheets that are no ledger of their own, by the ledger that they are about


class Forbidden(LedgerError):
    """The account may not do `action` (with `ledger`); `holders` are the roles that may.

    `bounded`: it concerns the whole committee, and the account works for some compounds only. `level`: it may do it,
    but not with fields so sensitive. `asked` says what was asked for, where the action by itself does not.
    """

    def __init__(
        self,
        action: str,
        ledger: str = "",
        holders: tuple[str, ...] = (),
        *,
        bounded: bool = False,
        level: str = "",
        asked: str = "",
    ) -> None:
        super().__init__(f"may not {action} {ledger} {level}".rstrip())
        self.action = action
        self.ledger = ledger
        self.holders = holders
        self.bounded = bounded
        self.level = level
        self.asked = asked


@dataclass(frozen=True, slots=True)
class Rights:
    """What one account may do. `area`: ids of the compounds that it works for, empty for the whole committee."""

    login: str
    roles: tuple[str, ...]
    area: frozenset[bytes] = frozenset()
    matrix: Matrix = dataclass_field(default_factory=lambda: permissions.DEFAULT, repr=False)
    name: str = ""
    """What the person at work is called."""
    _levels: dict[tuple[str, str], Level | None] = dataclass_field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def of(cls, login: str, accounts: Iterable[Account], matrix: Matrix = permissions.DEFAULT) -> Rights:
        """The rights of an account among all of them; an unknown one has none.

        The account without roles that was made with the store has every local role until there is a second account,
        and is its head from then on.
        """
        known = {account.login: account for account in accounts}
        account = known.get(login)
        if account is None or account.state != "active":
            return cls(login, (), frozenset(), matrix)
        held = account.roles or (roles.LOCAL if len(known) == 1 else (roles.HEAD,))
        area = frozenset(bytes.fromhex(compound) for compound in account.area)
        bounds = area or (_NOWHERE if roles.needs_area(held) else area)
        return cls(login, held, bounds, matrix, account.name)

    def may(self, action: str, ledger: str = "") -> bool:
        """Whether the account may do this; without a ledger, with one at least."""
        return self.level(action, ledger) is not None

    def level(self, action: str, ledger: str = "") -> Level | None:
        """Up to which level of fields the account may do this; None when it may not at all."""
        if ledger in permissions.NOTICES and not self.may("notices"):
            return None
        asked = action, _of_matrix(ledger)
        if asked not in self._levels:
            is_beyond = bool(self.area) and permissions.BY_NAME[action].whole
            self._levels[asked] = None if is_beyond else self._highest(*asked)
        return self._levels[asked]

    def _highest(self, action: str, ledger: str) -> Level | None:
        return permissions.highest(self.matrix, self.roles, action, ledger, has_area=bool(self.area))

    def level_shown(self, ledger: str) -> Level | None:
        """The highest level that lists and pages show without a mask; None where the ledger is not shown at all."""
        return self.level("view", ledger)

    def hidden_ledgers(self) -> frozenset[str]:
        """Ledgers of which nobody of these roles reads a row: those kept from people outside the committee."""
        if not roles.is_masked(self.roles):
            return frozenset()
        kept = frozenset(ledger for ledger in permissions.LEDGERS if not self.may("view", ledger))
        kept |= {beside for beside, ledger in permissions.BELONGING.items() if ledger in kept}
        return kept if self.may("notices") else kept.union(permissions.NOTICES)

    @property
    def is_told_secrets(self) -> bool:
        """Whether the account sees the orders that are kept back from all but whoever has them (R051)."""
        return roles.HEAD in self.roles

    @property
    def is_bounded(self) -> bool:
        """Whether there may be rows that the account does not read at all."""
        return bool(self.area or self.hidden_ledgers()) or not self.is_told_secrets

    def require(self, action: str, ledger: str = "", *, asked: str = "") -> None:
        """Raise Forbidden unless the account may do this; `asked` says what for, where the action does not."""
        refusal = self.refusal(action, ledger)
        if refusal is not None:
            refusal.asked = asked
            raise refusal

    def require_any(self, actions: Iterable[str], *, asked: str) -> None:
        """Raise Forbidden unless the account may do one of these; it names everybody who may do any."""
        refusals = [self.refusal(action) for action in actions]
        held = [one for one in refusals if one is not None]
        if held and len(held) == len(refusals):
            able = {role for one in held for role in one.holders}
            holders = tuple(role.code for role in roles.ALL if role.code in able)
            raise Forbidden(held[0].action, "", holders, bounded=any(one.bounded for one in held), asked=asked)

    def require_level(self, action: str, ledger: str, level: str) -> None:
        """Raise Forbidden unless the account may do this with fields of a level."""
        self.require(action, ledger)
        if level > (self.level(action, ledger) or ""):
            raise Forbidden(action, ledger, self._holders(action, ledger, level), level=level)

    def refusal(self, action: str, ledger: str = "") -> Forbidden | None:
        """Why the account may not do this, for a greyed action to tell; None when it may."""
        if self.may(action, ledger):
            return None
        bounded = bool(self.area) and permissions.highest(self.matrix, self.roles, action) is not None
        return Forbidden(action, ledger, self._holders(action, ledger, "L1"), bounded=bounded)

    def _holders(self, action: str, ledger: str, level: str) -> tuple[str, ...]:
        named = _of_matrix(ledger)
        able = permissions.holders(self.matrix, action, named)
        return tuple(role for role in able if level <= (permissions.highest(self.matrix, (role,), action, named) or ""))


def _of_matrix(ledger: str) -> str:
    """A ledger as the matrix knows it; what is none is refused by whoever looks for it."""
    named = permissions.BELONGING.get(ledger) or _FLAT.get(ledger, ledger)
    return named if named in permissions.LEDGERS else ""


EVERYTHING = Rights(
    "",
    roles.LOCAL,
    matrix={Cell(role, "view", ledger): Grant("L4", "all") for role in roles.LOCAL for ledger in permissions.LEDGERS},
)
"""Sees every field without its mask: for `seen_by`, where a right to look was asked for by itself."""
