"""Rounds after something was put back: a PC from a copy, the cloud from a backup; versions that do not fit."""

from __future__ import annotations

import copy
import shutil
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cloud import operating, retention
from cloud.means import Schemas
from cloud.service import Service
from storage.store import Store
from sync.local_side import LocalSide, SweepTooLarge
from sync.protocol import SCHEMA
from sync.troubles import Unreachable, UpgradeNeeded
from tests.cloud.callers import CID, House
from tests.committee import LOGIN, PASSWORD
from tests.sync.exchange import Pc, Send


def alike(*pcs: Pc) -> None:
    first = pcs[0]
    for pc in pcs:
        assert pc.people() == first.people()
        assert pc.local.digest() == first.local.digest()
        assert (pc.local.waiting().operations, pc.local.waiting().dead) == (0, 0)


def reopened(pc: Pc) -> None:
    pc.store = Store.open(pc.store.folder, account=LOGIN, password=PASSWORD)
    pc.local = LocalSide(pc.store)


def put_aside(pc: Pc, place: Path) -> None:
    pc.store.close()
    shutil.copytree(pc.store.folder, place)
    reopened(pc)


def put_back(pc: Pc, place: Path) -> None:
    pc.store.close()
    shutil.rmtree(pc.store.folder)
    shutil.copytree(place, pc.store.folder)
    reopened(pc)


def test_a_pc_put_back_from_a_copy_goes_on_under_new_numbers(pcs: tuple[Pc, Pc], tmp_path: Path) -> None:
    one, other = pcs
    person = one.add(name="张三")
    one.synced()
    put_aside(one, tmp_path / "copy")
    one.edit(person, name="张山")
    second = one.add(name="李四")
    one.synced()
    other.synced()
    put_back(one, tmp_path / "copy")
    one.edit(person, phone="13800000000")
    third = one.add(name="王五")
    gen = one.local.facts().gen
    outcome = one.synced()
    assert one.local.facts().gen == gen + 1
    assert outcome.acked == 2
    other.synced()
    alike(one, other)
    assert (one.row(person)["name"], one.row(person)["phone"]) == ("张山", "13800000000")
    assert {one.row(each)["name"] for each in (second, third)} == {"李四", "王五"}
    assert outcome.digest == "same"  # it was compared at once, not the next day


def test_a_copy_from_before_the_first_push_sends_it_again_and_nothing_is_doubled(
    pcs: tuple[Pc, Pc], tmp_path: Path
) -> None:
    one, other = pcs
    one.add(name="张三")
    put_aside(one, tmp_path / "copy")
    one.synced()
    put_back(one, tmp_path / "copy")
    one.add(name="李四")
    one.synced()
    other.synced()
    alike(one, other)
    assert len(other.people()) == 2


def restore_cloud(house: House, kept: object, highest: dict[str, int]) -> None:
    """Its database is as it was, and the operator began a new history."""
    house.store = kept  # type: ignore[assignment]
    house.means = replace(house.means, store=kept)  # type: ignore[arg-type]
    operating.begin_histories(house.means, highest)
    house.service = Service(house.means)


def copied(house: House) -> object:
    lock = house.store._lock  # type: ignore[attr-defined]
    house.store._lock = None  # type: ignore[attr-defined]
    kept = copy.deepcopy(house.store)
    kept._lock = house.store._lock = lock  # type: ignore[attr-defined]
    return kept


def test_a_cloud_put_back_gets_again_what_it_lost_twice_over(pcs: tuple[Pc, Pc], house: House) -> None:
    one, other = pcs
    person = one.add(name="张三")
    one.synced()
    other.synced()
    for turn, name in enumerate(("张山", "张珊")):
        kept = copied(house)
        one.edit(person, name=name)
        lost = one.add(name=f"新{turn}")
        one.synced()
        other.synced()
        other.edit(lost, employer="街道")
        other.synced()
        restore_cloud(house, kept, operating.highest_numbers(house.store))
        one.synced()
        other.synced()
        one.synced()
        alike(one, other)
        assert one.row(person)["name"] == name
        assert one.row(lost)["employer"] == "街道"
    with house.store.look(CID) as look:
        assert len(look.head.lineage) == 3


def test_a_cloud_put_back_while_answers_are_lost(pcs: tuple[Pc, Pc], house: House) -> None:
    one, other = pcs
    person = one.add(name="张三")
    one.synced()
    other.synced()
    kept = copied(house)
    one.edit(person, name="张山")
    one.synced()
    restore_cloud(house, kept, operating.highest_numbers(house.store))
    for at in range(6):

        def lose(number: int, send: Send, at: int = at) -> object:
            reply = send()
            if number >= at:
                raise Unreachable("lost")
            return reply

        one.wire.fault = lose  # type: ignore[assignment]
        one.sync(tries=0)
    one.wire.fault = None
    one.synced()
    other.synced()
    alike(one, other)
    assert other.row(person)["name"] == "张山"


def long_away(house: House, one: Pc, other: Pc, *, people: int, removed: int) -> None:
    """`one` removes some people while `other` is away for longer than the cloud remembers removals."""
    made = [one.add(name=f"某{at}") for at in range(people)]
    one.synced()
    other.synced()
    for person in made[:removed]:
        one.remove(person)
    one.synced()
    house.time.ms += int(timedelta(days=401).total_seconds() * 1000)
    retention.forget(house.means, CID)


def test_who_was_away_too_long_pulls_everything_anew(pcs: tuple[Pc, Pc], house: House) -> None:
    one, other = pcs
    long_away(house, one, other, people=30, removed=20)
    mine = other.add(name="赵六")
    outcome = other.synced()
    assert outcome.removed == 20
    one.synced()
    alike(one, other)
    assert one.row(mine)["name"] == "赵六"


def test_a_sweep_of_many_asks_first_and_goes_on_when_a_person_agreed(pcs: tuple[Pc, Pc], house: House) -> None:
    one, other = pcs
    long_away(house, one, other, people=80, removed=60)
    for _ in range(2):
        outcome = other.sync()
        assert isinstance(outcome.trouble, SweepTooLarge)
        assert outcome.trouble.counts == {"person": (60, 80)}
        assert len(other.people()) == 80
    assert other.synced(allow_large=True).removed == 60
    alike(one, other)


def with_schemas(house: House, **bounds: int) -> None:
    house.means = replace(house.means, schemas=Schemas(**{"current": SCHEMA, **bounds}))
    house.service = Service(house.means)


def test_a_pc_too_old_to_write_still_reads_and_its_edits_wait(pcs: tuple[Pc, Pc], house: House) -> None:
    one, other = pcs
    one.add(name="张三")
    one.synced()
    other.add(name="李四")
    with_schemas(house, min_read=SCHEMA, min_write=SCHEMA + 1, current=SCHEMA + 1)
    outcome = other.sync()
    assert isinstance(outcome.trouble, UpgradeNeeded)
    assert (outcome.pushed, outcome.pulled) == (0, 1)
    assert (other.local.waiting().operations, other.local.waiting().dead) == (1, 0)
    with_schemas(house, min_read=SCHEMA + 1, min_write=SCHEMA + 1, current=SCHEMA + 1)
    outcome = other.sync()
    assert isinstance(outcome.trouble, UpgradeNeeded)
    assert not outcome.trouble.is_cloud_older
    with_schemas(house, min_read=1, min_write=1, current=SCHEMA - 1)
    outcome = other.sync()
    assert isinstance(outcome.trouble, UpgradeNeeded)
    assert outcome.trouble.is_cloud_older
    with_schemas(house, min_read=SCHEMA, min_write=SCHEMA)
    other.synced()
    one.synced()
    alike(one, other)
