"""New keys: every password goes on opening, nothing old opens what stands there now, and no moment loses the store."""

from __future__ import annotations

import json
import shutil
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ledger.errors import Cancelled
from storage import checking, database, key_file, lending, place, recovery_key, rekeying
from storage.accounts import Account
from storage.errors import (
    DiskFull,
    DiskTrouble,
    ForeignFile,
    KeysDamaged,
    PairMissing,
    StoreInReading,
    WrongPassword,
)
from storage.keys import DatabaseKey, KeySlots
from storage.store import Entry, Store
from tests.storage.backups import quiet, written
from tests.storage.slots import without_pair
from tests.storage.stores import CHEAP, PASSWORD, PERSON, a_person, add, files_of, new_store

SECOND = "Zweiter-2026!"
NOW = "2026-11-21T00:00:00.000Z"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = new_store(tmp_path / "store")
    add(store, "person", *(a_person(name=f"人{n}") for n in range(200)))
    with_account(store, "second", SECOND)
    yield store
    store.close()


def with_account(store: Store, login: str, password: str) -> None:
    new = store.new_password(login, password, cost=CHEAP)
    with store.change_accounts(Entry("admin", "account-open", class_="account")) as change:
        change.add(Account(login, login, ("worker",), created_at=NOW, created_by="admin"))
        change.set_password(new)


def assert_whole(store: Store, people: int) -> None:
    with store.reader() as reader:
        assert reader.count(PERSON) == people
        assert list(checking.check(reader.connection)) == []


def test_every_password_opens_the_new_file_and_the_old_key_does_not(store: Store) -> None:
    old = store._key
    store.rekey(quiet)
    add(store, "person", a_person())  # the store goes on
    assert_whole(store, 201)
    store.close()
    with pytest.raises(ForeignFile):
        database.open_writer(store.folder / "ledger.db", old)
    for login, password in (("admin", PASSWORD), ("second", SECOND)):
        with Store.open(store.folder, account=login, password=password) as opened:
            assert_whole(opened, 201)
            assert opened._key.raw != old.raw
    names = {path.name for path in store.folder.iterdir()}
    assert "ledger.db.rekey" not in names
    assert "ledger.db-wal" not in names


def test_a_store_of_version_1_keys_gets_a_pair_at_the_log_in_and_then_new_keys(store: Store) -> None:
    with store.change_accounts(Entry("admin", "account-stop", class_="account")) as change:
        change.put(replace(change.account("second"), state="stopped"))
        change.remove_slot("second")
    store.close()
    path = store.folder / "keys.json"
    direct = DatabaseKey(store._key.raw)  # as it was made before there was a store key
    KeySlots(path, (without_pair("admin", PASSWORD, direct),)).save()
    assert json.loads(path.read_text())["format"] == 1
    for _ in range(2):
        with Store.open(store.folder, account="admin", password=PASSWORD) as opened, opened.reader() as reader:
            assert len(reader.actions(kind="key-pair")) == 1
    with Store.open(store.folder, account="admin", password=PASSWORD) as opened:
        opened.rekey(quiet)
    assert json.loads(path.read_text())["format"] == 2
    with Store.open(store.folder, account="admin", password=PASSWORD) as opened:
        assert_whole(opened, 200)


def test_a_password_without_a_pair_is_named_before_anything_is_done(store: Store) -> None:
    slots = KeySlots.load(store.folder / "keys.json")
    others = tuple(slot for slot in slots.slots if slot.name != "second")
    KeySlots(slots.path, (*others, without_pair("second", SECOND, store._key)), slots.seal).save()
    before = files_of(store.folder)
    with pytest.raises(PairMissing) as told:
        store.rekey(quiet)
    assert told.value.logins == ("second",)
    assert files_of(store.folder) == before
    store.close()
    Store.open(store.folder, account="second", password=SECOND).close()  # one log-in, and it has one
    with Store.open(store.folder, account="admin", password=PASSWORD) as opened:
        opened.rekey(quiet)
    Store.open(store.folder, account="second", password=SECOND).close()


def test_nothing_old_opens_a_new_copy_of_the_folder(tmp_path: Path) -> None:
    """Who left has keys.json of every day before, the passwords of those days, the recovery key, and what they open."""
    store, printed = Store.create(
        tmp_path / "store",
        committee_code="310115007012",
        committee_name="凌兆第一居委会",
        account="admin",
        account_name="管理员",
        password="Alt-Lilong-1",
        cost=CHEAP,
    )
    with_account(store, "second", SECOND)
    with store.change_accounts(Entry("admin", "unattended-allowed", class_="security")) as change:
        secret = change.allow_unattended("office-pc")
    first = (store.folder / "keys.json").read_bytes()
    store.set_password(store.new_password("admin", PASSWORD, cost=CHEAP), Entry("admin", "password", class_="account"))
    with store.change_accounts(Entry("admin", "account-stop", class_="account")) as change:
        change.put(replace(change.account("second"), state="stopped"))
        change.remove_slot("second")
    last = (store.folder / "keys.json").read_bytes()
    old = store._key
    renewed = store.rekey(quiet)
    assert renewed.unattended == ("office-pc",)
    store.close()

    ways: dict[str, Callable[[KeySlots], DatabaseKey]] = {
        "admin": lambda slots: slots.unwrap("admin", "Alt-Lilong-1"),
        "second": lambda slots: slots.unwrap("second", SECOND),
        "recovery": lambda slots: slots.unwrap_with_recovery_key(printed),
        "night": lambda slots: slots.unwrap_unattended("office-pc", secret),
        "store key": lambda slots: slots.key_under(old.above),
    }
    now = KeySlots.load(store.folder / "keys.json")
    for content in (first, last):
        then = KeySlots(now.path, *key_file.decode(content))
        for name, way in ways.items():
            with pytest.raises((WrongPassword, KeysDamaged)):
                way(now)
            if content is first:  # the old slots lead to the old keys, which are not those of the file
                assert way(then).above == old.above, name
                with pytest.raises(ForeignFile):
                    database.open_writer(store.folder / "ledger.db", way(then))
        mixed = tuple(
            replace(slot, grant=fresh.grant) for slot in then.slots for fresh in now.slots if fresh.grant is not None
        )
        for slot in mixed:  # neither is the new grant for the old pair
            with pytest.raises(WrongPassword):
                KeySlots(now.path, (slot,), now.seal).unwrap(
                    slot.name, "Alt-Lilong-1" if slot.name == "admin" else SECOND
                )
    assert now.unwrap_with_recovery_key(renewed.recovery_key).raw == store._key.raw
    with Store.open(store.folder, account="admin", password=PASSWORD) as opened:
        assert opened._key.above != old.above


def test_new_keys_can_be_made_again_and_again(store: Store, tmp_path: Path) -> None:
    made = []
    for number in range(3):
        path = tmp_path / f"{number}.linongbak"
        made.append((path, written(store, path)))
        store.rekey(quiet)
    assert len(store.former_keys()) == 3
    for path, manifest in made:
        assert store.is_its_backup(manifest)
        assert store.unpack_backup(path, path.with_suffix(""), quiet) == manifest
        with store.open_copy(path.with_suffix("")) as copy:
            assert_whole(copy, 200)


def test_a_password_that_was_derived_before_is_set_under_the_new_keys(store: Store) -> None:
    new = store.new_password("second", "Danach-2027!", cost=CHEAP)
    store.rekey(quiet)
    store.set_password(new, Entry("admin", "account-reset", class_="account"))
    store.close()
    Store.open(store.folder, account="second", password="Danach-2027!").close()


def test_readers_go_on_meanwhile_and_read_the_new_file_afterwards(store: Store) -> None:
    seen: list[int] = []
    is_over = threading.Event()

    def read() -> None:
        while not is_over.is_set():
            with store.reader() as reader:
                seen.append(reader.count(PERSON))

    threads = [threading.Thread(target=read) for _ in range(2)]
    for thread in threads:
        thread.start()
    try:
        store.rekey(quiet)
    finally:
        is_over.set()
        for thread in threads:
            thread.join()
    assert set(seen) == {200}


def test_a_long_reader_keeps_the_old_key_and_nothing_is_left_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lending, "_PATIENCE_S", 0.05)
    old = store._key.raw
    with store.reader() as reader:
        with pytest.raises(StoreInReading):
            store.rekey(quiet)
        assert reader.count(PERSON) == 200
    assert store._key.raw == old
    assert not (store.folder / rekeying.COPY).exists()
    store.rekey(quiet)
    assert store._key.raw != old


@pytest.mark.parametrize("phase", [rekeying.COPYING, rekeying.LOOKING, rekeying.SWITCHING])
def test_a_cancel_leaves_the_old_key(store: Store, phase: str) -> None:
    old = store._key.raw

    def watch(done: int, _total: int, told: str) -> None:
        if told == phase and not done:
            raise Cancelled
        if told == phase == rekeying.COPYING:
            raise Cancelled

    with pytest.raises(Cancelled):
        store.rekey(watch)
    assert store._key.raw == old
    assert not (store.folder / rekeying.COPY).exists()
    add(store, "person", a_person())
    assert_whole(store, 201)


def test_no_room_for_the_copy_is_said_before_anything(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    before = files_of(store.folder)
    usage = shutil.disk_usage(store.folder)
    monkeypatch.setattr(place.shutil, "disk_usage", lambda _: usage._replace(free=1_000_000))
    with pytest.raises(DiskFull):
        store.rekey(quiet)
    assert files_of(store.folder) == before


def test_a_disk_that_fails_at_the_switch_leaves_a_store_that_works(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def failing(path: Path, target: Path) -> Path:
        if path.name == rekeying.COPY:
            raise OSError(5, "Input/output error")
        return replace(path, target)

    old = store._key.raw
    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", failing)
        with pytest.raises(DiskTrouble):
            store.rekey(quiet)
    assert store._key.raw == old
    add(store, "person", a_person())
    store.close()
    assert not (store.folder / "keys.json.next").exists()
    with Store.open(store.folder, account="second", password=SECOND) as opened:
        assert_whole(opened, 201)


def test_slots_that_cannot_follow_at_once_follow_at_the_next_need(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = (store.folder / "keys.json").read_bytes()

    def failing(_: object) -> None:
        raise DiskTrouble(store.folder, "EIO")

    def with_old_slots() -> None:
        with monkeypatch.context() as patch:
            patch.setattr(KeySlots, "take_over", failing)
            store.rekey(quiet)
        assert (store.folder / "keys.json").read_bytes() == old
        assert (store.folder / "keys.json.next").exists()

    with_old_slots()
    store.verify_password("second", SECOND)
    written(store, tmp_path / "one.linongbak")  # whose slots are those of its database
    assert not (store.folder / "keys.json.next").exists()
    old = (store.folder / "keys.json").read_bytes()
    with_old_slots()
    entry = Entry("second", "password", class_="account")
    store.set_password(store.new_password("second", "Danach-2027!", cost=CHEAP), entry)
    old = (store.folder / "keys.json").read_bytes()
    with_old_slots()
    assert store.seal()
    store.unseal("second", "Danach-2027!")
    old = (store.folder / "keys.json").read_bytes()
    with_old_slots()
    store.close()
    with Store.open(store.folder, account="second", password="Danach-2027!") as opened:
        assert_whole(opened, 200)


def test_a_damaged_database_does_not_cost_the_slots_that_wait_for_it(store: Store) -> None:
    store.close()
    path = store.folder / "ledger.db"
    waiting = KeySlots(store.folder / "keys.json")
    waiting.set_recovery_key(recovery_key.generate(), DatabaseKey.generate())
    waiting.prepare()
    whole = path.read_bytes()
    path.write_bytes(bytes(16) + whole[16:])
    with pytest.raises(ForeignFile):
        Store.open(store.folder, account="admin", password=PASSWORD)
    assert (store.folder / "keys.json.next").exists()
    path.write_bytes(whole)
    Store.open(store.folder, account="admin", password=PASSWORD).close()
    assert not (store.folder / "keys.json.next").exists()


def test_a_backup_of_before_opens_with_a_store_key_of_before(store: Store, tmp_path: Path) -> None:
    manifest = written(store, tmp_path / "one.linongbak")
    store.rekey(quiet)
    assert store.is_its_backup(manifest)
    assert store.unpack_backup(tmp_path / "one.linongbak", tmp_path / "copy", quiet) == manifest
    with store.open_copy(tmp_path / "copy") as copy:
        assert_whole(copy, 200)
    later = written(store, tmp_path / "two.linongbak", why="rekey")
    assert later.store != manifest.store
