"""What a flat sheet makes of homes: places, households, residences, and what a later sheet may do to them."""

from __future__ import annotations

import pytest

from tests.office import Office, an_id

HEAD = ["小区", "楼栋", "室号", "姓名", "身份证号", "与户主关系"]


def test_members_follow_their_head_never_their_surname(office: Office) -> None:
    office.take(
        HEAD,
        ["凌兆小区一", "1号", "101", "王一", an_id(1), "户主"],
        ["凌兆小区一", "1号", "101", "李二", an_id(2, sex=0), "配偶"],
        ["凌兆小区一", "1号", "101", "李三", an_id(3), "户主"],
        ["凌兆小区一", "1号", "101", "王四", an_id(4), "子"],
    )
    households = {row["id"]: row["head_person_uid"] for row in office.rows("household")}
    heads = {name: office.person(name)["id"] for name in ("王一", "李三")}
    assert sorted(households.values()) == sorted(heads.values())
    lives = {row["person_uid"]: households[row["household_uid"]] for row in office.rows("residence")}
    assert lives[office.person("李二")["id"]] == heads["王一"]
    assert lives[office.person("王四")["id"]] == heads["李三"]


def test_a_home_without_head_is_one_household_that_gets_its_head_later(office: Office) -> None:
    first = office.take(
        HEAD, ["一村", "1", "101", "王一", an_id(1), "配偶"], ["一村", "1", "101", "王二", an_id(2), "子"]
    )
    assert first["new"]["household"] == 1
    assert [row["head_person_uid"] for row in office.rows("household")] == [None]
    later = office.take(
        HEAD, ["一村", "1", "101", "王零", an_id(3), "户主"], ["一村", "1", "101", "王一", an_id(1), "配偶"]
    )
    assert later["changed"]["household"] == 1
    assert "household" not in later["new"]
    assert [row["head_person_uid"] for row in office.rows("household")] == [office.person("王零")["id"]]
    assert len({row["household_uid"] for row in office.rows("residence")}) == 1


def test_a_sheet_without_relations_makes_no_household(office: Office) -> None:
    got = office.take(HEAD[:5], ["一村", "1", "101", "王一", an_id(1)])
    assert "household" not in got["new"]
    assert got["new"]["residence"] == 1


def test_a_bare_number_is_a_door_unless_a_block_of_that_number_stands_there(office: Office) -> None:
    office.take(
        ["小区", "楼栋", "室号"],
        ["一村", "1", "101"],
        ["一村", "1幢", "101"],
        ["一村", "1号", "102"],
        ["一村", "1号楼", "103"],
    )
    buildings = sorted((row["building_no"], row["building_suffix"]) for row in office.rows("building"))
    assert buildings == [("1", "号"), ("1", "幢")]
    got = office.take(["小区", "楼栋", "室号"], ["一村", 1, 101], ["一村", "1栋", 101])
    assert got["new"] == {}
    office.take(["小区", "楼栋", "室号"], ["二村", "2幢", "101"])
    got = office.take(["小区", "楼栋", "室号"], ["二村", "2", "102"])
    assert got["new"] == {"dwelling": 1}


def test_a_later_unit_fills_the_dwelling_and_none_is_invented(office: Office) -> None:
    office.take(["小区", "楼栋", "室号"], ["一村", "1", "101"])
    assert office.rows("unit") == []
    got = office.take(["小区", "楼栋", "单元", "室号"], ["一村", "1", "2单元", "101"])
    assert got["new"] == {"unit": 1}
    assert got["changed"] == {"dwelling": 1}
    again = office.take(["小区", "楼栋", "室号"], ["一村", "1", "101"])
    assert (again["new"], again["changed"]) == ({}, {})


def test_a_room_that_stands_in_two_units_cannot_be_known_without_one(office: Office) -> None:
    office.take(["小区", "楼栋", "单元", "室号"], ["一村", "1", "1", "101"], ["一村", "1", "2", "101"])
    got = office.take(["小区", "楼栋", "室号", "姓名"], ["一村", "1", "101", "王一"])
    assert got["refused"] == 1
    assert got["issues"][0]["rule"] == "ambiguous unit"
    assert got["issues"][0]["row_refused"] is True


def test_a_unit_without_a_building_stands_as_the_building(office: Office) -> None:
    got = office.take(["小区", "单元", "室号"], ["一村", "3单元", "101"])
    assert [row["building_no"] for row in office.rows("building")] == ["3"]
    assert office.rows("unit") == []
    assert {"field": "full_address", "row": 2, "rule": "unit stands as building", "sheet": "Sheet1"} in got["hints"]


def test_the_lane_joins_an_address_to_its_compound(office: Office) -> None:
    office.take(["小区名称", "详细地址"], ["凌兆小区一", "东明路300弄"], ["凌兆小区二", "东明路728弄、730弄"])
    got = office.take(
        ["姓名", "身份证号", "家庭住址"],
        ["王一", an_id(1), "东明路300弄1号101室"],
        ["王二", an_id(2), "上海市浦东新区东明路７３０弄2号201"],
        ["王三", an_id(3), "凌兆小区一1号101"],
        ["王四", an_id(4), "728弄2-201"],
    )
    assert got["refused"] == 0
    assert "compound" not in got["new"]
    assert got["new"]["dwelling"] == 2


@pytest.mark.parametrize("address", ["南码头路99弄1号101室", "99弄1号101室", "某某花园1号101室", "不详小区附近"])
def test_no_second_compound_is_made_in_silence(office: Office, address: str) -> None:
    office.take(["小区名称", "详细地址"], ["凌兆小区一", "东明路300弄"], ["凌兆小区二", "东明路728弄"])
    got = office.take(["姓名", "身份证号", "住址"], ["王一", an_id(1), address])
    assert got["refused"] == 1
    assert got["new"] == {}
    assert got["issues"][0]["field"] == "full_address"
    assert [row["name"] for row in office.rows("compound")] == ["凌兆小区一", "凌兆小区二"]


def test_a_first_roster_of_bare_addresses_makes_its_compound_and_says_so(office: Office) -> None:
    got = office.take(["姓名", "身份证号", "住址"], ["王一", an_id(1), "东明路300弄1号101室"])
    assert got["new"]["compound"] == 1
    assert any(hint["rule"] == "new compound" for hint in got["hints"])
    named = office.take(["小区名称", "详细地址"], ["凌兆小区一", "东明路300弄"])
    assert named["changed"] == {"compound": 1}
    assert [row["name"] for row in office.rows("compound")] == ["凌兆小区一"]


def test_tenants_are_residents_with_relation_04_and_never_weakened(office: Office) -> None:
    office.take(HEAD, ["一村", "1", "101", "王一", an_id(1), "其他"])
    got = office.take(
        ["租客姓名", "身份证号", "租住地址", "起租日期", "房东姓名"],
        ["王一", an_id(1), "一村1号101", "2025.3.1", "赵老板"],
    )
    assert got["changed"] == {"dwelling": 1, "residence": 1}
    again = office.take(HEAD, ["一村", "1", "101", "王一", an_id(1), "其他"])
    assert again["changed"] == {}
    (residence,) = office.rows("residence")
    assert residence["relation"] == "04"
    (dwelling,) = office.rows("dwelling")
    assert (dwelling["lessee_name"], dwelling["owner_name"], dwelling["lease_from"]) == (None, "赵老板", "2025-03-01")


def test_owning_and_registered_relations_stand_apart_from_living_here(office: Office) -> None:
    head = ["小区", "楼栋", "室号", "姓名", "身份证号", "居住关系"]
    office.take(head, *(["一村", "1", "101", "王一", an_id(1), relation] for relation in ("户主", "产权人", "挂户")))
    assert sorted(row["relation"] for row in office.rows("residence")) == ["01", "02", "10"]
    assert [row["is_actual_resident"] for row in office.rows("residence") if row["relation"] == "10"] == [0]


def test_a_stated_match_is_kept_only_where_it_differs_from_the_derived_one(office: Office) -> None:
    head = [*HEAD, "户籍地址", "人户状态"]
    got = office.take(
        head,
        ["一村", "1", "101", "王一", an_id(1), "户主", "一村1号101室", "人户一致"],
        ["一村", "1", "101", "王二", an_id(2), "子", "安徽省某县", "人户一致"],
    )
    stated = {row["person_uid"]: row["hukou_match"] for row in office.rows("residence")}
    assert stated == {office.person("王一")["id"]: None, office.person("王二")["id"]: "1"}
    assert [(hint["row"], hint["rule"]) for hint in got["hints"] if hint["field"] == "hukou_match"] == [
        (3, "differs from derived")
    ]
    assert got["issues"] == []


def test_somebody_registered_here_who_lives_elsewhere_is_no_resident(office: Office) -> None:
    office.take([*HEAD, "人户状态"], ["一村", "1", "101", "王一", an_id(1), "子", "户在人不在"])
    (residence,) = office.rows("residence")
    assert (residence["relation"], residence["is_actual_resident"]) == ("10", 0)


def test_a_second_home_is_not_a_second_main_home(office: Office) -> None:
    office.take(HEAD, ["一村", "1", "101", "王一", an_id(1), "户主"])
    got = office.take(HEAD, ["一村", "2", "202", "王一", an_id(1), "户主"])
    assert any(hint["rule"] == "lives elsewhere too" for hint in got["hints"])
    assert sorted(row["is_actual_resident"] for row in office.rows("residence")) == [0, 1]


def test_a_vacant_dwelling_row_makes_a_dwelling_and_nobody(office: Office) -> None:
    got = office.take([*HEAD, "房屋状态"], ["一村", "1", "101", None, None, None, "空置"])
    assert got["new"] == {"compound": 1, "building": 1, "dwelling": 1}
    assert office.rows("dwelling")[0]["occupancy"] == "4"


def test_a_flag_on_a_dwelling_reaches_its_only_household(office: Office) -> None:
    office.take(HEAD, ["一村", "1", "101", "王一", an_id(1), "户主"])
    got = office.take(["小区", "楼栋", "室号", "是否群租"], ["一村", "1", "101", "是"], ["一村", "1", "102", "是"])
    assert got["changed"] == {"household": 1}
    assert office.rows("household")[0]["household_tag"] == '["F02"]'
    assert [(hint["row"], hint["rule"]) for hint in got["hints"]] == [(3, "no household")]


@pytest.mark.parametrize(
    ("address", "hints"),
    [
        ("银杏新村2号301室", []),
        ("上海市浦东新区东明路300弄银杏新村2号301室", []),
        ("银杏新村300弄2号301", []),
        ("银杏新村2号301室(东)", ["words beside the place"]),
        ("东明路300弄2号301室旁车库", ["words beside the place"]),
        ("东明路300弄5支弄2号301室", ["words beside the place"]),
        ("银杏新村1弄2号301室", ["lane not of the compound"]),
        ("东明路728弄银杏新村2号301室", ["lane not of the compound"]),
    ],
)
def test_no_part_of_an_address_is_lost_in_silence(office: Office, address: str, hints: list[str]) -> None:
    office.take(["小区名称", "详细地址"], ["银杏新村", "东明路300弄"], ["凌兆小区一", "东明路728弄"])
    got = office.take(["姓名", "身份证号", "住址"], ["王一", an_id(1), address])
    assert [hint["rule"] for hint in got["hints"] if hint["field"] == "full_address"] == hints
    [home] = office.rows("dwelling")
    assert home["room_no"] == "301"
    assert office.rows("building")[0]["compound_uid"] == office.rows("compound")[0]["id"]


def test_the_columns_stand_against_the_address(office: Office) -> None:
    got = office.take(["小区", "楼号", "室号", "地址"], ["一村", "1", "101", "一村2号202"])
    assert [row["room_no"] for row in office.rows("dwelling")] == ["101"]
    assert [hint["rule"] for hint in got["hints"]] == ["address differs from columns", "new compound"]


def test_what_is_new_of_a_compound_is_told_once(office: Office) -> None:
    rows = [["一村", "1", "101", f"王{name}", an_id(serial)] for serial, name in enumerate("一二三四")]
    got = office.take(HEAD[:5], *rows)
    assert [hint["row"] for hint in got["hints"] if hint["rule"] == "new compound"] == [2]


def test_an_empty_ledger_reads_a_lane_behind_the_compound(office: Office) -> None:
    got = office.take(["姓名", "身份证号", "住址"], ["王一", an_id(1), "银杏新村1弄2号301室"])
    assert got["refused"] == 0
    assert [row["name"] for row in office.rows("compound")] == ["银杏新村"]
    assert "lane not of the compound" in [hint["rule"] for hint in got["hints"]]


@pytest.mark.parametrize(
    ("head", "where"),
    [
        (["路", "弄", "号", "室"], ["东明路", "300", "2", "301"]),
        (["路", "弄", "号", "室"], ["东明", 300, "2号", 301]),
        (["路名", "弄号", "门牌号", "室号"], ["东明路", "300弄", "2", "301"]),
        (["道路", "弄", "楼号", "房号"], ["东明路", "300", "2号楼", "301室"]),
        (["路", "弄", "地址"], ["东明路", "300", "2号301室"]),
    ],
)
def test_road_and_lane_in_columns_of_their_own_join_the_place(
    office: Office, head: list[str], where: list[object]
) -> None:
    office.take(["小区名称", "详细地址"], ["一村", "东明路300弄"], ["二村", "东明路728弄"])
    got = office.take(["姓名", "身份证号", *head], ["王一", an_id(1), *where])
    assert (got["refused"], "compound" in got["new"]) == (0, False)
    assert [row["room_no"] for row in office.rows("dwelling")] == ["301"]
    assert [(row["building_no"], row["compound_uid"]) for row in office.rows("building")] == [
        ("2", office.rows("compound")[0]["id"])
    ]


def test_a_mapping_by_hand_may_name_the_parts_of_a_street(office: Office) -> None:
    from app.importing.plan import ImportOptions

    office.take(["小区名称", "详细地址"], ["一村", "东明路300弄"], ["二村", "东明路728弄"])
    mapping = {"甲": "dwelling.full_address#road", "乙": "dwelling.full_address#lane"}
    rows = (["姓名", "身份证号", "甲", "乙", "楼号", "室号"], ["王一", an_id(1), "东明路", "728", "1", "101"])
    office.take(*rows, options=ImportOptions(headings=mapping))
    assert office.rows("building")[0]["compound_uid"] == office.rows("compound")[1]["id"]
    assert office.take(*rows)["new"] == {}


_HEADED = ["身份证号", "与户主关系", "小区", "楼号", "室号"]


def _at(serial: int, kinship: str) -> list[object]:
    return [an_id(serial), kinship, "一村", "1", "101"]


@pytest.mark.parametrize("heading", ["姓名", "家庭成员姓名", "成员姓名", "居住人姓名"])
def test_the_name_of_the_head_beside_a_member_leads_to_the_household(office: Office, heading: str) -> None:
    office.take(
        ["户主姓名", heading, *_HEADED],
        ["王一", "王一", *_at(1, "户主")],
        ["赵三", "赵小", *_at(3, "子")],
        ["王一", "李二", *_at(2, "妻")],
        ["赵三", "赵三", *_at(4, "户主")],
    )
    heads = {row["id"]: row["head_person_uid"] for row in office.rows("household")}
    follows = {row["person_uid"]: heads[row["household_uid"]] for row in office.rows("residence")}
    assert follows[office.person("李二")["id"]] == office.person("王一")["id"]
    assert follows[office.person("赵小")["id"]] == office.person("赵三")["id"]


def test_members_listed_under_the_heads_heading_keep_their_own_names(office: Office) -> None:
    got = office.take(["户主姓名", *_HEADED], ["王一", *_at(1, "户主")], ["李二", *_at(2, "妻")])
    assert (got["new"]["person"], got["new"]["household"]) == (2, 1)
    assert {row["name"] for row in office.rows("person")} == {"王一", "李二"}


def test_the_name_of_the_head_again_is_never_a_members_own(office: Office) -> None:
    got = office.take(["户主姓名", *_HEADED], ["王一", *_at(1, "户主")], ["王一", *_at(2, "妻")])
    assert (got["new"]["person"], got["refused"]) == (1, 1)
    assert [(issue["row"], issue["field"], issue["rule"]) for issue in got["issues"]] == [(3, "name", "required")]


@pytest.mark.parametrize(
    ("rows", "names"),
    [
        ([["王五", *_at(1, "户主")], [None, *_at(2, "子")], ["王五", *_at(2, "户主")]], ["王五", "王五"]),
        ([["王五", *_at(1, "户主")], ["王五", *_at(2, "子")], ["王小", *_at(2, "子")]], ["王五", "王小"]),
        ([[None, *_at(1, "户主")], [None, *_at(2, "子")], ["王五", *_at(1, "户主")]], ["王五"]),
    ],
    ids=["as the head is called", "under the head's name again", "below a head without a name"],
)
def test_a_heads_list_whose_names_stand_further_down_is_read_to_its_end(
    office: Office, rows: list[list[object]], names: list[str]
) -> None:
    got = office.take(["户主姓名", *_HEADED], *rows)
    assert sorted(str(row["name"]) for row in office.rows("person")) == names
    assert got["refused"] == 2 - len(names)


@pytest.mark.parametrize("heading", ["户主(成员)姓名", "户主及家庭成员姓名", "户主、成员姓名"])
def test_a_heading_for_heads_and_members_is_everybodys_name(office: Office, heading: str) -> None:
    got = office.take([heading, *_HEADED], ["王一", *_at(1, "户主")], ["王一", *_at(2, "子")])
    assert got["columns"][0]["field"] == "name"
    assert (got["new"]["person"], got["refused"]) == (2, 0)


def test_members_of_a_refused_head_follow_no_other_and_wait_for_theirs(office: Office) -> None:
    rows = [
        ["一村", "1", "101", "王一", an_id(1), "户主"],
        ["一村", "1", "101", "王小", an_id(2), "子"],
        ["一村", "1", "101", "李二", an_id(3)[:-1] + "?", "户主"],
        ["一村", "1", "101", "李小", an_id(4), "子"],
        ["一村", "1", "101", "李妹", an_id(5), "女"],
    ]
    got = office.take(HEAD, *rows)
    assert (got["refused"], got["new"]["household"]) == (1, 2)
    assert office.take(HEAD, *rows)["changed"] == {}
    fixed = ["一村", "1", "101", "李二", an_id(3), "户主"]
    assert office.take(HEAD, fixed)["changed"] == {"household": 1}
    home_of = {row["person_uid"]: row["household_uid"] for row in office.rows("residence")}
    names = {row["name"]: home_of[row["id"]] for row in office.rows("person")}
    assert names["李二"] == names["李小"] == names["李妹"] != names["王一"] == names["王小"]


def test_members_of_a_head_who_may_be_two_people_stay_where_they_are(office: Office) -> None:
    rows = [
        ["一村", "1", "101", "王一", an_id(1), "户主"],
        ["一村", "1", "102", "李二", None, "户主"],
        ["一村", "1", "103", "李二", None, "户主"],
        ["一村", "1", "102", "李小", an_id(3), "子"],
    ]
    office.take(HEAD, *rows)
    before = office.rows("residence")
    office.take(HEAD, *rows)
    assert office.rows("residence") == before


def test_members_of_a_head_who_is_held_back_follow_no_other_head(office: Office) -> None:
    rows = [
        ["一村", "1", "101", "王一", an_id(1), "户主"],
        ["一村", "1", "101", "李二", None, "户主"],
        ["一村", "1", "101", "李小", an_id(3), "子"],
    ]
    assert office.take(HEAD, *rows)["new"]["household"] == 2
    again = office.take(HEAD, *rows)
    assert (again["doubtful"], again["new"], again["changed"]) == (1, {}, {})
