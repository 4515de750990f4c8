"""Killed at every statement of a round: the next round goes on, nothing is lost or doubled."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.sync.simulation.eve import Scene, the_eve


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with the_eve(tmp_path) as made:
        yield made


def statements(scene: Scene) -> int:
    """How many statements the whole round has."""
    scene.begin()
    outcome = scene.round(10**9)
    count = scene.killer.count
    assert outcome is not None
    assert (outcome.pushed, outcome.conflicts > 0, outcome.merged > 0) == (4, True, True)
    scene.right = scene.pc.local.digest()
    return count


def test_killed_at_every_statement(scene: Scene) -> None:
    count = statements(scene)
    assert count > 100
    for at in range(1, count + 1):
        scene.begin()
        assert scene.round(at) is None, at
        scene.pc.close()
        scene.pc.open()
        scene.go_on(is_whole=at % 10 == 0)
