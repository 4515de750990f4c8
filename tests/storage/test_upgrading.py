"""Migrations: run once, in order, after a copy; and stores of released versions, opened for ever."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from storage import backup_file, checking, database, refreshing, schema, upgrading
from storage.errors import MigrationFailed
from storage.keys import DatabaseKey
from storage.search import search
from storage.store import Store
from tests.storage.stores import DWELLING, PASSWORD, PERSON, a_home, a_person, add, new_store, shape

FIRST, SECOND = schema.VERSION + 1, schema.VERSION + 2
STEPS = {
    FIRST: ("ALTER TABLE person ADD COLUMN later TEXT", "UPDATE person SET later = name"),
    SECOND: ("CREATE TABLE later (a)", "INSERT INTO later SELECT later FROM person"),
}
RELEASED = Path(__file__).parent.parent / "fixtures" / "databases"


@pytest.fixture
def key_and_path(tmp_path: Path) -> tuple[DatabaseKey, Path]:
    store = new_store(tmp_path / "store")
    add(store, "person", a_person())
    store.close()
    return store._key, store.folder / "ledger.db"


def test_pending_steps_run_in_order_after_a_copy(key_and_path: tuple[DatabaseKey, Path]) -> None:
    key, path = key_and_path
    connection = database.open_writer(path, key)
    assert upgrading.upgrade(connection, key, path.parent / "backups", steps=STEPS) == [FIRST, SECOND]
    assert connection.number("PRAGMA user_version") == SECOND
    assert connection.rows("SELECT a FROM later") == [("王小明",)]
    assert upgrading.upgrade(connection, key, path.parent / "backups", steps=STEPS) == []
    connection.close()
    kept = path.parent / "backups" / f"before-{FIRST:04}.linongbak"
    assert [file.name for file in kept.parent.iterdir()] == [kept.name]
    apart = path.parent / "apart"
    apart.mkdir()
    manifest = backup_file.unpack(kept, apart, lambda *_: None)
    assert (manifest.version, manifest.why, manifest.records["person"]) == (schema.VERSION, "migration", 1)
    copy = database.open_writer(apart / "ledger.db", key)
    assert copy.number("PRAGMA user_version") == schema.VERSION
    assert copy.rows("PRAGMA integrity_check") == [("ok",)]
    copy.close()
    assert "王小明".encode() not in kept.read_bytes()


def test_failed_step_leaves_the_version_before_it(key_and_path: tuple[DatabaseKey, Path]) -> None:
    key, path = key_and_path
    connection = database.open_writer(path, key)
    steps = {**STEPS, SECOND: ("CREATE TABLE later (a)", "INSERT INTO nowhere VALUES (1)")}
    with pytest.raises(MigrationFailed) as failed:
        upgrading.upgrade(connection, key, path.parent / "backups", steps=steps)
    assert failed.value.step == SECOND
    assert connection.number("PRAGMA user_version") == FIRST
    assert connection.rows("SELECT name FROM sqlite_schema WHERE name = 'later'") == []
    connection.close()


def test_nothing_pending_makes_no_copy(key_and_path: tuple[DatabaseKey, Path]) -> None:
    key, path = key_and_path
    connection = database.open_writer(path, key)
    assert upgrading.upgrade(connection, key, path.parent / "backups", steps={1: ()}) == []
    connection.close()
    assert not (path.parent / "backups").exists()


@pytest.mark.parametrize("released", sorted(RELEASED.glob("*")), ids=lambda path: path.name)
def test_store_of_a_released_version_opens(released: Path, tmp_path: Path) -> None:
    shutil.copytree(released, tmp_path / "store")
    with Store.open(tmp_path / "store", account="admin", password=PASSWORD) as store, store.reader() as reader:
        assert store.committee_name == "凌兆第一居委会"
        assert [row[1] for row in reader.scan(PERSON, ("name",))] == ["王小明", "单雄信", "欧阳修"]
        assert list(checking.check(reader.connection)) == []
        made = shape(reader.connection)
    with new_store(tmp_path / "new") as store, store.reader() as reader:
        assert made == shape(reader.connection)


def test_there_is_a_fixture_of_every_schema_version() -> None:
    """While the newest version is not released, its stores have no fixture yet."""
    assert len(list(RELEASED.glob("*"))) >= schema.VERSION - 1


def test_local_columns_and_search_of_another_version_are_made_anew_once(tmp_path: Path) -> None:
    with new_store(tmp_path / "store") as store:
        home = a_home(store)
        add(store, "person", *(a_person(name=f"人{n}") for n in range(3)))
        for spoil in (
            "UPDATE person SET name_sort = 'x' WHERE nr > 1",
            "UPDATE dwelling SET full_address = 'x', room_no_sort = NULL",
            "DELETE FROM person_search",
            "DROP INDEX person_glance",
            "DROP INDEX person_id_no",
            "CREATE INDEX person_id_no ON person (id_no, name)",
            "UPDATE sync_state SET v = 0 WHERE k = 'local_version'",
        ):
            store._writer.run(spoil)
        actions = store.last_action()
    with Store.open(tmp_path / "store", account="admin", password=PASSWORD) as store:
        with store.reader() as reader:
            assert list(checking.check(reader.connection)) == []
            assert reader.get(DWELLING, home["dwelling"]) is not None
            assert set(schema.second_indexes(PERSON).values()) <= {
                sql for (sql,) in reader.connection.rows("SELECT sql FROM sqlite_schema WHERE type = 'index'")
            }
        assert store.last_action() == actions
        assert not refreshing.refresh_if_older(store._writer)


class Stopped(Exception):
    """What a watcher raises to stop."""


def _outdated(folder: Path, people: int) -> None:
    """A store whose local columns are of another version, its search index empty."""
    with new_store(folder) as store:
        a_home(store)
        add(store, "person", *(a_person(name=f"人{n}") for n in range(people)))
        store._writer.run("DELETE FROM person_search")
        store._writer.run("UPDATE sync_state SET v = 0 WHERE k = 'local_version'")


def test_an_opening_that_renews_tells_how_far_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refreshing, "_CHUNK", 2)
    monkeypatch.setattr(search, "_CHUNK", 2)
    _outdated(tmp_path / "store", people=5)
    told: list[tuple[int, int, str]] = []

    def watch(done: int, total: int, phase: str) -> None:
        told.append((done, total, phase))

    Store.open(tmp_path / "store", account="admin", password=PASSWORD, watch=watch).close()
    phases = list(dict.fromkeys(phase for _, _, phase in told))
    assert phases == ["sorting", "indexing"]
    for phase in phases:
        steps = [(done, total) for done, total, name in told if name == phase]
        assert steps == sorted(steps)
        assert len(steps) > 3
        assert steps[0][0] == 0
        assert steps[-1][0] == steps[-1][1] > 5
    told.clear()
    Store.open(tmp_path / "store", account="admin", password=PASSWORD, watch=watch).close()
    assert told == []


@pytest.mark.parametrize("phase", ["sorting", "indexing"])
def test_a_stopped_opening_leaves_the_store_as_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, phase: str
) -> None:
    monkeypatch.setattr(refreshing, "_CHUNK", 2)
    monkeypatch.setattr(search, "_CHUNK", 2)
    monkeypatch.setattr(search, "_FEW", 0)  # entered by the helper thread
    _outdated(tmp_path / "store", people=5)

    def stop(done: int, _total: int, name: str) -> None:
        if name == phase and done:
            raise Stopped

    for _ in range(2):  # the lock was given back
        with pytest.raises(Stopped):
            Store.open(tmp_path / "store", account="admin", password=PASSWORD, watch=stop)
    with Store.open(tmp_path / "store", account="admin", password=PASSWORD) as store, store.reader() as reader:
        assert list(checking.check(reader.connection)) == []
