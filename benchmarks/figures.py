"""A figure: what was measured, against which goal; and the table and the JSON they are shown in."""

from __future__ import annotations

import json
import os
import platform
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Literal

from ledger import clock
from storage import database

Unit = Literal["x", "ms", "s", "MB", "KB", "%", "/s", "requests"]
_DIGITS: dict[Unit, int] = {"x": 2, "ms": 1, "s": 2, "MB": 0, "KB": 1, "%": 1, "/s": 0, "requests": 0}
_LIBRARIES = ("python-calamine", "rustpy-xlsxwriter", "openpyxl", "pandas", "pypinyin")


@dataclass(frozen=True, slots=True)
class Figure:
    """One line of the table. `name` is stable; `value` is met when at most (or at least) `goal`."""

    name: str
    value: float
    goal: float
    unit: Unit
    at_least: bool = False
    said: str = ""

    @property
    def is_met(self) -> bool:
        """True when the goal is reached."""
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def as_json(self) -> dict[str, object]:
        """The stable form of `bench --json`."""
        return {"name": self.name, "value": round(self.value, 3), "goal": self.goal, "ok": self.is_met}

    def cells(self) -> tuple[str, str, str, str, str]:
        """The line as the table shows it."""
        digits = _DIGITS[self.unit]
        bound = "≥" if self.at_least else "≤"
        value = f"{self.value:,.{digits}f} {self.unit}"
        return self.name, value, f"{bound} {self.goal:g} {self.unit}", "ok" if self.is_met else "NOT MET", self.said


def table(figures: Sequence[Figure]) -> str:
    """A Markdown table, as it stands in docs/performance.md."""
    lines = ["| figure | measured | goal | | of which |", "|---|---|---|---|---|"]
    lines += [f"| {' | '.join(figure.cells())} |" for figure in figures]
    return "\n".join(lines)


def surroundings() -> str:
    """Machine, date and versions, in two lines."""
    found = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    machine = f"{os.cpu_count()} x {_processor()}, {platform.system()} {platform.release()}"
    return (
        f"{clock.today():%Y-%m-%d}, {machine}, Python {platform.python_version()}\n{database.driver_version()}; {found}"
    )


def _processor() -> str:
    if sys.platform == "linux":
        for line in Path("/proc/cpuinfo").read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def write_json(figures: Sequence[Figure], path: Path) -> None:
    """Write `{"figures": […]}`."""
    content = {"figures": [figure.as_json() for figure in figures]}
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + "\n", "utf-8")
