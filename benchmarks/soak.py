"""The long repetitions: every flow killed 200 times, 1,000 power cuts, what is marked soak; or seeds of the exchange.

`python3 dev.py soak [--kills N] [--images N]`, or `python3 dev.py soak --seeds N [--from S]`. The tests are those of
every day, asked for more; seeds are fixed, so a failure comes again: seed 444 alone is
`--seeds 1 --from 444`.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from benchmarks.running import ROOT

KILLS = 200
IMAGES = 170  # of each of six stories
_SEEDED = tuple(
    f"tests/sync/simulation/test_{name}.py"
    for name in ("everything_in_one_page", "pages_of_four", "pages_of_nine", "moving_orders", "orders")
)
_NOTHING_MARKED = 5  # pytest's exit code when no test was selected


def main(argv: Sequence[str] | None = None) -> int:
    """Run all parts; the first exit code that is not 0."""
    parser = argparse.ArgumentParser(prog="dev.py soak", description="The long repetitions.")
    parser.add_argument("--kills", type=int, default=KILLS, help=f"kills of each flow, {KILLS} without it")
    told = f"folders that a power cut may leave, looked at for each story, {IMAGES} without it"
    parser.add_argument("--images", type=int, default=IMAGES, help=told)
    parser.add_argument("--seeds", type=int, metavar="N", help="so many seeds of the simulated exchange, nothing else")
    parser.add_argument("--from", type=int, default=0, dest="first", metavar="S", help="the first of them")
    chosen = parser.parse_args(argv)
    kills = chosen.kills
    if chosen.seeds is not None:
        return _tests(*_SEEDED, LINONG_SEEDS=str(chosen.seeds), LINONG_FIRST_SEED=str(chosen.first))
    codes = [
        _tests("tests/flows/test_kills.py", LINONG_KILLS=str(kills)),
        _tests("tests/power", LINONG_IMAGES=str(chosen.images)),
        _tests("tests", "-m", "soak"),
    ]
    return next((code for code in codes if code not in (0, _NOTHING_MARKED)), 0)


def _tests(*words: str, **more: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", *words]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main())
