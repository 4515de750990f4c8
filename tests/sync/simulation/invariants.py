"""What must be true of a simulated world when everything is exchanged (docs/sync_protocol.md, invariants)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import cast

from app import checking
from cloud.memory_store import MemoryStore
from cloud.records import Record
from ledger import catalog, ids
from ledger.departments import STATUS
from storage.operations import Operation, State
from storage.store import Store
from storage.values import codec
from sync.local_side import LocalSide
from sync.protocol import CONFLICT, plain, same
from tests.sync.simulation.pc import SimulatedPc
from tests.sync.simulation.world import SimulatedWorld

_REASONS = {"create_dead", "gone", "unknown_record", "ref_in_use", "already_resolved", "group_failed"}
"""Why operations may be refused here; anything else is a fault of ours."""


def check(world: SimulatedWorld) -> None:
    """All of them; raises AssertionError."""
    kept = _records(world)
    for pc in world.pcs:
        _rows_are_the_clouds(pc.store, kept)
        _copies_are_the_clouds(world, pc)
        _nothing_waits(world, pc.store)
        _groups_are_whole(world, pc.store)
        _file_is_sound(pc.store)
    _nothing_came_back_by_itself(world)
    _nothing_was_overwritten_in_silence(world, kept)


def _records(world: SimulatedWorld) -> dict[tuple[str, str], Record]:
    names = [*(one.name for one in catalog.EVERY), CONFLICT]
    with world.cloud.store.look(world.cloud.cid) as look:
        keys = [(name, one) for name in names for one, _, _ in look.marks(name)]
        return dict(look.records(keys))


def _rows_are_the_clouds(store: Store, kept: dict[tuple[str, str], Record]) -> None:
    """I1: every live row with every group, rv and life, and no other."""
    with store.reader() as reader:
        for ledger in catalog.EVERY:
            spelling, mine = codec(ledger), {}
            for row in reader.rows_by_id(ledger):
                if int(str(row["life"])) % 2:
                    groups = json.loads(spelling.chosen(ledger.groups, row))
                    f = {name: value for name, value in groups.items() if plain(value) is not None}
                    mine[ids.to_text(cast("bytes", row["id"]))] = (row["rv"], row["life"], f)
            theirs = {one.id: (one.rv, one.life, dict(one.f)) for one in kept.values() if one.type == ledger.name}
            assert mine.keys() == theirs.keys(), (ledger.name, mine.keys() ^ theirs.keys())
            for record_id, told in theirs.items():
                assert mine[record_id] == told, (ledger.name, record_id)


def _operations(store: Store) -> Iterator[Operation]:
    with store.reader() as reader:
        for name in (*(ledger.name for ledger in catalog.EVERY), CONFLICT):
            yield from reader.operations(ledger=name)


def _nothing_waits(world: SimulatedWorld, store: Store) -> None:
    """I2: every operation has its decision, or was refused and is kept."""
    told = {ids.to_text(one.op_id): one for one in _operations(store)}
    with world.cloud.store.look(world.cloud.cid) as look:
        decided = look.decisions(list(told))
    for op_id, operation in told.items():
        assert operation.state in (State.SETTLED, State.DEAD), operation
        if operation.state == State.SETTLED:
            assert op_id in decided or op_id in world.cloud.forgotten, operation
    reasons = {one.reason for one in LocalSide(store).dead_letters(handled=True)}
    assert reasons <= _REASONS, reasons


def _copies_are_the_clouds(world: SimulatedWorld, pc: SimulatedPc) -> None:
    """I1, conflicts and aliases too: counts and hashes of everything."""
    mine = pc.local.digest()
    with world.cloud.store.look(world.cloud.cid) as look:
        assert mine == look.tally(list(mine))


def _groups_are_whole(world: SimulatedWorld, store: Store) -> None:
    """I8: a form save travels whole, and everything of it was taken or nothing."""
    by_group: dict[bytes, list[bool]] = {}
    for one in _operations(store):
        by_group.setdefault(one.g, []).append(one.state == State.DEAD)
    assert all(len(set(fates)) == 1 for fates in by_group.values()), by_group
    world.cloud.see_groups({ids.to_text(group): len(fates) for group, fates in by_group.items()})


def _file_is_sound(store: Store) -> None:
    """I9, I11 and everything else that `linongctl check` looks at."""
    report = checking.whole(store)
    wrong = {name: found for name, found in report.parts.items() if found and name != "references"}
    assert not wrong, wrong


def _nothing_came_back_by_itself(world: SimulatedWorld) -> None:
    """I4: after a removal comes a restore, or nothing."""
    if not isinstance(world.cloud.store, MemoryStore):
        return
    removed: set[tuple[str, str]] = set()
    for change in world.cloud.store.kept()[world.cloud.cid].changes:
        key = (change.type, change.id)
        assert key not in removed or change.kind in ("restore", "purge"), change
        (removed.add if change.kind == "delete" else removed.discard)(key)


def _nothing_was_overwritten_in_silence(world: SimulatedWorld, kept: dict[tuple[str, str], Record]) -> None:
    """I3, by an oracle of its own: where a change replaced what its author had not seen, a conflict holds both."""
    if not isinstance(world.cloud.store, MemoryStore):
        return
    committee = world.cloud.store.kept()[world.cloud.cid]
    told = {(one.f["op"], one.f.get("group", "")) for one in kept.values() if one.type == CONFLICT}
    seen = _what_authors_saw(world)
    for change in committee.changes:
        was = seen.get(change.op_id)
        if was is None or change.kind != "patch" or change.id not in was[0]:
            continue
        assert change.new.keys() <= was[1].keys() | {STATUS}, ("nobody wrote this", change)
        for group, value in change.was.items():
            if group not in was[1] or same(value, was[1][group]) or _names_somebody(change.type, group):
                continue
            assert (change.op_id, group) in told, change


def _what_authors_saw(world: SimulatedWorld) -> dict[str, tuple[frozenset[str], dict[str, object]]]:
    found = {}
    for pc in world.pcs:
        for one in _operations(pc.store):
            found[ids.to_text(one.op_id)] = (frozenset((ids.to_text(one.id),)), dict(one.was))
    return found


def _names_somebody(type_: str, group: str) -> bool:
    """Whether the group holds ids, which aliases change."""
    ledger = catalog.named(type_)
    return any(item.merge_group == group for item in ledger.references)
