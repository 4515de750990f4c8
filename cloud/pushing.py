"""The call `push`: operations come up, are decided in the committee's turn, and every one gets its answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from cloud import accounts, cursors, devices, people, quarantine
from cloud.call import Call, check_schema
from cloud.deciding import Result, Sending, decide
from cloud.exchange import bad_request, busy, too_large
from cloud.means import Means
from cloud.store import Again, Turn
from cloud.street import units
from ledger.orders.modules import Modules
from sync.protocol import MOST_OPERATIONS, Json, Op

TRIES: Final = 5


def push(means: Means, call: Call) -> dict[str, Json]:
    """Decide a batch; what the database could not put in order with another is decided again, from the beginning."""
    check_schema(call.schema, means.schemas, writes=True)
    ops = _operations(call)
    table = units.modules_for(means.store, ops)
    return tried(means, lambda: _decided(means, call, ops, table))


def tried(means: Means, work: Callable[[], dict[str, Json]]) -> dict[str, Json]:
    """What `work` answers, begun anew where the database could not put it in order with another; raises Refusal."""
    for times in range(TRIES):
        try:
            return work()
        except Again:
            jitter = means.random(1)[0] / 256
            means.sleep(0.01 + 0.19 * jitter * (times + 1) / TRIES)
    raise busy()


def _operations(call: Call) -> list[Op]:
    told = call.told.get("ops")
    if not isinstance(told, list):
        raise bad_request("ops")
    if len(told) > MOST_OPERATIONS:
        raise too_large(MOST_OPERATIONS)
    ops = [Op.read(one) for one in told]
    if ops and ops[0].n != call.number("first_n"):
        raise bad_request("first_n")
    if call.text("device", 100) != call.device:
        raise bad_request("device")
    return ops


def _decided(means: Means, call: Call, ops: Sequence[Op], table: Modules) -> dict[str, Json]:
    cursor = str(call.told.get("cursor") or "")
    with means.store.turn(call.cid) as turn:
        head = turn.head
        call.epoch = head.epoch
        device = devices.sending(turn, call, means)
        cursors.check_lineage(head, call.lineage)
        seen = cursors.position(means.cursors, call.cid, head, cursor).seq
        devices.check_numbers(turn, device, call.number("gen"), ops)
        device = replace(device, last_seen=means.now_text(), app=_app(call, device.app))
        if device.state == "retired":
            results, seq = quarantine.keep(turn, device, ops), head.seq
        else:
            sending = Sending(device, means.now_ms(), seen, modules=table)
            results, seq = _ruled(means, turn, ops, sending, call.told.get("people"))
    _count(call, results)
    last_n = max([device.last_n, *(op.n for op in ops)])
    return {"epoch": head.epoch, "head": max(seq, head.seq), "last_n": last_n, "results": results}


def _ruled(
    means: Means, turn: Turn, ops: Sequence[Op], sending: Sending, told: Json = None
) -> tuple[list[Result], int]:
    """The answers, and the newest number."""
    authors = accounts.authors(turn, ops)
    sending = replace(sending, stopped=accounts.stopped(authors), roles=accounts.roles_of(authors))
    results, written = decide(turn, ops, sending, means.keyed)
    by = sending.device.id, sending.device.last_seen
    people.note(turn, told, ops, written, by)
    turn.write(written)
    accounts.note(turn, authors, ops, results, by)
    return results, written.seq


def _app(call: Call, known: str) -> str:
    name, _, version = call.headers.get("user-agent", "").partition("/")
    return version[:50] if name == "linong" and version else known


def _count(call: Call, results: Sequence[Result]) -> None:
    call.counts["operations"] = len(results)
    for result in results:
        call.counts[str(result["outcome"])] = call.counts.get(str(result["outcome"]), 0) + 1
