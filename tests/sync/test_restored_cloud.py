"""A cloud that was restored to an older point: nobody's work is lost, and nobody keeps what is gone there by now."""

from __future__ import annotations

import copy

from cloud import operating
from cloud.memory_store import MemoryStore
from tests.cloud.callers import House
from tests.sync.exchange import Pc


def restore(house: House, kept: object) -> None:
    assert isinstance(house.store, MemoryStore)
    highest = operating.highest_numbers(house.store)
    house.store.put_back(kept)  # type: ignore[arg-type]
    operating.begin_histories(house.means, highest)


def saved(house: House) -> object:
    assert isinstance(house.store, MemoryStore)
    return copy.deepcopy(house.store.kept())


def test_what_was_lost_is_sent_again(house: House, pcs: tuple[Pc, Pc]) -> None:
    one, other = pcs
    person = one.add(name="张三")
    one.synced()
    backup = saved(house)
    one.edit(person, phone="13800000000")
    one.synced()
    other.synced()
    restore(house, backup)
    other.synced()
    assert other.row(person)["phone"] is None
    one.synced()
    other.synced()
    assert other.row(person)["phone"] == "13800000000"
    assert one.people() == other.people()


def test_what_was_removed_since_goes_where_no_moment_before_the_backup_is_known(
    house: House, pcs: tuple[Pc, Pc]
) -> None:
    """The PC was whole at no number up to the backup's: it reads everything anew, without removals, and sweeps."""
    one, other = pcs
    other.synced()  # with nothing, at number 0
    person = one.add(name="张三")
    one.synced()
    backup = saved(house)
    one.add(name="李四")
    one.synced()
    other.synced()
    restore(house, backup)
    one.remove(person)
    one.add(name="王五")
    one.synced()
    assert other.synced().removed == 1
    assert one.people() == other.people()
    assert one.local.digest() == other.local.digest()


def test_what_this_pc_removes_again_goes_here_too(house: House, pcs: tuple[Pc, Pc]) -> None:
    """Its own removal is sent again before everything is read anew: what was fetched before counts for nothing."""
    one, other = pcs
    backup = saved(house)
    person = one.add(name="张三")
    one.synced()
    other.synced()
    other.remove(person)
    other.add(name="李四")
    other.synced()
    restore(house, backup)
    one.synced()
    outcome = other.synced()
    assert (outcome.digest, outcome.repaired) == ("same", 0)
    one.synced()
    assert one.people() == other.people()
    assert one.local.digest() == other.local.digest()
