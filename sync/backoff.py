"""Trying again: how often, how long to wait in between, and when there is no time left. Nothing else repeats a request.

Full jitter: a wait is drawn between nothing and a bound that doubles, so that thousands of PCs that failed together do
not come back together. What the cloud asks for (`Retry-After`, `Backoff`) is the least. Progress begins anew.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, TypeVar

from ledger.errors import LedgerError
from sync.troubles import CloudBusy, CloudFault, Unreachable
from sync.world import World

LONGEST_S: Final = 300
_FIRST_BOUND_S: Final = 2
_FAULTS: Final = 3  # times that a fault of the cloud is met with the same request again (docs/sync_protocol.md)
_HOPELESS: Final = frozenset((("proxy", "login"),))
_Result = TypeVar("_Result")


class DeadlinePassed(LedgerError):
    """The time that the round was given is over; what was done is kept."""


@dataclass(slots=True)
class Patience:
    """How long a round goes on trying: `tries` repetitions in a row at most, nothing after `deadline_ms`."""

    world: World
    tries: int = 3
    deadline_ms: int | None = None
    retries: int = 0
    """How often it was tried again in all."""
    least_s: float = 0
    """What the cloud asked to wait before the next request, after an answer that was none of a trouble."""

    def check(self) -> None:
        """Raise DeadlinePassed when the time is over."""
        if self.deadline_ms is not None and self.world.now_ms() >= self.deadline_ms:
            raise DeadlinePassed

    def tried(self, ask: Callable[[], _Result]) -> _Result:
        """The answer of `ask`, which is the same request each time; raises what it raised last."""
        done = 0
        while True:
            self.check()
            self._obey()
            try:
                return ask()
            except (Unreachable, CloudBusy, CloudFault) as trouble:
                if done >= self._allowed(trouble):
                    raise
                self._wait(done, trouble)
            done += 1
            self.retries += 1

    def _allowed(self, trouble: LedgerError) -> int:
        if isinstance(trouble, Unreachable) and (trouble.step == "tls" or (trouble.step, trouble.why) in _HOPELESS):
            return 0
        return min(self.tries, _FAULTS) if isinstance(trouble, CloudFault) else self.tries

    def _obey(self) -> None:
        if self.least_s:
            wait_s, self.least_s = self.least_s, 0
            self._sleep(wait_s)

    def _wait(self, done: int, trouble: LedgerError) -> None:
        """Before the next try; raises `trouble` itself where the time ends first."""
        least_s = trouble.wait_s if isinstance(trouble, CloudBusy) else 0
        wait_s = max(self.world.uniform(0, min(LONGEST_S, _FIRST_BOUND_S * 2**done)), least_s)
        if self.deadline_ms is not None and self.world.now_ms() + wait_s * 1000 >= self.deadline_ms:
            raise trouble
        self._sleep(wait_s)

    def _sleep(self, wait_s: float) -> None:
        if self.deadline_ms is not None:
            wait_s = min(wait_s, max((self.deadline_ms - self.world.now_ms()) / 1000, 0))
        self.world.sleep(wait_s)
