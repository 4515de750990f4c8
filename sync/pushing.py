"""Push: the outbox goes up in order, batch by batch; what the cloud decided comes back and is noted.

A batch that the cloud cannot take is halved until the one group is found that is at fault, and only that one is set
aside. No fault of the cloud and no broken line ever gives up an operation.
"""

from __future__ import annotations

from typing import Final, NamedTuple

from sync.line import Line
from sync.local_side import Batch, LocalSide, Received
from sync.outcome import Outcome
from sync.protocol import MOST_OPERATIONS, MOST_PUSH_BYTES, Json
from sync.pulling import Watch
from sync.troubles import RequestRefused

MOST_BATCHES: Final = 200
PUSHING: Final = "sync-push"
CLIENT_BUG: Final = "client_bug"
TOO_LARGE: Final = "too_large"
"""Reasons of dead letters that the cloud did not decide."""


class Most(NamedTuple):
    """What one push may hold; a single group goes whatever its size."""

    operations: int
    bytes: int

    @classmethod
    def told(cls, limits: Json) -> Most:
        """What the cloud takes, and never more than this version sends."""
        said = limits if isinstance(limits, dict) else {}
        usual = cls(MOST_OPERATIONS, MOST_PUSH_BYTES)
        return cls(_at_most(said.get("ops"), usual.operations), _at_most(said.get("bytes"), usual.bytes))


def _at_most(said: Json, usual: int) -> int:
    return min(said, usual) if isinstance(said, int) and said > 0 else usual


def push(line: Line, local: LocalSide, outcome: Outcome, watch: Watch, limits: Most) -> None:
    """Send everything that waits, within the round's limit and the cloud's; counts go to `outcome`.

    Raises:
        NumberingLost, HistoryChanged, DeviceCloned: what was decided before is noted; see `catching_up.py`.
        Unreachable, CloudBusy, CloudFault, DeadlinePassed: the rest waits for the next round.
    """
    most, total = limits.operations, local.waiting().operations
    for _ in range(MOST_BATCHES):
        batch = local.take(most, limits.bytes)
        if not batch.ops:
            return
        try:
            answer = line.post("push", _body(local, batch))
        except RequestRefused as error:
            most = _smaller(local, batch, error, outcome) or limits.operations
            continue
        _count(outcome, batch, local.receive(batch, answer.told))
        watch(min(outcome.pushed, total), total, PUSHING)
        most = min(most * 2, limits.operations)
    outcome.more = True


def _body(local: LocalSide, batch: Batch) -> dict[str, object]:
    facts = local.facts()
    said = {"device": facts.device, "gen": batch.gen, "first_n": batch.first_n, "cursor": facts.cursor}
    people = local.people({str(op["u"]) for op in batch.ops})
    return said | {"ops": list(batch.ops), "people": people}


def _smaller(local: LocalSide, batch: Batch, error: RequestRefused, outcome: Outcome) -> int:
    """How many operations to try next; 0 for as many as ever, when the group at fault is found and set aside."""
    groups = {op.get("g") or op["op_id"] for op in batch.ops}
    if len(groups) > 1:
        return max(len(batch.ops) // 2, 1)
    reason = TOO_LARGE if error.is_too_large else CLIENT_BUG
    gone = local.set_aside([str(op["op_id"]) for op in batch.ops], reason)
    if not gone:
        raise error
    outcome.refused[reason] = outcome.refused.get(reason, 0) + gone
    return 0


def _count(outcome: Outcome, batch: Batch, received: Received) -> None:
    outcome.pushed += len(batch.ops)
    outcome.acked += received.acked
    outcome.merged += received.merged
    for reason, count in received.refused.items():
        outcome.refused[reason] = outcome.refused.get(reason, 0) + count
