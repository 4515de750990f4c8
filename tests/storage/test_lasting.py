"""What a failed statement, an open snapshot or a closed store leave behind: nothing that troubles the next."""

from __future__ import annotations

import pytest

from storage import checking
from storage.database import Connection, DriverError
from storage.database.connection import _CHECKPOINT
from storage.database.driver import BUSY_MS
from storage.errors import StoreInReading
from storage.listing.lists import LedgerLists
from storage.listing.query import Query
from storage.records import Change
from storage.store import Store
from tests.storage.stores import PERSON, a_person, add

_PEOPLE = 300


class _Stopped(Exception):
    pass


def test_a_failed_statement_beside_does_not_hide_why_the_action_stopped(store: Store) -> None:
    def stop() -> None:
        with store.write(user="admin", kind="import") as write:
            write._connection.run("INSERT INTO setting VALUES ('a', '1')")
            write._connection.run_alongside("INSERT INTO nowhere VALUES (1)")
            raise _Stopped

    with pytest.raises(_Stopped):
        stop()
    add(store, "person", a_person())
    assert store.setting("a") is None


def test_what_waits_behind_a_failed_statement_is_not_done(store: Store) -> None:
    def fail() -> None:
        with store.write(user="admin", kind="import") as write:
            write._connection.run_alongside("ROLLBACK")  # as a full disk does
            write._connection.run_alongside("INSERT INTO nowhere VALUES (1)")
            write._connection.run_alongside("INSERT INTO setting VALUES ('a', '1')")

    with pytest.raises(DriverError, match="no such table"):
        fail()
    assert store.setting("a") is None
    add(store, "person", a_person())


def test_a_sound_store_is_sound_with_a_log_that_was_partly_taken_in(store: Store) -> None:
    add(store, "person", *(a_person() for _ in range(_PEOPLE)))
    with store.reader() as early, early.snapshot():
        for _ in range(40):
            add(store, "person", *(a_person() for _ in range(_PEOPLE)))
        with pytest.raises(StoreInReading), store.examining():
            pass
    with store.examining() as reader:
        assert list(checking.check(reader.connection)) == []


def test_a_check_sees_one_moment(store: Store) -> None:
    add(store, "person", a_person())
    with store.examining() as reader:
        add(store, "person", a_person())
        assert reader.count(PERSON) == 1
        assert list(checking.check(reader.connection, before=reader.head)) == []


def test_the_log_is_not_waited_for_while_somebody_reads(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, "person", a_person())
    asked: list[str] = []
    real = Connection.rows

    def rows(connection: Connection, sql: str, *values: object) -> list[tuple[object, ...]]:
        asked.append(sql)
        return real(connection, sql, *values)  # type: ignore[arg-type]

    with store.reader() as early, early.snapshot():
        add(store, "person", a_person())
        monkeypatch.setattr(Connection, "rows", rows)
        assert not store._writer.checkpoint()
        assert early.count(PERSON) == 1
    assert store._writer.checkpoint()
    once = ["PRAGMA busy_timeout = 0", "PRAGMA wal_checkpoint(TRUNCATE)", f"PRAGMA busy_timeout = {BUSY_MS}"]
    assert [sql for sql in asked if "PRAGMA" in sql] == once * 2


def test_a_long_log_is_brought_into_the_file_beside_what_comes_next(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    log = store.folder / "ledger.db-wal"
    add(store, "person", a_person())
    store._writer._alongside.settle()
    assert log.stat().st_size > 0
    monkeypatch.setattr("storage.database.connection._LONG_LOG_BYTES", 1)
    with store.reader() as early, early.snapshot():
        add(store, "person", a_person())
        store._writer._alongside.settle()
        assert log.stat().st_size > 0  # the reader keeps it, and nobody is told
    add(store, "person", a_person())
    store._writer._alongside.settle()
    assert log.stat().st_size == 0
    with store.reader() as reader:
        assert reader.count(PERSON) == 3


def test_settings_relieve_the_log_too(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("storage.database.connection._LONG_LOG_BYTES", 1)
    store.set_setting("layout", {"columns": ["name"]})
    store._writer._alongside.settle()
    assert (store.folder / "ledger.db-wal").stat().st_size == 0


def test_a_log_that_cannot_be_taken_in_leaves_the_writer_patient(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    busy, _, patient = _CHECKPOINT
    monkeypatch.setattr("storage.database.connection._CHECKPOINT", (busy, "SELECT * FROM nowhere", patient))
    monkeypatch.setattr("storage.database.connection._LONG_LOG_BYTES", 1)
    add(store, "person", a_person())
    store._writer._alongside.settle()
    assert store._writer.number("PRAGMA busy_timeout") == BUSY_MS


def test_a_record_changed_twice_at_once_holds_the_later_value(store: Store) -> None:
    other, key = add(store, "person", a_person(occupation="甲"), a_person(occupation="甲", employer="乙"))
    before: Change = (other, {"occupation": "甲"}, {"occupation": "己"})
    both: Change = (key, {"occupation": "甲", "employer": "乙"}, {"occupation": "丙", "employer": "丁"})
    one: Change = (key, {"occupation": "丙"}, {"occupation": "戊"})
    with store.write(user="admin", kind="set") as write:
        assert write.patch(PERSON, [before, both, one]) == 3
    with store.reader() as reader:
        row = reader.get(PERSON, key)
        assert row is not None
        assert (row["occupation"], row["employer"]) == ("戊", "丁")


def test_lists_that_were_interrupted_are_made_anew(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    add(store, "person", a_person())
    query = Query(ledger=PERSON)
    with store.reader() as reader:
        assert reader.page(query).total == 1
        add(store, "person", a_person())

        def interrupted(*_: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patched:
            patched.setattr(LedgerLists, "follow", interrupted)
            with pytest.raises(KeyboardInterrupt):
                reader.page(query)
        assert reader.page(query).total == 2


def test_a_reader_is_handed_back_once(store: Store) -> None:
    reader = store.reader()
    reader.close()
    reader.close()
    with store.reader() as first, store.reader() as second:
        assert first.connection is not second.connection


def test_a_closed_store_gives_no_reader(store: Store) -> None:
    store.close()
    with pytest.raises(RuntimeError):
        store.reader()
