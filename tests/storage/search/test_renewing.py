"""Thousands of entries that one action takes out or renews: in step with the rows, settings and parts as they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from storage import checking
from storage.records import Write
from storage.search import renewing
from storage.store import Store
from tests.storage.search.indexed import ask
from tests.storage.stores import PERSON, a_person, add, remove

ROWS = 2500
AT_ONCE = 500
JOINS = "SELECT v FROM person_search_config WHERE k = 'automerge'"


def people(store: Store) -> list[bytes]:
    return add(store, "person", *(a_person(name=f"张{at:05}") for at in range(ROWS)))


def chunks(record_ids: list[bytes]) -> Iterator[list[bytes]]:
    return (record_ids[at : at + AT_ONCE] for at in range(0, len(record_ids), AT_ONCE))


def taken_back(write: Write, record_ids: list[bytes]) -> list[object]:
    """What the setting was after each chunk."""
    seen: list[object] = []
    for chunk in chunks(record_ids):
        write.take_back(PERSON, chunk, reason="撤销导入")
        seen.append(write.connection.value(JOINS))
    return seen


def test_an_index_that_nearly_all_leave_is_written_anew_once(store: Store) -> None:
    made = people(store)
    with store.write(user="admin", kind="import-undo") as write:
        assert taken_back(write, made[1:]) == [4, 4, 0, 0, 0]  # few go by themselves
    with store.reader() as reader:
        assert len(ask(reader.connection, PERSON, "张")) == 1
        assert reader.connection.value(JOINS) == 4
        assert reader.connection.number("SELECT count(*) FROM person_search_docsize") == 1
        assert reader.connection.number("SELECT count(DISTINCT segid) FROM person_search_idx") == 1
        assert list(checking.check(reader.connection)) == []


def test_thousands_that_come_back_are_found(store: Store) -> None:
    made = people(store)
    with store.write(user="admin", kind="import-undo") as write:
        taken_back(write, made)
    with store.write(user="admin", kind="undo") as write:
        for chunk in chunks(made):
            write.bring_back(PERSON, chunk)
        assert write.connection.value(JOINS) == 0
    with store.reader() as reader:
        assert reader.connection.value(JOINS) == 4
        assert reader.connection.number("SELECT count(DISTINCT segid) FROM person_search_idx") == 1
        assert len(ask(reader.connection, PERSON, "张02499")) == 1
        assert list(checking.check(reader.connection)) == []


def test_what_is_given_up_halfway_leaves_the_index_as_it_was(store: Store) -> None:
    made = people(store)

    def give_up() -> None:
        with store.write(user="admin", kind="import-undo") as write:
            assert 0 in taken_back(write, made)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        give_up()
    remove(store, "person", made[0])
    with store.reader() as reader:
        assert reader.connection.value(JOINS) == 4
        assert len(ask(reader.connection, PERSON, "张02499")) == 1
        assert list(checking.check(reader.connection)) == []


def test_a_small_part_of_a_large_index_is_renewed_as_it_comes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renewing, "MANY", 10)
    made = people(store)
    with store.write(user="admin", kind="import-undo") as write:
        write.take_back(PERSON, made[:100], reason="撤销导入")
        assert write.connection.value(JOINS) == 4
        write.take_back(PERSON, made[100:200], reason="撤销导入")
        assert write.connection.value(JOINS) == 0
