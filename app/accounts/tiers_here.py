"""The rules of the levels (`ledger.tiers`) as they hold on this PC: who is who, and whether a cloud is known."""

from __future__ import annotations

from collections.abc import Iterable

from app import access
from app.stores.session import Session
from ledger import roles, tiers
from ledger.tiers import Holder, Way
from storage.accounts import Account


@access.operation(access.OWN)
def holder(session: Session, account: Account, everyone: Iterable[Account]) -> Holder:
    """An account as the levels see it."""
    unit = session.store.committee_code
    held = frozenset(roles_of(account, everyone))
    is_active, is_ending = account.state == "active", account.ends_on is not None
    return Holder(account.login, tiers.level_of(unit), unit, held, is_active=is_active, is_ending=is_ending)


def roles_of(account: Account, everyone: Iterable[Account]) -> tuple[str, ...]:
    """The roles that an account holds: the one made with the store has every local one while it is alone."""
    if account.roles:
        return account.roles
    return roles.LOCAL if all(one.login == account.login for one in everyone) else (roles.HEAD,)


@access.operation(access.OWN)
def way(session: Session, target: Account, everyone: Iterable[Account]) -> Way:
    """How the person at work may open, change or stop `target`; raises AccountForbidden."""
    known = tuple(everyone)
    actor = holder(session, session.account, known)
    return tiers.way(actor, holder(session, target, known), is_enrolled=session.store.is_enrolled())


@access.operation(access.OWN)
def require_administrator_left(session: Session, changed: Account, everyone: Iterable[Account]) -> None:
    """Raise AccountForbidden when nobody could look after accounts any more."""
    known = tuple(everyone)
    tiers.require_administrator_left((holder(session, one, known) for one in known), holder(session, changed, known))


@access.operation(access.OWN)
def account_admins(session: Session, everyone: Iterable[Account], *, without: str) -> int:
    """How many others hold the role 账号管理员."""
    known = tuple(everyone)
    return tiers.count_of("accounts", (holder(session, one, known) for one in known), without=(without,))
