"""Any series of writes, sends, pulls and troubles on two PCs: the view is right after each, and in the end both agree.

Pages of three changes, six at a time, so that the view is often of two moments.
"""

from __future__ import annotations

import tempfile
from contextlib import suppress
from pathlib import Path
from typing import cast

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger import catalog
from ledger.errors import LedgerError
from storage.trail import verifying
from sync import applying
from tests.storage.stores import PERSON, a_home, a_person, add, bring_back, change, remove
from tests.sync.little_cloud import LittleCloud, Pc, two_pcs

PAGE, AT_ONCE = 3, 6
_TEXTS = st.none() | st.sampled_from(["甲", "乙", "13800000001"])
_EDITS = st.dictionaries(st.sampled_from(["name", "phone", "remark", "sex", "birth_date", "id_no"]), _TEXTS, min_size=1)
_KINDS = (
    "add", "twin", "set", "remove", "restore", "tag", "move", "answer",
    "push", "push_lost", "push_some", "stage", "apply", "pull", "resync", "generation", "aside",
)  # fmt: skip
Step = tuple[int, str, int, dict[str, object]]
_STEPS = st.lists(st.tuples(st.integers(0, 1), st.sampled_from(_KINDS), st.integers(0, 7), _EDITS), max_size=24)


class World:
    """What a series is about."""

    def __init__(self, cloud: LittleCloud, *pcs: Pc) -> None:
        self.cloud, self.pcs = cloud, pcs
        self.people: list[bytes] = []
        self.homes = a_home(pcs[0].store)
        for pc in (*pcs, *pcs):
            pc.round()

    def do(self, pc: Pc, kind: str, pick: int, edit: dict[str, object]) -> None:
        """One step; what the office would be told is impossible is no step."""
        with suppress(LedgerError):
            getattr(self, f"_{kind}")(pc, pick, edit)

    def _row(self, pc: Pc, pick: int) -> dict[str, object] | None:
        with pc.store.reader() as reader:
            rows = list(reader.rows_by_id(PERSON))
        return rows[pick % len(rows)] if rows else None

    def _add(self, pc: Pc, _pick: int, edit: dict[str, object]) -> None:
        add(pc.store, "person", a_person(**{**edit, "id_no": None}))

    def _twin(self, pc: Pc, pick: int, edit: dict[str, object]) -> None:
        add(pc.store, "person", a_person(**{**edit, "id_type": "111", "id_no": f"31011519900101001{pick % 3}"}))

    def _set(self, pc: Pc, pick: int, edit: dict[str, object]) -> None:
        row = self._row(pc, pick)
        if row is not None and cast("int", row["life"]) % 2:
            change(pc.store, "person", cast("bytes", row["id"]), {name: row[name] for name in edit}, edit)

    def _remove(self, pc: Pc, pick: int, _edit: dict[str, object]) -> None:
        row = self._row(pc, pick)
        if row is not None and cast("int", row["life"]) % 2:
            remove(pc.store, "person", cast("bytes", row["id"]))

    def _restore(self, pc: Pc, pick: int, _edit: dict[str, object]) -> None:
        with pc.store.reader() as reader:
            dead = [cast("bytes", one.row["id"]) for one in reader.deleted(PERSON)]
        if dead:
            bring_back(pc.store, "person", dead[pick % len(dead)])

    def _tag(self, pc: Pc, pick: int, _edit: dict[str, object]) -> None:
        row = self._row(pc, pick)
        if row is not None and cast("int", row["life"]) % 2:
            add(pc.store, "person_tag", {"person_uid": row["id"], "tag": f"A0{1 + pick % 2}", "start_date": "2020"})

    def _move(self, pc: Pc, pick: int, _edit: dict[str, object]) -> None:
        suffix = ("号", "幢")[pick % 2]
        with pc.store.write(user="admin", kind="set") as write:
            write.patch(
                catalog.named("building"), [(self.homes["building"], {}, {"building_suffix": suffix})], checked=False
            )

    def _answer(self, pc: Pc, pick: int, _edit: dict[str, object]) -> None:
        with pc.store.reader() as reader:
            rows = reader.connection.rows("SELECT id FROM sync_conflict WHERE status = 'open' ORDER BY id")
        if rows:
            with pc.store.write(user="admin", kind="answer") as write:
                write.answer(cast("bytes", rows[pick % len(rows)][0]), "theirs")

    def _push(self, pc: Pc, _pick: int, _edit: dict[str, object]) -> None:
        pc.push()

    def _push_some(self, pc: Pc, pick: int, _edit: dict[str, object]) -> None:
        batch = pc.side.take(pick + 1)
        if batch.ops:
            pc.side.receive(batch, self.cloud.push(pc.name, list(batch.ops), pc.side.facts().seq))

    def _push_lost(self, pc: Pc, pick: int, _edit: dict[str, object]) -> None:
        batch = pc.side.take(pick + 1)
        if batch.ops:
            self.cloud.push(pc.name, list(batch.ops), pc.side.facts().seq)

    def _stage(self, pc: Pc, _pick: int, _edit: dict[str, object]) -> None:
        after = int(pc.side.facts().pull_from[1:] or 0)
        pc.side.stage(self.cloud.pull(after, PAGE))

    def _apply(self, pc: Pc, _pick: int, _edit: dict[str, object]) -> None:
        pc.side.apply()

    def _pull(self, pc: Pc, _pick: int, _edit: dict[str, object]) -> None:
        pc.pull(PAGE)

    def _resync(self, pc: Pc, _pick: int, _edit: dict[str, object]) -> None:
        pc.side.begin_resync()

    def _generation(self, pc: Pc, _pick: int, _edit: dict[str, object]) -> None:
        pc.side.new_generation(pc.side.facts().gen + 1)

    def _aside(self, pc: Pc, pick: int, _edit: dict[str, object]) -> None:
        ops = pc.side.take(pick + 1).ops
        if ops and pick > 5:
            pc.side.set_aside([str(ops[-1]["op_id"])], "client_bug")

    def settle(self) -> None:
        """Rounds until everybody knows everything."""
        for _ in range(3):
            for pc in self.pcs:
                pc.round(PAGE)
                if pc.side.facts().is_resync:
                    pc.side.sweep(allow_large=True)
                pc.is_right()


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(_STEPS)
def test_the_view_is_right_after_every_step_and_both_agree_in_the_end(steps: list[Step]) -> None:
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        patch.setattr(applying, "AT_ONCE", AT_ONCE)
        with two_pcs(Path(folder)) as (cloud, one, two):
            world = World(cloud, one, two)
            for at, kind, pick, edit in steps:
                pc = world.pcs[at]
                world.do(pc, kind, pick, edit)
                pc.is_right()
            world.settle()
            assert one.everything() == two.everything()
            assert one.digests() == two.digests() == cloud.digests()
            for pc in world.pcs:
                with pc.store.reader() as reader:
                    assert verifying.verify(reader.connection, None).is_whole
