"""Seeds in which what is new comes in pages of nine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sync.simulation import seeds


@pytest.mark.parametrize("seed", seeds.with_pages_of(9))
def test_everybody_ends_with_the_same(seed: int, tmp_path: Path) -> None:
    seeds.play(seed, tmp_path)
