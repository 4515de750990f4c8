"""Erasure orders in the middle of everything: whoever was erased is nowhere in the end, and all else is as it must be.

With a cloud that is restored to older moments the operator gives the orders again, as after a real restore.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cloud.erasure import order
from cloud.erasure.order import Order
from ledger import catalog, ids
from storage.operations import STRUCK
from sync.protocol import CONFLICT, Json
from tests.sync.simulation import invariants
from tests.sync.simulation.pc import PERSON, SimulatedPc
from tests.sync.simulation.setting import USUAL, Setting
from tests.sync.simulation.world import SimulatedWorld, simulated

ORDERS, BETWEEN = 5, 18
LAW = Order("", "consent", "文号一")
LEDGERS = {ledger.name for ledger in catalog.EVERY}
Note = Mapping[str, Json]


def erase_somebody(world: SimulatedWorld) -> Note | None:
    """An order about one of those whom the cloud knows."""
    cloud = world.cloud
    with cloud.store.look(cloud.cid) as look:
        people = sorted(one for one, _, _ in look.marks(PERSON.name))
    if not people:
        return None
    done = order.erase(cloud.means, cloud.cid, [(PERSON.name, world.chance.choice(people))], LAW)
    _numbered(world)
    return done.note


def _numbered(world: SimulatedWorld) -> None:
    with world.cloud.store.look(world.cloud.cid) as look:
        world.cloud.highest = max(world.cloud.highest, look.head.seq)


def play(world: SimulatedWorld) -> list[Note]:
    """Things happen, orders are given; after a restore they are given again before anybody asks."""
    notes: list[Note] = []
    for _ in range(ORDERS):
        for _ in range(BETWEEN):
            epochs = world.cloud.epochs
            world.run(1)
            if world.cloud.epochs != epochs:
                for note in notes:
                    order.erase_again(world.cloud.means, world.cloud.cid, note)
                _numbered(world)
        given = erase_somebody(world)
        notes += [given] if given else []
    world.settle()
    return notes


def see_gone(world: SimulatedWorld, notes: list[Note]) -> None:
    """Of what the orders took nobody has a value."""
    taken = [(str(type_), str(record_id)) for note in notes for type_, record_id in note["taken"]]
    with world.cloud.store.look(world.cloud.cid) as look:
        found = look.records(taken)
        assert found.keys() == set(taken)
        assert all(one.is_erased and not one.f for one in found.values())
        assert not any(one.was or one.new for key in taken for one in look.history(key, 99))
        questions = look.records([(CONFLICT, one) for one, _, _ in look.marks(CONFLICT)])
        assert not {one.f["record"] for one in questions.values()} & {record_id for _, record_id in taken}
    for pc in world.pcs:
        _see_gone_from(pc, {(type_, ids.from_text(one) or b"") for type_, one in taken})


def _see_gone_from(pc: SimulatedPc, taken: set[tuple[str, bytes]]) -> None:
    with pc.store.reader() as reader:
        for type_, record_id in taken:
            assert reader.connection.rows(f"SELECT * FROM {type_} WHERE id = ?", (record_id,)) == []  # noqa: S608
            asked = "SELECT DISTINCT body FROM operation WHERE type = ? AND id = ?"
            assert reader.connection.rows(asked, (type_, record_id)) in ([], [(STRUCK,)])
            kept = "SELECT * FROM sync_base WHERE type = ? AND id = ?"
            assert reader.connection.rows(kept, (type_, record_id)) == []


@pytest.mark.parametrize("seed", range(8))
def test_whoever_is_erased_is_nowhere_in_the_end(seed: int, tmp_path: Path) -> None:
    setting = replace(Setting.of(seed), happens={**USUAL, "copy_cloud": 0})
    with simulated(seed, tmp_path, setting) as world:
        notes = play(world)
        assert notes
        see_gone(world, notes)
        invariants.check(world)


@pytest.mark.parametrize("seed", range(100, 106))
def test_a_restored_cloud_is_told_again_and_nobody_comes_back(seed: int, tmp_path: Path) -> None:
    setting = replace(Setting.of(seed), happens={**USUAL, "copy_cloud": 8})
    with simulated(seed, tmp_path, setting) as world:
        see_gone(world, play(world))
