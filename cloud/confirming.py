"""审核确认: a record is confirmed by the word of its checking department alone, and confirmed again after a change.

What a committee sets itself is kept back and told to the department as a request; what becomes of it comes by the
department's feed. Where others differ over a group, its checking department settles it (核准), over whatever stands.
Which department that is, is data (`ledger.departments`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from cloud.records import Record
from ledger.departments import CONFIRMED, DEFAULT, DISPUTED, OWN_GROUPS, PENDING, STATUS, checking_sources
from sync.merge import Side, Verdict, is_told_over
from sync.policies import COMMITTEE, policy
from sync.protocol import Json, same

Checkers = Mapping[tuple[str, str], str]
"""(Ledger, group) -> the source whose department checks it; under the group of the status, whose word confirms."""
USUAL: Checkers = checking_sources(DEFAULT)
SETTLES: Final = "settle"
"""The reason of a feed's operation that settles what was contested."""


def verdict(checkers: Checkers, type_: str, group: str, sides: tuple[Side, Side], reason: str) -> Verdict | None:
    """What becomes of a status, or of a group that is settled; None for what the usual rules decide.

    `sides`: what stands and what is new. A committee may dispute what is confirmed (异议核实中); to take it back
    otherwise is the department's.
    """
    stands, new = sides
    if same(stands.value, new.value):
        return None
    is_department = new.source != COMMITTEE and checkers.get((type_, group)) == new.source
    if group == STATUS:
        if is_department:
            return Verdict("applied")
        is_reserved = new.value in CONFIRMED or (stands.value in CONFIRMED and new.value != DISPUTED)
        return Verdict("kept_server", "authority") if is_reserved else None
    if reason != SETTLES or not is_department or policy(type_, group).owner not in ("", new.source):
        return None
    return Verdict("applied", "feed_over" if is_told_over(stands, new) else "")


def held_back(checkers: Checkers, type_: str, f: Mapping[str, Json], source: str) -> Json:
    """The status with which a new record may not begin; None when there is none such."""
    wanted = f.get(STATUS)
    return wanted if wanted in CONFIRMED and source != checkers.get((type_, STATUS)) else None


def fall_back(record: Record, source: str, f: dict[str, Json], written: dict[str, Json]) -> None:
    """Let a confirmed record wait for its department again when a committee changes what was confirmed."""
    is_confirmed = record.f.get(STATUS) in CONFIRMED and STATUS not in written
    if source == COMMITTEE and is_confirmed and written.keys() - OWN_GROUPS:
        f[STATUS] = written[STATUS] = PENDING


def is_asked(checkers: Checkers, source: str, conflict: Mapping[str, Json]) -> bool:
    """Whether a conflict is this source's to look at: over its own value, for its confirmation, or for it to settle."""
    type_, group = str(conflict["type"]), str(conflict.get("group", ""))
    if conflict["kind"] == "authority":
        return (checkers.get((type_, group)) if group == STATUS else policy(type_, group).owner) == source
    is_open = conflict["kind"] == "suggested" and conflict["status"] == "open"
    return is_open and checkers.get((type_, group)) == source
