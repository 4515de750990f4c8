"""What offices do beside editing: join late, copy a disk, import the same sheet twice, run an older program."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import cast

import pytest

from ledger import ids
from ledger.errors import ChangedBeneath
from sync.troubles import DeviceCloned
from tests.storage.stores import new_store
from tests.sync.simulation import invariants
from tests.sync.simulation.pc import PERSON, SimulatedPc
from tests.sync.simulation.setting import USUAL_ACTS
from tests.sync.simulation.world import SimulatedWorld, simulated

SEEDS = range(4)


def end(world: SimulatedWorld, steps: int = 40) -> None:
    world.run(steps)
    world.settle()
    invariants.check(world)


def numbers(pc: SimulatedPc) -> list[str]:
    with pc.store.reader() as reader:
        return sorted(str(row[1]) for row in reader.scan(PERSON, ("id_no",)) if row[1])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_filled_pc_joins_late(seed: int, tmp_path: Path) -> None:
    with simulated(seed, tmp_path) as world:
        world.run(40)
        new_store(tmp_path / "late").close()
        late = SimulatedPc("late", tmp_path / "late", random.Random(seed), USUAL_ACTS)  # noqa: S311 - no secret
        for _ in range(40):
            late.act()
        late.close()
        world.is_peaceful = True
        world.join("late", tmp_path / "late")
        world.is_peaceful = False
        end(world)
        assert len(set(numbers(world.pcs[-1]))) == len(numbers(world.pcs[-1]))


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copied_disk_joins_anew_and_loses_nothing(seed: int, tmp_path: Path) -> None:
    with simulated(seed, tmp_path) as world:
        world.run(30)
        one = world.pcs[0]
        mine = one._create(PERSON, {"name": "没上报的"})
        one.copy_to(tmp_path / "image")
        world.is_peaceful = True
        clone = world.add("clone", tmp_path / "image")
        theirs = clone._create(PERSON, {"name": "副本上的"})
        outcome = world.exchange(clone)
        assert outcome is not None
        assert isinstance(outcome.trouble, DeviceCloned)
        clone.local.leave()
        world.enrol(clone)
        world.is_peaceful = False
        end(world)
        with world.pcs[1].store.reader() as reader:
            assert set(reader.get_many(PERSON, [mine, theirs], dead=True)) == {mine, theirs}


def import_sheet(pc: SimulatedPc, rows: int) -> list[bytes]:
    made = ids.new_ids(rows)
    people = [{"name": f"表{row}", "id_type": "111", "id_no": f"3101151970010100{row:02}"} for row in range(rows)]
    with pc.store.write(user="admin", kind="import", source="表.xlsx") as write:
        write.create(PERSON, list(zip(made, people, strict=True)))
    return made


@pytest.mark.parametrize("seed", SEEDS)
def test_the_same_sheet_on_two_pcs_and_one_takes_it_back(seed: int, tmp_path: Path) -> None:
    with simulated(seed, tmp_path) as world:
        one, other = world.pcs[:2]
        mine, _ = import_sheet(one, 60), import_sheet(other, 60)
        world.is_peaceful = True
        for pc in (one, other, one):
            world.exchange(pc)
        sheet = {f"3101151970010100{row:02}" for row in range(60)}
        assert [numbers(pc) for pc in (one, other)] == [sorted(sheet)] * 2
        other._patch(PERSON, _survivor(other), phone="13800000000")
        with one.store.write(user="admin", kind="import-undo") as write:
            write.delete(PERSON, mine, reason="撤销导入")
        world.is_peaceful = False
        end(world)
        assert len(set(numbers(one))) == len(numbers(one))


def _survivor(pc: SimulatedPc) -> bytes:
    with pc.store.reader() as reader:
        return min(cast("bytes", row[0]) for row in reader.scan(PERSON, (), where={"name": "表0"}))


def _with_more(body: bytes) -> bytes:
    """As a newer cloud spells it: people have a field more."""
    told = json.loads(gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body)
    for change in [*told.get("changes", ()), *told.get("records", ())]:
        if change.get("t") == "person" and "f" in change:
            change["f"]["blood"] = f"O {change['rv']}"
    return json.dumps(told).encode()


@pytest.mark.parametrize("seed", SEEDS)
def test_an_older_program_keeps_what_it_does_not_know(seed: int, tmp_path: Path) -> None:
    """I10: every person here has the unknown field as it came last, however it was edited here."""
    with simulated(seed, tmp_path) as world:
        older = world.pcs[0]
        world.wires[older.name].newer = _with_more
        world.run(60)
        world.settle()
        with older.store.reader() as reader:
            people = reader.connection.rows("SELECT rv, ext FROM person WHERE life & 1")
        assert people
        assert all(json.loads(str(ext)) == {"blood": f"O {rv}"} for rv, ext in people)
        world.pcs[:] = world.pcs[1:]
        invariants.check(world)
        older.close()


@pytest.mark.parametrize("seed", SEEDS)
def test_two_people_type_into_one_field_at_once(seed: int, tmp_path: Path) -> None:
    """A form that was open while a round went on writes over nothing that it did not show."""
    with simulated(seed, tmp_path) as world:
        one, other = world.pcs[:2]
        world.is_peaceful = True
        person = one._create(PERSON, {"name": "张三", "phone": "1"})
        for pc in (one, other):
            world.exchange(pc)
        other._patch(PERSON, person, phone="2")
        for pc in (other, one):
            world.exchange(pc)
        with pytest.raises(ChangedBeneath), one.store.write(user="admin", kind="set") as write:
            write.patch(PERSON, [(person, {"phone": "1"}, {"phone": "3"})])
        world.is_peaceful = False
        end(world)
