"""The long repetitions: `python3 dev.py soak [--kills N]`: every flow killed 200 times, then what is marked soak.

The tests are those of every day, asked for more; seeds are fixed, so a failure comes again.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from collections.abc import Sequence

from benchmarks.running import ROOT

KILLS = 200
_NOTHING_MARKED = 5  # pytest's exit code when no test was selected


def main(argv: Sequence[str] | None = None) -> int:
    """Run both parts; the first exit code that is not 0."""
    parser = argparse.ArgumentParser(prog="dev.py soak", description="The long repetitions.")
    parser.add_argument("--kills", type=int, default=KILLS, help=f"kills of each flow, {KILLS} without it")
    kills = parser.parse_args(argv).kills
    codes = [
        _tests("tests/flows/test_kills.py", LINONG_KILLS=str(kills)),
        _tests("tests", "-m", "soak"),
    ]
    return next((code for code in codes if code not in (0, _NOTHING_MARKED)), 0)


def _tests(*words: str, **more: str) -> int:
    command = [sys.executable, "-m", "pytest", "-q", "--durations=10", *words]
    return subprocess.run(command, cwd=ROOT, env={**os.environ, **more}, check=False).returncode  # noqa: S603


if __name__ == "__main__":
    raise SystemExit(main())
