from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from storage.store import Store
from tests.cloud.callers import House
from tests.storage.stores import new_store
from tests.sync.exchange import Pc


@pytest.fixture
def house() -> House:
    """The cloud, with a committee."""
    return House()


@pytest.fixture
def pcs(house: House, tmp_path: Path) -> Iterator[tuple[Pc, Pc]]:
    """Two PCs that it knows."""
    one, other = (Pc(house, tmp_path / name, name).enrol() for name in ("one", "other"))
    yield one, other
    one.store.close()
    other.store.close()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    made = new_store(tmp_path / "store")
    yield made
    made.close()
