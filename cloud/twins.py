"""The same thing made twice becomes one record: the older one stands, the other's id leads to it for ever.

What the older lacks is filled from the younger, what differs follows the group's rule; whoever named the loser names
the survivor, and may become a twin by that in turn (docs/sync_protocol.md, duplicates).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from cloud import conflicts
from cloud.case import Case
from cloud.conflicts import Clash
from cloud.records import Key, Record, Stamp
from sync import natural_keys
from sync.merge import judge_twin
from sync.policies import policy
from sync.protocol import ALIAS, CONFLICT, Json, same


@dataclass(slots=True)
class Met:
    """What became of the groups of the younger twin, and what a person is asked."""

    groups: dict[str, str] = field(default_factory=dict)
    clashes: list[Clash] = field(default_factory=list)


def meet(case: Case, holder: Key, loser: str, f: Mapping[str, Json]) -> Met:
    """A creation that says what a live record is: fill that one, and let the id that was to be lead to it."""
    survivor = case.working.record(holder)
    if survivor is None:
        raise KeyError(holder)
    met = _filled(case, survivor, f, loser, {})
    _lead(case, holder, loser)
    case.working.bury((holder[0], loser), 2, case.working.seq)
    met.clashes += _re_point(case, holder, loser)
    return met


def _absorb(case: Case, loser: Record, f: Mapping[str, Json], survivor: Record) -> list[Clash]:
    """A record that stands has become another that stands; `f` are its groups by now."""
    case.working.swallow(loser)
    met = _filled(case, survivor, f, loser.id, loser.fm)
    _lead(case, survivor.key, loser.id)
    return met.clashes + _re_point(case, survivor.key, loser.id)


def _filled(case: Case, survivor: Record, f: Mapping[str, Json], loser: str, fm: Mapping[str, Stamp]) -> Met:
    """`fm` says who wrote the groups of a loser that stood; those of one that never did the operation writes."""
    which = loser if loser != case.op.id else ""
    met, whole, written = Met(), dict(survivor.f), dict[str, Json]()
    for group, value in f.items():
        verdict = judge_twin(policy(survivor.type, group), survivor.f.get(group), value)
        met.groups[group] = "filled" if verdict.writes else verdict.fate
        if verdict.writes:
            whole[group], written[group] = value, value
        elif verdict.trace:
            stands = survivor.f.get(group)
            more, wrote = {"loser": loser}, fm.get(group)
            clash = Clash("duplicate", survivor.key, group, None, value, stands, more=more, which=which, wrote=wrote)
            met.clashes.append(clash)
    if written:
        case.put(survivor, whole, written)
    return met


def _lead(case: Case, survivor: Key, loser: str) -> None:
    """The loser's id leads to the survivor, and so do those that led to the loser: no path is longer than a step."""
    working, author = case.working, case.author
    earlier = [one.id for one in working.referrers(loser) if one.type == ALIAS]
    for one in (loser, *earlier):
        rv = working.next_rv()
        known = working.record((ALIAS, one))
        f = {"type": survivor[0], "survivor": survivor[1]}
        stamp = author.stamp(rv, case.op)
        if known is None:
            working.put(Record(ALIAS, one, rv, 1, f, {"survivor": stamp}, (author.user, author.at)))
        else:
            working.put(known.with_(rv=rv, f=f, fm={"survivor": stamp}))


def _re_point(case: Case, survivor: Key, loser: str) -> list[Clash]:
    """Let whoever names the loser name the survivor; who becomes a twin by that is absorbed."""
    clashes: list[Clash] = []
    working = case.working
    for one in working.referrers(loser):
        record = working.record((one.type, one.id))
        if record is None or not record.is_alive or one.type == ALIAS:
            continue
        if one.type == CONFLICT:
            conflicts.follow(working, record, case.op, case.author)
            continue
        clashes += _renamed(case, record, {(survivor[0], loser): survivor[1]})
    return clashes


def _renamed(case: Case, record: Record, survivors: Mapping[tuple[str, str], str]) -> list[Clash]:
    f = natural_keys.renamed(record.type, record.f, survivors)
    written = {group: value for group, value in f.items() if not same(value, record.f.get(group))}
    if not written:
        return []
    holder = case.working.holder(record.type, f)
    twin = case.working.record(holder) if holder is not None and holder != record.key else None
    if twin is None:
        case.put(record, f, written)
        return []
    return _absorb(case, record, f, twin)
