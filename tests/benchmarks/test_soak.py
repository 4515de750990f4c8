"""The long repetitions, called for one seed."""

from __future__ import annotations

import pytest

from benchmarks import soak
from benchmarks.running import ROOT


def test_a_seed_is_asked_for_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[tuple[str, ...], dict[str, str]]] = []

    def run(*words: str, **more: str) -> int:
        asked.append((words, more))
        return 1

    monkeypatch.setattr(soak, "_tests", run)
    assert soak.main(["--seeds", "1", "--from", "444"]) == 1
    ((words, more),) = asked
    assert words == soak._SEEDED
    assert all((ROOT / word).exists() for word in words)
    assert more == {"LINONG_SEEDS": "1", "LINONG_FIRST_SEED": "444"}
