"""Who may approve an export: another account that works, with the right to approve and its own password.

A store with one account has nobody else; its exports approve themselves, and that is told (`register.self_approved`).
"""

from __future__ import annotations

from app import access
from app.access import Rights
from app.stores.session import Session
from ledger.errors import LedgerError
from storage.store import Account


class NotAnApprover(LedgerError):
    """The account `login` is not there, is stopped, or may not approve exports."""

    def __init__(self, login: str) -> None:
        super().__init__("not an approver")
        self.login = login


@access.operation(access.OWN)
def is_alone(session: Session) -> bool:
    """True when nobody else has an account that works."""
    return sum(account.state == "active" for account in session.store.accounts()) < 2


@access.operation(access.OWN)
def candidates(session: Session, asker: str) -> list[Account]:
    """The accounts that may decide a request of `asker`."""
    return [one for one in session.store.accounts() if one.login != asker and _may(session, one.login)]


@access.operation(access.OWN)
def require(session: Session, login: str) -> None:
    """Raise NotAnApprover for an account that may not approve."""
    if not _may(session, login):
        raise NotAnApprover(login)


@access.operation(access.OWN)
def verify(session: Session, login: str, password: str) -> None:
    """Raise WrongPassword unless this is the account's own password."""
    session.store.verify_password(login, password)


def _may(session: Session, login: str) -> bool:
    return Rights.of(login, session.store.accounts(), session.rights.matrix).may("approve")
