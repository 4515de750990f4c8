"""Seeds in which whatever is new comes in one page: PCs edit, exchange over a network that fails, crash."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.protocol import MOST_PULLED
from tests.sync.simulation import seeds


@pytest.mark.parametrize("seed", seeds.with_pages_of(MOST_PULLED))
def test_everybody_ends_with_the_same(seed: int, tmp_path: Path) -> None:
    seeds.play(seed, tmp_path)
