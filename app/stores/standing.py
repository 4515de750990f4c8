"""Whether an account may log in now, and whether its password may still be used: asked at every log-in and unlock.

Days are those of the clock or of the newest entry of the log, whichever is later, so that a clock set back opens
nothing that has ended. What a password must be like is `passwords.py`'s.
"""

from __future__ import annotations

from datetime import date

from ledger import clock, password_rule, roles
from ledger.errors import LedgerError
from ledger.password_rule import Standing
from ledger.policy import Policy
from storage.accounts import Account
from storage.errors import UnknownAccount
from storage.store import Store

POLICY = "policy"
"""The committee's changes of the security policy (a setting in the store)."""


class AccountStopped(LedgerError):
    """The account was stopped; its password opens nothing any more."""


class AccountEnded(LedgerError):
    """The account's last day was `on`."""

    def __init__(self, on: str) -> None:
        super().__init__("account ended")
        self.on = on


class AccountNotBegun(LedgerError):
    """The account's first day is `on`."""

    def __init__(self, on: str) -> None:
        super().__init__("account not begun")
        self.on = on


class PasswordMustChange(LedgerError):
    """The password was set by somebody else, or is too old (`days`): nothing but its change opens."""

    def __init__(self, days: int | None = None) -> None:
        super().__init__("password must be changed")
        self.days = days


class PasswordExpired(PasswordMustChange):
    """The password is older than the policy lets one be."""


class PasswordDateWrong(PasswordExpired):
    """Nobody can say how old the password is: the day on which it was set is missing or lies ahead of today."""


def account_of(store: Store, login: str) -> Account:
    """The account of a login; raises UnknownAccount."""
    found = next((account for account in store.accounts() if account.login == login), None)
    if found is None:
        raise UnknownAccount
    return found


def policy_of(store: Store) -> Policy:
    """The security policy that holds, within the bounds of the rules."""
    return Policy.of(store.setting(POLICY))


def day_of(store: Store) -> date:
    """Today, and never before the newest entry of the log."""
    with store.reader() as reader:
        newest = reader.actions(limit=1)
    today = clock.today()
    return max(today, clock.day_of(newest[0].at)) if newest else today


def begun_on(store: Store) -> date:
    """The day on which the store was made; today where no account tells."""
    return min((clock.day_of(one.created_at) for one in store.accounts() if one.created_at), default=clock.today())


def require_active(account: Account, today: date) -> None:
    """Raise AccountStopped, AccountNotBegun or AccountEnded unless the account may log in today."""
    if account.state != "active":
        raise AccountStopped
    if account.starts_on and today.isoformat() < account.starts_on:
        raise AccountNotBegun(account.starts_on)
    if account.ends_on and today.isoformat() > account.ends_on:
        raise AccountEnded(account.ends_on)


def is_way_back(store: Store, account: Account, today: date) -> bool:
    """Whether the recovery key brings this account back: a head's that may not log in, where no other head may.

    Nobody but a head looks after the accounts of heads, so there would be no other way.
    """
    return _is_head(account) and not any(_is_head(one) and may_log_in(one, today) for one in store.accounts())


def _is_head(account: Account) -> bool:
    return not account.roles or roles.HEAD in account.roles


def may_log_in(account: Account, today: date) -> bool:
    """Whether the account is in use: neither stopped nor ended nor yet to begin."""
    try:
        require_active(account, today)
    except (AccountStopped, AccountNotBegun, AccountEnded):
        return False
    return True


def password_set_on(account: Account) -> date | None:
    """The day on which the account's password was set; None when that is unknown."""
    return clock.day_of(account.password_at) if account.password_at else None


def of_password(account: Account, today: date, policy: Policy) -> Standing:
    """How the account's password stands."""
    return password_rule.standing(password_set_on(account), today, must_change=account.must_change, policy=policy)


def require_fresh_password(account: Account, today: date, policy: Policy) -> None:
    """Raise PasswordMustChange or PasswordExpired when nothing but the change of the password may be opened."""
    stands = of_password(account, today, policy)
    if stands == "first":
        raise PasswordMustChange
    if stands == "over":
        is_known = password_rule.age_days(password_set_on(account), today) is not None
        raise (PasswordExpired if is_known else PasswordDateWrong)(policy["password_days"])
