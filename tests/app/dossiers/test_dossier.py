"""The pages 一人一档 and 一户一档: complete, masked, in words; values put back; clashes told; drafts kept."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.acts.moving import MoveIn, MoveOut, Mover, plan_move_in, plan_move_out
from app.dossiers import clashes, dossier, drafts, putting_back, timeline
from app.dossiers.drafts import Filled
from app.dossiers.putting_back import NothingToPutBack
from app.dossiers.timeline import Subject
from app.records import editing
from app.records.naming import Names
from app.records.record_groups import groups_of
from ledger import catalog, clock, ids
from ledger.errors import ChangedBeneath, FieldsRefused, RecordNotFound, UnknownField
from tests.app.named import Town
from tests.office import an_office

PERSON = catalog.named("person")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    with an_office(tmp_path) as made:
        yield Town(made)


@pytest.mark.parametrize("ledger", [ledger.name for ledger in catalog.ALL])
def test_every_field_stands_in_one_group(ledger: str) -> None:
    named = [item.name for group in groups_of(ledger) for item in group.fields]
    assert sorted(named) == sorted(item.name for item in catalog.named(ledger).fields)


def _moved(town: Town) -> None:
    movers = [Mover(town.people[0]), Mover(town.people[1], kinship="12")]
    town.do(plan_move_in(town.session, MoveIn(movers=movers, dwelling=town.homes[0], on="2020-05-01")))


def test_a_person_page_tells_home_family_tags_and_story(town: Town) -> None:
    _moved(town)
    town._add("person_tag", person_uid=town.people[0], tag="独居老人", start_date="2021-01-01", responsible="李梅")
    town._add("person_tag", person_uid=town.people[0], tag="社区矫正对象", start_date="2021-01-01")
    shown = dossier.person(town.session, town.people[0])
    assert (shown.name, shown.about.split(" · ")[0], shown.states) == ("林大", "男", ())
    assert shown.id_no.startswith("310")
    assert "*" in shown.id_no
    [home] = shown.homes
    assert (home.address, home.relation, home.span) == ("林家村1号**室", "户主", "2020-05-01 起")
    [family] = shown.families
    assert [(member.name, member.kinship) for member in family.members] == [("林大", "户主"), ("林二", "妻")]
    assert [(tag.label, tag.responsible) for tag in shown.tags] == [("独居老人", "李梅"), ("重点管理（已隐藏）", "")]
    assert shown.timeline[0].kinds == {"person_tag"}
    assert {kind for entry in shown.timeline for kind in entry.kinds} == {
        "person",
        "person_tag",
        "residence",
        "household",
    }
    assert "矫正" not in str(shown.timeline)


def test_nothing_behind_a_mask_is_in_what_a_page_gets(town: Town) -> None:
    editing.change(town.session, PERSON, town.people[0], {"phone": "13812345678", "health_status": "良好"})
    editing.change(town.session, PERSON, town.people[0], {"phone": "13900001111"})
    shown = dossier.person(town.session, town.people[0])
    said = repr(shown)
    assert not [value for value in ("13812345678", "13900001111", "良好") if value in said]
    [line] = [line for line in shown.timeline[0].lines if line.field == "phone"]
    assert (line.label, line.old, line.new) == ("联系电话", "138****5678", "139****1111")


def test_a_dwelling_page_tells_who_lives_owns_lived_there(town: Town) -> None:
    _moved(town)
    town.do(plan_move_out(town.session, MoveOut(people=[town.people[1]], dwelling=town.homes[0], on="2024-01-01")))
    shown = dossier.dwelling(town.session, town.homes[0])
    assert [stay.name for stay in shown.living] == ["林大"]
    assert [(stay.name, stay.span, stay.reason) for stay in shown.past] == [
        ("林二", "2020-05-01 至 2024-01-01", "迁出/搬离")
    ]
    assert shown.occupancy.why == "现住 1 人"
    assert shown.occupancy.doubts == ()
    assert shown.building_name == "林家村1号"
    empty = dossier.dwelling(town.session, town.homes[1])
    assert "没有人住" in empty.occupancy.doubts[0]


def test_who_is_gone_is_told_so(town: Town) -> None:
    editing.change(town.session, PERSON, town.people[0], {"是否死亡": "是", "死亡日期": "2024-01-01"})
    assert dossier.person(town.session, town.people[0]).states == ("已死亡",)
    editing.remove(town.session, PERSON, town.people[1], reason="误录")
    assert dossier.person(town.session, town.people[1]).is_deleted
    with pytest.raises(RecordNotFound):
        dossier.person(town.session, "nobody")


def test_one_field_goes_back_as_one_action(town: Town) -> None:
    editing.change(town.session, PERSON, town.people[0], {"employer": "一厂"})
    editing.change(town.session, PERSON, town.people[0], {"employer": "二厂", "occupation": "司机"})
    entry = dossier.person(town.session, town.people[0]).timeline[0]
    edited = putting_back.put_back(town.session, "person", town.people[0], "employer", entry.action)
    person = town.office.person("林大")
    assert (person["employer"], person["occupation"]) == ("一厂", "司机")
    newest = dossier.person(town.session, town.people[0]).timeline[0]
    assert (newest.action, newest.title) == (edited.action, "恢复为以前的值")
    with pytest.raises(NothingToPutBack):
        putting_back.put_back(town.session, "person", town.people[0], "employer", entry.action)
    with pytest.raises(UnknownField):
        putting_back.put_back(town.session, "person", town.people[0], "source", entry.action)


def test_fields_of_one_value_go_back_together(town: Town) -> None:
    one = town._add("person", name="林洋", birth_date="1955-01-01", sex="男", population_type="04", id_type="护照")
    before = {"id_no": "P1234567", "id_expiry": "2030-01-01", "sex": "男", "birth_date": "1955-01-01"}
    editing.change(town.session, PERSON, one, before)
    editing.change(town.session, PERSON, one, {"sex": "女", "birth_date": "1960-02-02", "employer": "一厂"})
    of_birth = town.session.store.last_action()
    editing.change(town.session, PERSON, one, {"id_no": "P7654321", "id_expiry": "2036-01-01"})
    of_number = town.session.store.last_action()
    putting_back.put_back(town.session, "person", one, "sex", of_birth)
    putting_back.put_back(town.session, "person", one, "id_expiry", of_number)
    person = town.office.person("林洋")
    assert (person["sex"], person["birth_date"], person["employer"]) == ("1", "1955-01-01", "一厂")
    assert (person["id_no"], person["id_expiry"]) == ("P1234567", "2030-01-01")


def test_what_has_to_be_told_and_was_not_stays_when_its_like_goes_back(town: Town) -> None:
    one = ids.new_id()
    with town.session.store.write(user="li", kind="import") as write:
        write.create(PERSON, [(one, {"name": "林洋", "sex": "1", "id_type": "414", "alive": 1})])
    editing.change(town.session, PERSON, ids.to_text(one), {"sex": "女", "birth_date": "1960-02-02"})
    action = town.session.store.last_action()
    putting_back.put_back(town.session, "person", ids.to_text(one), "sex", action)
    person = town.office.person("林洋")
    assert (person["sex"], person["birth_date"]) == ("1", "1960-02-02")


def test_a_home_goes_back_to_where_it_was_whole(town: Town) -> None:
    dwelling = catalog.named("dwelling")
    town._add("building", compound_uid="林家村", building_no="2号")
    for number in ("1", "2"):
        town._add("unit", building_uid=f"林家村{number}号", unit_no="1单元")
    home = town.homes[0]
    units = {row["building_uid"]: row["id"] for row in town.office.rows("unit")}
    buildings = {row["building_no"]: row["id"] for row in town.office.rows("building")}

    def place(number: str) -> dict[str, str]:
        at = buildings[number]
        return {"building_uid": ids.to_text(at), "unit_uid": ids.to_text(units[at])}

    editing.change(town.session, dwelling, home, place("1"))
    editing.change(town.session, dwelling, home, place("2") | {"room_no": "301"})
    action = town.session.store.last_action()
    putting_back.put_back(town.session, "dwelling", home, "building_uid", action)
    row = next(row for row in town.office.rows("dwelling") if row["id"] == ids.from_text(home))
    assert (row["building_uid"], row["unit_uid"], row["room_no"]) == (buildings["1"], units[buildings["1"]], "101")


def test_a_position_goes_back_whole_and_says_so(town: Town) -> None:
    compound = catalog.named("compound")
    [row] = town.office.rows("compound")
    one = ids.to_text(row["id"])
    for at in ("121.1, 31.1", "121.2, 31.2"):
        editing.change(town.session, compound, one, {"lon": at})
    both = town.session.store.last_action()
    editing.change(town.session, compound, one, {"lon": "121.3"})
    alone = town.session.store.last_action()
    editing.change(town.session, compound, one, {"lon": "121.4, 31.4"})

    def stands() -> tuple[object, object]:
        [now] = town.office.rows("compound")
        return now["lon"], now["lat"]

    with town.session.reader() as reader:
        story = timeline.of_records(reader, Names(reader), [Subject(compound, row)], people={}, on=clock.today())
    lines = {(line.action, line.field): line for entry in story for line in entry.lines}
    assert lines[both, "lon"].together == "，纬度一起恢复为 31.1"
    assert lines[alone, "lon"].together == "，纬度一起恢复为 31.2"
    putting_back.put_back(town.session, "compound", one, "lon", both)
    assert stands() == (121.1, 31.1)
    putting_back.put_back(town.session, "compound", one, "lon", alone)
    assert stands() == (121.2, 31.2), "not 121.2 with what another change gave"


def test_a_value_that_contradicts_today_does_not_go_back(town: Town) -> None:
    one = town._add("person", name="林老", birth_date="1955-01-01", id_type="其他", sex="男", population_type="01")
    editing.change(town.session, PERSON, one, {"birth_date": "1950-05-30"})
    action = town.session.store.last_action()
    editing.change(town.session, PERSON, one, {"id_no": "310115195005300754", "id_type": "居民身份证"})
    with pytest.raises(FieldsRefused):
        putting_back.put_back(town.session, "person", one, "birth_date", action)


def test_what_changed_beneath_is_told_by_field_and_can_be_saved_over(town: Town) -> None:
    opened = dossier.person(town.session, town.people[0])
    editing.change(town.session, PERSON, town.people[0], {"employer": "二厂"})
    typed = {"employer": "一厂", "occupation": "司机"}
    with pytest.raises(ChangedBeneath):
        editing.save(town.session, PERSON, typed, record=town.people[0], seen=opened.seen)
    told = clashes.clashes(town.session, PERSON, town.people[0], opened.seen, typed)
    [clash] = told.fields
    assert (clash.label, clash.seen, clash.theirs, clash.mine) == ("工作单位", "", "二厂", "一厂")
    saved = editing.save(town.session, PERSON, typed, record=town.people[0], seen=told.seen)
    assert town.office.person("林大")["employer"] == "一厂"
    assert set(saved.fields) == {"employer", "occupation"}


def test_a_draft_is_kept_outside_the_audit_and_dropped(town: Town) -> None:
    before = town.session.store.last_action()
    drafts.keep(town.session, "person", "", Filled({"name": "林草"}))
    drafts.keep(town.session, "person", town.people[0], Filled({"phone": "13812345678"}))
    drafts.keep(town.session, "person", "", Filled({"name": "林草稿"}))
    assert town.session.store.last_action() == before
    assert [draft.record for draft in drafts.every(town.session)] == ["", town.people[0]]
    found = drafts.find(town.session, "person")
    assert found is not None
    assert found.values == {"name": "林草稿"}
    assert "林草" not in repr(found)
    drafts.drop(town.session, "person")
    drafts.drop(town.session, "person", town.people[0])
    drafts.drop(town.session, "person")
    assert drafts.every(town.session) == []
    assert b"13812345678" not in (town.session.store.folder / "ledger.db").read_bytes()


_TYPING = """
import sys, time
from pathlib import Path
from app.dossiers import drafts
from app.dossiers.drafts import Filled
from app.stores.session import Session
session = Session.open(Path(sys.argv[1]), sys.argv[2], sys.argv[3])
drafts.keep(session, "person", "", Filled({"name": "林断电", "phone": "13812345678"}))
print("typing", flush=True)
time.sleep(600)
"""


def test_a_process_killed_while_typing_leaves_its_draft(tmp_path: Path) -> None:
    from app.stores.session import Session
    from tests.committee import PASSWORD

    with an_office(tmp_path) as made:
        folder, login = made.session.store.folder, made.session.login
    root = str(Path(__file__).parents[3])
    command = [sys.executable, "-c", _TYPING, str(folder), login, PASSWORD]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=root, env={**os.environ, "PYTHONPATH": root}) as typing:
        assert typing.stdout is not None
        assert typing.stdout.readline() == b"typing\n"
        typing.kill()
    with Session.open(folder, login, PASSWORD) as session:
        [draft] = drafts.every(session)
        assert draft.values == {"name": "林断电", "phone": "13812345678"}
