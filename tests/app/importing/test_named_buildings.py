"""Buildings that go by a name: 综合楼 in a column of buildings is one, as forms keep it; nothing is guessed."""

from __future__ import annotations

import pytest

from app.exports import exporting
from app.exports.exporting import ExportRequest
from app.records import editing
from ledger import catalog
from tests.office import Office, an_id

HEAD = ["小区", "楼栋", "室号", "姓名", "身份证号"]
BY_NAME = "building by name"


def _buildings(office: Office) -> set[tuple[object, object]]:
    return {(row["building_no"], row["building_suffix"]) for row in office.rows("building")}


def _rooms(office: Office) -> set[tuple[object, object, object]]:
    numbers = {row["id"]: row["building_no"] for row in office.rows("building")}
    units = {row["id"]: row["unit_no"] for row in office.rows("unit")}
    return {
        (numbers[row["building_uid"]], units.get(row["unit_uid"]), row["room_no"]) for row in office.rows("dwelling")
    }


def test_names_in_the_column_of_buildings_are_buildings(office: Office) -> None:
    got = office.take(
        HEAD,
        ["一村", "综合楼", "302", "王一", an_id(1)],
        ["一村", "综合楼", "303", "王二", an_id(2)],
        ["一村", "门卫室楼", "1", "王三", an_id(3)],
        ["一村", "南楼", "101室", "王四", an_id(4)],
        ["一村", "1号", "101", "王五", an_id(5)],
    )
    assert (got["refused"], got["issues"]) == (0, [])
    assert _buildings(office) == {("综合楼", None), ("门卫室楼", None), ("南楼", None), ("1", "号")}
    assert _rooms(office) == {
        *(("综合楼", None, "302"), ("综合楼", None, "303")),
        *(("门卫室楼", None, "1"), ("南楼", None, "101"), ("1", None, "101")),
    }
    hints = [(hint["row"], hint["field"]) for hint in got["hints"] if hint["rule"] == BY_NAME]
    assert hints == [(2, "full_address"), (4, "full_address"), (5, "full_address")], "each building once"
    again = office.take(HEAD, ["一村", " 综合 楼", "302室", "王一", an_id(1)])
    assert (again["new"], again["changed"]) == ({}, {})
    assert BY_NAME not in {hint["rule"] for hint in again["hints"]}


def test_what_forms_keep_an_import_finds(office: Office) -> None:
    for ledger, typed in (
        ("compound", {"name": "一村", "address": "东明路300弄"}),
        ("building", {"compound_uid": "一村", "building_no": "会所"}),
        ("building", {"compound_uid": "一村", "building_no": "门卫室"}),
        ("compound", {"name": "二村", "address": "东明路400弄"}),
    ):
        editing.add(office.session, catalog.named(ledger), typed)
    got = office.take(
        HEAD,
        ["一村", "会所", "101", "王一", an_id(1)],
        ["一村", "门卫室", "1", "王二", an_id(2)],
        ["二村", "会所", "101", "王三", an_id(3)],
    )
    assert (got["new"].get("building"), got["refused"]) == (None, 1)
    assert [(issue["row"], issue["field"]) for issue in got["issues"]] == [(4, "room_no")]
    assert _rooms(office) == {("会所", None, "101"), ("门卫室", None, "1")}
    by_lane = office.take(
        ["地址", "楼栋", "室号", "姓名", "身份证号"],
        ["东明路300弄", "会所", "102", "王四", an_id(4)],
        ["东明路400弄", "会所", "102", "王五", an_id(5)],
    )
    assert by_lane["refused"] == 1
    assert ("会所", None, "102") in _rooms(office)


def test_the_only_compound_is_meant_where_no_column_names_one(office: Office) -> None:
    office.take(HEAD, ["一村", "1号", "101", "王一", an_id(1)])
    editing.add(office.session, catalog.named("building"), {"compound_uid": "一村", "building_no": "会所"})
    got = office.take(HEAD[1:], ["会所", "101", "王二", an_id(2)], ["综合楼", "101", "王三", an_id(3)])
    assert (got["refused"], got["new"]["building"]) == (0, 1)


@pytest.mark.parametrize("building", ["302室", "底楼", "整幢", "综合楼302室", "南区三号楼", "会所"])
def test_what_may_be_anything_else_is_no_building(office: Office, building: str) -> None:
    office.take(HEAD, ["一村", "1号", "101", "王一", an_id(1)])
    got = office.take(HEAD, ["一村", building, "101", "王二", an_id(2)])
    assert (got["refused"], got["new"]) == (1, {})


def test_an_address_alone_names_no_building_by_a_name(office: Office) -> None:
    office.take(HEAD, ["一村", "综合楼", "302", "王一", an_id(1)])
    got = office.take(["姓名", "身份证号", "地址"], ["王二", an_id(2), "一村综合楼302室"])
    assert got["refused"] == 1


def test_the_rest_of_the_row_says_unit_and_room(office: Office) -> None:
    got = office.take(
        ["小区", "楼栋", "单元", "室号", "地址", "姓名", "身份证号"],
        ["一村", "综合楼", "2单元", "301", None, "王一", an_id(1)],
        ["一村", "综合楼", None, "2-302", None, "王二", an_id(2)],
        ["一村", "综合楼", None, None, "一村综合楼401室", "王三", an_id(3)],
        ["一村", "一村综合楼", None, "402", None, "王四", an_id(4)],
    )
    assert (got["refused"], got["issues"]) == (0, [])
    assert _rooms(office) == {
        *(("综合楼", "2", "301"), ("综合楼", "2", "302")),
        *(("综合楼", None, "401"), ("综合楼", None, "402")),
    }


def test_an_address_that_names_another_building_stands_as_before(office: Office) -> None:
    got = office.take(
        ["小区", "楼栋", "地址", "姓名", "身份证号"], ["一村", "综合楼", "一村1号302室", "王一", an_id(1)]
    )
    assert _buildings(office) == {("1", "号")}
    assert "words beside the place" in {hint["rule"] for hint in got["hints"]}


def test_a_side_building_is_one_however_it_is_read(office: Office) -> None:
    office.take(["姓名", "身份证号", "地址"], ["王一", an_id(1), "东明路300弄东楼302室"])
    office.take(["地址", "楼栋", "室号", "姓名", "身份证号"], ["东明路300弄", "东楼", "303", "王二", an_id(2)])
    assert _buildings(office) == {("东", "楼")}
    office.take(["地址", "楼栋", "室号", "姓名", "身份证号"], ["东明路300弄", "西楼", "303", "王三", an_id(3)])
    office.take(["姓名", "身份证号", "地址"], ["王四", an_id(4), "东明路300弄西楼304室"])
    assert _buildings(office) == {("东", "楼"), ("西楼", None)}


def test_a_sheet_of_buildings_may_name_them(office: Office) -> None:
    got = office.take(["小区", "楼栋号", "地上层数"], ["一村", "综合楼", 3], ["一村", "1号", 6], ["一村", "会所", 1])
    assert _buildings(office) == {("综合楼", None), ("1", "号")}
    assert got["refused"] == 1


def test_a_named_building_comes_back_unchanged(office: Office) -> None:
    office.take(HEAD, ["一村", "综合楼", "302", "王一", an_id(1)], ["一村", "南楼", "1", None, None])
    editing.add(office.session, catalog.named("building"), {"compound_uid": "一村", "building_no": "会所"})
    editing.add(
        office.session, catalog.named("dwelling"), {"building_uid": "一村会所", "room_no": "1", "occupancy": "空置"}
    )
    path = office.folder / "人房.xlsx"
    exporting.export(
        office.session, ExportRequest(ledger="flat", out_path=path, unmasked=True, is_lenient=True, reason="往返")
    )
    back = office.take_file(path)
    assert (back["new"], back["changed"], back["issues"]) == ({}, {}, [])
    assert (back["refused"], back["doubtful"], back["rows"]) == (0, 0, 3)
