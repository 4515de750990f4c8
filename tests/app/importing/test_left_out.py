"""Classes of rows that are left out leave nothing behind that refers to them."""

from __future__ import annotations

from collections.abc import Sequence

import openpyxl

from app.importing.applying import apply
from app.importing.plan import ImportOptions, ImportPlan
from app.importing.planning import plan
from storage import checking
from tests.office import Office, an_id

HEAD = ["姓名", "身份证号", "与户主关系", "小区", "楼栋", "单元", "室号"]
WANG = ["王一", an_id(1), "户主", "一村", "1", None, "101"]
SON = ["王二", an_id(2), "子", "一村", "1", None, "101"]
ONLY_CHANGES = ImportOptions(leave_out=frozenset(("new",)))


def _apply_only_changes(office: Office, *rows: Sequence[object]) -> ImportPlan:
    planned = office.plan(*rows, options=ONLY_CHANGES)
    _apply(office, planned)
    return planned


def _apply(office: Office, planned: ImportPlan) -> None:
    assert not planned.creates
    apply(office.session, planned)
    with office.session.reader() as reader:
        assert list(checking.check(reader.connection)) == []


def test_a_resident_stays_without_the_household_that_is_left_out(office: Office) -> None:
    office.take(HEAD, WANG, SON)
    (before,) = office.rows("household")
    planned = _apply_only_changes(office, HEAD, WANG, ["王二", an_id(2), "户主", "一村", "1", None, "101"])
    assert [new for _, _, new in planned.patches["residence"]] == [{"kinship": "02", "relation": "01"}]
    assert {row["household_uid"] for row in office.rows("residence")} == {before["id"]}


def test_a_home_without_a_household_gets_none(office: Office) -> None:
    office.take(["姓名", "身份证号", "小区", "楼栋", "室号"], ["王一", an_id(1), "一村", "1", "101"])
    _apply_only_changes(office, HEAD, WANG)
    assert [row["household_uid"] for row in office.rows("residence")] == [None]


def test_a_household_gets_no_head_who_is_left_out(office: Office) -> None:
    office.take(HEAD, SON)
    planned = _apply_only_changes(office, HEAD, WANG, SON)
    assert planned.patches == {}
    assert [row["head_person_uid"] for row in office.rows("household")] == [None]


def test_a_dwelling_keeps_its_place_without_the_unit_that_is_left_out(office: Office) -> None:
    office.take(["小区", "楼栋", "室号", "建筑面积"], ["一村", "1", "101", 50])
    _apply_only_changes(office, ["小区", "楼栋", "单元", "室号", "建筑面积"], ["一村", "1", "2", "101", 60])
    (home,) = office.rows("dwelling")
    assert (home["unit_uid"], home["floor_area"]) == (None, 60)


def test_a_person_keeps_the_hukou_without_the_compound_that_is_left_out(office: Office) -> None:
    head = ["姓名", "身份证号", "户籍小区", "小区", "楼栋", "室号"]
    office.take(head, ["王一", an_id(1), None, "一村", "1", "101"])
    _apply_only_changes(
        office,
        head,
        ["李二", an_id(2), None, "二村", "1", "101"],
        ["王一", an_id(1), "二村", "一村", "1", "101"],
    )
    assert office.person("王一")["hukou_compound"] is None


def test_a_vehicle_refers_to_no_owner_and_home_that_are_left_out(office: Office) -> None:
    office.take(["车牌号", "品牌"], ["沪A12345", "大众"])
    path = office.sheet(HEAD, WANG)
    book = openpyxl.load_workbook(path)
    cars = book.create_sheet("车辆")
    cars.append(["车牌号", "品牌", "车主", "小区", "楼栋", "室号"])
    cars.append(["沪A12345", "丰田", "王一", "一村", "1", "101"])
    book.save(path)
    assert set(_changed_in_vehicle(plan(office.session, path, ImportOptions()))) == {
        "brand",
        "owner_person",
        "dwelling_uid",
    }
    only_changes = plan(office.session, path, ONLY_CHANGES)
    assert set(_changed_in_vehicle(only_changes)) == {"brand"}
    _apply(office, only_changes)


def _changed_in_vehicle(planned: ImportPlan) -> dict[str, object]:
    ((_, _, new),) = planned.patches["topic_vehicle"]
    return new
