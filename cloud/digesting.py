"""The call `digest`: counts and hashes by type, by bucket, and the ids of buckets; all as of one number."""

from __future__ import annotations

from collections import defaultdict
from typing import Final

from cloud import devices
from cloud.call import Call
from cloud.exchange import Refusal, bad_request
from cloud.means import Means
from cloud.store import Look
from ledger import ids
from sync.protocol import Json, bucket
from sync.protocol import digest as digest_of

BUCKETS: Final = 256
MOST_TYPES: Final = 100


def digest(means: Means, call: Call) -> dict[str, Json]:
    """What is asked for in the body; somebody who wrote meanwhile makes it `moved`."""
    at = call.number("at")
    with means.store.look(call.cid) as look:
        head = look.head
        call.epoch = head.epoch
        devices.present(look, call)
        if head.seq != at:
            raise Refusal(409, "moved", "somebody wrote meanwhile, pull first", head=head.seq)
        return {"at": at, **_asked(look, call)}


def _asked(look: Look, call: Call) -> dict[str, Json]:
    if "types" in call.told:
        tally = look.tally(call.texts("types", MOST_TYPES))
        return {"types": {type_: {"n": count, "x": mixed} for type_, (count, mixed) in tally.items()}}
    type_ = call.text("type", 100)
    if "ids_in" in call.told:
        return {"type": type_, "ids": _ids_in(look, type_, _wanted(call))}
    if call.number("buckets") != BUCKETS:
        raise bad_request("buckets")
    return {"type": type_, "buckets": _buckets(look, type_)}


def _wanted(call: Call) -> frozenset[int]:
    told = call.told["ids_in"]
    if not isinstance(told, list) or not all(isinstance(one, int) and 0 <= one < BUCKETS for one in told):
        raise bad_request("ids_in")
    return frozenset(told)


def _ids_in(look: Look, type_: str, wanted: frozenset[int]) -> list[str]:
    return sorted(one for one, _, _ in look.marks(type_) if bucket(_raw(one)) in wanted)


def _buckets(look: Look, type_: str) -> dict[str, Json]:
    by_bucket: defaultdict[int, list[tuple[bytes, int, int]]] = defaultdict(list)
    for one, rv, life in look.marks(type_):
        by_bucket[bucket(_raw(one))].append((_raw(one), rv, life))
    tally = {number: digest_of(marks) for number, marks in sorted(by_bucket.items())}
    return {str(number): {"n": count, "x": mixed} for number, (count, mixed) in tally.items()}


def _raw(record_id: str) -> bytes:
    return ids.from_text(record_id) or b""
