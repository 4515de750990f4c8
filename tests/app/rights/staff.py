"""A committee with somebody in every role, over one real store: sessions that differ in who is at work."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.stores.session import Session
from app.stores.settings import Settings
from ledger import roles
from storage import accounts
from storage.accounts import Account
from storage.store import Entry, Store
from tests.committee import LOGIN, new_store

A_PERSON = {
    "name": "张三明",
    "id_type": "111",
    "id_no": "11010519491231002X",
    "sex": "2",
    "birth_date": "1949-12-31",
    "population_type": "01",
    "phone": "13812345678",
    "religion": "佛教",
    "education": "大学本科",
}


def employ(store: Store, login: str, *held: str, area: tuple[bytes, ...] = (), name: str = "") -> Session:
    """A session of a new account."""
    with store.enter(Entry(LOGIN, "account-open", class_="account")) as write:
        write.audit_detail(login=login)
        account = Account(login, name or login, held, area=tuple(one.hex() for one in area), created_by=LOGIN)
        accounts.put(write.connection, account)
    return at_work(store, login)


def at_work(store: Store, login: str) -> Session:
    """A session of an account that there is; one at a time sets what the store lets be read."""
    return Session(store, login, Settings(store.folder))


@contextmanager
def a_committee(folder: Path) -> Iterator[tuple[Store, dict[str, Session]]]:
    """A store, and a session for every role that works for the whole committee."""
    with new_store(folder / "store") as store:
        sessions = {role.code: employ(store, f"the_{role.code}", role.code) for role in roles.ALL if not role.own_area}
        yield store, sessions
