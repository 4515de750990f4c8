"""Who works at the cloud itself: operators of the city, a district or a street, each with a password of the rules.

A password has what `ledger.password_rule` wants, holds for as long as the policy says, is none of the last ones, and is
kept as an Argon2id hash. After some wrong tries the next has to wait, longer each time. Whom an operator looks after is
`accounts.py`'s and the levels' (`ledger.tiers`). The first one is made at the server's own console.
"""

from __future__ import annotations

import hmac
import secrets
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from functools import cache
from importlib.resources import files
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from cloud.store import Look, Turn
from ledger import clock, password_rule, roles, tiers
from ledger.errors import LedgerError
from ledger.password_rule import Person
from ledger.policy import USUAL
from ledger.tiers import Holder
from sync.protocol import Json

KIND: Final = "operator"
_HASH_BYTES, _ITERATIONS, _LANES, _MEMORY_KIB = 32, 3, 4, 64 * 1024


class OperatorRefused(LedgerError):
    """Login or password is wrong, or the account is stopped; which, nobody is told."""


class OperatorWaits(LedgerError):
    """After wrong passwords the next try waits `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"wait {seconds} s")
        self.seconds = seconds


class NotBeneath(LedgerError):
    """The committee is not beneath the operator's unit."""


class OperatorPasswordOver(LedgerError):
    """The password was set by somebody else or is too old; it is changed first."""


class OperatorPasswordWeak(LedgerError):
    """A new password breaks `rules`, named as `ledger.password_rule` names them."""

    def __init__(self, rules: tuple[str, ...]) -> None:
        super().__init__("new password: " + ", ".join(rules))
        self.rules = rules


@dataclass(frozen=True, slots=True)
class Operator:
    """An operator as kept. `hashes`: the password's salt and hash, newest first, with those used before.

    `department` is the department of the unit at which the operator handles orders, "" for the unit itself.
    """

    login: str
    name: str
    unit: str
    roles: tuple[str, ...]
    is_active: bool = True
    hashes: tuple[tuple[str, str], ...] = ()
    set_at: str = ""
    must_change: bool = True
    wrong: int = 0
    wrong_at: str = ""
    department: str = ""

    @property
    def holder(self) -> Holder:
        """As far as the levels are concerned."""
        return Holder(self.login, tiers.level_of(self.unit), self.unit, frozenset(self.roles), self.is_active)

    @classmethod
    def read(cls, told: Mapping[str, Json]) -> Operator:
        """From what is kept."""
        hashes = tuple((str(salt), str(hashed)) for salt, hashed in told["hashes"])
        return cls(**{**told, "roles": tuple(told["roles"]), "hashes": hashes})


def listed(look: Look) -> list[Operator]:
    """All of them, by login."""
    return [Operator.read(told) for told in look.facts(KIND).values()]


def put(turn: Turn, wanted: Operator, password: str, actor: Holder | None) -> Operator:
    """Add an operator or change one, with a first password that has to be changed; `actor` None is the console.

    Raises AccountForbidden, OperatorPasswordWeak.
    """
    if any(role not in roles.BY_CODE for role in wanted.roles):
        raise OperatorRefused
    told = turn.fact(KIND, wanted.login)
    if actor is not None:
        for one in (wanted, *((Operator.read(told),) if told else ())):
            tiers.way(actor, one.holder, is_enrolled=True)
    before = Operator.read(told).hashes if told else ()
    made = _with_password(replace(wanted, hashes=before), password, must_change=True)
    _keep(turn, made)
    return made


def require_beneath(actor: Holder | None, cid: str) -> None:
    """Raise NotBeneath unless a committee is beneath the unit of who is at work; None is the server's own console."""
    if actor is not None and not cid.startswith(actor.unit):
        raise NotBeneath


def stop(turn: Turn, login: str, actor: Holder | None) -> None:
    """Let an operator in no more; raises OperatorRefused for one that is not known, AccountForbidden."""
    told = turn.fact(KIND, login)
    if told is None:
        raise OperatorRefused
    known = Operator.read(told)
    if actor is not None:
        tiers.way(actor, known.holder, is_enrolled=True)
    everyone = (one.holder for one in listed(turn))
    tiers.require_administrator_left(everyone, replace(known, is_active=False).holder)
    _keep(turn, replace(known, is_active=False))


def enter(turn: Turn, login: str, password: str, new: str = "") -> Operator | LedgerError:
    """The operator behind a password, which `new` replaces; else what is wrong, to be raised when the turn is kept.

    A wrong try is counted, and that must stay: hence no error is raised in here.
    """
    told = turn.fact(KIND, login)
    known = Operator.read(told) if told is not None else Operator(login, "", "", (), is_active=False)
    wait = _seconds_left(known)
    if wait:
        return OperatorWaits(wait)
    if not _is_password(known, password) or not known.is_active:
        if told is not None:
            _keep(turn, replace(known, wrong=known.wrong + 1, wrong_at=clock.now_text()))
        return OperatorRefused()
    try:
        fresh = _with_password(known, new, must_change=False) if new else known
    except OperatorPasswordWeak as weak:
        return weak
    fresh = replace(fresh, wrong=0)
    _keep(turn, fresh)
    set_on = clock.day_of(fresh.set_at)
    standing = password_rule.standing(set_on, clock.today(), must_change=fresh.must_change)
    return OperatorPasswordOver() if standing in ("first", "over") else fresh


def _keep(turn: Turn, one: Operator) -> None:
    turn.put_fact(KIND, one.login, asdict(one))


def _with_password(one: Operator, password: str, *, must_change: bool) -> Operator:
    broken = password_rule.broken_rules(password, Person(one.login, one.name), common=common_passwords())
    if not broken and any(_hashed(password, salt) == hashed for salt, hashed in one.hashes):
        broken = ("used_before",)
    if broken:
        raise OperatorPasswordWeak(broken)
    salt = b64encode(secrets.token_bytes(16)).decode()
    hashes = ((salt, _hashed(password, salt)), *one.hashes)[: USUAL["password_history"]]
    return replace(one, hashes=hashes, set_at=clock.now_text(), must_change=must_change)


def _is_password(one: Operator, password: str) -> bool:
    salt, hashed = one.hashes[0] if one.hashes else (b64encode(b"\0" * 16).decode(), "")
    return hmac.compare_digest(_hashed(password, salt), hashed)


def _hashed(password: str, salt: str) -> str:
    kdf = Argon2id(
        salt=b64decode(salt), length=_HASH_BYTES, iterations=_ITERATIONS, lanes=_LANES, memory_cost=_MEMORY_KIB
    )
    return b64encode(kdf.derive(password.encode())).decode()


def _seconds_left(one: Operator) -> int:
    if one.wrong < USUAL["wrong_tries"]:
        return 0
    wait = min(USUAL["first_wait"] * 2 ** min(one.wrong - USUAL["wrong_tries"], 30), USUAL["longest_wait"])
    left = clock.moment_of(one.wrong_at) + timedelta(seconds=wait) - clock.now()
    return max(int(left.total_seconds()), 0)


@cache
def common_passwords() -> frozenset[str]:
    """What everybody tries first, case folded; lines that begin with `# ` are notes."""
    text = files("resources").joinpath("passwords", "common.txt").read_text(encoding="utf-8")
    return frozenset(line.strip().casefold() for line in text.splitlines() if line.strip() and line[:2] != "# ")
