"""Who may be named in an order: the people who work here and at the committee's other PCs, by login and name."""

from __future__ import annotations

from app import access
from app.access import Rights
from app.records.choosing import Choice
from app.stores.session import Session
from ledger.errors import LedgerError
from ledger.orders.duties import MATRIX, duties_of


class NobodyCalled(LedgerError):
    """Nobody who works here is called so (`name`); nothing was changed."""

    def __init__(self, name: str) -> None:
        super().__init__("nobody called so")
        self.name = name


class SeveralCalled(LedgerError):
    """Several who work here are called so (`name`), under these `logins`; nothing was changed."""

    def __init__(self, name: str, logins: tuple[str, ...]) -> None:
        super().__init__("several called so")
        self.name = name
        self.logins = logins


class HandlesNoOrders(LedgerError):
    """Whoever is called so (`name`) may not work on orders, or no longer; nothing was changed."""

    def __init__(self, name: str) -> None:
        super().__init__("handles no orders")
        self.name = name


@access.operation("view", ledger="work_order")
def names(session: Session) -> dict[str, str]:
    """What those who may have an order are called: people by login, the committee itself by its code."""
    return session.store.account_names() | {session.store.committee_code: session.store.committee_name}


@access.operation("view", ledger="work_order")
def staff(session: Session) -> tuple[Choice, ...]:
    """Everybody who works on orders, by name; who may not, or no longer, gets no new ones."""
    idle = _idle(session)
    known = session.store.account_names()
    return tuple(
        Choice(login, name or login)
        for login, name in sorted(known.items(), key=lambda pair: pair[::-1])
        if login not in idle
    )


@access.operation("view", ledger="work_order")
def login_of(session: Session, said: str) -> str:
    """The login that somebody means by a login or a name; raises NobodyCalled, SeveralCalled."""
    known, word = session.store.account_names(), said.strip()
    if word in known:
        return word
    found = sorted(login for login, name in known.items() if name == word)
    if not found:
        raise NobodyCalled(word)
    if len(found) > 1:
        raise SeveralCalled(word, tuple(found))
    return found[0]


@access.operation("view", ledger="work_order")
def handler_of(session: Session, said: str) -> str:
    """As `login_of`, of somebody who can take an order; raises HandlesNoOrders besides."""
    login = login_of(session, said)
    if login in _idle(session):
        raise HandlesNoOrders(said.strip())
    return login


def _idle(session: Session) -> set[str]:
    """The accounts of this PC that cannot take an order; what those of other PCs may nobody here knows."""
    accounts = session.store.accounts()
    rights = {one.login: Rights.of(one.login, accounts, session.rights.matrix) for one in accounts}
    return {
        login
        for login, held in rights.items()
        if not (held.may("edit", "work_order") and duties_of(held.roles) & MATRIX["take"].keys())
    }
