"""Conflicts as records: what was there before, what each side wrote, what stands until a person says.

A conflict's id follows from the operation and what it contests, so that an operation decided twice makes none twice.
The kinds are those of docs/sync_protocol.md, conflicts (K1-K18); what people are told is the client's.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from cloud.naming import followed
from cloud.records import Key, Record, Stamp
from cloud.working import Working, stamp_of
from ledger import ids
from sync.protocol import CONFLICT, Json, Op, same

Kind = Literal[
    "newest",  # K2: both edited, the later one stands
    "manual",  # K3: both edited, what stood stands
    "authority",  # K4: an edit of what the police or the street says
    "feed_over",  # K4b: the police or the street replaced what the committee wrote
    "suggested",  # the police or the street says something else of what the committee keeps
    "delete_vs_edit",  # K6: a removal that had not seen an edit
    "edit_of_deleted",  # K7
    "two_homes",  # K9
    "order_move",  # K10: a move of a work order that did not count, since another was first
    "duplicate",  # K11: made twice, and something differs
    "possible_duplicate",  # K12: became the same as another
    "dangling",  # K13: names a record that is gone
    "parent_delete",  # K14: a removal that had not seen what belongs to the record
]
SETTLED_BY_ITSELF: frozenset[Kind] = frozenset(("newest", "authority", "feed_over"))
"""Kinds that ask nobody: they are there to be seen, and can still be decided the other way."""


@dataclass(frozen=True, slots=True)
class Author:
    """Who sends operations: the device, its account, the corrected instant, the source."""

    device: str
    user: str
    at: str
    source: str

    def stamp(self, rv: int, op: Op) -> Stamp:
        """As a group keeps it."""
        return Stamp(rv, op.op_id, self.device, self.user, self.at, self.source)


@dataclass(frozen=True, slots=True)
class Clash:
    """What is contested: `group` "" for a whole record; `more` what the kind needs beside.

    `which` tells apart what one operation contests of the same kind and group: several records that become twins by it,
    several fields that name what is gone. `wrote` is who wrote `mine`, where it was not the operation; `against` the
    record whose last writer is the other side, where that is not the contested one.
    """

    kind: Kind
    target: Key
    group: str
    before: Json
    mine: Json
    theirs: Json
    stands: Literal["mine", "theirs"] = "theirs"
    more: Json = None
    which: str = ""
    wrote: Stamp | None = None
    against: Key | None = None


def open_conflict(working: Working, op: Op, author: Author, clash: Clash) -> str:
    """Write the conflict and answer its id, "" where nothing is contested by now; one that is there stays as it is."""
    own = ids.from_text(op.op_id)
    if own is None:
        raise ValueError(op.op_id)
    said_of = ":".join((clash.kind, clash.group, *([clash.which] if clash.which else [])))
    record_id = ids.to_text(ids.derived(own, said_of))
    if working.record((CONFLICT, record_id)) is not None:
        return record_id
    f = followed(_said(working, op, author, clash), working.renamed, working.survivor)
    if _is_idle(working, f):
        return ""
    rv = working.next_rv()
    stamp = author.stamp(rv, op)
    working.put(Record(CONFLICT, record_id, rv, 1, f, {"status": stamp}, (author.user, author.at)))
    return record_id


def _said(working: Working, op: Op, author: Author, clash: Clash) -> dict[str, Json]:
    mine = clash.wrote or author
    theirs = _last_writer(working.record(clash.against or clash.target), "" if clash.against else clash.group)
    said: dict[str, Json] = {
        "kind": clash.kind,
        "type": clash.target[0],
        "record": clash.target[1],
        "group": clash.group,
        "before": clash.before,
        "mine": {"value": clash.mine, "user": mine.user, "device": mine.device, "at": mine.at},
        "theirs": {"value": clash.theirs, "user": theirs.user, "device": theirs.device, "at": theirs.at},
        "stands": clash.stands,
        "status": "auto_closed" if clash.kind in SETTLED_BY_ITSELF else "open",
        "op": op.op_id,
        "more": clash.more,
    }
    return {name: value for name, value in said.items() if value is not None and value != ""}


def follow(working: Working, conflict: Record, op: Op, author: Author) -> None:
    """Let a question name survivors instead of losers; one that contests nothing by that closes."""
    if conflict.f["status"] != "open":
        return
    f = followed(conflict.f, working.renamed, working.survivor)
    if _is_idle(working, f):
        _close(working, conflict.with_(f=f), op, author, {"status": "auto_closed"})
    elif f != conflict.f:
        working.put(conflict.with_(rv=working.next_rv(), f=f))


def _is_idle(working: Working, f: Mapping[str, Json]) -> bool:
    """Whether there is nothing to choose: the value that did not stand does, or the other record is this one by now."""
    if (f.get("more") or {}).get("other") == f["record"]:
        return True
    group, record = f.get("group", ""), working.record((f["type"], f["record"]))
    if not group or record is None or f["stands"] != "theirs":
        return False
    stands = working.renamed(f["type"], {group: record.f.get(group)})[group]
    return any(same(f["mine"].get("value"), one) for one in (stands, f["theirs"].get("value")))


def close_settled(working: Working, op: Op, author: Author, target: Key, group: str) -> None:
    """Close open conflicts about a group that somebody has now edited having seen what stands."""
    for conflict in _asked(working, op, target, group):
        _close(working, conflict, op, author, {"status": "auto_closed"})


def close_outdated(working: Working, op: Op, author: Author, target: Key, group: str, was: Json) -> None:
    """Close open conflicts about a value that did not stand and that its own author has changed since: `was`.

    A PC that filled its ledger from several sheets before it joined says in one operation what the first sheet held,
    and in a later one what stands at the cloud: nobody is asked about values that nobody means any more.
    """
    for conflict in _asked(working, op, target, group):
        mine = conflict.f["mine"]
        if mine["device"] == author.device and same(mine.get("value"), was):
            _close(working, conflict, op, author, {"status": "auto_closed"})


def _asked(working: Working, op: Op, target: Key, group: str) -> Iterator[Record]:
    """What people are asked about a group, but for what this very operation asks."""
    for one in working.referrers(target[1]):
        conflict = working.record((CONFLICT, one.id)) if one.type == CONFLICT and one.group == group else None
        if (
            conflict is not None
            and conflict.f.get("kind") in ("manual", "duplicate", "suggested")
            and conflict.f["op"] != op.op_id
        ):
            yield conflict


def resolve(working: Working, conflict: Record, op: Op, author: Author) -> None:
    """Note what a person decided; what the decision changes comes as operations of its own."""
    choice = op.f["choice"]
    if choice == "open":  # whom it speaks of may have become others' while it was settled
        conflict = conflict.with_(f=followed(conflict.f, working.renamed, working.survivor))
    said = {"status": "open" if choice == "open" else "resolved", "choice": choice, "by": [author.user, author.at]}
    _close(working, conflict, op, author, said)


def _close(working: Working, conflict: Record, op: Op, author: Author, said: dict[str, Json]) -> None:
    rv = working.next_rv()
    fm = {**conflict.fm, "status": author.stamp(rv, op)}
    working.put(conflict.with_(rv=rv, f={**conflict.f, **said}, fm=fm))


def _last_writer(record: Record | None, group: str) -> Stamp:
    if record is None:
        return Stamp(0, "", "", "", "", "")
    if group:
        return stamp_of(record, group)
    if record.gone[0]:
        return Stamp(record.rv, "", "", record.gone[0], record.gone[1], "")
    return max(record.fm.values(), default=Stamp(0, "", "", "", "", ""))
