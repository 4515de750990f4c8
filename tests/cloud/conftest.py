"""The databases that the cloud is held to: in memory, embedded, Debian's, and a Citus cluster where one is named."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from psycopg.sql import SQL, Identifier

from cloud.data_folder import DataFolder
from cloud.memory_store import MemoryStore
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.postgres.migrating import migrate
from cloud.postgres.store import PostgresStore
from cloud.store import CloudStore
from tests.cloud import pcs as deciding_pcs
from tests.cloud.callers import House, new_cid
from tests.cloud.pcs import Committee
from tests.conftest import IS_CI

FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
"""What is lost with the machine does not matter here."""
CITUS = "LINONG_TEST_CITUS_DSN"


def worker() -> str:
    """The name of this process among those that run tests."""
    return os.environ.get("PYTEST_XDIST_WORKER", "main")


@contextmanager
def free_folder() -> Iterator[Path]:
    """A folder that other users may pass through to: pytest shuts its own ones again whenever another run begins."""
    folder = Path(tempfile.mkdtemp(prefix="linong-test-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder for data folders of this test."""
    with free_folder() as folder:
        yield folder


@pytest.fixture(scope="session")
def embedded_server() -> Iterator[EmbeddedDatabase]:
    """One embedded server for all tests of this worker."""
    with free_folder() as folder:
        server = EmbeddedDatabase(DataFolder(folder / "d"), settings=FAST)
        yield server
        server.close()


@pytest.fixture(scope="session")
def embedded_dsn(embedded_server: EmbeddedDatabase) -> str:
    """A database of this worker's own, migrated."""
    return fresh_database(embedded_server.dsn)


@pytest.fixture(scope="session")
def debian_dsn() -> Iterator[str]:
    """The same on the PostgreSQL that the system has installed."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        if IS_CI:
            pytest.fail("PostgreSQL of the system is not installed; `python3 dev.py setup` installs it", pytrace=False)
        pytest.skip("PostgreSQL of the system is not installed")
    with free_folder() as folder:
        server = EmbeddedDatabase(DataFolder(folder / "d"), programs=found[-1].parent, settings=FAST)
        yield fresh_database(server.dsn)
        server.close()


@pytest.fixture(scope="session")
def citus_dsn() -> str:
    """A database of a Citus cluster, which is emptied."""
    dsn = os.environ.get(CITUS)
    if not dsn:
        pytest.skip(f"{CITUS} names no cluster")
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("drop schema if exists public cascade")
        connection.execute("create schema public")
    migrate(dsn, citus=True)
    return dsn


def fresh_database(dsn: str, name: str = "") -> str:
    """A new migrated database on the same server; its DSN."""
    name = name or f"cloud_{worker()}"
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute(SQL("drop database if exists {} with (force)").format(Identifier(name)))
        connection.execute(SQL("create database {}").format(Identifier(name)))
    made = make_conninfo(dsn, dbname=name)
    migrate(made)
    return made


@pytest.fixture(params=["memory", "embedded", "debian", "citus"])
def store(request: pytest.FixtureRequest) -> Iterator[CloudStore]:
    """A store of each kind; committees of earlier tests may be in it."""
    if request.param == "memory":
        yield MemoryStore()
        return
    made = PostgresStore(request.getfixturevalue(f"{request.param}_dsn"))
    yield made
    made.close()


@pytest.fixture
def postgres_store(embedded_dsn: str) -> Iterator[PostgresStore]:
    """A store on the embedded server, patient for a moment only."""
    made = PostgresStore(embedded_dsn, patience_s=0.3)
    yield made
    made.close()


@pytest.fixture
def cid(store: CloudStore) -> str:
    """A new committee of a database."""
    made = new_cid()
    store.add_committee(made, "测试居委会", "e-1")
    return made


@pytest.fixture
def house() -> House:
    """The cloud as a function, with a committee."""
    return House()


@pytest.fixture
def committee() -> Committee:
    """A committee for which is decided without a network."""
    return Committee()


@pytest.fixture
def pcs(committee: Committee) -> tuple[deciding_pcs.Pc, deciding_pcs.Pc]:
    """Two PCs of it."""
    return committee.pc("a"), committee.pc("b")
