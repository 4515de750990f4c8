"""Sheets about one ledger: vehicles, merchants, compounds, buildings and units, each found again by its own key."""

from __future__ import annotations

import openpyxl

from tests.office import Office, an_id

PERSON = ["姓名", "身份证号", "小区", "楼栋", "室号"]
VEHICLE = ["车牌号", "车主", "小区", "楼栋", "室号"]


def _issues(got: dict[str, object]) -> list[tuple[object, object, object]]:
    issues = got["issues"]
    assert isinstance(issues, list)
    return [(one["field"], one["rule"], one["row_refused"]) for one in issues]


def test_a_vehicle_finds_its_home_and_its_owner(office: Office) -> None:
    office.take(PERSON, ["王一", an_id(1), "一村", "1", "101"])
    got = office.take(VEHICLE, ["沪A·12345", "王一", "一村", "1", "101"])
    assert (got["new"], got["issues"]) == ({"topic_vehicle": 1}, [])
    [vehicle] = office.rows("topic_vehicle")
    assert vehicle["plate"] == "沪A12345"
    assert vehicle["owner_person"] == office.person("王一")["id"]
    assert [vehicle["dwelling_uid"]] == [row["id"] for row in office.rows("dwelling")]
    again = office.take(VEHICLE, ["沪A12345", "王一", "一村", "1", "101"])
    assert (again["new"], again["changed"], again["unchanged"]["topic_vehicle"]) == ({}, {}, 1)


def test_a_vehicle_finds_an_owner_whom_the_same_workbook_brings(office: Office) -> None:
    book = openpyxl.load_workbook(office.sheet(PERSON, ["王一", an_id(1), "一村", "1", "101"], name="居民"))
    sheet = book.create_sheet("车辆")
    for row in (VEHICLE, ["沪A12345", "王一", "一村", "1", "101"]):
        sheet.append(row)
    path = office.folder / "一本.xlsx"
    book.save(path)
    got = office.take_file(path)
    assert (got["issues"], got["new"]["topic_vehicle"]) == ([], 1)
    assert office.rows("topic_vehicle")[0]["owner_person"] == office.person("王一")["id"]


def test_a_vehicle_of_a_home_or_owner_nobody_knows_comes_in_without_them(office: Office) -> None:
    office.take(PERSON, ["王一", an_id(1), "一村", "1", "101"])
    got = office.take(
        VEHICLE,
        ["沪A12345", "王一", "一村", "9", "909"],
        ["沪A23456", "赵八", "一村", "1", "101"],
    )
    assert got["new"] == {"topic_vehicle": 2}, "a sheet of vehicles makes no dwelling"
    assert _issues(got) == [
        ("dwelling_uid", "unknown dwelling", False),
        ("owner_person", "unknown person", False),
        ("owner_person", "unknown person", False),
    ]
    first, second = office.rows("topic_vehicle")
    assert (first["dwelling_uid"], first["owner_person"]) == (None, None)
    assert second["dwelling_uid"] is not None


def test_what_a_new_record_should_have_and_lacks_is_hinted(office: Office) -> None:
    got = office.take(["车牌号", "车辆类型"], ["沪A12345", "小型汽车"], ["沪A12346", None])
    assert got["hints"] == [{"sheet": "Sheet1", "row": 3, "field": "kind", "rule": "missing"}]
    got = office.take(["企业名称", "经营地址", "业态", "经营状态"], ["一店", "东明路1号", "零售/便利店", "营业"])
    assert [(hint["row"], hint["field"], hint["rule"]) for hint in got["hints"]] == [(None, "month", "missing")]
    got = office.take(["小区名称", "小区地址"], ["一村", "东明路300弄"], ["二村", None], ["二村", None])
    told = {(hint["row"], hint["field"]) for hint in got["hints"] if hint["rule"] == "missing"}
    assert told == {(None, "division_code"), (3, "address")}
    assert office.take(["小区名称", "小区地址"], ["一村", "东明路300弄"])["hints"] == []


def test_a_vehicle_without_a_plate_is_refused(office: Office) -> None:
    got = office.take(["车牌号", "车辆品牌"], [None, "大众"], ["不是车牌", "大众"])
    assert (got["refused"], got["new"]) == (2, {})
    assert [(name, refused) for name, _, refused in _issues(got)] == [("plate", True), ("plate", True)]


def test_a_merchant_is_known_by_its_name_and_address(office: Office) -> None:
    heading = ["商户名称", "经营地址", "联系电话"]
    office.take(heading, ["老王面馆", "东明路1号", "58881234"])
    same = office.take(heading, ["老王面馆", "东明路1号", "58881235"])
    other = office.take(heading, ["老王面馆", "东明路2号", "58881234"])
    assert (same["changed"], other["new"]) == ({"topic_merchant": 1}, {"topic_merchant": 1})
    assert sorted(str(row["address"]) for row in office.rows("topic_merchant")) == ["东明路1号", "东明路2号"]


def test_a_compound_is_known_again_by_a_lane_of_its_address(office: Office) -> None:
    office.take(["小区名称", "小区地址", "建成年份"], ["银杏新村", "东明路300弄", "1995"])
    got = office.take(["小区名称", "小区地址", "建成年份"], ["银杏小区", "东明路300弄", "1996"])
    assert got["new"] == {}
    assert [row["name"] for row in office.rows("compound")] == ["银杏小区"]


def test_buildings_and_units_are_made_once(office: Office) -> None:
    buildings = (["小区", "楼栋号", "总层数"], ["一村", "1", "6"], ["一村", "2", "6"], ["一村", "1号", "6"])
    assert office.take(*buildings)["new"] == {"compound": 1, "building": 2}
    units = (["小区", "楼栋号", "单元号"], ["一村", "1", "1"], ["一村", "1", "2单元"], ["一村", "1", "1单元"])
    assert office.take(*units)["new"] == {"unit": 2}
    assert sorted(str(row["unit_no"]) for row in office.rows("unit")) == ["1", "2"]
