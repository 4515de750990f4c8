"""An hour of changes put back: what is written once stays, with what it needs, and that is said before and after."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app import checking
from app.messages import message_for
from app.notices import asking
from app.orders import intake, moving, showing
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

PERSON, DWELLING, ORDER = (catalog.named(name) for name in ("person", "dwelling", "work_order"))
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
    made = _registered(homes, reporter_person=who, dwelling_uid=home)
    done = changes.restore(session, LOGIN, HOUR)
    assert done.label.endswith("；工单里写到的房屋、居民是那时新增的，也留着")
    assert homes.office.person("钱一")["employer"] == "某厂"
    assert [row for row in homes.office.rows("person") if row["id"] == ids.from_text(other)] == []
    order = showing.dossier(session, made.id).row
    assert order["reporter_person"] is not None
    assert checking.check(session).is_sound
    with pytest.raises(NeverChanged):
        changes.restore(session, LOGIN, HOUR)


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
