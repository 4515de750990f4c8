"""A committee of a cloud, a PC of it, and a database that holds nothing of an earlier test."""

from __future__ import annotations

import pytest
from psycopg.sql import SQL, Identifier

from cloud.memory_store import MemoryStore
from cloud.postgres.migrating import TABLES
from cloud.store import CloudStore
from tests.cloud.callers import House, Pc, new_cid


@pytest.fixture
def house(store: CloudStore) -> House:
    return House(store, cids=(new_cid(), new_cid()))


@pytest.fixture
def pc(house: House) -> Pc:
    return house.pc(house.cids[0])


@pytest.fixture
def clean(store: CloudStore) -> None:
    """No test before this one left any of it."""
    if not isinstance(store, MemoryStore):
        with store._pool.connection() as connection:  # type: ignore[attr-defined]
            for table in TABLES:
                connection.execute(SQL("delete from {}").format(Identifier(table)))
