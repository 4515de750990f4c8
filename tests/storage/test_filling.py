"""A table filled from empty by thousands of rows: indexed at the end, found at once, settings as they were."""

from __future__ import annotations

import pytest

from ledger import ids
from storage import checking, schema
from storage.store import Store
from tests.storage.stores import PERSON, a_person, add

ROWS = 2500
SETTINGS = "SELECT k, v FROM person_search_config"


def test_a_filled_table_has_its_indexes_and_one_part(store: Store) -> None:
    add(store, "person", *(a_person(name=f"张{at:05}") for at in range(ROWS)))
    with store.reader() as reader:
        connection = reader.connection
        indexes = {name for (name,) in connection.rows("SELECT name FROM sqlite_schema WHERE type = 'index'")}
        assert schema.second_indexes(PERSON).keys() <= indexes
        assert connection.number("SELECT count(DISTINCT segid) FROM person_search_idx") == 1
        assert {("automerge", 4), ("crisismerge", 16)} <= set(connection.rows(SETTINGS))
        assert list(checking.check(connection)) == []


def test_a_fill_that_is_given_up_leaves_nothing(store: Store) -> None:
    def fill() -> None:
        with store.write(user="admin", kind="import") as write:
            write.create(PERSON, [(key, a_person()) for key in ids.new_ids(ROWS)])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fill()
    with store.reader() as reader:
        assert reader.connection.number("SELECT count(*) FROM person") == 0
        assert "automerge" not in {name for name, _ in reader.connection.rows(SETTINGS)}
        assert list(checking.check(reader.connection)) == []


def test_the_wider_cache_of_a_fill_is_given_back_with_its_log(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = store._writer.number("PRAGMA cache_size")
    with store.write(user="admin", kind="import") as write:
        write.create(PERSON, [(key, a_person()) for key in ids.new_ids(ROWS)])
        write.create(PERSON, [(key, a_person()) for key in ids.new_ids(1)])
        assert write._connection.number("PRAGMA cache_size") == 2 * usual
        monkeypatch.setattr("storage.database.connection._LONG_LOG_BYTES", 1)
    assert store._writer.number("PRAGMA cache_size") == usual
