"""Stores for whole stories: made once, copied for each test."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.flows.program import Office, new_office
from tests.flows.small import SMALL


@pytest.fixture(scope="session")
def _empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return new_office(tmp_path_factory.mktemp("empty") / "store").folder


@pytest.fixture(scope="session")
def _small_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A compound, a building, two dwellings, a family and a tenant who left."""
    office = new_office(tmp_path_factory.mktemp("small") / "store")
    for words in SMALL:
        office.json("add", *words)
    return office.folder


@pytest.fixture
def empty(_empty_store: Path, tmp_path: Path) -> Office:
    """An office with nothing in its ledgers."""
    return Office(Path(shutil.copytree(_empty_store, tmp_path / "store")))


@pytest.fixture
def small(_small_store: Path, tmp_path: Path) -> Office:
    """An office with a handful of records; its own copy."""
    return Office(Path(shutil.copytree(_small_store, tmp_path / "store")))


@pytest.fixture(scope="session")
def shared_small(_small_store: Path) -> Office:
    """The same office for tests that only read."""
    return Office(_small_store)
