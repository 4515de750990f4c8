"""The figures of the desktop: `python3 dev.py bench ui`; each measured in a process of its own, without a display."""

from __future__ import annotations

import time
from collections.abc import Iterator
from statistics import median

from benchmarks.figures import Figure
from benchmarks.running import Answer, run
from benchmarks.sections import Bench, tell
from benchmarks.tower import HOMES

_STARTS = 3


def desktop(bench: Bench) -> Iterator[Figure]:
    """Everything that a person waits for at the window."""
    folder = bench.filled()
    yield from _starting(bench)
    tell("desktop: search")
    found = run("ui_search", folder=folder)
    said = f"{found['keys']:.0f} keys, slowest {found['slowest']:.0f} ms"
    yield Figure("key press in the search box to results painted, p95", found["p95"], 60.0, "ms", said=said)
    tell("desktop: scroll")
    found = run("ui_scroll", folder=folder)
    said = f"{found['frames']:.0f} frames, worst {found['worst']:.0f} ms"
    yield Figure("wheel through the people table, a frame, p95", found["p95"], 16.0, "ms", said=said)
    yield Figure("wheel through the people table, a frame, p99", found["p99"], 33.0, "ms", said=said)
    tell("desktop: pages")
    yield from _pages(run("ui_pages", folder=folder))
    tell("desktop: lock")
    found = run("ui_lock", folder=folder)
    yield Figure("lock to the cover painted, slowest", found["cover"], 100.0, "ms")
    yield Figure("unlock to the list shown again, slowest", found["unlock"], 1000.0, "ms", said="keys and pages anew")
    tell("desktop: stalls")
    found = run("ui_stalls", folder=folder, people=bench.people)
    said = ", ".join(f"{name} {longest:.0f} ms" for name, longest in found.facts.items())
    yield Figure("longest block of the event loop", max(found.facts.values()), 50.0, "ms", said=said)


def _starting(bench: Bench) -> Iterator[Figure]:
    folder = bench.folder
    tell("desktop: start")
    starts = [run("ui_start", folder=folder, began=time.monotonic())["seconds"] for _ in range(_STARTS)]
    said = f"{_STARTS} starts, the first {starts[0]:.2f} s"
    yield Figure("process start to the log-in window painted", median(starts), 1.2, "s", said=said)
    tell("desktop: log in")
    opened = [run("ui_log_in", folder=folder) for _ in range(_STARTS)]
    said = f"with everything on it {median(one['all'] for one in opened):.1f} s"
    yield Figure("log in to the first page painted", median(one["seconds"] for one in opened), 1.2, "s", said=said)
    yield Figure("memory, idle after log in", max(one["mb"] for one in opened), 260.0, "MB")


def _pages(found: Answer) -> Iterator[Figure]:
    what = {
        "person": "a person's page",
        "dwelling": "a home's page",
        "homes": f"the grid of a building of {HOMES} homes",
    }
    for name, told in what.items():
        said = f"the first {found[f'first {name}']:.0f} ms"
        yield Figure(f"open {told}, p95", found[name], 100.0, "ms", said=said)
