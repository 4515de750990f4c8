from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.stores.session import Session
from tests.app.notices.street import Street
from tests.app.syncing.joining import house, wire
from tests.app.syncing.office import pc
from tests.cloud.callers import House
from tests.sync.exchange import Wire

__all__ = ["house", "wire"]


@pytest.fixture
def street(house: House) -> Street:
    return Street(house)


@pytest.fixture
def one(house: House, wire: Wire, tmp_path: Path) -> Iterator[Session]:
    with pc(house, tmp_path / "one") as session:
        yield session


@pytest.fixture
def other(house: House, wire: Wire, tmp_path: Path) -> Iterator[Session]:
    with pc(house, tmp_path / "other", "li", "李红") as session:
        yield session
