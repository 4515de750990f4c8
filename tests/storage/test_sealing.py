"""A sealed store has no keys, no connection and no lists; its password brings all of it back."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger import catalog
from storage import sealing, sorting
from storage.errors import StoreMissing, StoreSealed, WrongPassword
from storage.keys import DatabaseKey
from storage.listing.lists import LedgerLists
from storage.listing.query import Query
from storage.store import Entry, Store
from tests.storage.memory import in_memory, turned
from tests.storage.stores import PASSWORD, a_person, add, new_store

PERSON = catalog.named("person")
LOGIN = "admin"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "store")
    add(made, "person", a_person(name="尉迟琉璃"))
    yield made
    made.close()


def _names(store: Store) -> list[object]:
    with store.reader() as reader:
        return [row["name"] for row in reader.page(Query(ledger=PERSON, order="name")).rows]


def _alive(kind: type) -> int:
    gc.collect()
    return sum(isinstance(one, kind) for one in gc.get_objects())


def test_nothing_is_answered_until_the_password_is_given(store: Store) -> None:
    assert _names(store) == ["尉迟琉璃"]
    assert store.seal()
    assert store.seal()
    assert store.is_sealed
    for ask in (
        store.reader,
        store.accounts,
        store.last_action,
        lambda: store.log_key.public,
        lambda: store.setting("x"),
        lambda: store.set_setting("x", 1),
        lambda: store.copying("manual"),
        lambda: store.note([(Entry(LOGIN, "lock", class_="login"), {})]),
        lambda: store.rekey(lambda *_: None),
    ):
        with pytest.raises(StoreSealed):
            ask()
    with pytest.raises(StoreSealed), store.write(user=LOGIN, kind="set"):
        pass
    with pytest.raises(WrongPassword):
        store.unseal(LOGIN, "Wrong#300x")
    assert store.is_sealed
    store.unseal(LOGIN, PASSWORD)
    assert not store.is_sealed
    assert _names(store) == ["尉迟琉璃"]
    add(store, "person", a_person(name="张三"))
    assert store.log_verdict().is_whole


def test_keys_lists_and_remembered_names_are_gone(store: Store) -> None:
    _names(store)
    keys, lists = _alive(DatabaseKey), _alive(LedgerLists)
    assert sorting._person_name.cache_info().currsize
    assert store.seal()
    assert _alive(DatabaseKey) == keys - 1
    assert _alive(LedgerLists) < lists
    assert not sorting._person_name.cache_info().currsize


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read through /proc")
def test_the_keys_are_nowhere_in_memory(store: Store) -> None:
    hidden = [turned(store._key._raw), turned(store._key._above)]
    assert store.seal()
    gc.collect()
    assert [in_memory(one) for one in hidden] == [0, 0]  # looking itself leaves copies, so nobody looks before
    store.unseal(LOGIN, PASSWORD)
    assert _names(store) == ["尉迟琉璃"]
    assert in_memory(hidden[0]) > 0


def test_a_copy_outlives_the_seal_of_its_store(store: Store) -> None:
    """A drill's copy is opened under the same store key; what is wiped is the store's own."""
    above = store._key.above
    assert store.seal()
    assert any(above)
    store.unseal(LOGIN, PASSWORD)
    assert store._key.above == above


def test_it_waits_for_whoever_reads_or_writes(store: Store) -> None:
    with store.reader():
        assert not store.seal()
    with store.write(user=LOGIN, kind="set") as write:
        assert not store.seal()
        write.audit_detail(count=1)
    assert not store.is_sealed
    assert store.seal()


def test_the_folder_stays_this_programs_and_closes_as_ever(store: Store) -> None:
    assert store.seal()
    store.close()
    with Store.open(store.folder, account=LOGIN, password=PASSWORD) as opened:
        assert _names(opened) == ["尉迟琉璃"]


def test_what_became_of_the_file_meanwhile_is_told_and_it_stays_sealed(store: Store) -> None:
    assert store.seal()
    path = store.folder / "ledger.db"
    aside = path.rename(path.with_name("away.db"))
    with pytest.raises(StoreMissing):
        store.unseal(LOGIN, PASSWORD)
    assert store.is_sealed
    aside.rename(path)
    store.unseal(LOGIN, PASSWORD)
    assert _names(store) == ["尉迟琉璃"]


def test_an_older_file_put_there_meanwhile_is_entered_at_the_unsealing(store: Store) -> None:
    path = store.folder / "ledger.db"
    assert store.seal()
    older = path.read_bytes()
    store.unseal(LOGIN, PASSWORD)
    store.note([(Entry(LOGIN, "lock", class_="login"), {})])
    assert store.seal()
    path.write_bytes(older)
    store.unseal(LOGIN, PASSWORD)
    with store.reader() as reader:
        assert [one.detail["how"] for one in reader.actions(kind="log-gap")] == ["cut"]


def test_threads_that_ask_under_the_seal_are_told_and_not_kept_waiting(store: Store) -> None:
    assert store.seal()
    told: list[type] = []

    def ask() -> None:
        try:
            store.reader()
        except StoreSealed as error:
            told.append(type(error))

    asking = threading.Thread(target=ask)
    asking.start()
    asking.join(5)
    assert told == [StoreSealed]


def test_only_the_main_thread_collects_cycles_in_which_widgets_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    collected: list[str] = []
    monkeypatch.setattr(gc, "collect", lambda: collected.append(threading.current_thread().name))
    other = threading.Thread(target=sealing.forget_values, name="other")
    other.start()
    other.join()
    assert collected == []
    sealing.forget_values()
    assert collected == [threading.main_thread().name]
