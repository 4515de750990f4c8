"""Accounts and their key slots change together, whatever step the power goes at."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from storage import checking
from storage.accounts import Account
from storage.errors import AccountExists, UnknownAccount, WrongPassword
from storage.former_passwords import NewPassword
from storage.key_change import KeyChange
from storage.keys import KeySlots
from storage.store import Entry, Store
from tests.storage.killed_steps import killed_at_each_step
from tests.storage.stores import CHEAP, PASSWORD, a_person, add, new_store, opened

NEW, SECOND = "Neu-Lilong-9", "Zweite-Gasse-7"
ENTRY = Entry("admin", "account-open", source="chen", class_="account")


def opens(folder: Path, password: str, login: str = "admin") -> bool:
    try:
        opened(folder, password, login).close()
    except WrongPassword:
        (folder / "attempts.json").unlink(missing_ok=True)
        return False
    return True


def add_second(change: KeyChange) -> None:
    change.add(Account("chen", "陈静", ("worker",), created_at="2026-11-21T00:00:00.000Z", created_by="admin"))


def twice(store: Store, new: NewPassword) -> None:
    with store.change_accounts(ENTRY) as change:
        add_second(change)
        change.set_password(new)
        add_second(change)


def with_second(folder: Path) -> None:
    with opened(folder) as store:
        new = store.new_password("chen", SECOND, cost=CHEAP)
        with store.change_accounts(ENTRY) as change:
            add_second(change)
            change.set_password(new)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    new_store(tmp_path / "store").close()
    return tmp_path / "store"


def test_a_second_account_opens_the_same_store_with_its_own_password(folder: Path) -> None:
    with_second(folder)
    assert opens(folder, SECOND, "chen")
    assert opens(folder, PASSWORD)
    assert not opens(folder, SECOND)
    with opened(folder) as store, store.reader() as reader:
        assert [one.login for one in store.accounts()] == ["admin", "chen"]
        (action,) = reader.actions(limit=1)
        assert (action.kind, action.class_, action.source) == ("account-open", "account", "chen")


def test_an_account_without_its_slot_is_opened_by_no_password(folder: Path) -> None:
    with_second(folder)
    with opened(folder) as store, store.change_accounts(replace(ENTRY, kind="account-stop")) as change:
        change.put(replace(change.account("chen"), state="stopped"))
        change.remove_slot("chen")
    with pytest.raises(UnknownAccount):
        opened(folder, SECOND, "chen")


def test_a_change_that_fails_leaves_neither_account_nor_slot(folder: Path) -> None:
    with opened(folder) as store:
        new = store.new_password("chen", SECOND, cost=CHEAP)
        with pytest.raises(AccountExists):
            twice(store, new)
        assert [one.login for one in store.accounts()] == ["admin"]
        assert KeySlots.load(folder / "keys.json").accounts() == ("admin",)
    assert sorted(path.name for path in folder.glob("keys*")) == ["keys.json", "keys.json.bak"]


def test_the_last_passwords_are_known_again_and_older_ones_are_not(folder: Path) -> None:
    with opened(folder) as store:
        for number in range(1, 7):
            store.set_password(store.new_password("admin", f"Gasse-{number}-xy", cost=CHEAP), ENTRY)
        used = {
            number: store.new_password("admin", f"Gasse-{number}-xy", not_among=5, cost=CHEAP).was_used
            for number in range(1, 8)
        }
    assert used == {1: False, 2: True, 3: True, 4: True, 5: True, 6: True, 7: False}


def test_the_present_password_is_known_again_even_where_none_is_remembered(folder: Path) -> None:
    with opened(folder) as store:
        assert store.new_password("admin", PASSWORD, cost=CHEAP).was_used
        assert store.new_password("admin", PASSWORD, not_among=5).was_used  # derived at another cost now
        assert not store.new_password("admin", NEW, not_among=5).was_used


KILLED_AT = """
import os
from dataclasses import replace
from pathlib import Path
from storage.database import Connection
from storage.store import Entry, Store
from storage.keys import Cost
from tests.storage.killed_steps import at_every_step
def go(folder, steps):
    with Store.open(folder, account="admin", password="Lilong-2026!") as store:
        for owner, name in ((Connection, "run"), (Path, "replace"), (Path, "unlink"), (os, "fsync"), (os, "open")):
            steps.watch(owner, name, afterwards=True)
        act(store)
"""
CHANGE = """
def act(store):
    store.change_password("admin", "Lilong-2026!", "Neu-Lilong-9", cost=Cost(64, 1, 1))
at_every_step(go)
"""
STOP = """
def act(store):
    with store.change_accounts(Entry("admin", "account-stop", class_="account")) as change:
        change.put(replace(change.account("chen"), state="stopped"))
        change.remove_slot("chen")
at_every_step(go)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
def test_killed_at_every_step_of_a_password_change_the_store_opens(folder: Path) -> None:
    with opened(folder) as store:
        add(store, "person", a_person())
    opened_by = []
    folders = killed_at_each_step(KILLED_AT + CHANGE, folder)
    assert len(folders) > 20
    for left in folders:
        (left / "attempts.json").unlink(missing_ok=True)
        works = [password for password in (NEW, PASSWORD) if opens(left, password)]
        assert len(works) == 1, left.name  # one of the two, never both, never none
        opened_by.append(works[0])
        with opened(left, works[0]) as store, store.reader() as reader:
            assert list(checking.check(reader.connection)) == []
            changed = [action.kind for action in reader.actions()].count("password")
            assert changed == (works[0] == NEW)  # the audit tells what happened, and nothing else
        assert KeySlots.load(left / "keys.json.bak").slots == KeySlots.load(left / "keys.json").slots
    assert opened_by == sorted(opened_by, key=[PASSWORD, NEW].index)  # one moment decides


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
def test_killed_at_every_step_of_stopping_an_account_has_its_slot_exactly_while_it_is_active(folder: Path) -> None:
    with_second(folder)
    folders = killed_at_each_step(KILLED_AT + STOP, folder)
    assert len(folders) > 20
    for left in folders:
        with opened(left) as store:
            states = {one.login: one.state for one in store.accounts()}
        assert opens(left, SECOND, "chen") == (states["chen"] == "active"), left.name
        assert not (left / "keys.json.next").exists()
