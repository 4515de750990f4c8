"""What the exchange needs of the world, handed in: time, waiting, chance, ids, the way to the cloud, the fingerprint.

A simulation hands in its own, and the same seed gives the same round.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger import clock, ids

if TYPE_CHECKING:
    from sync.transport import Transport


def _now_ms() -> int:
    return int(clock.now().timestamp() * 1000)


def _new_text_id() -> str:
    return ids.to_text(ids.new_id())


@dataclass(frozen=True, slots=True)
class World:
    """The world of one PC. `fingerprint` tells it from another that runs a copy of the same store."""

    transport: Transport
    fingerprint: str
    version: str
    now_ms: Callable[[], int] = _now_ms
    sleep: Callable[[float], None] = time.sleep
    uniform: Callable[[float, float], float] = random.SystemRandom().uniform
    new_id: Callable[[], str] = _new_text_id
