"""A seed is the whole story: it goes the same way twice."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sync.simulation.replaying import mark

ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.parametrize("seed", [1, 6])
def test_a_seed_goes_the_same_way_in_another_process(seed: int, tmp_path: Path) -> None:
    """Whatever the order of its sets is there."""
    program = (
        "import sys; from pathlib import Path; from tests.sync.simulation.replaying import mark;"
        "print(mark(int(sys.argv[1]), Path(sys.argv[2])))"
    )
    command = [sys.executable, "-c", program, str(seed), str(tmp_path / "there")]
    environment = {**os.environ, "PYTHONHASHSEED": str(seed + 17)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == mark(seed, tmp_path / "here")
