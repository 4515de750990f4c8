"""What a result asks for beside the visit, of the ledger as it stands: forms, a moving out, an empty home."""

from __future__ import annotations

import pytest

from app.access import Forbidden
from app.acts import moving
from app.acts.moving import MoveOut
from app.visits import following_up, planning, recording
from ledger import ids
from tests.app.few_homes import CHILD, WANG, Homes
from tests.app.rights.staff import employ

HOME = "银杏新村2号102室"


def test_changed_information_asks_for_the_forms_of_whoever_was_met_and_of_the_home(homes: Homes) -> None:
    session = homes.office.session
    done = recording.record(session, {"dwelling": HOME, "person": f"{WANG}、{CHILD}", "result": "信息有变"})
    told = [(one.kind, one.ledger, one.called) for one in done.deeds]
    assert told == [
        ("change", "person", "王小明"),
        ("change", "person", "王*宝"),
        ("change", "dwelling", "银杏新村2号1单元102室"),
    ]
    assert next(done.deeds[0].commands()) == f"linongctl set person {ids.to_text(homes.id['王'])} FIELD=VALUE"
    same = recording.record(session, {"person": WANG, "result": "7", "person.employer": "某厂"})
    assert same.deeds == (), "it was put right with the visit"


def test_somebody_who_left_asks_for_a_moving_out_of_those_who_live_there_still(homes: Homes) -> None:
    session, home = homes.office.session, ids.to_text(homes.id["2号102"])
    said = {"dwelling": HOME, "person": WANG, "result": "已搬离", "visited_at": "2026-11-20"}
    [deed] = recording.record(session, said).deeds
    wang = ids.to_text(homes.id["王"])
    assert (deed.kind, deed.record, deed.people, deed.day) == ("move-out", home, (wang,), "2026-11-20")
    assert list(deed.commands()) == [f"linongctl set residence {ids.to_text(homes.id['住王'])} end_date=2026-11-20"]
    everybody = recording.record(session, {"dwelling": HOME, "result": "5"}).deeds[0]
    assert set(everybody.people) == {wang, ids.to_text(homes.id["孩"])}, "nobody was named"
    wanted = MoveOut(people=deed.people, dwelling=home, on=deed.day, new_head=ids.to_text(homes.id["孩"]))
    moving.plan_move_out(session, wanted).write(session)
    visit = next(row for row in homes.office.rows("visit") if row["result"] == "5")
    assert following_up.after(session, ids.to_text(visit["id"])) == (), "done"  # type: ignore[arg-type]


def test_nobody_living_there_asks_for_an_empty_home_once(homes: Homes) -> None:
    session = homes.office.session
    done = recording.record(session, {"dwelling": HOME, "result": "无人居住"})
    [deed] = done.deeds
    assert (deed.kind, deed.still) == ("vacant", 2)
    assert list(deed.commands()) == [f"linongctl set dwelling {ids.to_text(homes.id['2号102'])} occupancy=空置"]
    assert following_up.empty(session, deed).fields == ("occupancy",)
    assert next(row for row in homes.office.rows("dwelling") if row["id"] == homes.id["2号102"])["occupancy"] == "4"
    assert following_up.after(session, done.id) == ()
    assert recording.record(session, {"dwelling": HOME, "result": "4"}).deeds == ()


def test_other_results_ask_for_nothing_and_the_plan_says_what_can_follow(homes: Homes) -> None:
    session = homes.office.session
    for result in ("1", "2", "3", "6"):
        assert recording.record(session, {"person": WANG, "result": result}).deeds == ()
    told = planning.plan(session, {"person": WANG, "result": "5"}).told
    assert any("可以接着办理迁出" in one for one in told)


def test_nobody_is_asked_for_what_the_account_may_not_do(homes: Homes) -> None:
    session = homes.office.session
    done = recording.record(session, {"dwelling": HOME, "result": "4"})
    viewer = employ(session.store, "kan", "viewer", name="看看")
    assert following_up.after(viewer, done.id) == ()
    with pytest.raises(Forbidden):
        following_up.empty(viewer, done.deeds[0])
