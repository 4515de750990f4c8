"""The power goes in a round of the exchange: the next rounds end with what the cloud has, and nobody's edit is lost.

The cloud goes on as it stood at that moment, whatever the PC remembers of it. How many are looked at: as in
`test_power_loss.py`.
"""

from __future__ import annotations

import copy
import os
import random
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from cloud.memory_store import MemoryStore
from ledger import ids
from ledger.errors import LedgerError
from storage.database import opening
from tests.power.disk import Moment
from tests.power.recording import recording
from tests.sync.simulation import invariants
from tests.sync.simulation.eve import Scene, the_eve
from tests.sync.simulation.pc import PERSON

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="files that are open have no names to change there")

IMAGES = int(os.environ.get("LINONG_IMAGES", "14"))
_MOST_ROUNDS = 4


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with the_eve(tmp_path_factory.mktemp("eve")) as made:
        yield made


def recorded(scene: Scene) -> list[Moment]:
    """A round in which everything happens, an edit, and a round that tells of it."""
    scene.begin()
    pc, world = scene.pc, scene.world
    store, answer = world.cloud.store, world.cloud.answer
    assert isinstance(store, MemoryStore)
    kept = [copy.deepcopy(store.kept())]
    pc.close()
    with recording(pc.folder, lambda: kept[-1]) as recorder, pytest.MonkeyPatch.context() as patch:

        def answered(request):  # type: ignore[no-untyped-def]
            found = answer(request)
            kept.append(copy.deepcopy(store.kept()))
            recorder.mark()
            return found

        patch.setattr(world.cloud, "answer", answered)
        pc.open()
        world.exchange(pc)
        recorder.say(pc._create(PERSON, {"name": "停电前的"}))
        world.exchange(pc)
        pc.close()
    pc.open()
    return recorder.moments


@pytest.fixture(scope="module")
def moments(scene: Scene) -> list[Moment]:
    return recorded(scene)


def judge(scene: Scene, told: list[Moment], number: int, folder: Path) -> None:
    """Go on with one of the folders that the rounds may leave; nothing stays of a sound one."""
    chance = random.Random(f"exchange {number}")  # noqa: S311 - no secret
    moment = chance.choice(told)
    moment.image(chance, folder)
    pc, world = scene.pc, scene.world
    assert isinstance(world.cloud.store, MemoryStore)
    world.cloud.store.put_back(copy.deepcopy(moment.aside))  # type: ignore[arg-type]
    pc.put_back(folder)
    pc.see_view()
    for _ in range(_MOST_ROUNDS):
        outcome = world.exchange(pc)
        assert outcome is not None
        assert outcome.trouble is None
        if outcome.is_empty:
            break
    else:
        raise AssertionError("the exchange does not come to an end")
    invariants.check(world)
    with world.cloud.store.look(world.cloud.cid) as look:
        keys = [(PERSON.name, ids.to_text(one)) for one in moment.said if isinstance(one, bytes)]
        assert set(look.records(keys)) == set(keys), "what was said to be done is not there"
    shutil.rmtree(folder)


@pytest.mark.parametrize("number", range(IMAGES))
def test_the_next_rounds_end_with_what_the_cloud_has(
    number: int, scene: Scene, moments: list[Moment], tmp_path: Path
) -> None:
    judge(scene, moments, number, tmp_path / "image")


def test_commits_that_are_not_synced_are_noticed(scene: Scene, tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        settings = tuple(one.replace("= FULL", "= NORMAL") for one in opening._WRITER_SETTINGS)
        patch.setattr(opening, "_WRITER_SETTINGS", settings)
        told = recorded(scene)
    wrong = 0
    for number in range(40):
        try:
            judge(scene, told, number, tmp_path / str(number))
        except (AssertionError, LedgerError):
            wrong += 1
    assert wrong
