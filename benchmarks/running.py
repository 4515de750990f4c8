"""Runs one measurement in a fresh process, so that neither memory nor caches of another are counted with it.

The installed program brings its modules compiled; so do the measured ones, wherever Python is told to keep none.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.memory import TreeMemory
from benchmarks.people_workbook import BUILD

ROOT = Path(__file__).parents[1]


class MeasurementFailed(Exception):
    """A measuring process ended without an answer."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a task measured, and the peak memory of all its processes where the system tells it."""

    facts: dict[str, float]
    peak_mb: float | None

    def __getitem__(self, name: str) -> float:
        return self.facts[name]


def run(task: str, **arguments: object) -> Answer:
    """Run `benchmarks.tasks.<task>` in a process of its own; its complaints go to standard error."""
    command = [sys.executable, "-X", "utf8", "-m", "benchmarks.tasks", task, json.dumps(arguments, default=str)]
    child = subprocess.Popen(  # noqa: S603
        command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    with child, TreeMemory(child.pid) as memory:
        said, _ = child.communicate()
    if child.returncode != 0:
        raise MeasurementFailed(f"{task}: exit code {child.returncode}")
    facts = json.loads(said.splitlines()[-1])
    return Answer({name: float(value) for name, value in facts.items()}, memory.peak_mb)


def environment() -> dict[str, str]:
    """What a measured program runs under: modules are kept compiled, as the installed one has them."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {"PYTHONPYCACHEPREFIX": str(BUILD / "compiled"), **kept}
