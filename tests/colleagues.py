"""A second person in an invented office: an account of their own with a key slot, and a session as them."""

from __future__ import annotations

from ledger import clock
from storage.accounts import Account
from storage.journal import Entry
from storage.store import Store
from tests.storage.stores import CHEAP

LI, LI_PASSWORD = "li", "Shanmen-2026"


def add_colleague(
    store: Store,
    login: str = LI,
    *,
    name: str = "李敏",
    roles: tuple[str, ...] = ("head",),
    password: str = LI_PASSWORD,
) -> Account:
    """Give somebody an account in an open store."""
    now = clock.now_text()
    account = Account(login, name, roles=roles, password_at=now, created_at=now, created_by="wang")
    new = store.new_password(login, password, cost=CHEAP)
    with store.change_accounts(Entry("wang", "account-open", class_="account")) as change:
        change.add(account)
        change.set_password(new)
        change.audit_detail(login=login)
    return account
