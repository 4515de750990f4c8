"""Sheets that are imported at several PCs, with the same people in them, between edits and rounds that fail."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from app.importing.applying import apply
from app.importing.plan import ImportOptions
from app.importing.planning import plan
from app.stores.session import Session
from app.stores.settings import Settings
from tests.office import an_id
from tests.sync.simulation import invariants
from tests.sync.simulation.pc import PERSON, SimulatedPc
from tests.sync.simulation.world import SimulatedWorld, simulated

_SHEETS, _PEOPLE = 5, 12


def take_in(world: SimulatedWorld, pc: SimulatedPc, chance: random.Random) -> None:
    """Import some of the people, with what this office knows of them."""
    number = chance.randrange(10**6)
    sheet = world.folder / f"{pc.name}-{number}.csv"
    chosen = chance.sample(range(_PEOPLE), 6)
    lines = [
        f"表{one},{an_id(one)},户籍,{pc.name}的{number % 3}厂,凌兆小区{one % 3 + 1}号10{one % 4}室" for one in chosen
    ]
    sheet.write_text("\n".join(["姓名,身份证号,人口类型,工作单位,现住地址", *lines]), encoding="utf-8")
    with world.at(pc):
        session = Session(pc.store, "admin", Settings(pc.folder))
        outcome = apply(session, plan(session, sheet, ImportOptions()))
        assert outcome.as_json()
        session.notes.close()
        pc.store.settle_beside()


@pytest.mark.parametrize("seed", range(4))
def test_sheets_from_several_offices_end_in_one_ledger(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)  # noqa: S311 - no secret
    with simulated(seed, tmp_path) as world:
        for _ in range(_SHEETS):
            take_in(world, chance.choice(world.pcs), chance)
            world.run(12)
        world.settle()
        invariants.check(world)
        with world.pcs[0].store.reader() as reader:
            held = [row[1] for row in reader.scan(PERSON, ("id_no",)) if row[1]]
        assert len(held) == len(set(held))
        assert len({an_id(one) for one in range(_PEOPLE)} & set(held)) > _PEOPLE // 2
