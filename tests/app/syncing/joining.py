"""Fixtures: a cloud in memory, and the line by which every PC of the test reaches it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.app.syncing.office import office
from tests.cloud.callers import House
from tests.sync.exchange import Wire


@pytest.fixture
def house() -> House:
    """The cloud, with a committee."""
    return House()


@pytest.fixture
def wire(house: House) -> Iterator[Wire]:
    """The line; inside the test everybody goes by the cloud's clock."""
    with office(house) as made:
        yield made
