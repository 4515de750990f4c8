"""A few homes in which visits are made, on a day that stands."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger import clock
from tests.app.few_homes import Homes
from tests.office import an_office


class Noon:
    """Noon of 21 November 2026 in Shanghai."""

    def now(self) -> datetime:
        return datetime(2026, 11, 21, 4, tzinfo=UTC)


@pytest.fixture
def homes(tmp_path: Path) -> Iterator[Homes]:
    """王小明 with tags that ask every 7 and every 30 days, visited on 1 November."""
    with clock.use(Noon()), an_office(tmp_path) as office:
        yield Homes(office)
