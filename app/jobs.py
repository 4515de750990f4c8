"""Long work: what a job may tell and ask while it runs.

A job is a plain function that takes a `JobContext`; the command line calls it directly, the desktop on a thread of its
own. It reports progress and, between batches, passes a checkpoint where a person's wish to stop takes effect.
"""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event
from typing import Any, TypeVar

from ledger.errors import Cancelled

_SECONDS_BETWEEN_REPORTS = 0.1
_SECONDS_BEFORE_GUESS = 1.0
_FREED_AT_ONCE = 1000  # a millisecond: other threads run between two pieces
_Result = TypeVar("_Result")


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a phase is: `total` is 0 while it is not known, `seconds_left` None while it cannot be guessed."""

    phase: str
    done: int
    total: int
    seconds_left: float | None


class JobContext:
    """Progress out, cancel in.

    `report` may be called as often as the work likes: it hands on about ten reports a second, the first and the last
    one of each phase always among them. `cancel` may be called from any thread.
    """

    def __init__(self, listener: Callable[[Progress], None] | None = None) -> None:
        self._listener = listener
        self._stop = Event()
        self._phase = ""
        self._phase_began = 0.0
        self._last_report = 0.0

    def report(self, done: int, total: int, phase: str = "") -> None:
        """Tell that `done` of `total` things of this phase are finished."""
        if self._listener is None:
            return
        moment = time.monotonic()
        starts = phase != self._phase or not self._phase_began
        if starts:
            self._phase, self._phase_began = phase, moment
        is_last = total > 0 and done >= total
        if starts or is_last or moment - self._last_report >= _SECONDS_BETWEEN_REPORTS:
            self._last_report = moment
            self._listener(Progress(phase, done, total, self._seconds_left(done, total, moment)))

    def checkpoint(self) -> None:
        """Raise Cancelled when a person asked to stop; the caller's transaction then keeps nothing."""
        if self._stop.is_set():
            raise Cancelled

    def cancel(self) -> None:
        """Ask the job to stop at its next checkpoint."""
        self._stop.set()

    def _seconds_left(self, done: int, total: int, moment: float) -> float | None:
        spent = moment - self._phase_began
        if done <= 0 or total <= 0 or spent < _SECONDS_BEFORE_GUESS:
            return None
        return spent / done * max(total - done, 0)


@contextmanager
def without_collections() -> Iterator[None]:
    """Pause the garbage collector while a job makes millions of objects and no cycles among them.

    The collector walked the same objects again and again: planning 100,000 rows took 15 s of processor time with it
    and 8.4 s without, in the same memory. What the job leaves behind, a plan of a million objects perhaps, is set aside
    from it for good: else the first collection afterwards, in whichever thread, stood still for half a second. It is
    given back all the same once nobody holds it; only cycles stay, until `collect_all`.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def collect_all() -> None:
    """End every cycle nobody holds, those that `without_collections` set aside among them: half a second at worst."""
    gc.unfreeze()
    gc.collect()


def let_go(*held: Any) -> None:
    """Empty lists, dictionaries and sets piece by piece: a million values given back at once hold up every thread.

    Only for who owns them alone. Objects of other kinds are left as they are.
    """
    for values in held:
        if isinstance(values, list | dict | set):
            rest = [*values, *values.values()] if isinstance(values, dict) else list(values)
            values.clear()
            while rest:
                del rest[-_FREED_AT_ONCE:]


Job = Callable[[JobContext], _Result]
"""A piece of long work; its docstring says what a cancel leaves behind."""

SILENT = JobContext()
"""For work nobody watches; never cancelled."""
