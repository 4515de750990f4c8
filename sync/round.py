"""One round of the exchange: token, hello, push, pull, apply, the daily comparison. A plain state machine.

It holds nothing that matters: everything is in the store, and a round that was cut off anywhere is simply followed by
another. No threads, no screen; clock, chance, ids and the network are handed in (`world.py`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from ledger import clock
from ledger.errors import LedgerError
from sync import blobs, catching_up, drift, protocol, pulling, pushing
from sync.backoff import DeadlinePassed, Patience
from sync.blobs import USUAL, BlobLimits
from sync.calls import Meter
from sync.histories import SweepTooLarge
from sync.line import ClockWrong, Line
from sync.local_side import LocalSide
from sync.outcome import Outcome
from sync.protocol import Json, Malformed
from sync.pulling import Watch
from sync.pushing import Most
from sync.troubles import (
    ENDING,
    CommitteeDenied,
    CursorExpired,
    DeviceCloned,
    DeviceRevoked,
    HistoryChanged,
    NumberingLost,
    UpgradeNeeded,
)
from sync.world import World

MOST_TURNS: Final = 8
"""How often a round begins anew because numbers or histories parted; more than any real case needs."""
RETIRED: Final = "retired"
"""What the cloud calls a PC that was let go: it may send what it has for some days, and fetches nothing."""
_TROUBLES: tuple[type[LedgerError], ...] = (*ENDING, DeadlinePassed, ClockWrong, Malformed, SweepTooLarge)
_STAY_BEHIND = tuple(one for one in _TROUBLES if one not in (DeviceRevoked, DeviceCloned, CommitteeDenied))
"""Troubles that only keep attachments where they are."""
_Parted = (NumberingLost, HistoryChanged, CursorExpired)


@dataclass(frozen=True, slots=True)
class Limits:
    """What a round may do. `allow_large`: a person agreed that an unusual number of records goes."""

    tries: int = 3
    deadline_ms: int | None = None
    allow_large: bool = False
    with_digest: bool = True
    blobs: BlobLimits = USUAL


def _unwatched(_done: int, _total: int, _phase: str) -> None:
    """Nobody looks."""


def sync(local: LocalSide, world: World, limits: Limits = Limits(), watch: Watch = _unwatched) -> Outcome:
    """One round. What ends it early stands in the outcome's `trouble`; whatever was done until then is kept.

    Raises:
        NotEnrolled, Cancelled, and the store's own troubles.
    """
    outcome = Outcome(start=_instant(world))
    patience = Patience(world, limits.tries, limits.deadline_ms)
    meter = Meter()
    local.lift()
    try:
        line = Line(local, world, patience)
        meter = line.meter
        _exchange(line, local, _Turn(outcome, limits, watch, world))
    except _TROUBLES as trouble:
        outcome.trouble = trouble
    blobs.erase(local)
    outcome.requests, outcome.bytes_up, outcome.bytes_down = meter.requests, meter.up, meter.down
    outcome.retries, outcome.cursor, outcome.end = patience.retries, local.facts().cursor, _instant(world)
    return outcome


def tell(local: LocalSide, world: World, report: Json) -> bool:
    """Post the report of a round, which holds counts only; False when the cloud was not reached."""
    try:
        Line(local, world, Patience(world, tries=0)).post("report", report)
    except _TROUBLES:
        return False
    return True


@dataclass(frozen=True, slots=True)
class _Turn:
    outcome: Outcome
    limits: Limits
    watch: Watch
    world: World


def _exchange(line: Line, local: LocalSide, turn: _Turn) -> None:
    """Everything until both sides hold the same; begun anew where numbers or histories parted."""
    for turns in range(MOST_TURNS):
        try:
            _once(line, local, turn)
        except _Parted as parted:
            if turns + 1 == MOST_TURNS:
                raise
            _mend(line, local, parted)
        else:
            return


def _mend(line: Line, local: LocalSide, parted: LedgerError) -> None:
    if isinstance(parted, NumberingLost):
        catching_up.renumber(line, local, parted.code)
    elif isinstance(parted, HistoryChanged):
        catching_up.follow(line, local, parted)
    else:
        local.begin_resync()
    local.put_value(drift.LOOKED, None)


def _once(line: Line, local: LocalSide, turn: _Turn) -> None:
    outcome = turn.outcome
    told = _hello(line, local)
    may_push = _may_push(told)
    outcome.newest_schema = int((told.get("schema") or {}).get("current", 0))
    if may_push:
        pushing.push(line, local, outcome, turn.watch, Most.told(told.get("limits")))
    if told.get("state") == RETIRED:
        raise DeviceRevoked(is_lost=False)
    facts = local.facts()
    if facts.is_resync or not facts.cursor or outcome.acked or _is_behind(told, facts.seq):
        pulling.pull(line, local, outcome, turn.watch)
    elif facts.staged:
        pulling.apply(local, outcome, turn.watch)
    if local.facts().is_resync and not outcome.more:
        outcome.removed += local.sweep(allow_large=turn.limits.allow_large)
    if not may_push:
        raise UpgradeNeeded
    if turn.limits.with_digest and not outcome.more and drift.is_due(local, turn.world.now_ms()):
        drift.compare(line, local, outcome, turn.world.now_ms())
    if not outcome.more:
        _move_blobs(line, local, turn)


def _move_blobs(line: Line, local: LocalSide, turn: _Turn) -> None:
    """Attachments come after the records and do not fail them; what is left of them is told."""
    try:
        blobs.exchange(line, local.store, turn.world, turn.limits.blobs, turn.watch, turn.outcome.blobs)
    except _STAY_BEHIND:
        return


def _hello(line: Line, local: LocalSide) -> Json:
    answer = line.get("hello")
    line.note_clock(answer)
    catching_up.met(local, answer.told)
    line.renew()
    return answer.told


def _may_push(told: Json) -> bool:
    """False where the cloud reads this version no more; raises UpgradeNeeded where it does not serve it either."""
    schema = told.get("schema") or {}
    if int(schema.get("min_read", 0)) > protocol.SCHEMA:
        raise UpgradeNeeded
    return int(schema.get("min_write", 0)) <= protocol.SCHEMA


def _is_behind(told: Json, seq: int) -> bool:
    return int(told.get("head", 0)) != seq


def _instant(world: World) -> str:
    return clock.text_of_ms(world.now_ms())
