"""Who has an account, ready to be shown: state, roles, area, last log-in, age of the password, history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from app import access
from app.accounts import details, tiers_here
from app.stores import standing
from app.stores.session import Session
from app.undo import action_words
from ledger import clock, password_rule, roles
from ledger.policy import Policy
from ledger.tiers import AccountForbidden
from storage.accounts import Account
from storage.reading import Reader

_STATES = {
    "active": "使用中",
    "stopped": "已停用",
    "ended": "已到期",
    "not_begun": "未到启用日",
}
_ENDED_AND_STOPPED = "已到期，已停用"
_PASSWORDS = {"good": "", "ending": "密码快到期", "over": "密码已到期", "first": "待改初始密码"}
_MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Line:
    """One account as it is listed. `refusal` says why the person at work may not change it, if that is so."""

    account: Account
    state: str
    state_label: str
    roles: tuple[str, ...]
    roles_label: str
    area: tuple[str, ...]
    last_log_in: str
    password_days: int | None
    password_label: str
    locked_seconds: int
    refusal: AccountForbidden | None

    @property
    def login(self) -> str:
        """By what the account is known."""
        return self.account.login

    def as_json(self) -> dict[str, object]:
        """The line as scripts read it."""
        one = self.account
        return {
            "login": one.login,
            "name": one.name,
            "state": self.state,
            "state_label": self.state_label,
            "roles": list(self.roles),
            "roles_label": self.roles_label,
            "compounds": list(self.area),
            "post": one.post,
            "starts_on": one.starts_on,
            "ends_on": one.ends_on,
            "external_id": one.external_id,
            "filed": one.is_filed,
            "must_change": one.must_change,
            "password_days": self.password_days,
            "locked_seconds": self.locked_seconds,
            "last_log_in": self.last_log_in or None,
            "created_at": one.created_at,
            "created_by": one.created_by,
            "changeable": self.refusal is None,
        }


@dataclass(frozen=True, slots=True)
class Event:
    """Something that was done to an account, or by it to its own password."""

    at: str
    by: str
    what: str
    reason: str
    detail: Mapping[str, object]


@access.operation("accounts")
def everyone(session: Session) -> tuple[Line, ...]:
    """Every account: those in use first, then by login name."""
    accounts, policy, today = session.store.accounts(), session.policy, standing.day_of(session.store)
    with session.reader() as reader:
        last = reader.last_log_ins()
        lines = [_line(session, one, accounts, reader, _Known(policy, today, last)) for one in accounts]
    return tuple(sorted(lines, key=lambda line: (line.state == "stopped", line.login)))


@access.operation("accounts")
def history(session: Session, login: str) -> tuple[Event, ...]:
    """What was done to an account, newest first, from the audit."""
    names = session.store.account_names()
    with session.reader() as reader:
        entries = reader.actions(classes=("account", "security"), limit=_MOST_ENTRIES)
    return tuple(
        Event(
            clock.local_text(one.at),
            names.get(one.user, one.user),
            action_words.action(one.kind),
            one.reason,
            one.detail,
        )
        for one in entries
        if one.source == login and one.kind.partition("-")[0] in ("account", "password")
    )


@dataclass(frozen=True, slots=True)
class _Known:
    policy: Policy
    today: date
    last_log_ins: Mapping[str, str]


def _line(session: Session, account: Account, accounts: list[Account], reader: Reader, known: _Known) -> Line:
    held = tiers_here.roles_of(account, accounts)
    state = _state(account, known.today)
    last = known.last_log_ins.get(account.login, "")
    stands = standing.of_password(account, known.today, known.policy) if state == "active" else "good"
    return Line(
        account=account,
        state=state,
        state_label=_state_label(account, state, known.today),
        roles=held,
        roles_label=roles.labels(held),
        area=details.area_words(account.area, reader),
        last_log_in=clock.local_text(last) if last else "",
        password_days=password_rule.age_days(standing.password_set_on(account), known.today),
        password_label=_PASSWORDS[stands],
        locked_seconds=session.store.seconds_locked_out(account.login),
        refusal=_refusal(session, account, accounts),
    )


def _state_label(account: Account, state: str, today: date) -> str:
    if state == "stopped" and account.ends_on and account.ends_on < today.isoformat():
        return _ENDED_AND_STOPPED
    return _STATES[state] if account.is_filed or state != "active" else f"{_STATES[state]}，待备案"


def _state(account: Account, today: date) -> str:
    try:
        standing.require_active(account, today)
    except standing.AccountStopped:
        return "stopped"
    except standing.AccountEnded:
        return "ended"
    except standing.AccountNotBegun:
        return "not_begun"
    return "active"


def _refusal(session: Session, account: Account, accounts: list[Account]) -> AccountForbidden | None:
    try:
        tiers_here.way(session, account, accounts)
    except AccountForbidden as error:
        return error
    return None
