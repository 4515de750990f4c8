"""The calls that read a committee: `hello`, `pull`, `fetch`, `history`; each is one snapshot."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from cloud import changes, cursors, devices
from cloud.call import Call
from cloud.exchange import bad_request
from cloud.means import Means
from cloud.records import Device, Record
from cloud.store import Look
from ledger import clock, ids
from sync.protocol import (
    MOST_FETCHED,
    MOST_OPERATIONS,
    MOST_PULL_BYTES,
    MOST_PULLED,
    MOST_PUSH_BYTES,
    Json,
)

MOST_HISTORY: Final = 500
SEEN_EVERY: Final = timedelta(hours=1)
"""How exact it is kept when a PC was last heard of that only reads."""


def hello(means: Means, call: Call) -> dict[str, Json]:
    """How the committee stands; cheap, to ask whether there is anything new."""
    with means.store.look(call.cid) as look:
        head = look.head
        call.epoch = head.epoch
        device = devices.sending(look, call, means)
    if device.state == "active" and _is_long_ago(means, device):
        _note_seen(means, call)
    schemas = means.schemas
    return {
        "epoch": head.epoch,
        "head": head.seq,
        "lineage": [list(one) for one in head.lineage],
        "gen": device.gen,
        "state": device.state,
        "schema": {"min_read": schemas.min_read, "min_write": schemas.min_write, "current": schemas.current},
        "limits": {"ops": MOST_OPERATIONS, "bytes": MOST_PUSH_BYTES},
    }


def _is_long_ago(means: Means, device: Device) -> bool:
    if not device.last_seen:
        return True
    return clock.instant_text(clock.moment_of(device.last_seen) + SEEN_EVERY) <= means.now_text()


def _note_seen(means: Means, call: Call) -> None:
    with means.store.turn(call.cid) as turn:
        turn.put_device(replace(devices.present(turn, call), last_seen=means.now_text()))


def pull(means: Means, call: Call) -> dict[str, Json]:
    """Records beyond the cursor. A page that is not full ends at the head, so that nobody asks once more in vain."""
    most = _limit(call.query.get("limit", ""))
    with means.store.look(call.cid) as look:
        head = look.head
        call.epoch = head.epoch
        devices.present(look, call)
        cursors.check_lineage(head, call.lineage)
        after = cursors.position(means.cursors, call.cid, head, call.query.get("cursor", ""))
        page = look.pulled(after.seq, most, MOST_PULL_BYTES)
        seq = _end(look, page, most)
    call.counts["records"] = len(page)
    return {
        "epoch": head.epoch,
        "next": cursors.spell(means.cursors, call.cid, head, after._replace(seq=seq), call.schema),
        "seq": seq,
        "head": head.seq,
        "more": seq < head.seq,
        "changes": [changes.spell(record) for record in page],
    }


def _end(look: Look, page: Sequence[Record], most: int) -> int:
    """The number that the next page begins after."""
    if not page:
        return look.head.seq
    last = page[-1].rv
    is_last = len(page) < most and not look.pulled(last, 1, 1)
    return look.head.seq if is_last else last


def _limit(text: str) -> int:
    if not text:
        return MOST_PULLED
    if not text.isdecimal() or len(text) > 9:
        raise bad_request("limit")
    return min(max(int(text), 1), MOST_PULLED)


def fetch(means: Means, call: Call) -> dict[str, Json]:
    """Records by id, as they stand now."""
    type_, wanted = call.text("t", 100), call.texts("ids", MOST_FETCHED)
    if not all(is_id(one) for one in wanted):
        raise bad_request("ids")
    with means.store.look(call.cid) as look:
        head = look.head
        call.epoch = head.epoch
        devices.present(look, call)
        found = look.records((type_, one) for one in wanted)
    call.counts["records"] = len(found)
    absent = [one for one in wanted if (type_, one) not in found]
    told = [changes.spell(found[type_, one]) for one in dict.fromkeys(wanted) if (type_, one) in found]
    return {"at": head.seq, "records": told, "absent": absent}


def history(means: Means, call: Call) -> dict[str, Json]:
    """Who changed what on one record."""
    type_, record_id = call.query.get("t", ""), call.query.get("id", "")
    if not type_ or not is_id(record_id):
        raise bad_request("id")
    with means.store.look(call.cid) as look:
        call.epoch = look.head.epoch
        devices.present(look, call)
        found = look.history((type_, record_id), MOST_HISTORY)
    return {"changes": [changes.history_entry(one) for one in found]}


def is_id(text: str) -> bool:
    """Whether a text is an id as it travels."""
    raw = ids.from_text(text)
    return raw is not None and ids.to_text(raw) == text
