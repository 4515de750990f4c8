"""The drift check: once a day counts and hashes are compared, and what differs is read again, record by record.

It finds faults that nobody foresaw, so what it finds is told and never passed over. Only where this PC stands exactly
at the cloud's head and nothing of its own is on the way; never a silent resync.
"""

from __future__ import annotations

from typing import Final

from sync import catching_up
from sync.line import Line
from sync.local_side import LocalSide
from sync.outcome import Outcome
from sync.protocol import Json, Malformed
from sync.troubles import HeadMoved

BUCKETS: Final = 256
DAY_MS: Final = 24 * 3600 * 1000
LOOKED: Final = "digest_at"
Tally = dict[str, tuple[int, str]]


def is_due(local: LocalSide, now_ms: int) -> bool:
    """True when a day has passed since both sides were last compared, or the clock was put back."""
    last = local.value(LOOKED)
    return not isinstance(last, int) or not 0 <= now_ms - last < DAY_MS


def compare(line: Line, local: LocalSide, outcome: Outcome, now_ms: int) -> None:
    """Compare and set right; counts go to `outcome`. Somebody writing meanwhile puts it off to the next round."""
    if local.waiting().operations:
        return
    try:
        differing = _differing(line, local)
        for type_ in differing:
            outcome.repaired += _repair(line, local, type_)
    except HeadMoved:
        return
    outcome.digest = "differed" if differing else "same"
    local.put_value(LOOKED, now_ms)


def _differing(line: Line, local: LocalSide) -> list[str]:
    mine = local.digest()
    told = line.post("digest", {"at": local.facts().seq, "types": sorted(mine)}).told
    theirs = _tally(told.get("types"))
    return sorted(type_ for type_, found in mine.items() if theirs.get(type_, found) != found)


def _repair(line: Line, local: LocalSide, type_: str) -> int:
    at = local.facts().seq
    told = line.post("digest", {"at": at, "type": type_, "buckets": BUCKETS}).told
    mine = {str(bucket): found for bucket, found in local.buckets(type_).items()}
    theirs = _tally(told.get("buckets"))
    odd = sorted(int(bucket) for bucket in mine.keys() | theirs.keys() if mine.get(bucket) != theirs.get(bucket))
    if not odd:
        return 0
    told = line.post("digest", {"at": at, "type": type_, "ids_in": odd}).told
    listed = told.get("ids")
    if not isinstance(listed, list):
        raise Malformed("digest")
    record_ids = sorted({*map(str, listed), *local.ids_in(type_, odd)})
    records, absent = catching_up.fetch(line, type_, record_ids)
    return local.repair(type_, records, absent)


def _tally(told: Json) -> Tally:
    try:
        return {str(name): (int(found["n"]), str(found["x"])) for name, found in told.items()}
    except (AttributeError, KeyError, TypeError, ValueError):
        raise Malformed("digest") from None
