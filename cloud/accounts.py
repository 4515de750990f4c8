"""The accounts of a committee as the cloud knows them: whose work is taken, whose no longer, whom nobody told it of.

An operation bears its author's login. One that the cloud does not know is taken under the PC's own right and listed, so
that somebody adopts or stops it. Who may do that is the levels' business (`ledger.tiers`, 逐级管理): a committee's
administrators are looked after by the level above, its staff too, where the committee proposes and the street decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, cast

from cloud.store import Look, Turn
from ledger import roles, tiers
from ledger.errors import LedgerError
from ledger.tiers import LEVELS, AccountForbidden, Holder
from sync.protocol import Json, Op

KIND: Final = "account"
State = Literal["active", "stopped", "unknown"]
LONGEST_LOGIN: Final = 64


class CloudAccountUnknown(LedgerError):
    """No account of this login is known for the committee."""


class RoleUnknown(LedgerError):
    """There is no role of this name."""


@dataclass(frozen=True, slots=True)
class CloudAccount:
    """An account of a committee. `unknown`: met in operations, adopted by nobody yet; `late`: what came after its end.

    `stopped_at`: from then on its work is refused; `seen`: the PC and the instant at which it was first met.
    """

    login: str
    name: str = ""
    state: State = "active"
    roles: tuple[str, ...] = ()
    since: str = ""
    by: str = ""
    stopped_at: str = ""
    seen: tuple[str, str] = ("", "")
    late: int = 0
    refused: int = 0

    def told(self) -> dict[str, Json]:
        """As it is kept and listed."""
        told = {"name": self.name, "state": self.state, "roles": list(self.roles), "since": self.since, "by": self.by}
        rest = {"stopped_at": self.stopped_at, "seen": list(self.seen), "late": self.late, "refused": self.refused}
        return told | rest

    @classmethod
    def read(cls, login: str, told: Mapping[str, Json]) -> CloudAccount:
        """From what is kept."""
        state, seen = cast("State", told["state"]), (str(told["seen"][0]), str(told["seen"][1]))
        counts = int(told["late"]), int(told["refused"])
        given = tuple(str(one) for one in told["roles"])
        return cls(login, told["name"], state, given, told["since"], told["by"], told["stopped_at"], seen, *counts)


# -- what a push asks and leaves


def authors(look: Look, ops: Iterable[Op]) -> dict[str, CloudAccount | None]:
    """The accounts that wrote these operations, None for one that is not known."""
    found: dict[str, CloudAccount | None] = {}
    for login in dict.fromkeys(op.u for op in ops if op.u):
        told = look.fact(KIND, login[:LONGEST_LOGIN])
        found[login] = CloudAccount.read(login, told) if told is not None else None
    return found


def stopped(known: Mapping[str, CloudAccount | None]) -> dict[str, str]:
    """By login the instant from which its work is refused (`cloud.deciding.Sending`)."""
    return {login: one.stopped_at for login, one in known.items() if one is not None and one.state == "stopped"}


def roles_of(known: Mapping[str, CloudAccount | None]) -> dict[str, tuple[str, ...]]:
    """By login the roles of the accounts that somebody has given any (`cloud.deciding.Sending`)."""
    return {
        login: one.roles for login, one in known.items() if one is not None and one.state != "unknown" and one.roles
    }


def note(
    turn: Turn,
    known: Mapping[str, CloudAccount | None],
    ops: Sequence[Op],
    results: Sequence[Json],
    met: tuple[str, str],
) -> None:
    """List authors that the cloud did not know, and count what came of stopped ones; `met`: the PC and the instant.

    What was decided before counts once.
    """
    fates = {login: [0, 0] for login in known}
    for op, result in zip(ops, results, strict=True):
        if op.u in fates and result["outcome"] != "duplicate":
            fates[op.u][result.get("reason") == "forbidden"] += 1
    for login, one in known.items():
        late, refused = fates[login]
        if one is None:
            _put(turn, CloudAccount(login[:LONGEST_LOGIN], state="unknown", since=met[1], seen=met))
        elif one.state == "stopped" and late + refused:
            _put(turn, _with(one, late=one.late + late, refused=one.refused + refused))


# -- what an operator does


def listed(look: Look, *, only: State | None = None) -> list[CloudAccount]:
    """All accounts of the committee, or those in one state, by login."""
    found = (CloudAccount.read(login, told) for login, told in look.facts(KIND).items())
    return [one for one in found if only is None or one.state == only]


def put(turn: Turn, wanted: CloudAccount, committee: str, actor: Holder | None) -> CloudAccount:
    """Open an account, adopt one that was met, or change one; `actor` None is the server's own console.

    Raises AccountForbidden, RoleUnknown.
    """
    for role in wanted.roles:
        if role not in roles.BY_CODE:
            raise RoleUnknown
    before = _known(turn, wanted.login)
    for one in (before, wanted):
        if one is not None and one.state != "unknown":
            require_may(actor, _holder(one, committee))
    kept = wanted if before is None else _with(wanted, seen=before.seen, late=before.late, refused=before.refused)
    _put(turn, kept)
    return kept


def stop(turn: Turn, login: str, at: str, committee: str, actor: Holder | None) -> CloudAccount:
    """Take no work of this account that is done from `at` on; raises CloudAccountUnknown, AccountForbidden."""
    known = _known(turn, login)
    if known is None:
        raise CloudAccountUnknown
    require_may(actor, _holder(known, committee))
    ended = _with(known, state="stopped", stopped_at=at, by=actor.login if actor else "")
    _put(turn, ended)
    return ended


def require_may(actor: Holder | None, target: Holder) -> None:
    """Raise AccountForbidden unless the levels let `actor` look after `target` here."""
    if actor is None:
        return
    if target.level == "committee" and not target.is_administrator:
        _require_decides(actor, target)
    elif tiers.way(actor, target, is_enrolled=True) != "directly":
        raise AccountForbidden("level_above")


def _require_decides(actor: Holder, target: Holder) -> None:
    """Of a committee's staff the committee proposes and the level above decides."""
    if not actor.is_active or not actor.is_administrator:
        raise AccountForbidden("no_administrator")
    if LEVELS.index(actor.level) + 1 != LEVELS.index(target.level):
        raise AccountForbidden("other_level")
    if not target.unit.startswith(actor.unit):
        raise AccountForbidden("other_unit")


def _known(look: Look, login: str) -> CloudAccount | None:
    told = look.fact(KIND, login)
    return CloudAccount.read(login, told) if told is not None else None


def _holder(one: CloudAccount, committee: str) -> Holder:
    return Holder(one.login, "committee", committee, frozenset(one.roles), one.state == "active")


def _put(turn: Turn, one: CloudAccount) -> None:
    turn.put_fact(KIND, one.login, one.told())


def _with(one: CloudAccount, **changes: Json) -> CloudAccount:
    return CloudAccount.read(one.login, one.told() | {name: _plain(value) for name, value in changes.items()})


def _plain(value: Json) -> Json:
    return list(value) if isinstance(value, tuple) else value
