"""Attachments between PCs that edit, crash and lose their line: in the end every PC can open every one."""

from __future__ import annotations

from pathlib import Path

import pytest

from storage.attachments.transfers import LONGEST_WAIT_MS
from tests.sync.simulation import invariants, papers
from tests.sync.simulation.pc import PERSON
from tests.sync.simulation.setting import USUAL, USUAL_ACTS, Setting
from tests.sync.simulation.world import simulated

_ACTS = {**USUAL_ACTS, "edit": 6, "attach": 8, "caption": 4, "detach": 2, "look_at_paper": 6}
# A PC put back, or a cloud, has lost bytes that nobody else may have: those are other stories.
_SETTING = Setting(
    pcs=3, page=9, batch=3, fetched=9, at_once=9, acts=_ACTS, happens={**USUAL, "copy": 0, "copy_cloud": 0}
)


@pytest.mark.parametrize("seed", range(6))
def test_every_pc_can_open_every_attachment(seed: int, tmp_path: Path) -> None:
    with simulated(seed, tmp_path, _SETTING) as world:
        one = world.pcs[0]
        one._create(PERSON, {"name": "张三"})
        papers.attach(one)
        world.run(60)
        world.settle()
        invariants.check(world)
        for pc in world.pcs:
            papers.want_all(pc)
        world.pass_time(LONGEST_WAIT_MS)
        world.settle()
        assert any(outcome.blobs.up for outcome in world.outcomes)
        for pc in world.pcs:
            assert papers.lacking(pc) == []
