"""Visits between PCs that edit, crash and lose their line: none is lost or doubled, nor whom it was made to."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.sync.simulation import invariants, visits
from tests.sync.simulation.pc import PERSON
from tests.sync.simulation.setting import USUAL_ACTS, Setting
from tests.sync.simulation.visits import MADE_TO, VISIT
from tests.sync.simulation.world import simulated

_ACTS = {**USUAL_ACTS, "edit": 6, "record_visit": 10, "correct_visit": 4, "settle_objection": 4}


@pytest.mark.parametrize("seed", range(3))
def test_every_pc_ends_with_the_same_visits(seed: int, tmp_path: Path) -> None:
    with simulated(seed, tmp_path, Setting(pcs=3, page=9, batch=3, fetched=9, at_once=9, acts=_ACTS)) as world:
        one = world.pcs[0]
        one._create(PERSON, {"name": "张三"})
        visits.record(one)
        world.run(60)
        world.settle()
        invariants.check(world)
        for pc in world.pcs:
            with pc.store.reader() as reader:
                made = {visit for _, visit in reader.scan(MADE_TO, ("visit_uid",))}
                assert made <= {row[0] for row in reader.scan(VISIT, ())}, "nobody's visit went without them"
