"""Pull and apply: pages come down into the stage, each with the cursor behind it, and from there into the ledgers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sync.line import Line
from sync.local_side import LocalSide
from sync.outcome import Outcome
from sync.protocol import AUTHOR, MOST_PULLED, Json

MOST_PAGES: Final = 2000
PULLING: Final = "sync-pull"
APPLYING: Final = "sync-apply"
Watch = Callable[[int, int, str], None]
"""Hears (done, total, phase); may stop the round by raising."""


def pull(line: Line, local: LocalSide, outcome: Outcome, watch: Watch) -> None:
    """Fetch every page there is and apply them; counts go to `outcome`.

    Raises:
        CursorExpired, HistoryChanged: nothing is staged wrongly; see `catching_up.py`.
        Unreachable and others: what was staged stays and is gone on from.
    """
    first = local.facts().staged
    for _ in range(MOST_PAGES):
        facts = local.facts()
        answer = line.get("pull", cursor=facts.pull_from, limit=MOST_PULLED)
        local.stage(answer.told)
        outcome.pulled += pulled(answer.told)
        watch(outcome.pulled + first, 0, PULLING)
        if not answer.told.get("more"):
            break
    else:
        outcome.more = True
    apply(local, outcome, watch)


def pulled(page: Mapping[str, Json]) -> int:
    """How many changes a page brings that people would call so."""
    return sum(one["t"] != AUTHOR for one in page["changes"])


def apply(local: LocalSide, outcome: Outcome, watch: Watch) -> None:
    """Bring what is staged into the ledgers."""
    total, done = local.facts().staged, 0
    while True:
        applied = local.apply()
        done += applied.changes
        outcome.conflicts += applied.conflicts
        outcome.removed += applied.removed
        if total:
            watch(min(done, total), total, APPLYING)
        if not applied.more:
            return
