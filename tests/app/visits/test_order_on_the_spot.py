"""A work order made at a visit: visit, order and findings are one action, and what an undo of it leaves is said."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable

import pytest

from app import checking
from app.orders import intake, showing
from app.records import editing
from app.stores.session import Session
from app.undo import restoring
from app.undo.taking_back import UndoBlocked
from app.undo.undoing import Undoing
from app.visits import planning, recording
from ledger import catalog, ids
from storage.errors import NeverChanged
from storage.records import Write
from tests.app.few_homes import WANG, Homes
from tests.committee import LOGIN, PASSWORD
from tests.office import an_id
from tests.storage.killed_steps import ROOT

PERSON = catalog.named("person")
SAID = {"person": WANG, "order": "楼道灯不亮，老人夜里看不清", "order.category": "0102"}
STANDING = ("visit", "visit_person", "work_order", "work_order_event")


def _counts(homes: Homes) -> dict[str, int]:
    return {name: len(homes.office.rows(name)) for name in STANDING}


def _actions(homes: Homes) -> int:
    with homes.office.session.reader() as reader:
        return len(reader.changes())


class PowerLost(Exception):
    """What ends a write in the middle."""


def _failing_at(ledger: str) -> Callable[..., None]:
    real = Write.create

    def create(write: Write, *given: object) -> None:
        if getattr(given[0], "name", "") == ledger:
            raise PowerLost
        real(write, *given)  # type: ignore[arg-type]

    return create


@pytest.mark.parametrize("ledger", ["work_order_event", "visit", "visit_person"])
def test_what_fails_before_the_end_of_the_visit_leaves_neither_order_nor_visit(
    homes: Homes, monkeypatch: pytest.MonkeyPatch, ledger: str
) -> None:
    before, actions = _counts(homes), _actions(homes)
    said = {**SAID, "person.phone": "13900000009"}
    with monkeypatch.context() as patch:
        patch.setattr(Write, "create", _failing_at(ledger))
        with pytest.raises(PowerLost):
            recording.record(homes.office.session, said)
    assert (_counts(homes), _actions(homes)) == (before, actions)
    first = recording.record(homes.office.session, said)
    assert first.order_no.endswith("001"), "the number that was not used is given again"
    assert checking.check(homes.office.session).is_sound


KILLED = """
import os, signal, sys
from pathlib import Path
from app.stores.session import Session
from app.visits import recording
from storage.records import Write
real = Write.create
def create(write, ledger, rows):
    if ledger.name == sys.argv[2]:
        write._new_rows.flush()  # what was written so far is in the file's log
        os.kill(os.getpid(), signal.SIGKILL)
    real(write, ledger, rows)
Write.create = create
session = Session.open(Path(sys.argv[1]), sys.argv[3], sys.argv[4])
recording.record(session, {"dwelling": sys.argv[5], "order": "x", "order.category": "0102"})
"""


@pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")
def test_a_program_killed_between_order_and_visit_leaves_neither(homes: Homes) -> None:
    session, before = homes.office.session, _counts(homes)
    folder, home = session.store.folder, ids.to_text(homes.id["2号102"])
    session.close()
    command = [sys.executable, "-c", KILLED, str(folder), "visit", LOGIN, PASSWORD, home]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == -signal.SIGKILL, done.stderr
    homes.office.session = Session.open(folder, LOGIN, PASSWORD)
    try:
        assert _counts(homes) == before
        assert checking.check(homes.office.session).is_sound
    finally:
        homes.office.session.close()


def test_a_finding_that_fails_takes_order_and_visit_along(homes: Homes, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _counts(homes)

    def fail(*_given: object, **_named: object) -> int:
        raise PowerLost

    monkeypatch.setattr(Write, "patch", fail)
    with pytest.raises(PowerLost):
        recording.record(homes.office.session, {**SAID, "person.phone": "13900000009"})
    assert _counts(homes) == before


def test_visit_order_and_findings_are_one_action_and_one_group(homes: Homes) -> None:
    actions = _actions(homes)
    done = recording.record(homes.office.session, {**SAID, "person.employer": "某厂"})
    assert _actions(homes) == actions + 1
    with homes.office.session.reader() as reader:
        told = [(one.ledger, one.kind) for one in reader.operations(action=done.action)]
        groups = reader.connection.rows("SELECT DISTINCT g FROM operation WHERE action = ?", (done.action,))
    assert told == [*((one, "create") for one in ("work_order", "work_order_event", "visit", "visit_person")),
                    ("person", "patch")]  # fmt: skip
    assert len(groups) == 1, "the cloud takes all of it or nothing"
    assert groups[0][0] is not None


def test_an_undo_takes_the_visit_back_and_says_that_the_order_stays_and_how_it_ends(homes: Homes) -> None:
    session, before = homes.office.session, _counts(homes)
    undoing = Undoing(session)
    done = recording.record(session, {**SAID, "person.employer": "某厂"})
    step = undoing.next_undo
    assert step is not None
    stays = f"工单 {done.order_no} 留着，要结束请在工单里“申请作废”"
    assert step.undo_label == f"走访：新增 1 次走访、新增 1 位走访对象 等；{stays}"
    assert undoing.undo().label == step.undo_label
    assert _counts(homes) == {**before, "work_order": before["work_order"] + 1, "work_order_event": 1}
    assert homes.office.person("王小明")["employer"] is None
    assert showing.dossier(session, done.order).order_no == done.order_no
    assert undoing.next_redo is not None
    assert undoing.redo().label == "走访：新增 1 次走访、新增 1 位走访对象 等"
    assert homes.office.person("王小明")["employer"] == "某厂"
    assert _counts(homes)["visit"] == before["visit"] + 1
    assert undoing.undo().label == step.undo_label, "and back once more"
    assert checking.check(session).is_sound


def test_what_was_done_with_the_order_since_does_not_stand_in_the_way(homes: Homes) -> None:
    from app.orders import moving

    session = homes.office.session
    undoing = Undoing(session)
    done = recording.record(session, SAID)
    moving.move(session, done.order, "comment", {"opinion": "已约物业"})
    with pytest.raises(NeverChanged):
        undoing.undo(action=session.store.last_action())
    undoing.undo(action=done.action)
    assert _counts(homes)["visit"] == 1


def test_an_hour_that_is_put_back_leaves_its_orders_and_says_so(homes: Homes) -> None:
    session, before = homes.office.session, _counts(homes)
    made = [recording.record(session, SAID) for _ in range(2)]
    restored = restoring.restore(session, [one.action for one in made])
    assert restored.label.endswith(f"；工单 {made[0].order_no}、{made[1].order_no} 留着，要结束请在工单里“申请作废”")
    assert _counts(homes) == {**before, "work_order": before["work_order"] + 2, "work_order_event": 2}


def test_an_order_that_stays_still_keeps_whom_it_names(homes: Homes) -> None:
    """The order of a visit that was taken back stands: who reported it cannot be taken back beneath it."""
    session = homes.office.session
    undoing = Undoing(session)
    who = editing.add(session, PERSON, {"name": "钱一", "id_no": an_id(31), "population_type": "01"})
    added = session.store.last_action()
    recording.record(session, {**SAID, "person": who, "dwelling": "银杏新村2号102室"})
    undoing.undo()
    with pytest.raises(UndoBlocked) as blocked:
        undoing.undo(action=added)
    assert {one.ledger for one in blocked.value.obstacles} == {"work_order"}


def test_an_order_alone_is_still_no_step(homes: Homes) -> None:
    undoing = Undoing(homes.office.session)
    intake.create(homes.office.session, {"description": "三楼渗水", "category": "C104"})
    assert undoing.next_undo is None


def test_the_plan_says_what_an_undo_would_leave(homes: Homes) -> None:
    told = planning.plan(homes.office.session, SAID).told
    assert any("撤销走访时工单留着" in one and "申请作废" in one for one in told)


def test_a_confidential_order_of_a_visit_lies_at_the_building_and_not_at_the_home(homes: Homes) -> None:
    session = homes.office.session
    said = {**SAID, "order.confidential": "是"}
    assert any("只写到楼栋" in one for one in planning.plan(session, said).told)
    done = recording.record(session, said)
    order = next(row for row in homes.office.rows("work_order") if row["id"] == ids.from_text(done.order))
    assert (order["dwelling_uid"], order["building_uid"]) == (None, homes.id["2号"])
    assert "102" not in f"{order['address']}{order['title']}"
    assert order["address"] == "银杏新村2号"
    named = recording.record(session, {**said, "order.是否保密": "是", "order.dwelling_uid": "银杏新村2号102室"})
    rows = {row["id"]: row for row in homes.office.rows("work_order")}
    assert rows[ids.from_text(named.order)]["dwelling_uid"] == homes.id["2号102"], "whoever names it means it"
