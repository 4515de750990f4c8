"""The last push of a PC that was retired: kept as it came, decided by nobody until an operator lets it through.

The PC hears that its operations are looked at (`quarantined`), once and for all: it holds them no longer than its
folder. Let through, they are decided under its name in the order in which they were written.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from cloud.deciding import Result, Sending, decide
from cloud.means import Means
from cloud.records import Device
from cloud.store import Look, Turn
from cloud.street import units
from sync.protocol import MOST_OPERATIONS, Json, Op

KIND: Final = "quarantine"
REASON: Final = "quarantined"


def keep(turn: Turn, device: Device, ops: Sequence[Op]) -> list[Result]:
    """Set operations aside; what was decided or kept before is answered as then."""
    known = turn.decisions([op.op_id for op in ops])
    results: list[Result] = []
    for op in ops:
        if op.op_id in known:
            first = dict(known[op.op_id].outcome)
            results.append({"n": op.n, "outcome": "duplicate", "rv": first["rv"], "first": first})
            continue
        turn.put_fact(KIND, _key(device.id, op), {"device": device.id, "op": op.wire()})
        results.append({"n": op.n, "outcome": "rejected", "rv": turn.head.seq, "reason": REASON})
    last_n = max((op.n for op in ops), default=device.last_n)
    turn.put_device(replace(device, last_n=max(last_n, device.last_n)))
    return results


def waiting(look: Look, device: str = "") -> list[tuple[str, Op]]:
    """(device, operation) of what is set aside, of one PC or of all."""
    found = [(str(told["device"]), Op.read(told["op"])) for told in look.facts(KIND).values()]
    return sorted((one for one in found if device in ("", one[0])), key=lambda one: (one[0], one[1].n))


def let_through(means: Means, cid: str, device: str) -> list[Result]:
    """Decide what a PC left behind, whole groups at a time."""
    results: list[Result] = []
    table = units.modules_now(means.store)
    while True:
        with means.store.turn(cid) as turn:
            ops = _first_groups([op for _, op in waiting(turn, device)])
            author = turn.device(device)
            if not ops or author is None:
                return results
            sending = Sending(author, means.now_ms(), author.last_seq, modules=table)
            decided, written = decide(turn, ops, sending, means.keyed)
            written.device = None
            turn.write(written)
            for op in ops:
                turn.put_fact(KIND, _key(device, op), None)
        results += decided


def drop(turn: Turn, device: str) -> int:
    """Throw away what a PC left behind; answers how many operations."""
    ops = [op for _, op in waiting(turn, device)]
    for op in ops:
        turn.put_fact(KIND, _key(device, op), None)
    return len(ops)


def drop_about(turn: Turn, is_about: Callable[[Op], bool]) -> int:
    """Throw away what says something about somebody who is erased, whichever PC left it; answers how many."""
    gone = [(device, op) for device, op in waiting(turn) if is_about(op)]
    for device, op in gone:
        turn.put_fact(KIND, _key(device, op), None)
    return len(gone)


def _first_groups(ops: Sequence[Op]) -> list[Op]:
    end = min(len(ops), MOST_OPERATIONS)
    while 0 < end < len(ops) and ops[end].g == ops[end - 1].g:
        end += 1
    return list(ops[:end])


def _key(device: str, op: Op) -> Json:
    return f"{device}/{op.op_id}"
