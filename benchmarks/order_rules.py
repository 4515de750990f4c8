"""The figures of work orders: their rules on one core, and a store with 60,000 of them and a million events."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

from benchmarks.figures import Figure
from benchmarks.running import ROOT, run
from benchmarks.sections import Bench, tell

_EVENTS_OF_ORDER = 17
_EVENTS_IN_STORE = 18  # of an order that has ended; open ones have fewer: over a million in all
_FEW, _MANY = 1000, 60_000
_TIMES_GOAL, _VERIFY_GOAL = 50_000.0, 100_000.0
_LINEAR_GOAL = 1.3
_VIEW_GOAL_MS = 60.0
_VIEWS = {
    "board": "the board",
    "today": "the list of today",
    "list": "the list, first page",
    "mine": "what waits for me",
    "alike": "orders alike one that is registered",
}
_FIGURES = {"figures": "the indicators of all of them", "figures of a month": "the indicators of a month"}
_FIGURES_GOAL_MS = 1000.0
"""They are reckoned beside the window."""


def measuring(bench: Bench) -> Iterator[Figure]:
    """Clocks of 60,000 orders and how they grow, the chain of 1,000,000 events, and the store that holds them."""
    tell("work orders")
    many = _MANY if bench.repeats > 1 else _FEW
    found = run("order_clocks", few=_FEW, many=many)
    said = f"{many:,} orders from their stored times; {_FEW:,} orders {found['few']:,.0f} /s"
    yield Figure("work orders, clocks read", found["many"], _TIMES_GOAL, "/s", at_least=True, said=said)
    growth = found["few"] / found["many"]
    said = f"time an order at {many:,} over time an order at {_FEW:,}"
    yield Figure("work orders, growth of the clocks", growth, _LINEAR_GOAL, "x", said=said)
    found = run("order_chain", orders=many, events=_EVENTS_OF_ORDER)
    said = f"{found['events']:,.0f} events of {many:,} orders"
    yield Figure(
        "work orders, chain verify on stored bytes", found["rate"], _VERIFY_GOAL, "/s", at_least=True, said=said
    )
    yield from _stored(bench, many)


def _stored(bench: Bench, many: int) -> Iterator[Figure]:
    """What people look at in a store of many orders, and how it grows from a few."""
    few_in, many_in = (_filled(bench, count) for count in (_FEW, many))
    tell("work orders: views")
    few, found = run("order_views", folder=few_in), run("order_views", folder=many_in)
    for view, name in _VIEWS.items():
        said = f"with {_FEW:,} orders {few[view]:.1f} ms"
        yield Figure(f"{many:,} orders: {name}, p95", found[view], _VIEW_GOAL_MS, "ms", said=said)
    for view, name in _FIGURES.items():
        said = f"with {_FEW:,} orders {few[view]:.1f} ms"
        yield Figure(f"{many:,} orders: {name}, p95", found[view], _FIGURES_GOAL_MS, "ms", said=said)
    worst = max(_VIEWS, key=lambda view: found[view] / few[view])
    grown = found[worst] / few[worst]
    said = f"{many // _FEW} times the orders; the one that grows most: {_VIEWS[worst]}"
    yield Figure("work orders, growth of the views", grown, float(max(many // _FEW, 2)), "x", said=said)
    tell("work orders: verify")
    less, whole = run("order_verify", folder=few_in), run("order_verify", folder=many_in)
    said = f"{whole['events']:,.0f} events as they lie in the store; of {_FEW:,} orders {less['rate']:,.0f} /s"
    yield Figure("work orders, events verified in a store", whole["rate"], _VERIFY_GOAL, "/s", at_least=True, said=said)


def _filled(bench: Bench, orders: int) -> Path:
    """A store with so many orders of this version of the code; kept, because filling a large one takes minutes."""
    sources = sorted(path for room in ("ledger", "storage", "app/orders") for path in (ROOT / room).rglob("*.py"))
    version = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    folder = bench.build / f"orders-{orders}-{version}"
    if not folder.exists():
        for older in bench.build.glob(f"orders-{orders}-*"):
            shutil.rmtree(older)
        tell(f"filling a store with {orders:,} orders")
        unfinished = folder.with_suffix(".new")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(parents=True)
        run("order_fill", folder=unfinished, orders=orders, events=_EVENTS_IN_STORE)
        unfinished.rename(folder)
    return folder
