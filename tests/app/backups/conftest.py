"""A committee with a few people, whose backups are made and tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.demo import fill
from app.jobs import SILENT
from app.stores.session import Session
from ledger import clock
from tests.committee import new_session


class MovingClock:
    """A clock that a test turns on."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def turn(self, **time: int) -> None:
        self.moment += timedelta(**time)


@pytest.fixture
def turning() -> Iterator[MovingClock]:
    made = MovingClock()
    with clock.use(made):
        yield made


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with new_session(tmp_path / "store") as made:
        fill.fill(made, people=30, seed=3, ctx=SILENT)
        yield made
