"""Every sort of damage that the check must find, planted one at a time."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from storage import checking, database
from storage.checking import Fault
from storage.store import Store
from tests.storage.stores import PERSON, a_home, a_person, add, new_store, remove


@pytest.fixture
def town(tmp_path: Path) -> Store:
    store = new_store(tmp_path / "store")
    home = a_home(store)
    (person,) = add(store, "person", a_person(phone="13800000000"))
    add(store, "residence", {"person_uid": person, "dwelling_uid": home["dwelling"], "relation": "03"})
    add(store, "household", {"dwelling_uid": home["dwelling"], "head_person_uid": person, "household_kind": "家庭户"})
    return store


def faults(store: Store) -> list[Fault]:
    with store.reader() as reader:
        found = list(checking.check(reader.connection))
    store.close()
    return found


def test_store_that_was_only_written_through_its_door_is_whole(town: Store) -> None:
    with town.reader() as reader:
        person = next(iter(reader.scan(PERSON, ())))[0]
        parts: list[str] = []
        assert list(checking.check(reader.connection, parts.append)) == []
        assert parts[0] == "pages"
        assert "person" in parts
    assert isinstance(person, bytes)
    remove(town, "person", person)
    assert faults(town) == []


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ("UPDATE residence SET dwelling_uid = x'01'", Fault("reference_missing", "residence", "dwelling_uid", 1)),
        ("UPDATE dwelling SET life = 2", Fault("reference_removed", "residence", "dwelling_uid", 1)),
        ("UPDATE dwelling SET life = 2", Fault("reference_removed", "household", "dwelling_uid", 1)),
        ("UPDATE building SET life = 2", Fault("reference_removed", "dwelling", "building_uid", 1)),
        ("UPDATE person SET life = 2", Fault("reference_removed", "residence", "person_uid", 1)),
        ("UPDATE person SET name_sort = 'x'", Fault("local_column", "person", "name_sort", 1)),
        ("UPDATE dwelling SET room_no_sort = NULL", Fault("local_column", "dwelling", "room_no_sort", 1)),
        ("UPDATE dwelling SET full_address = ''", Fault("local_column", "dwelling", "full_address", 1)),
        ("UPDATE person SET name = '李四'", Fault("search", "person", "", 1)),
        ("DELETE FROM person_search", Fault("search", "person", "", 1)),
        ("UPDATE operation SET body = '{}' WHERE lid = 1", Fault("audit", "", "", 1)),
        ("UPDATE sync_state SET v = 99 WHERE k = 'next_n'", Fault("counter", "", "next_n", 1)),
        ("UPDATE operation SET n = 9 WHERE n = 2", Fault("counter", "", "next_n", 3)),
    ],
)
def test_planted_damage_is_found(town: Store, damage: str, expected: Fault) -> None:
    town._writer.run(damage)
    assert expected in faults(town)


def test_forged_page_is_found(town: Store) -> None:
    path = town.folder / "ledger.db"
    key = town._key
    town.close()
    size = path.stat().st_size
    with path.open("rb+") as handle:
        handle.seek(size - database.PAGE_BYTES // 2)
        handle.write(os.urandom(16))
    connection = database.open_writer(path, key)
    kinds = [(fault.kind, fault.field) for fault in checking.check(connection)]
    assert ("pages", "cipher") in kinds
    connection.close()
