"""The seeds that are played every day, and how one is; `dev.py soak --seeds` asks for others.

They stand in several test modules, by the size of the pages in which their PCs pull, so that whole modules can be
shared out among processes.
"""

from __future__ import annotations

import os
from pathlib import Path

from tests.sync.simulation import invariants
from tests.sync.simulation.setting import PAGES, Setting
from tests.sync.simulation.world import simulated

_SEEDS = int(os.environ.get("LINONG_SEEDS", "150"))
_FIRST = int(os.environ.get("LINONG_FIRST_SEED", "0"))
_STEPS = 100
_DAILY_ORDERS, _DAILY_ORDERS_IN_FILES = 40, 6


def with_pages_of(size: int) -> list[int]:
    """The asked seeds whose PCs pull pages of this size."""
    assert size in PAGES
    return [seed for seed in range(_FIRST, _FIRST + _SEEDS) if Setting.of(seed).page == size]


def orders() -> range:
    """The asked seeds of worlds of orders alone; every day some."""
    return _asked(_DAILY_ORDERS)


def orders_in_files() -> range:
    """The asked seeds of whole worlds in which orders are moved; every day a few."""
    return _asked(_DAILY_ORDERS_IN_FILES)


def _asked(daily: int) -> range:
    return range(_FIRST, _FIRST + _SEEDS) if "LINONG_SEEDS" in os.environ else range(daily)


def play(seed: int, folder: Path) -> None:
    """A world in trouble, then in peace; everybody must end with the same."""
    with simulated(seed, folder) as world:
        world.run(_STEPS)
        world.settle()
        invariants.check(world)
