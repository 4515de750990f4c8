"""An answer is taken in steps, and cut off between any two of them: taken again it ends as if nothing had happened."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from cloud.packages import take_in as cloud_take_in
from storage.store import Store
from sync import by_hand
from sync.by_hand import AlreadyTaken
from sync.packages import PackageForeign
from tests.cloud.callers import CID, House
from tests.sync.exchange import Pc
from tests.sync.test_by_hand import Remote

AT = "2026-11-18T08:00:00.000Z"
MOST_WRITES = 40


class CutOff(Exception):
    """The program ended here."""


class Fuse:
    """Lets so many writes of a store happen and ends the program before, or after, the next."""

    def __init__(self, store: Store, count: int, *, after: bool) -> None:
        self._left, self._after = count, after
        self.is_blown, self.is_armed = False, True
        for name in ("keep", "land"):
            setattr(store, name, self._around(getattr(store, name)))

    def _around(self, write: Any) -> Any:
        def written(change: Any) -> Any:
            if self._left == 0 and self.is_armed and not self.is_blown:
                self.is_blown = True
                if self._after:
                    write(change)
                raise CutOff
            self._left -= 1
            return write(change)

        return written


def prepared(tmp_path: Path, *, is_restored: bool) -> tuple[House, Remote, bytes]:
    """An office with work of its own, an answer with that of others; perhaps under an older numbering."""
    house = House()
    other = Pc(house, tmp_path / "b", "b").enrol()
    pc = Remote(house, tmp_path / "a", "a").joined()
    person = pc.add(name="张三")
    other.add(name="王五")
    other.synced()
    pc.edit(person, phone="13800000001")
    package = pc.pack()
    if is_restored:  # the cloud has met other operations under these numbers
        with house.store.turn(CID) as turn:
            device = turn.device(pc.local.facts().device)
            assert device is not None
            turn.put_device(replace(device, gen=device.gen + 1))
    answer = cloud_take_in(house.means, package.content).answer
    other.store.close()
    return house, pc, answer


@pytest.mark.parametrize("after", [False, True])
@pytest.mark.parametrize("is_restored", [False, True])
def test_it_is_taken_again_after_any_cut(tmp_path: Path, after: bool, is_restored: bool) -> None:
    met = 0
    for count in range(MOST_WRITES):
        house, pc, answer = prepared(tmp_path / str(count), is_restored=is_restored)
        fuse = Fuse(pc.store, count, after=after)
        with suppress(CutOff):
            by_hand.take_in(pc.local, answer, lambda: AT)
        fuse.is_armed = False
        if fuse.is_blown:
            with suppress(AlreadyTaken, PackageForeign):  # all of it was taken
                by_hand.take_in(pc.local, answer, lambda: AT)
        pc.trip()
        pc.trip()
        _whole(house, pc)
        pc.store.close()
        met = count
        if not fuse.is_blown:
            break
    assert 2 <= met < MOST_WRITES


def _whole(house: House, pc: Remote) -> None:
    """Both sides hold the same, once, and nothing waits."""
    assert pc.local.waiting().operations == 0
    with house.store.look(CID) as look:
        there = {one: (rv, life) for one, rv, life in look.marks("person")}
    assert {one: told[:2] for one, told in pc.people().items()} == there
    assert sorted(str(one[2]) for one in pc.people().values()) == ["张三", "王五"]
    assert sorted(str(one[3]) for one in pc.people().values()) == ["13800000001", "None"]
