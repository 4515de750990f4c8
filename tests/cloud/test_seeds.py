"""Seeds of the simulation on PostgreSQL: the same operations in the same order decide the same as in memory (I13)."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.memory_store import MemoryStore
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.postgres.store import PostgresStore
from tests.cloud.conftest import fresh_database, worker
from tests.sync.simulation.cloud_side import CloudPlace
from tests.sync.simulation.replaying import played


@pytest.fixture(scope="module")
def dsn(embedded_server: EmbeddedDatabase) -> str:
    """A database of these tests' own."""
    return fresh_database(embedded_server.dsn, f"seeds_{worker()}")


@pytest.fixture
def postgres(dsn: str) -> Iterator[CloudPlace]:
    store = PostgresStore(dsn)
    place = CloudPlace(store, dsn)
    place.clear()
    yield place
    store.close()


@pytest.mark.parametrize("seed", range(10))
def test_postgresql_decides_the_same(seed: int, tmp_path: Path, postgres: CloudPlace) -> None:
    in_memory = played(seed, tmp_path / "memory", CloudPlace(MemoryStore()))
    on_disk = played(seed, tmp_path / "postgresql", postgres)
    for name, told in in_memory.items():
        assert on_disk[name] == told, name
