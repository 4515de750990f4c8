"""Orders in worlds of real files and a network that fails: kills, copies, restored clouds; all logs end equal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.sync.simulation import invariants, orders, seeds
from tests.sync.simulation.setting import USUAL, Happening, Setting
from tests.sync.simulation.world import simulated

ACTS = {"register_order": 2, "move_order": 16, "tell_orders": 2, "edit": 2, "add_person": 1, "settle": 1}


def happens(seed: int) -> dict[Happening, int]:
    """The street takes part and PCs are put back, or the cloud is: what only it had then, nobody can tell it again."""
    return {**USUAL, "street": 12, "copy_cloud": 0} if seed % 2 else {**USUAL, "copy_cloud": 3, "copy": 0}


@pytest.mark.parametrize("seed", seeds.orders_in_files())
def test_everybody_has_the_same_log_of_every_order(seed: int, tmp_path: Path) -> None:
    setting = replace(Setting.of(seed), acts=ACTS, happens=happens(seed))
    with simulated(seed, tmp_path, setting) as world:
        world.run(90)
        world.settle()
        invariants.check(world)
        assert orders.check(world)
