from __future__ import annotations

import pytest

from cloud.places.memory import MemoryPlace
from tests.cloud.callers import House, Pc


@pytest.fixture
def house() -> House:
    made = House()
    object.__setattr__(made.means, "place", MemoryPlace(made.time.now_ms))
    return made


@pytest.fixture
def pc(house: House) -> Pc:
    return house.pc()
