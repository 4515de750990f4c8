"""The calls of the police and the street: batches of rows come in, corrections that committees ask for go out.

A source shows its token (`sources.py`). What becomes of a row is `feeding.py`'s and the decision's.
"""

from __future__ import annotations

from typing import Final

from cloud import feeding, pushing, sources
from cloud.call import Call
from cloud.confirming import Checkers
from cloud.deciding import Sending, decide
from cloud.exchange import Refusal, bad_request
from cloud.feeding import Feed, RowBroken, SourceUnknown
from cloud.means import Means
from sync.protocol import MOST_PULLED, Json

MOST_BYTES: Final = 4 * 1024 * 1024


def ingest(means: Means, call: Call) -> dict[str, Json]:
    """Decide a batch; a row of it is decided once, however often it is sent."""
    source = _let_in(means, call)
    try:
        feed = feeding.read(source, call.told, means.now_text())
    except RowBroken as broken:
        raise Refusal(400, "row_broken", f"row {broken.at}: {broken.why}", at=broken.at, why=broken.why) from broken
    except SourceUnknown as unknown:
        raise Refusal(404, "source_unknown", "no such source") from unknown
    checkers = sources.checkers(means.store)
    return pushing.tried(means, lambda: _decided(means, call, feed, checkers))


def _decided(means: Means, call: Call, feed: Feed, checkers: Checkers) -> dict[str, Json]:
    with means.store.turn(call.cid) as turn:
        call.epoch = turn.head.epoch
        ops = feeding.operations(turn, feed, means.keyed)
        sending = Sending(feed.device, means.now_ms(), turn.head.seq, feed.source, checkers=checkers)
        results, written = decide(turn, ops, sending, means.keyed)
        written.device = None
        turn.write(written)
        head = max(written.seq, turn.head.seq)
    call.counts["operations"] = len(results)
    told = [
        {"row": place, "id": op.id} | {name: part for name, part in one.items() if name != "n"}
        for place, (op, one) in enumerate(zip(ops, results, strict=True))
    ]
    return {"head": head, "results": told}


def corrections(means: Means, call: Call) -> dict[str, Json]:
    """What the committee wrote over this source's values, or wants confirmed by it, beyond a number."""
    source = _let_in(means, call)
    text = call.query.get("after", "0")
    if not text.isdecimal() or len(text) > 18:
        raise bad_request("after")
    checkers = sources.checkers(means.store)
    with means.store.look(call.cid) as look:
        call.epoch = look.head.epoch
        found = list(feeding.corrections(look, source, checkers, int(text)))[:MOST_PULLED]
    return {"corrections": found, "next": found[-1]["rv"] if found else int(text)}


def _let_in(means: Means, call: Call) -> str:
    """The source of the path, if the token is its; raises Refusal."""
    source, (kind, _, token) = call.parts["source"], call.headers.get("authorization", "").partition(" ")
    if kind.lower() != "bearer" or not sources.is_source(means.store, source, token.strip()):
        raise Refusal(401, "source_denied", "no token of this source")
    call.cid, call.device = call.parts["cid"], f"feed-{source}"
    return source
