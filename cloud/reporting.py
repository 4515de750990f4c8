"""The call `report`: what a PC tells of a round. Counts, codes and instants only; a sentence is not taken."""

from __future__ import annotations

import re
from typing import Final

from cloud import devices
from cloud.call import Call
from cloud.exchange import bad_request
from cloud.means import Means
from cloud.records import Report
from sync.protocol import Json

MOST_ENTRIES: Final = 60
_CODE: Final = re.compile(r"[A-Za-z0-9_.:,+=-]{0,400}")


def report(means: Means, call: Call) -> dict[str, Json]:
    """Keep it."""
    if not _is_counts(dict(call.told), depth=2):
        raise bad_request("report")
    with means.store.turn(call.cid) as turn:
        call.epoch = turn.head.epoch
        device = devices.sending(turn, call, means)
        turn.put_report(Report(device.id, means.now_text(), dict(call.told)))
    return {}


def _is_counts(told: Json, depth: int) -> bool:
    if isinstance(told, str):
        return _CODE.fullmatch(told) is not None
    if isinstance(told, dict):
        keys = all(_CODE.fullmatch(key) for key in told)
        return (
            depth > 0
            and keys
            and len(told) <= MOST_ENTRIES
            and all(_is_counts(one, depth - 1) for one in told.values())
        )
    if isinstance(told, list):
        return depth > 0 and len(told) <= MOST_ENTRIES and all(_is_counts(one, depth - 1) for one in told)
    return told is None or isinstance(told, int | float)
