"""A PC on the eve of a round in which everything happens, to be gone through again and again."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cloud.memory_store import MemoryStore
from sync import round as one_round
from sync.outcome import Outcome
from tests.sync.simulation import invariants
from tests.sync.simulation.kills import Killed, Killer
from tests.sync.simulation.pc import PERSON, TAG, SimulatedPc
from tests.sync.simulation.setting import Setting
from tests.sync.simulation.world import SimulatedWorld, simulated

_SETTING = Setting(pcs=2, page=4, at_once=4, batch=3, fetched=4)


@dataclass(slots=True)
class Scene:
    """A PC on the eve of a round in which everything happens: `before` is its folder, `cloud` what the cloud holds."""

    world: SimulatedWorld
    pc: SimulatedPc
    before: Path
    cloud: Any
    killer: Killer
    right: Any = None
    """The end as it must be."""

    def begin(self) -> None:
        """Be on that eve again."""
        self.pc.put_back(self.before)
        assert isinstance(self.world.cloud.store, MemoryStore)
        self.world.cloud.store.put_back(copy.deepcopy(self.cloud))

    def round(self, at: int) -> Outcome | None:
        """The round, killed at a statement; None when it was."""
        self.killer.arm(at)
        try:
            return one_round.sync(self.pc.local, self.world.surroundings(self.pc))
        except Killed:
            return None
        finally:
            self.killer.disarm()

    def go_on(self, *, is_whole: bool) -> None:
        """The next rounds, in peace; then what must hold: of the whole store, or of what people see."""
        self.pc.see_view()
        first, second = (self.world.exchange(self.pc) for _ in range(2))
        assert first is not None
        assert first.trouble is None
        assert second is not None
        assert second.is_empty
        if is_whole:
            invariants.check(self.world)
        assert self.pc.local.digest() == self.right


@contextmanager
def the_eve(folder: Path) -> Iterator[Scene]:
    """Two PCs that changed the same things, one of which has told the cloud; the other is about to."""
    with simulated(3, folder, _SETTING) as world:
        world.is_peaceful = True
        one, other = world.pcs
        person = one._create(PERSON, {"name": "张三", "phone": "1"})
        gone = one._create(PERSON, {"name": "李四"})
        for pc in (one, other, one):
            world.exchange(pc)
        other._patch(PERSON, person, name="章三", phone="2")
        other._create(PERSON, {"name": "王五", "id_type": "111", "id_no": "31011519900101001X"})
        other._delete(PERSON, gone)
        for number in range(4):
            other._create(PERSON, {"name": f"某{number}"})
        world.exchange(other)
        one._patch(PERSON, person, name="张山", employer="厂")
        twin = one._create(PERSON, {"name": "王五", "id_type": "111", "id_no": "31011519900101001X", "phone": "3"})
        one._create(TAG, {"person_uid": twin, "tag": "A01"})
        one._patch(PERSON, gone, phone="4")
        one.copy_to(folder / "before")
        world.pcs = [one]
        assert isinstance(world.cloud.store, MemoryStore)
        yield Scene(world, one, folder / "before", copy.deepcopy(world.cloud.store.kept()), world._killer)
        world.pcs = [one, other]
