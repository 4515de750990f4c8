"""A record as a pull spells it: values, who wrote them, who made it; or that it is gone."""

from __future__ import annotations

from collections import Counter

from cloud.records import Change, Record, Stamp
from sync.protocol import ALIAS, CONFLICT, Json


def spell(record: Record) -> dict[str, Json]:
    """One change of a page."""
    told: dict[str, Json] = {"t": record.type, "id": record.id, "rv": record.rv, "life": record.life}
    if not record.is_alive:
        by, at, reason = record.gone
        return told | {"by": [by, at], "reason": reason} | ({"purge": True} if record.is_erased else {})
    told["f"] = {group: value for group, value in record.f.items() if value is not None}
    if record.type in (CONFLICT, ALIAS):
        return told
    return told | {"m": _stamps(record), "c": list(record.made)}


def _stamps(record: Record) -> dict[str, Json]:
    """The usual stamp under "", groups that bear another one beside it."""
    stamps = list(record.fm.values())
    if stamps and stamps.count(stamps[0]) == len(stamps):  # most records were written at once
        return {"": _told(stamps[0])}
    counts = Counter(stamps)
    usual = max(counts, key=lambda stamp: (counts[stamp], stamp), default=None)
    if usual is None:
        return {}
    others = {group: _told(stamp) for group, stamp in sorted(record.fm.items()) if stamp != usual}
    return {"": _told(usual), **others}


def _told(stamp: Stamp) -> list[Json]:
    return [stamp.rv, stamp.device, stamp.user, stamp.at, stamp.source]


def history_entry(change: Change) -> dict[str, Json]:
    """One entry of a record's history."""
    who = {"device": change.device, "user": change.user, "source": change.source, "at": change.at}
    return {"rv": change.rv, "op_id": change.op_id, "kind": change.kind, "was": change.was, "f": change.new, **who}
