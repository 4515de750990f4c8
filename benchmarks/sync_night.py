"""A night: PCs come one after the other at chance moments, each with a whole round of its own, none waits for another.

The city's PCs are spread over four hours; here as many come a second, or a multiple of that, for less than a minute.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import perf_counter
from typing import Final

from benchmarks import cloud_server
from benchmarks.cloud_server import Cloud
from benchmarks.sync_load import Facts, Op, Pc, at_share, committee, edits, pcs
from ledger.errors import LedgerError

PCS: Final = 30_000
HOURS: Final = 4
PER_SECOND: Final = PCS / (HOURS * 3600)
EACH: Final = 5
"""PCs of a committee."""
_PUSHED = 20
_THREADS = 16


def night(cloud: Cloud, ops: Sequence[Op], first: int, seconds: float, times: float) -> Facts:
    """Rounds at `times` the city's pace, of committees from the number `first` on, which have records already."""
    chance = Random(4)
    due, at = list[float](), 0.0
    while (at := at + chance.expovariate(PER_SECOND * times)) < seconds:
        due.append(at)
    codes = [committee(first + number) for number in range(max(len(due) // EACH, 1))]
    with pcs(cloud, codes, EACH) as several, ThreadPoolExecutor(_THREADS) as pool:
        chance.shuffle(several)
        for pc in several:
            pc.hang_up()
            pc.pull()
            pc.hang_up()
            pc.times.clear()
        spent, began = cloud_server.processor_s(cloud), perf_counter()
        under_way = []
        for number, moment in enumerate(due[: len(several)]):
            time.sleep(max(began + moment - perf_counter(), 0))
            under_way.append(pool.submit(_round, several[number], ops, moment + began))
        rounds = [one.result() for one in under_way]
        took_s = perf_counter() - began
        spent = cloud_server.processor_s(cloud) - spent
    answered = sorted(one for pc in several for calls in pc.times.values() for one in calls)
    failed = sum(took == 0 for took in rounds)
    told = {"rounds": len(rounds), "failed": failed, "seconds": took_s, "requests": len(answered)}
    whole = sorted(rounds)
    return told | {
        "p99": 1000 * at_share(answered, 0.99),
        "round": 1000 * at_share(whole, 0.5),
        "round p99": 1000 * at_share(whole, 0.99),
        "processor": 1000 * spent / max(len(rounds), 1),
    }


def _round(pc: Pc, ops: Sequence[Op], due: float) -> float:
    """Seconds from when the PC should have come; 0 where something was refused or lost."""
    try:
        pc.sign_in()
        pc.hello()
        pc.push(edits(ops, _PUSHED, f"{pc.calls.device} "))
        pc.pull()
        pc.report()
    except LedgerError:
        return 0.0
    return perf_counter() - due
