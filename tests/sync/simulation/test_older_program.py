"""A PC whose program does not know a ledger: it keeps the records as they came, compares them, and knows them later."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from storage import state
from storage.syncing import cloud_state, drift
from sync import applying, histories, leading, lifting, rebasing
from sync.outcome import Outcome
from tests.sync.simulation import invariants
from tests.sync.simulation.pc import TAG, SimulatedPc
from tests.sync.simulation.setting import USUAL_ACTS
from tests.sync.simulation.world import SimulatedWorld, simulated

_KNOWING = (applying, histories, leading, lifting, rebasing, drift)
_EVERY = rebasing.LEDGERS
_ACTS = {name: often for name, often in USUAL_ACTS.items() if name not in ("add_tag", "add_family")}


@contextmanager
def knowing(ledgers: frozenset[str]) -> Iterator[None]:
    """Inside, the exchange knows these ledgers."""
    with pytest.MonkeyPatch.context() as patch:
        for module in _KNOWING:
            patch.setattr(module, "LEDGERS", ledgers)
        yield


def make_older(world: SimulatedWorld, older: SimulatedPc, patch: pytest.MonkeyPatch) -> None:
    """From now on the rounds of this PC know nothing of tags, nor do its people; those of the others do."""
    real = world._round
    older._acts = _ACTS

    def round_(pc: SimulatedPc) -> Outcome:
        with knowing(_EVERY - {TAG.name} if pc is older else _EVERY):
            return real(pc)

    patch.setattr(world, "_round", round_)


def kept_raw(pc: SimulatedPc) -> int:
    with pc.store.reader() as reader:
        return reader.connection.number("SELECT count(*) FROM sync_unknown WHERE type = ?", (TAG.name,))


@pytest.mark.parametrize("seed", range(8))
def test_a_ledger_that_is_not_known_is_kept_and_taken_in_after_the_update(seed: int, tmp_path: Path) -> None:
    with simulated(seed, tmp_path) as world, pytest.MonkeyPatch.context() as patch:
        older = world.pcs[0]
        make_older(world, older, patch)
        world.pcs[1]._add_family()
        world.run(70)
        world.settle()
        with world.cloud.store.look(world.cloud.cid) as look, knowing(_EVERY - {TAG.name}):
            mine = older.local.digest()
            assert mine == look.tally(list(mine))
        assert older._any(TAG) is None
        waiting = kept_raw(older)
        patch.undo()
        older.store.keep(lambda connection: state.put(connection, cloud_state.SCHEMA, 0))
        world.settle()
        assert kept_raw(older) == 0
        assert len(older._live(TAG)) == waiting > 0
        invariants.check(world)
