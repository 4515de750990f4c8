"""An hour of changes put back: what is written once stays, with what it needs, and that is said before and after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import checking
from app.messages import message_for
from app.notices import asking
from app.orders import intake, moving, processes, showing
from app.records import editing
from app.undo.undoing import NothingToUndo, Undoing
from app.visits import recording
from app.watch import changes
from app.watch.changes import HourOfChanges
from ledger import catalog, clock, ids
from storage.errors import NeverChanged
from tests.app.few_homes import WANG, Homes
from tests.committee import LOGIN
from tests.office import an_id, an_office

PERSON, DWELLING, ORDER, BUILDING, COMPOUND = (
    catalog.named(name) for name in ("person", "dwelling", "work_order", "building", "compound")
)
HOUR = "2026-11-21 23"


class Moment:
    """A clock that stands until it is moved: noon in Shanghai, then half past eleven in the evening."""

    moment = datetime(2026, 11, 21, 4, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment


@pytest.fixture
def at() -> Iterator[Moment]:
    moment = Moment()
    with clock.use(moment):
        yield moment


@pytest.fixture
def homes(tmp_path: Path, at: Moment) -> Iterator[Homes]:
    with an_office(tmp_path) as office:
        homes = Homes(office)
        at.moment = datetime(2026, 11, 21, 15, 30, tzinfo=UTC)
        yield homes


def _employed(homes: Homes, employer: str = "某厂") -> None:
    editing.change(homes.office.session, PERSON, ids.to_text(homes.id["王"]), {"employer": employer})


def _registered(homes: Homes, **said: str) -> intake.Made:
    return intake.create(homes.office.session, {"description": "三楼渗水", "category": "C104", **said})


def _hour(homes: Homes) -> HourOfChanges:
    day = clock.today()
    found = changes.report(homes.office.session, day - timedelta(days=1), day, unusual_only=False)
    return next(one for one in found if one.hour == HOUR)


def _orders(homes: Homes) -> tuple[int, int]:
    return len(homes.office.rows("work_order")), len(homes.office.rows("work_order_event"))


def test_an_hour_with_a_person_an_order_and_a_visit_goes_back_but_for_the_orders(homes: Homes) -> None:
    session, visits = homes.office.session, len(homes.office.rows("visit"))
    _employed(homes)
    made, before = _registered(homes), intake.create(session, {"description": "二楼渗水", "category": "C104"})
    moving.move(session, made.id, "accept", {})
    visit = recording.record(session, {"person": WANG, "order": "楼道灯不亮", "order.category": "0102"})
    editing.change(session, ORDER, made.id, {"title": "改过的标题"})
    orders = _orders(homes)
    stays = changes.foresee(session, LOGIN, HOUR)
    assert stays == (f"工单 {made.order_no}、{before.order_no}、{visit.order_no} 留着，要结束请在工单里“申请作废”")
    undoing = Undoing(session)
    done = changes.restore(session, LOGIN, HOUR)
    assert done.label.endswith(f"；{stays}")
    assert homes.office.person("王小明")["employer"] is None
    assert len(homes.office.rows("visit")) == visits
    assert _orders(homes) == orders
    order = showing.dossier(session, made.id).row
    assert (order["status"], order["title"] != "改过的标题") == ("S20", True)
    hour = _hour(homes)
    assert (hour.stands, hour.comes_back, hour.now) == (False, True, "已恢复")
    assert checking.check(session).is_sound
    undoing.undo(action=done.action)
    assert homes.office.person("王小明")["employer"] == "某厂"
    assert showing.dossier(session, made.id).row["title"] == "改过的标题"
    assert (len(homes.office.rows("visit")), _orders(homes)) == (visits + 1, orders)
    assert _hour(homes).now == "在台账里"
    undoing.close()
    assert checking.check(session).is_sound


def test_steps_of_an_older_order_stay_and_are_put_right_by_a_step(homes: Homes, at: Moment) -> None:
    session = homes.office.session
    made = _registered(homes)
    at.moment += timedelta(hours=2)
    moving.move(session, made.id, "accept", {})
    _employed(homes)
    stays = f"工单 {made.order_no} 办过的步骤留着，办错了请在工单里再办一步更正"
    assert changes.restore(session, LOGIN, "2026-11-22 01").label == f"修改 1 位居民；{stays}"
    assert showing.dossier(session, made.id).row["status"] == "S20"


def test_an_hour_of_nothing_but_orders_is_not_offered_and_refused_in_plain_words(homes: Homes) -> None:
    session = homes.office.session
    made = _registered(homes)
    moving.move(session, made.id, "accept", {})
    hour, orders = _hour(homes), _orders(homes)
    assert (hour.stands, hour.comes_back, hour.now) == (False, False, "不能恢复")
    for ask in (changes.foresee, changes.restore):
        with pytest.raises(NeverChanged) as refused:
            ask(session, LOGIN, HOUR)
        assert "再办一步更正" in message_for(refused.value)
    assert _orders(homes) == orders
    with session.reader() as reader:
        assert reader.actions(kind="restore-changes") == []


def test_what_a_new_order_names_stays_with_it_and_the_rest_goes_back(homes: Homes) -> None:
    session = homes.office.session
    home = editing.add(session, DWELLING, {"building_uid": ids.to_text(homes.id["10号"]), "room_no": "505"})
    who, other = (
        editing.add(session, PERSON, {"name": name, "id_no": an_id(serial), "population_type": "01"})
        for name, serial in (("钱一", 31), ("钱二", 32))
    )
    editing.change(session, PERSON, who, {"employer": "某厂"})
    editing.change(session, PERSON, who, {"employer": "某公司"})
    made = _registered(homes, reporter_person=who, dwelling_uid=home)
    done = changes.restore(session, LOGIN, HOUR)
    assert done.label.endswith("；工单里写到的房屋、居民是那时新增的，也留着")
    assert homes.office.person("钱一")["employer"] is None, "what was changed later goes back to what the maker wrote"
    assert [row for row in homes.office.rows("person") if row["id"] == ids.from_text(other)] == []
    order = showing.dossier(session, made.id).row
    assert order["reporter_person"] is not None
    assert checking.check(session).is_sound
    with pytest.raises(NeverChanged):
        changes.restore(session, LOGIN, HOUR)


def _patched(homes: Homes, values: Mapping[bytes, str]) -> int:
    """One action that gives these people an employer, as a paste over a column does."""
    with homes.office.session.store.write(user=LOGIN, kind="paste") as write:
        write.patch(PERSON, [(one, {"employer": None}, {"employer": name}) for one, name in values.items()])
    return write.action


def _added(homes: Homes, *serials: int) -> list[bytes]:
    """People whom one action makes."""
    made = {ids.new_id(): {"name": f"钱{one}", "id_type": "111", "id_no": an_id(one)} for one in serials}
    with homes.office.session.store.write(user=LOGIN, kind="paste") as write:
        write.create(PERSON, list(made.items()))
    return list(made)


def _alive(homes: Homes) -> set[object]:
    return {row["id"] for row in homes.office.rows("person")}


def test_a_paste_over_somebody_whom_an_order_names_and_over_others_goes_back(homes: Homes) -> None:
    session = homes.office.session
    (who,) = _added(homes, 31)
    (other,) = _added(homes, 32)
    _patched(homes, {who: "某厂", other: "某厂", homes.id["王"]: "某厂"})
    _registered(homes, reporter_person=ids.to_text(who))
    undoing = Undoing(session)
    stays = changes.foresee(session, LOGIN, HOUR)
    done = changes.restore(session, LOGIN, HOUR)
    assert stays.endswith("；工单里写到的居民是那时新增的，也留着"), "nothing else stays"
    assert done.label.endswith(f"；{stays}")
    assert homes.office.person("王小明")["employer"] is None
    assert homes.office.person("钱31")["employer"] is None
    assert other not in _alive(homes)
    assert checking.check(session).is_sound
    undoing.undo(action=done.action)
    assert {homes.office.person(name)["employer"] for name in ("王小明", "钱31", "钱32")} == {"某厂"}
    undoing.close()
    assert checking.check(session).is_sound


def test_others_whom_the_same_step_made_stay_too_and_are_counted(homes: Homes) -> None:
    session = homes.office.session
    people = _added(homes, 31, 32, 33)
    (apart,) = _added(homes, 34)
    _patched(homes, dict.fromkeys((*people, apart), "某厂"))
    _registered(homes, reporter_person=ids.to_text(people[0]))
    stays = "工单里写到的居民是那时新增的，也留着；同它们一起记下的另外 2 条记录也留着"
    assert changes.foresee(session, LOGIN, HOUR).endswith(f"；{stays}")
    assert changes.restore(session, LOGIN, HOUR).label.endswith(f"；{stays}")
    assert {*people} <= _alive(homes)
    assert apart not in _alive(homes)
    assert [homes.office.person(name)["employer"] for name in ("钱31", "钱32", "钱33")] == [None] * 3
    assert checking.check(session).is_sound


def test_what_the_maker_changed_beside_keeps_what_was_done_with_that_before(homes: Homes) -> None:
    """One step changes an older person and makes another one: of the older one only what came later goes back."""
    session, old, new = homes.office.session, homes.id["王"], ids.new_id()
    _patched(homes, {old: "甲厂"})
    with session.store.write(user=LOGIN, kind="paste") as write:
        write.create(PERSON, [(new, {"name": "钱一", "id_type": "111", "id_no": an_id(31)})])
        write.patch(PERSON, [(old, {"employer": "甲厂"}, {"employer": "乙厂"})])
    editing.change(session, PERSON, ids.to_text(old), {"employer": "丙厂"})
    _registered(homes, reporter_person=ids.to_text(new))
    assert changes.restore(session, LOGIN, HOUR).label.endswith("；同它们一起记下的另外 1 条记录也留着")
    assert homes.office.person("王小明")["employer"] == "乙厂"
    assert checking.check(session).is_sound


def test_what_a_kept_record_refers_to_stays_and_what_it_was_given_later_goes(homes: Homes) -> None:
    session, building = homes.office.session, ids.new_id()
    places = [ids.new_id(), ids.new_id()]
    for number, one in enumerate(places):
        with session.store.write(user=LOGIN, kind="paste") as write:
            write.create(COMPOUND, [(one, {"name": f"新村{number}", "address": "东明路", "division_code": "310115"})])
    with session.store.write(user=LOGIN, kind="paste") as write:
        write.create(BUILDING, [(building, {"compound_uid": places[0], "building_no": "77"})])
    _registered(homes, building_uid=ids.to_text(building))
    with session.store.write(user=LOGIN, kind="paste") as write:
        write.patch(BUILDING, [(building, {"compound_uid": places[0]}, {"compound_uid": places[1]})])
    label = changes.restore(session, LOGIN, HOUR).label
    assert label.endswith("；工单里写到的楼栋是那时新增的，也留着；同它们一起记下的另外 1 条记录也留着")
    stand = {row["id"] for row in homes.office.rows("compound")}
    assert [one in stand for one in places] == [True, False]
    (row,) = [row for row in homes.office.rows("building") if row["id"] == building]
    assert row["compound_uid"] == places[0]
    assert checking.check(session).is_sound


def test_who_was_removed_and_brought_back_in_the_hour_is_there_for_a_later_order(homes: Homes, at: Moment) -> None:
    session, who = homes.office.session, homes.id["王"]
    _employed(homes)
    for turn in ("take_back", "bring_back"):
        with session.store.write(user=LOGIN, kind="edit") as write:
            if turn == "take_back":
                write.take_back(PERSON, [who], reason="误录")
            else:
                write.bring_back(PERSON, [who])
    at.moment += timedelta(hours=2)
    _registered(homes, reporter_person=ids.to_text(who))
    changes.restore(session, LOGIN, HOUR)
    assert homes.office.person("王小明")["employer"] is None
    assert checking.check(session).is_sound


def test_a_published_process_stays_and_its_number_is_never_given_again(homes: Homes) -> None:
    session = homes.office.session
    undoing = Undoing(session)
    processes.publish(session, processes.propose(session, "C103", {"without": "S50"}))
    published = session.store.last_action()
    assert undoing.next_undo is None, "nothing is offered"
    with pytest.raises(NeverChanged) as refused:
        undoing.undo(action=published)
    assert message_for(refused.value) == "流程已发布，不能撤销、修改或删除，没有改动。要改请再发布一版。"
    undoing.close()
    with pytest.raises(NeverChanged):
        changes.restore(session, LOGIN, HOUR)
    _employed(homes)
    stays = "发布的工单流程留着，要改请再发布一版"
    assert changes.foresee(session, LOGIN, HOUR) == stays
    assert changes.restore(session, LOGIN, HOUR).label == f"修改 1 位居民；{stays}"
    assert processes.book(session).of("C103").version == 2
    again = processes.publish(session, processes.propose(session, "C103", {"without": "S45"}))
    assert again.process.version == 3
    assert checking.check(session).is_sound


def test_whom_a_later_order_names_stays_and_does_not_stop_the_rest(homes: Homes, at: Moment) -> None:
    session = homes.office.session
    who = editing.add(session, PERSON, {"name": "钱一", "id_no": an_id(31), "population_type": "01"})
    _employed(homes)
    at.moment += timedelta(hours=2)
    _registered(homes, reporter_person=who)
    assert changes.restore(session, LOGIN, HOUR).label == "修改 1 位居民；工单里写到的居民是那时新增的，也留着"
    assert (homes.office.person("王小明")["employer"], homes.office.person("钱一")["id_no"]) == (None, an_id(31))
    assert checking.check(session).is_sound


def test_a_question_that_was_asked_above_stays(homes: Homes) -> None:
    session = homes.office.session
    asking.ask(session, "新表怎么填")
    assert not _hour(homes).comes_back
    with pytest.raises(NothingToUndo):
        changes.restore(session, LOGIN, HOUR)
    _employed(homes)
    assert changes.restore(session, LOGIN, HOUR).label == "修改 1 位居民；问题建议留着"
    assert [row["text"] for row in homes.office.rows("question")] == ["新表怎么填"]


def test_a_step_of_an_order_is_no_step_to_take_back_and_says_what_to_do(homes: Homes) -> None:
    session = homes.office.session
    undoing = Undoing(session)
    made = _registered(homes)
    moving.move(session, made.id, "accept", {})
    assert undoing.next_undo is None, "nothing is offered"
    with pytest.raises(NothingToUndo):
        undoing.undo()
    with pytest.raises(NeverChanged) as refused:
        undoing.undo(action=session.store.last_action())
    assert message_for(refused.value) == "流转记录写下以后不能修改、删除或撤销，没有改动。办错了请再办一步更正。"
    assert showing.dossier(session, made.id).row["status"] == "S20"
    undoing.close()
