"""Visits in a few words: what follows by itself, findings in the same action, what is refused, undo."""

from __future__ import annotations

import json

import pytest

from app import checking, words
from app.access import Forbidden
from app.messages import message_for
from app.records import browsing, editing
from app.stores.session import Session
from app.stores.settings import Settings
from app.undo.undoing import Undoing
from app.visits import doubts, following_up, planning, recording
from ledger import catalog, ids
from ledger.errors import AmbiguousRecord, FieldsRefused, RecordNotFound
from tests.app.few_homes import CHILD, WANG, Homes
from tests.colleagues import LI, add_colleague

VISIT = catalog.named("visit")


def _visit(homes: Homes, one: str) -> dict[str, object]:
    return next(row for row in homes.office.rows("visit") if row["id"] == ids.from_text(one))


def _people(homes: Homes, one: str) -> set[object]:
    return {row["person_uid"] for row in homes.office.rows("visit_person") if row["visit_uid"] == ids.from_text(one)}


def test_a_person_is_enough_and_the_rest_follows(homes: Homes) -> None:
    done = recording.record(homes.office.session, {"person": WANG, "nonsense": "x", "走访编号": "7"})
    row = _visit(homes, done.id)
    assert (row["kind"], row["result"], row["content"], row["visitor"]) == ("1", "1", "已见面", "王芳")
    assert row["visited_at"] == "2026-11-21T04:00:00.000Z"
    assert row["dwelling_uid"] == homes.id["2号102"], "where the person lives"
    assert _people(homes, done.id) == {homes.id["王"]}
    assert done.next_visit_on == "2026-11-28", "a disabled elder is called on every 7 days"
    assert row["next_visit_on"] is None, "nobody said a day: it is reckoned whenever it is asked"
    assert done.changed == {}
    related = browsing.show(homes.office.session, catalog.named("person"), WANG).related["visit"]
    assert [one["id"] for one in related] == [ids.to_text(homes.id["访"]), done.id]
    shown = browsing.show(
        homes.office.session, VISIT, str(browsing.show(homes.office.session, VISIT, done.id).row["visit_no"])
    )
    assert shown.row["id"] == done.id, "found by its number"
    assert shown.row["person_uids"] == "王小明"
    assert str(shown.row["visit_no"]).startswith("ZF20261121")


def test_several_people_by_number_and_by_name_in_one_home(homes: Homes) -> None:
    address = "银杏新村2号102室"
    done = recording.record(
        homes.office.session, {"走访房屋": address, "走访对象": f"{CHILD}、王小明", "走访结果": "电话联系"}
    )
    assert _people(homes, done.id) == {homes.id["王"], homes.id["孩"]}
    assert _visit(homes, done.id)["result"] == "6"
    shown = browsing.show(homes.office.session, VISIT, done.id).row
    assert shown["person_uids"] == "王*宝、王小明", "a child's name has a mask"


def test_visitors_are_named_by_login_or_name(homes: Homes) -> None:
    done = recording.record(homes.office.session, {"person": WANG, "visitor": "wang, 民警小陈"})
    assert _visit(homes, done.id)["visitor"] == "王芳、民警小陈"


def test_nobody_at_home_brings_somebody_back_soon(homes: Homes) -> None:
    done = recording.record(homes.office.session, {"dwelling": "银杏新村2号302室", "result": "不在家"})
    assert (done.next_visit_on, _people(homes, done.id)) == ("2026-11-24", set())
    said = recording.record(homes.office.session, {"person": WANG, "result": "3", "next_visit_on": "2027-01-05"})
    assert (said.next_visit_on, _visit(homes, said.id)["next_visit_on"]) == ("2026-11-08", "2027-01-05")
    assert recording.record(homes.office.session, {"person": CHILD, "result": "3"}).next_visit_on == ""


def test_a_finding_changes_the_ledger_in_the_same_action(homes: Homes) -> None:
    session, undoing = homes.office.session, Undoing(homes.office.session)
    said = {
        "person": WANG,
        "result": "7",
        "content": "换了电话",
        "person.phone": "13900000002",
        "dwelling.occupancy": "出租",
    }
    done = recording.record(session, said)
    assert done.changed == {"person": ("phone",), "dwelling": ("occupancy",)}
    assert homes.office.person("王小明")["phone"] == "13900000002"
    kept = json.loads(str(_visit(homes, done.id)["ledger_changes"]))
    assert kept == [
        {"ledger": "person", "id": ids.to_text(homes.id["王"]), "fields": ["phone"]},
        {"ledger": "dwelling", "id": ids.to_text(homes.id["2号102"]), "fields": ["occupancy"]},
    ], "which fields, and no value"
    assert undoing.next_undo is not None
    assert undoing.next_undo.label.startswith("走访：新增 1 次走访")
    undoing.undo()
    assert homes.office.person("王小明")["phone"] == "13800000001、021-60000000"
    assert ids.from_text(done.id) not in {row["id"] for row in homes.office.rows("visit")}
    assert checking.check(session).is_sound


def test_a_result_says_what_else_is_to_be_done(homes: Homes) -> None:
    session = homes.office.session

    def advice(**said: str) -> str:
        return recording.record(session, {"dwelling": "银杏新村2号102室", **said}).advice

    assert [advice(result=code) for code in ("1", "2", "4", "5", "7")] == ["", "", "vacant", "move-out", "change"]
    assert advice(result="4", **{"dwelling.occupancy": "空置"}) == "", "done with the visit"
    assert set(words.VISIT_ADVICE) == set(following_up.ASKED.values())


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"content": "谁也没写"}, FieldsRefused),
        ({"person": "310115199001010099"}, RecordNotFound),
        ({"person": "赵八", "dwelling": "银杏新村2号102室"}, recording.NobodyThere),
        ({"dwelling": "银杏新村9号909室"}, RecordNotFound),
        ({"person": WANG, "visited_at": "2026-11-22"}, FieldsRefused),
        ({"person": WANG, "result": "没有这个结果"}, FieldsRefused),
        ({"person": WANG, "person.phone": "12"}, FieldsRefused),
        ({"person": f"{WANG}、{CHILD}", "person.phone": "13900000002"}, AmbiguousRecord),
    ],
)
def test_what_cannot_be_is_refused_whole(homes: Homes, said: dict[str, str], error: type[Exception]) -> None:
    before = homes.office.session.store.last_action()
    with pytest.raises(error):
        recording.record(homes.office.session, said)
    assert homes.office.session.store.last_action() == before


def test_what_is_recorded_twice_or_long_ago_is_doubted(homes: Homes) -> None:
    session, home = homes.office.session, "银杏新村2号302室"
    said = {"person": WANG, "visited_at": "2026-11-20 09:30", "result": "1"}
    doubts.refuse(session, said)
    recording.record(session, said)
    with pytest.raises(doubts.VisitDoubted) as doubted:
        doubts.refuse(session, said)
    assert doubted.value.doubts == "同一时间、同一对象、同样结果的走访已经登记过。"
    assert doubted.value.doubts in planning.plan(session, said).told, "the window tells of it"
    for other in ({"visited_at": "2026-11-20 09:31"}, {"result": "3"}, {"person": f"{WANG}、{CHILD}"}):
        doubts.refuse(session, said | other)
    recording.record(session, {"dwelling": home, "visited_at": "2026-11-20"})
    with pytest.raises(doubts.VisitDoubted):
        doubts.refuse(session, {"dwelling": home, "visited_at": "2026-11-20"})
    with pytest.raises(doubts.VisitDoubted, match=r"^doubtful visit$") as doubted:
        doubts.refuse(session, {"person": WANG, "visited_at": "1990-01-01"})
    assert "1990-01-01" in doubted.value.doubts
    doubts.refuse(session, {"person": WANG, "visited_at": "2026-01-05"})


def test_no_way_writes_a_next_visit_before_the_visit(homes: Homes) -> None:
    session = homes.office.session
    one = recording.record(
        session, {"person": WANG, "visited_at": "2026-11-20 09:30", "next_visit_on": "2026-11-20"}
    ).id
    for change in ({"next_visit_on": "2020-01-01"}, {"visited_at": "2026-11-21 08:00"}):
        with pytest.raises(FieldsRefused) as refused:
            editing.change(session, VISIT, one, change)
        assert refused.value.problems == (("next_visit_on", "before_visit"),)
    with pytest.raises(FieldsRefused):
        recording.record(session, {"person": WANG, "visited_at": "2026-11-20", "next_visit_on": "2026-11-19"})
    editing.change(session, VISIT, one, {"next_visit_on": "2026-12-01"})


def test_a_visit_to_nobody_says_what_is_enough(homes: Homes) -> None:
    with pytest.raises(FieldsRefused) as refused:
        recording.record(homes.office.session, {"content": "谁也没写"})
    assert refused.value.problems == (("dwelling_uid", "person_or_home"),)
    assert "居民（person=）和房屋（dwelling=）写一样就行" in message_for(refused.value)


def test_a_day_that_is_past_is_told_as_overdue(homes: Homes) -> None:
    session = homes.office.session
    met = recording.record(session, {"person": WANG})
    assert met.next_told == "下次走访 2026-11-28（每 7 天一次）"
    gone = recording.record(session, {"person": WANG, "visited_at": "2026-11-02", "result": "5"})
    assert not gone.next_told.startswith("下次走访：2026-11")


def test_a_form_needs_the_home_and_knows_the_rest(homes: Homes) -> None:
    session, home = homes.office.session, ids.to_text(homes.id["2号302"])
    with pytest.raises(FieldsRefused) as refused:
        editing.add(session, VISIT, {"content": "都好"})
    assert refused.value.problems == (("dwelling_uid", "required"),)
    one = editing.add(session, VISIT, {"content": "都好", "dwelling_uid": home})
    row = _visit(homes, one)
    assert (row["kind"], row["result"], row["visitor"], row["visited_at"]) == (
        "1",
        "1",
        "王芳",
        "2026-11-21T04:00:00.000Z",
    )


def test_two_of_one_name_in_a_home_are_not_guessed(homes: Homes) -> None:
    office = homes.office
    with office.session.store.write(user="wang", kind="edit") as write:
        other = ids.new_id()
        write.create(catalog.named("person"), [(other, {"name": "王小明", "alive": 1})])
        stay = {"person_uid": other, "dwelling_uid": homes.id["2号102"], "relation": "03", "is_actual_resident": 1}
        write.create(catalog.named("residence"), [(ids.new_id(), stay)])
    with pytest.raises(AmbiguousRecord):
        recording.record(office.session, {"dwelling": "银杏新村2号102室", "person": "王小明"})


def test_who_only_looks_records_nothing(homes: Homes) -> None:
    store = homes.office.session.store
    add_colleague(store, roles=("viewer",))
    with pytest.raises(Forbidden):
        recording.record(Session(store, LI, Settings(store.folder)), {"person": WANG})


def test_a_visit_goes_with_nobody_and_its_people_come_back_with_them(homes: Homes) -> None:
    session, person = homes.office.session, catalog.named("person")
    done = recording.record(session, {"person": WANG})
    editing.remove(session, person, WANG, reason="登记错了")
    assert _visit(homes, done.id)["visited_at"], "a visit happened and stays"
    assert _people(homes, done.id) == set()
    editing.restore(session, person, ids.to_text(homes.id["王"]))
    assert _people(homes, done.id) == {homes.id["王"]}


def test_the_stories_of_person_and_home_tell_of_visits(homes: Homes) -> None:
    from app.dossiers import dossier

    session = homes.office.session
    recording.record(session, {"person": WANG, "result": "信息有变"})
    for story in (
        dossier.person(session, ids.to_text(homes.id["王"])).timeline,
        dossier.dwelling(session, ids.to_text(homes.id["2号102"])).timeline,
    ):
        assert story[0].title == "走访"
        assert [line.label for line in story[0].lines] == ["新增 走访 2026-11-21 12:00 定期走访 信息有变"]


def test_where_it_was_is_kept_when_somebody_says_it(homes: Homes) -> None:
    session = homes.office.session
    done = recording.record(session, {"person": WANG, "lon": "121.4737, 31.2304"})
    row = _visit(homes, done.id)
    assert (row["lon"], row["lat"]) == (121.4737, 31.2304)
    assert _visit(homes, recording.record(session, {"person": WANG}).id)["lon"] is None
    with pytest.raises(FieldsRefused) as refused:
        recording.record(session, {"person": WANG, "纬度": "31.2304"})
    assert refused.value.problems == (("lat", "half_position"),)
    editing.change(session, VISIT, done.id, {"lat": "31.2305"})
    assert _visit(homes, done.id)["lat"] == 31.2305
    with pytest.raises(FieldsRefused):
        editing.change(session, VISIT, done.id, {"lat": ""})
    editing.change(session, VISIT, done.id, {"lat": "30.1 120.2"})
    assert (_visit(homes, done.id)["lon"], _visit(homes, done.id)["lat"]) == (120.2, 30.1)
