from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.stores.session import Session
from ledger import clock
from tests.app.accounts.staff import Hands
from tests.committee import new_session


@pytest.fixture
def hands() -> Iterator[Hands]:
    moved = Hands()
    with clock.use(moved):
        yield moved


@pytest.fixture
def session(tmp_path: Path, hands: Hands) -> Iterator[Session]:
    with new_session(tmp_path / "store") as opened:
        yield opened
