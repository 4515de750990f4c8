"""Statements beside the caller's own work: waited for, in order, inside the transaction, with their errors."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage import database
from storage.database import Connection, DriverError
from storage.keys import DatabaseKey

COUNTED = "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 200000)"
COUNTING = COUNTED + " INSERT INTO number SELECT x FROM n"  # noqa: S608 - fixed parts


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    opened = database.create(tmp_path / "ledger.db", DatabaseKey.generate())
    opened.run("CREATE TABLE number (x INTEGER)")
    yield opened
    opened.close()


def test_what_is_asked_next_sees_all_of_it(connection: Connection) -> None:
    with connection.transaction():
        connection.run_alongside(COUNTING)
        connection.run_alongside("DELETE FROM number WHERE x % 2")
        assert connection.number("SELECT count(*) FROM number") == 100_000


def test_its_error_reaches_whoever_asks_next_and_nothing_stays(connection: Connection) -> None:
    def write() -> None:
        with connection.transaction():
            connection.run("INSERT INTO number VALUES (1)")
            connection.run_alongside("INSERT INTO nowhere VALUES (1)")
            connection.run_alongside("INSERT INTO number VALUES (2)")
            connection.run("INSERT INTO number VALUES (3)")

    with pytest.raises(DriverError, match="no such table"):
        write()
    assert connection.number("SELECT count(*) FROM number") == 0


def test_an_error_that_nobody_asked_for_stops_the_commit(connection: Connection) -> None:
    with pytest.raises(DriverError, match="no such table"), connection.transaction():
        connection.run_alongside("INSERT INTO nowhere VALUES (1)")
    assert not connection.in_transaction


def test_the_callers_own_trouble_is_told_and_all_is_undone(connection: Connection) -> None:
    def write() -> None:
        with connection.transaction():
            connection.run_alongside(COUNTING)
            connection.run_alongside("INSERT INTO nowhere VALUES (1)")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert connection.number("SELECT count(*) FROM number") == 0


def test_closing_waits_for_it(tmp_path: Path) -> None:
    key, path = DatabaseKey.generate(), tmp_path / "other.db"
    opened = database.create(path, key)
    opened.run("CREATE TABLE number (x INTEGER)")
    opened.run_alongside(COUNTING)
    opened.close()
    with_all = database.open_reader(path, key)
    assert with_all.number("SELECT count(*) FROM number") == 200_000
    with_all.close()
