"""One record at a time: what is taken, what is refused, what a change leaves alone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app import messages
from app.exports import exporting
from app.exports.exporting import ExportRequest
from app.records import browsing, editing, references
from app.records.twins import AlreadyThere
from ledger import catalog, ids
from ledger.definition import Ledger
from ledger.errors import (
    ChangedBeneath,
    FieldsRefused,
    LedgerError,
    RecordNotFound,
    StillReferred,
    UnknownField,
)
from storage.errors import ParentRemoved, ReasonMissing
from tests.flows.small import HEAD, SMALL, TENANT
from tests.office import Office, an_office

PERSON, DWELLING, RESIDENCE = catalog.named("person"), catalog.named("dwelling"), catalog.named("residence")
BUILDING, UNIT = catalog.named("building"), catalog.named("unit")
HOME = "凌兆小区一1号302室"


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with an_office(tmp_path) as made:
        for ledger, *words in SMALL:
            editing.add(made.session, catalog.named(ledger), dict(word.split("=", 1) for word in words))
        yield made


def test_a_new_record_gets_what_its_form_would_suggest(office: Office) -> None:
    [compound] = office.rows("compound")
    assert compound["division_code"] == "310115"
    head = office.person("闫英")
    assert (head["id_type"], head["sex"], head["birth_date"]) == ("111", "1", "1950-05-30")
    assert head["source"] == "录入"
    assert {row["occupancy"] for row in office.rows("dwelling")} == {"1", "2"}


def test_only_what_is_named_changes(office: Office) -> None:
    before = office.person("闫英")
    one, changed = editing.change(office.session, PERSON, HEAD, {"联系电话": "138 1234 5678", "employer": "  某厂 "})
    after = office.person("闫英")
    assert changed == ["phone", "employer"]
    assert (after["phone"], after["employer"]) == ("13812345678", "某厂")
    kept = set(before) - {"phone", "employer", "updated_at", "updated_by"}
    assert {name: after[name] for name in kept} == {name: before[name] for name in kept}
    assert len(one) == 36


def test_an_id_number_must_agree_with_what_is_already_known(office: Office) -> None:
    with pytest.raises(FieldsRefused) as caught:
        editing.change(office.session, PERSON, HEAD, {"id_no": "310112195204274027"})
    assert {name for name, _ in caught.value.problems} == {"sex", "birth_date"}
    corrected = {"id_no": "310112195204274027", "sex": "女", "birth_date": "1952-04-27"}
    with pytest.raises(AlreadyThere):
        editing.change(office.session, PERSON, HEAD, corrected)


@pytest.mark.parametrize(
    ("ledger", "said", "typed", "refused"),
    [
        (PERSON, HEAD, {"name": ""}, FieldsRefused),
        (PERSON, HEAD, {"death_date": "1949-01-01"}, FieldsRefused),
        (PERSON, HEAD, {"birth_date": "2999-01-01"}, FieldsRefused),
        (PERSON, HEAD, {"pinyin": "yy"}, UnknownField),
        (PERSON, HEAD, {"source": "导入"}, UnknownField),
        (PERSON, HEAD, {"hukou_compound": "没有的小区"}, RecordNotFound),
        (PERSON, "110101199001010000", {"name": "某"}, RecordNotFound),
        (DWELLING, HOME, {"room_no": "1002"}, AlreadyThere),
        (DWELLING, HOME, {"floor_area": "五十"}, FieldsRefused),
    ],
)
def test_a_change_the_ledger_does_not_take_writes_nothing(
    office: Office, ledger: Ledger, said: str, typed: dict[str, str], refused: type[LedgerError]
) -> None:
    before = office.session.store.last_action()
    with pytest.raises(refused):
        editing.change(office.session, ledger, said, typed)
    assert office.session.store.last_action() == before


def test_what_was_seen_is_compared_only_where_it_is_changed(office: Office) -> None:
    editing.change(office.session, PERSON, HEAD, {"phone": "13900001111"})
    editing.change(office.session, PERSON, HEAD, {"employer": "某厂"}, seen={"phone": "13621514755"})
    with pytest.raises(ChangedBeneath) as caught:
        editing.change(office.session, PERSON, HEAD, {"phone": "13900002222"}, seen={"phone": "13621514755"})
    assert (caught.value.fields, caught.value.user) == (("phone",), "wang")


def test_removing_takes_a_reason_and_spares_what_is_needed(office: Office) -> None:
    with pytest.raises(ReasonMissing):
        editing.remove(office.session, PERSON, TENANT, reason=" ")
    with pytest.raises(StillReferred):
        editing.remove(office.session, DWELLING, HOME, reason="试")
    one = editing.remove(office.session, PERSON, TENANT, reason="误录")
    assert [row["name"] for row in browsing.deleted(office.session, PERSON).rows] == ["梁涵玉"]
    with pytest.raises(RecordNotFound):
        editing.restore(office.session, PERSON, TENANT)
    stay = browsing.deleted(office.session, RESIDENCE).rows[0]["id"]
    with pytest.raises(ParentRemoved):
        editing.restore(office.session, RESIDENCE, str(stay))
    editing.restore(office.session, PERSON, one)
    assert not browsing.deleted(office.session, RESIDENCE).rows


def test_a_record_does_not_come_back_beside_its_twin(office: Office) -> None:
    one = editing.remove(office.session, PERSON, TENANT, reason="误录")
    again = {"name": "梁涵玉", "id_no": TENANT, "population_type": "流动人口"}
    editing.add(office.session, PERSON, again)
    with pytest.raises(AlreadyThere):
        editing.restore(office.session, PERSON, one)


def _places(office: Office, ledger: str, *names: str) -> list[tuple[object, ...]]:
    return sorted(tuple(row[name] for name in names) for row in office.rows(ledger))


def _add(office: Office, ledger: Ledger, **typed: str) -> str:
    return editing.add(office.session, ledger, typed)


@pytest.mark.parametrize(
    ("first", "again"),
    [
        ({"building_no": "3"}, ("3号", "３", "03", "三号", "3号楼")),
        ({"building_no": "4", "building_suffix": "号"}, ("4", "4号")),
        ({"building_no": "5幢"}, ("5", "5栋")),
        ({"building_no": "综合楼"}, ("综合楼",)),
    ],
)
def test_a_building_stands_once_however_it_is_written(
    office: Office, first: dict[str, str], again: tuple[str, ...]
) -> None:
    one = _add(office, BUILDING, compound_uid="凌兆小区一", **first)
    for number in again:
        with pytest.raises(AlreadyThere) as caught:
            _add(office, BUILDING, compound_uid="凌兆小区一", building_no=number)
        assert caught.value.record_id == one
    assert len(office.rows("building")) == 2


def test_a_number_without_a_suffix_is_a_door(office: Office) -> None:
    for number in ("3", "3幢", "4楼", "综合楼"):
        _add(office, BUILDING, compound_uid="凌兆小区一", building_no=number)
    assert _places(office, "building", "building_no", "building_suffix")[1:4] == [
        ("3", "号"),
        ("3", "幢"),
        ("4", "楼"),
    ]
    with office.session.reader() as reader:
        found = {
            said: reader.get(BUILDING, references.find(reader, BUILDING, f"凌兆小区一{said}"))
            for said in ("3", "3号", "3幢", "4", "综合楼")
        }
    assert {said: (row["building_no"], row["building_suffix"]) for said, row in found.items() if row} == {
        "3": ("3", "号"),
        "3号": ("3", "号"),
        "3幢": ("3", "幢"),
        "4": ("4", "楼"),
        "综合楼": ("综合楼", None),
    }


def test_places_in_a_building_with_a_name_are_found_by_their_address(office: Office) -> None:
    for number in ("综合楼", "老综合楼", "南楼"):
        _add(office, BUILDING, compound_uid="凌兆小区一", building_no=number)
    unit = _add(office, UNIT, building_uid="凌兆小区一综合楼", unit_no="2")
    home = {"building_uid": "凌兆小区一综合楼", "unit_uid": "凌兆小区一综合楼2单元", "room_no": "302"}
    made = {
        "凌兆小区一综合楼2单元302室": _add(office, DWELLING, **home),
        "凌兆小区一老综合楼302": _add(office, DWELLING, building_uid="凌兆小区一老综合楼", room_no="302"),
        "东明路300弄南楼302室": _add(office, DWELLING, building_uid="东明路300弄南楼", room_no="302"),
    }
    with office.session.reader() as reader:
        found = {said: ids.to_text(references.find(reader, DWELLING, said)) for said in made}
        assert found == made
        assert ids.to_text(references.find(reader, DWELLING, "凌兆小区一综合楼2-302")) == made[next(iter(made))]
        assert ids.to_text(references.find(reader, UNIT, "凌兆小区一综合楼2单元")) == unit
        for said in ("凌兆小区一综合楼303室", "凌兆小区一北楼302室", "凌兆小区一综合楼"):
            with pytest.raises(RecordNotFound):
                references.find(reader, DWELLING, said)


def test_a_changed_number_keeps_its_suffix_unless_it_brings_one(office: Office) -> None:
    one = _add(office, BUILDING, compound_uid="凌兆小区一", building_no="3幢")
    stands = []
    for typed in ({"building_no": "５"}, {"building_no": "6号"}, {"building_suffix": "栋"}, {"building_suffix": ""}):
        editing.change(office.session, BUILDING, one, typed)
        [row] = [row for row in office.rows("building") if ids.to_text(row["id"]) == one]
        stands.append((row["building_no"], row["building_suffix"]))
    assert stands == [("5", "幢"), ("6", "号"), ("6", "栋"), ("6", "号")]
    for typed in ({"building_no": "1号"}, {"building_no": "1"}, {"building_no": "1号楼"}):
        with pytest.raises(AlreadyThere):
            editing.change(office.session, BUILDING, one, typed)
    with pytest.raises(FieldsRefused):
        editing.change(office.session, BUILDING, one, {"building_suffix": "某某"})
    assert editing.change(office.session, BUILDING, one, {"building_no": "6号"})[1] == []


def test_units_and_rooms_stand_once_however_they_are_written(office: Office) -> None:
    unit = _add(office, UNIT, building_uid="凌兆小区一1号", unit_no="1单元")
    other = _add(office, UNIT, building_uid="凌兆小区一1号", unit_no="二单元")
    for number in ("1", "１单元", "一单元", "1门"):
        with pytest.raises(AlreadyThere):
            _add(office, UNIT, building_uid="凌兆小区一1号", unit_no=number)
    with pytest.raises(AlreadyThere):
        editing.change(office.session, UNIT, other, {"unit_no": "1 单元"})
    with office.session.reader() as reader:
        assert ids.to_text(references.find(reader, UNIT, "凌兆小区一1号1单元")) == unit
    home = {"building_uid": "凌兆小区一1号", "unit_uid": "凌兆小区一1号1单元"}
    first = _add(office, DWELLING, **home, room_no="１０１室")
    with pytest.raises(AlreadyThere) as caught:
        _add(office, DWELLING, **home, room_no="101")
    assert caught.value.record_id == first
    _add(office, DWELLING, building_uid="凌兆小区一1号", unit_uid="凌兆小区一1号2单元", room_no="101")
    with pytest.raises(AlreadyThere):
        editing.change(office.session, DWELLING, first, {"unit_uid": "凌兆小区一1号二单元"})
    assert _places(office, "unit", "unit_no") == [("1",), ("2",)]
    assert [number for (number,) in _places(office, "dwelling", "room_no")] == ["1002", "101", "101", "302"]


UNIT_ELSEWHERE = (("unit_uid", "of_another_building"),)
HOUSEHOLD_ELSEWHERE = (("household_uid", "of_another_dwelling"),)


def test_a_unit_belongs_to_the_building_of_its_dwelling(office: Office) -> None:
    for number in ("3", "4"):
        _add(office, BUILDING, compound_uid="凌兆小区一", building_no=number)
        _add(office, UNIT, building_uid=f"凌兆小区一{number}号", unit_no="1")
    before = office.session.store.last_action()
    with pytest.raises(FieldsRefused) as caught:
        _add(office, DWELLING, building_uid="凌兆小区一3号", unit_uid="凌兆小区一4号1单元", room_no="101")
    assert caught.value.problems == UNIT_ELSEWHERE
    said = messages.message_for(caught.value)
    assert "单元：不在这幢楼里" in said
    assert office.session.store.last_action() == before
    home = _add(office, DWELLING, building_uid="凌兆小区一3号", unit_uid="凌兆小区一3号1单元", room_no="101")
    for typed in ({"unit_uid": "凌兆小区一4号1单元"}, {"building_uid": "凌兆小区一4号"}):
        with pytest.raises(FieldsRefused) as caught:
            editing.change(office.session, DWELLING, home, typed)
        assert caught.value.problems == UNIT_ELSEWHERE
    moved = {"building_uid": "凌兆小区一4号", "unit_uid": "凌兆小区一4号1单元"}
    assert editing.change(office.session, DWELLING, home, moved)[1] == ["building_uid", "unit_uid"]
    without = {"building_uid": "凌兆小区一3号", "unit_uid": ""}
    assert editing.change(office.session, DWELLING, home, without)[1] == ["building_uid", "unit_uid"]


def test_a_household_belongs_to_the_dwelling_of_its_residence(office: Office) -> None:
    other = "凌兆小区一1号1002室"
    stay = {"person_uid": TENANT, "dwelling_uid": other, "relation": "03", "is_actual_resident": "是"}
    with pytest.raises(FieldsRefused) as caught:
        _add(office, RESIDENCE, **stay, household_uid=HOME)
    assert caught.value.problems == HOUSEHOLD_ELSEWHERE
    assert "所属户：不在这套房里" in messages.message_for(caught.value)
    one = _add(office, RESIDENCE, **stay)
    with pytest.raises(FieldsRefused):
        editing.change(office.session, RESIDENCE, one, {"household_uid": HOME})
    [living] = [row for row in office.rows("residence") if row["start_date"] == "2010-03-01"]
    head = ids.to_text(living["id"])
    with pytest.raises(FieldsRefused):
        editing.change(office.session, RESIDENCE, head, {"dwelling_uid": other})
    assert editing.change(office.session, RESIDENCE, head, {"dwelling_uid": other, "household_uid": ""})[1] == [
        "dwelling_uid",
        "household_uid",
    ]


def test_what_lies_elsewhere_already_hinders_no_other_change(office: Office) -> None:
    for number in ("3", "4"):
        _add(office, BUILDING, compound_uid="凌兆小区一", building_no=number)
    unit = _add(office, UNIT, building_uid="凌兆小区一3号", unit_no="1")
    home = _add(office, DWELLING, building_uid="凌兆小区一3号", unit_uid=unit, room_no="101")
    editing.change(office.session, UNIT, unit, {"building_uid": "凌兆小区一4号"})
    assert editing.change(office.session, DWELLING, home, {"room_no": "102"})[1] == ["room_no"]


def test_a_place_that_is_restored_does_not_stand_twice(office: Office) -> None:
    one = _add(office, BUILDING, compound_uid="凌兆小区一", building_no="3")
    editing.remove(office.session, BUILDING, one, reason="误录")
    _add(office, BUILDING, compound_uid="凌兆小区一", building_no="3号楼")
    with pytest.raises(AlreadyThere):
        editing.restore(office.session, BUILDING, one)


def test_an_import_finds_the_places_that_were_typed(office: Office) -> None:
    _add(office, BUILDING, compound_uid="凌兆小区一", building_no="３")
    _add(office, UNIT, building_uid="凌兆小区一3号", unit_no="1单元")
    home = {"building_uid": "凌兆小区一3号", "unit_uid": "凌兆小区一3号1单元"}
    _add(office, DWELLING, **home, room_no="101室")
    taken = office.take(
        ("小区", "楼号", "单元", "室号", "姓名", "性别"), ("凌兆小区一", "3号", "1单元", "101室", "王小明", "男")
    )
    new = taken["new"]
    assert isinstance(new, dict)
    assert {name: new.get(name, 0) for name in ("building", "unit", "dwelling")} == dict.fromkeys(
        ("building", "unit", "dwelling"), 0
    )


def _stay(office: Office, relation: str, **more: str) -> str:
    return _add(
        office, RESIDENCE, person_uid=HEAD, dwelling_uid=HOME, relation=relation, is_actual_resident="是", **more
    )


def test_a_person_lives_owns_and_is_registered_once_in_a_home(office: Office) -> None:
    for relation in ("04", "03", "99"):
        with pytest.raises(AlreadyThere):
            _stay(office, relation)
    owns = _stay(office, "02")
    _stay(office, "10")
    for relation in ("02", "10"):
        with pytest.raises(AlreadyThere):
            _stay(office, relation)
    with pytest.raises(AlreadyThere):
        editing.change(office.session, RESIDENCE, owns, {"relation": "03"})
    editing.change(office.session, RESIDENCE, owns, {"start_date": "2010"})


def test_who_moved_away_may_come_back(office: Office) -> None:
    past = _stay(office, "03", start_date="2001", end_date="2005-06-30")
    with pytest.raises(AlreadyThere):
        editing.change(office.session, RESIDENCE, past, {"end_date": ""})
    editing.change(office.session, RESIDENCE, past, {"end_date": "2005", "relation": "04"})
    [now] = [row for row in office.rows("residence") if row["start_date"] == "2010-03-01"]
    removed = editing.remove(office.session, RESIDENCE, ids.to_text(now["id"]), reason="误录")
    _stay(office, "04")
    with pytest.raises(AlreadyThere):
        editing.restore(office.session, RESIDENCE, removed)


def test_the_id_number_knows_the_birth_date_better(office: Office) -> None:
    for coarse in ("1950", "1950-05"):
        assert editing.change(office.session, PERSON, HEAD, {"birth_date": coarse})[1] == []
    assert office.person("闫英")["birth_date"] == "1950-05-30"
    with pytest.raises(FieldsRefused):
        editing.change(office.session, PERSON, HEAD, {"birth_date": "1951"})
    assert editing.change(office.session, PERSON, HEAD, {"sex": "未说明的性别"})[1] == []
    _, changed = editing.change(office.session, PERSON, TENANT, {"id_no": "E12345678"})
    assert sorted(changed) == ["id_no", "id_type"]
    assert office.person("梁涵玉")["id_type"] == "414"


def test_a_flat_sheet_comes_back_unchanged_after_a_coarse_birth_date(office: Office, tmp_path: Path) -> None:
    editing.change(office.session, PERSON, HEAD, {"birth_date": "1950"})
    out = tmp_path / "人房.xlsx"
    exporting.export(
        office.session, ExportRequest(ledger="flat", out_path=out, unmasked=True, is_lenient=True, reason="核对")
    )
    taken = office.take_file(out)
    assert not any(dict(taken["changed"]).values()), taken["changed"]
    assert not any(dict(taken["new"]).values()), taken["new"]
