"""Every bug that is planted into the product is caught by the simulation within a few seeds."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sync.simulation import invariants
from tests.sync.simulation.planted import PLANTS, Plant
from tests.sync.simulation.setting import Setting
from tests.sync.simulation.world import simulated

STEPS, SEEDS = 100, 40


def is_caught(plant: Plant, setting: Setting | None, seed: int, folder: Path) -> bool:
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        try:
            with simulated(seed, folder, setting) as world:
                world.run(STEPS)
                world.settle()
                invariants.check(world)
        except AssertionError:
            return True
    return False


@pytest.mark.parametrize("plant", PLANTS, ids=lambda plant: plant.__name__)
def test_a_planted_bug_is_caught(plant: Plant, tmp_path: Path) -> None:
    setting = PLANTS[plant]
    assert any(is_caught(plant, setting, seed, tmp_path / str(seed)) for seed in range(SEEDS))
