"""Runs one measurement in a fresh process, so that neither memory nor caches of another are counted with it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.memory import TreeMemory

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
    child = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8")  # noqa: S603
    with child, TreeMemory(child.pid) as memory:
        said, _ = child.communicate()
    if child.returncode != 0:
        raise MeasurementFailed(f"{task}: exit code {child.returncode}")
    facts = json.loads(said.splitlines()[-1])
    return Answer({name: float(value) for name, value in facts.items()}, memory.peak_mb)
