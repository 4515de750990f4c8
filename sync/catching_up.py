"""When numbers or histories part: a PC restored from a copy, a cloud restored to an older point, a cursor too old.

Each way ends where an ordinary round goes on: operations wait again under their old `op_id`s, and the cursor stands
where nothing can have been missed (docs/sync_protocol.md).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Final

from sync.line import Line
from sync.local_side import LocalSide
from sync.protocol import MOST_FETCHED, Json, Lineage, Malformed, divergence
from sync.troubles import HistoryChanged

RESTORED_CLOUD: Final = "epoch_changed"


def renumber(line: Line, local: LocalSide, code: str) -> None:
    """The cloud knows other operations under this PC's numbers: what waits is numbered anew."""
    local.new_generation(line.new_generation(code))
    line.renew()


def follow(line: Line, local: LocalSide, changed: HistoryChanged) -> None:
    """The cloud was restored: what it decided after the point of divergence is sent again, and read again."""
    gen = line.new_generation(RESTORED_CLOUD)
    records: list[Mapping[str, Json]] = []
    absent: dict[str, Sequence[str]] = {}
    for type_, record_ids in local.beyond(changed.divergence).items():
        found, gone = fetch(line, type_, record_ids)
        records += found
        absent[type_] = gone
    local.epoch_changed(changed.lineage, changed.divergence, gen, records, absent)
    line.renew()


def fetch(line: Line, type_: str, record_ids: Sequence[str]) -> tuple[list[Mapping[str, Json]], list[str]]:
    """What the cloud has of these records now: change objects, and the ids that it has not."""
    records: list[Mapping[str, Json]] = []
    absent: list[str] = []
    for some in _batches(record_ids):
        told = line.post("fetch", {"t": type_, "ids": some}).told
        if not isinstance(told.get("records"), list) or not isinstance(told.get("absent"), list):
            raise Malformed("fetch")
        records += told["records"]
        absent += told["absent"]
    return records, absent


def met(local: LocalSide, told: Mapping[str, Json]) -> None:
    """Compare the histories that both sides know, before anything is exchanged.

    Raises:
        HistoryChanged: they part somewhere.
    """
    mine, theirs = local.facts().lineage, lineage_of(told)
    if not theirs or mine == theirs:
        return
    if not mine:
        local.put_lineage(theirs)
        return
    parted = divergence(mine, theirs)
    if parted is not None:
        raise HistoryChanged(theirs, parted)


def lineage_of(told: Mapping[str, Json]) -> Lineage:
    """The history in an answer; raises Malformed."""
    try:
        return tuple((str(epoch), int(start)) for epoch, start in told.get("lineage") or ())
    except (TypeError, ValueError):
        raise Malformed("lineage") from None


def _batches(record_ids: Sequence[str]) -> Iterator[list[str]]:
    waiting = iter(record_ids)
    while some := list(islice(waiting, MOST_FETCHED)):
        yield some
