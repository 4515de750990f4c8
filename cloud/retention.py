"""What the cloud forgets after 400 days: the rows of removed records, and how operations were decided.

An operator's job, once a day. Graves and aliases stay for ever, so that nothing comes back by an old operation, and so
do the empty rows of erased records, so that a PC hears of an erasure however long it was away. PCs that have not seen a
removal which is forgotten pull everything anew (`floor`).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Final

from cloud.means import Means, instant

KEPT: Final = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many rows of removed records went, and how many decisions."""

    removed: int
    decisions: int


def forget(means: Means, cid: str, age: timedelta = KEPT) -> Forgotten:
    """Forget what is older than `age`; raises CommitteeUnknown, Busy."""
    before = instant(means.now_ms() - int(age.total_seconds() * 1000))
    with means.store.turn(cid) as turn:
        gone = turn.drop_removed(before)
        decisions = turn.drop_decisions(before)
        if gone:
            turn.put_head(replace(turn.head, floor=max(turn.head.floor, *gone)))
    return Forgotten(len(gone), decisions)
