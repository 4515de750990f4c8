"""Opening, changing, stopping and resetting accounts: by the rules of the levels, with a reason, whole or not at all.

Each is one transaction with its audit entry and the account's key slot. What the levels let nobody do is
`ledger.tiers`; that only those with the right get here at all, `app.access`; the list is `listing.py`'s.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app import access, logs
from app.accounts import details, proposals, tiers_here
from app.accounts.details import AccountRefused, Details
from app.accounts.proposals import What
from app.stores import passwords, standing
from app.stores.session import Session
from ledger import clock, roles
from ledger.errors import LedgerError
from ledger.tiers import Way
from storage.accounts import Account
from storage.errors import AccountExists
from storage.former_passwords import NewPassword
from storage.journal import Entry

_OWN_DETAILS = frozenset(("phone", "post"))
"""What a person may change of the own account."""


class AccountMissing(LedgerError):
    """No account has this login."""

    def __init__(self, login: str) -> None:
        super().__init__("no such account")
        self.login = login


class AccountReasonMissing(LedgerError):
    """An account is opened, changed or stopped with a reason only."""


class AccountStateWrong(LedgerError):
    """The account is `state` already, or has to be the other first."""

    def __init__(self, state: Literal["active", "stopped"]) -> None:
        super().__init__(f"account is {state}")
        self.state = state


class TooManyAdministrators(LedgerError):
    """As many hold the role 账号管理员 as the policy allows (`most`)."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} account administrators")
        self.most = most


@dataclass(frozen=True, slots=True)
class Changed:
    """What became of it: the account as it is now, and how (`ledger.tiers.Way`)."""

    account: Account
    way: Way
    fields: tuple[str, ...] = ()


@access.operation("accounts")
def open_account(session: Session, login: str, asked: Details, password: str, *, reason: str) -> Changed:
    """Open an account with a first password, which its holder has to change at the first log-in.

    From the second account on, the one made with the store is the head's.

    Raises:
        AccountExists, AccountRefused, PasswordTooWeak, AccountReasonMissing, AccountForbidden, TooManyAdministrators:
            nothing was opened.
    """
    _require_reason(reason)
    everyone = session.store.accounts()
    _require_new(login, everyone)
    now = clock.now_text()
    blank = Account(details.require_login(login), "", created_at=now, created_by=session.login)
    account = _as_asked(session, blank, replace(asked, name=asked.name or "", roles=asked.roles or ()))
    _require_lasting(session, account)
    way = tiers_here.way(session, account, everyone)
    _require_room(session, account, everyone)
    if way == "proposed":
        return _proposed(session, "open", account, asked, reason)
    new = _first_password(session, account, password)
    account = replace(account, must_change=True, password_at=now, is_filed=way == "directly")
    with session.store.change_accounts(_entry(session, "account-open", login, reason)) as change:
        for one in everyone:
            if not one.roles:
                change.put(replace(one, roles=(roles.HEAD,)))
        change.add(account)
        change.set_password(new)
        change.audit_detail(roles=list(account.roles), way=way, compounds=len(account.area))
    logs.event("account opened", roles=list(account.roles))
    return Changed(account, way)


@access.operation("accounts")
def change_account(session: Session, login: str, asked: Details, *, reason: str) -> Changed:
    """Change what an account is: name, roles, area, days, whether it was filed. Nothing asked for changes nothing.

    Raises:
        AccountMissing, AccountRefused, AccountReasonMissing, AccountForbidden, TooManyAdministrators: as it was.
    """
    _require_reason(reason)
    everyone = session.store.accounts()
    before = _named(everyone, login)
    after = _as_asked(session, before, asked)
    fields = details.changed_fields(before, after)
    tiers_here.require_administrator_left(session, after, everyone)
    if login == session.login and _OWN_DETAILS.issuperset(fields):
        way: Way = "directly"
    else:
        tiers_here.way(session, before, everyone)
        way = tiers_here.way(session, after, everyone)
    _require_room(session, after, everyone)
    if way == "proposed":
        return _proposed(session, "change", before, asked, reason)
    if fields:
        with session.store.change_accounts(_entry(session, "account-change", login, reason)) as change:
            change.put(after)
            change.audit_detail(fields=list(fields), roles=list(after.roles), compounds=len(after.area))
    return Changed(after, way, fields)


@access.operation("accounts")
def stop_account(session: Session, login: str, *, reason: str) -> Changed:
    """Stop an account and take its key slot away, so that its password opens this store no more.

    It cannot take back what was seen or copied: whoever kept an old copy of the folder opens that copy with the old
    password (docs/security.md).

    Raises:
        AccountMissing, AccountStateWrong, AccountReasonMissing, AccountForbidden: as it was.
    """
    _require_reason(reason)
    everyone = session.store.accounts()
    before = _named(everyone, login, state="active")
    after = replace(before, state="stopped")
    tiers_here.require_administrator_left(session, after, everyone)
    way = tiers_here.way(session, before, everyone)
    if way == "proposed":
        return _proposed(session, "stop", before, Details(), reason)
    with session.store.change_accounts(_entry(session, "account-stop", login, reason)) as change:
        change.put(after)
        change.remove_slot(login)
        change.audit_detail(roles=list(before.roles))
    logs.event("account stopped")
    return Changed(after, way)


@access.operation("accounts")
def resume_account(session: Session, login: str, password: str, *, reason: str) -> Changed:
    """Let a stopped account log in again, with a password that has to be changed first.

    Raises:
        AccountRefused: its last day is over, and would stop it again.
        AccountMissing, AccountStateWrong, PasswordTooWeak, AccountReasonMissing, AccountForbidden: as it was.
    """
    _require_reason(reason)
    everyone = session.store.accounts()
    before = _named(everyone, login, state="stopped")
    _require_lasting(session, before)
    way = tiers_here.way(session, before, everyone)
    _require_room(session, replace(before, state="active"), everyone)
    if way == "proposed":
        return _proposed(session, "resume", before, Details(), reason)
    new = _first_password(session, before, password)
    after = replace(before, state="active", must_change=True, password_at=clock.now_text())
    with session.store.change_accounts(_entry(session, "account-resume", login, reason)) as change:
        change.put(after)
        change.set_password(new)
        change.audit_detail(roles=list(before.roles))
    return Changed(after, way)


@access.operation("accounts")
def reset_password(session: Session, login: str, password: str, *, reason: str) -> Changed:
    """Give an account another first password when its holder forgot the own one; no data is lost by that.

    Raises:
        AccountMissing, AccountStateWrong, PasswordTooWeak, AccountReasonMissing, AccountForbidden: as it was.
    """
    _require_reason(reason)
    everyone = session.store.accounts()
    account = _named(everyone, login, state="active")
    way = tiers_here.way(session, account, everyone)
    if way == "proposed":
        return _proposed(session, "reset", account, Details(), reason)
    new = _first_password(session, account, password)
    session.store.set_password(new, _entry(session, "account-reset", login, reason), must_change=True)
    logs.event("password reset")
    return Changed(_named(session.store.accounts(), login), way)


@access.operation(access.OWN)
def report_own(session: Session, *, reason: str) -> None:
    """Tell the head that something is wrong with one's own account (账号异常, R085)."""
    _require_reason(reason)
    entry = Entry(session.login, "account-reported", source=session.login, reason=reason, class_="security")
    session.store.note([(entry, {})])


def _as_asked(session: Session, account: Account, asked: Details) -> Account:
    with session.reader() as reader:
        return details.applied(account, asked, reader)


def _named(everyone: list[Account], login: str, *, state: Literal["active", "stopped"] | None = None) -> Account:
    found = next((one for one in everyone if one.login == login), None)
    if found is None:
        raise AccountMissing(login)
    if state is not None and found.state != state:
        raise AccountStateWrong(found.state)
    return found


def _require_new(login: str, everyone: list[Account]) -> None:
    """Two people whose logins differ in capitals alone would be taken for one another in the log."""
    same = next((one.login for one in everyone if one.login.casefold() == login.casefold()), None)
    if same is not None:
        raise AccountExists(same)


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise AccountReasonMissing


def _require_lasting(session: Session, account: Account) -> None:
    """Open no account whose last day is over: the next log-in would stop it."""
    if account.ends_on and account.ends_on < standing.day_of(session.store).isoformat():
        raise AccountRefused("ended")


def _require_room(session: Session, account: Account, everyone: list[Account]) -> None:
    """Hold the number of account administrators to the policy (R082)."""
    most = session.policy["account_admins"]
    if "accounts" not in account.roles or account.state != "active":
        return
    if tiers_here.account_admins(session, everyone, without=account.login) >= most:
        raise TooManyAdministrators(most)


def _first_password(session: Session, account: Account, password: str) -> NewPassword:
    store, policy = session.store, session.policy
    passwords.require_good(
        password,
        login=account.login,
        name=account.name,
        phone=account.phone or "",
        committee=(store.committee_code, store.committee_name),
        policy=policy,
    )
    derived = store.new_password(account.login, password, not_among=policy["password_history"])
    if derived.was_used:
        raise passwords.PasswordTooWeak((passwords.USED_BEFORE,), policy["password_length"])
    return derived


def _entry(session: Session, kind: str, login: str, reason: str) -> Entry:
    return Entry(session.login, kind, source=login, reason=reason, class_="account")


def _proposed(session: Session, what: What, account: Account, asked: Details, reason: str) -> Changed:
    proposals.propose(session, what, account.login, asked, reason)
    return Changed(account, "proposed")
