"""Who may be named in an order: the people who work here and at the committee's other PCs, by login and name."""

from __future__ import annotations

from app import access
from app.records.choosing import Choice
from app.stores.session import Session


@access.operation("view", ledger="work_order")
def names(session: Session) -> dict[str, str]:
    """What those who may have an order are called: people by login, the committee itself by its code."""
    return session.store.account_names() | {session.store.committee_code: session.store.committee_name}


@access.operation("view", ledger="work_order")
def staff(session: Session) -> tuple[Choice, ...]:
    """Everybody who works on orders, by name; an account that was stopped gets no new ones."""
    stopped = {one.login for one in session.store.accounts() if one.state != "active"}
    known = session.store.account_names()
    return tuple(
        Choice(login, name or login)
        for login, name in sorted(known.items(), key=lambda pair: pair[::-1])
        if login not in stopped
    )
