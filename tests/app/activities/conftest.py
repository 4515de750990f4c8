"""A few homes whose people come to activities, on a day that stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.stores.session import Session
from ledger import clock
from tests.app.few_homes import Homes
from tests.office import an_office


class Noon:
    """Noon of 21 November 2026 in Shanghai."""

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    with clock.use(Noon()), an_office(tmp_path) as office:
        yield Homes(office)


@pytest.fixture
def session(homes: Homes) -> Session:
    return homes.office.session
