"""Bounds to what comes: how often one PC may call, and when all are asked to leave this process alone for a while.

Both are this process's own and kept in its memory alone.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from math import ceil
from threading import Lock
from typing import Final

AT_ONCE: Final = 24
"""Requests that a process answers at once, a thread each; the others wait."""
LONGEST_BACKOFF_S: Final = 30

MOST_KEPT = 100_000
"""Callers remembered; the one that was quiet longest is forgotten first, and its bucket is full again by then."""


class Load:
    """How many requests stand before this process, those that are being answered among them."""

    def __init__(self) -> None:
        self._present, self._lock = 0, Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """A request is here until the `with` block ends."""
        with self._lock:
            self._present += 1
        try:
            yield
        finally:
            with self._lock:
                self._present -= 1

    def backoff_s(self) -> int:
        """How long callers are asked to stay away: a second for every set of `AT_ONCE` that waits, begun or full."""
        return min(max(ceil(self._present / AT_ONCE) - 1, 0), LONGEST_BACKOFF_S)


@dataclass(slots=True)
class _Bucket:
    left: float
    at_ms: int


class Limiter:
    """`burst` calls at once, `per_minute` on and on."""

    def __init__(self, per_minute: int, burst: int) -> None:
        self._per_ms, self._burst = per_minute / 60_000, burst
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()
        self._lock = Lock()

    def wait_s(self, caller: str, now_ms: int) -> int:
        """Take one call; 0 when there was one, else after how many seconds there is."""
        with self._lock:
            bucket = self._buckets.pop(caller, None) or _Bucket(self._burst, now_ms)
            bucket.left = min(self._burst, bucket.left + max(now_ms - bucket.at_ms, 0) * self._per_ms)
            bucket.at_ms = now_ms
            self._buckets[caller] = bucket
            if len(self._buckets) > MOST_KEPT:
                self._buckets.popitem(last=False)
            if bucket.left < 1:
                return ceil((1 - bucket.left) / self._per_ms / 1000)
            bucket.left -= 1
            return 0
