"""An invented committee and its new store: real and encrypted, under a key that costs little to try."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from app.stores.session import Session
from app.stores.settings import Settings
from storage.store import Store
from tests.storage.stores import CHEAP

CODE, NAME = "310115001001", "银杏居委会"
LOGIN, USER, PASSWORD = "wang", "王芳", "Yinxing-2026"


def new_store(
    folder: Path, *, code: str = CODE, name: str = NAME, login: str = LOGIN, user: str = USER, password: str = PASSWORD
) -> Store:
    """An open store in a folder that is not there yet, with nothing in its ledgers."""
    store, _ = Store.create(
        folder,
        committee_code=code,
        committee_name=name,
        account=login,
        account_name=user,
        password=password,
        cost=CHEAP,
    )
    return store


@contextmanager
def new_session(folder: Path, **details: str) -> Iterator[Session]:
    """The same as it is worked with."""
    store = new_store(folder, **details)
    with Session(store, details.get("login", LOGIN), Settings(folder)) as session:
        yield session
