"""Who a row is, and what becomes of its bad cells."""

from __future__ import annotations

import datetime

import pytest

from app.importing.plan import ImportOptions
from ledger import ids
from tests.office import Office, an_id

PERSON = ["姓名", "身份证号", "出生日期", "小区", "楼栋", "室号"]
HOME = ["一村", "1", "101"]


def test_the_same_number_is_the_same_person_and_shows_old_and_new(office: Office) -> None:
    office.take(["姓名", "身份证号", "电话"], ["王一", an_id(1), "13812345678"])
    plan = office.plan(["姓名", "身份证号", "电话"], ["王一", an_id(1), "13912345678"])
    ((_, seen, new),) = plan.patches["person"]
    assert (seen, new) == ({"phone": "13812345678"}, {"phone": "13912345678"})
    assert [row.status for row in plan.rows] == ["changed"]
    assert office.person("王一")["phone"] == "13812345678", "a plan writes nothing"


def test_the_same_number_under_another_name_is_a_doubt(office: Office) -> None:
    office.take(["姓名", "身份证号"], ["王一", an_id(1)])
    got = office.take(["姓名", "身份证号"], ["赵八", an_id(1)])
    assert (got["doubtful"], got["new"], got["changed"]) == (1, {}, {})
    corrected = office.take(["姓名", "身份证号"], ["王壹一", an_id(1)])
    assert corrected["changed"] == {"person": 1}


def test_without_a_number_only_name_birth_date_and_dwelling_together_are_certain(office: Office) -> None:
    office.take(PERSON, ["王小宝", None, "2020-05-01", *HOME])
    again = office.take(PERSON, ["王小宝", None, "2020-05-01", *HOME])
    assert (again["new"], again["doubtful"], again["unchanged"]["person"]) == ({}, 0, 1)
    for row in (
        ["王小宝", None, "2020-05-01", "一村", "1", "102"],
        ["王小宝", None, None, *HOME],
        ["王小宝", None, "2020", "一村", "1", "103"],
    ):
        assert office.take(PERSON, row)["doubtful"] == 1, row
    other = office.take(PERSON, ["王小宝", None, "2019-01-01", "一村", "1", "102"])
    assert other["new"]["person"] == 1, "another birth date is another person"


def test_a_number_is_filled_in_for_the_certain_person_without_one(office: Office) -> None:
    office.take(PERSON, ["王小宝", None, "2020-05-01", *HOME])
    got = office.take(PERSON, ["王小宝", an_id(1, born="20200501"), None, *HOME])
    assert got["changed"]["person"] == 1
    assert office.person("王小宝")["id_no"] == an_id(1, born="20200501")


def test_another_number_for_the_same_name_birth_and_home_is_a_doubt(office: Office) -> None:
    office.take(PERSON, ["王一", an_id(1), None, *HOME])
    got = office.take(PERSON, ["王一", an_id(2), None, *HOME])
    assert (got["doubtful"], got["new"]) == (1, {})


def test_a_doubt_is_settled_by_a_persons_decision(office: Office) -> None:
    office.take(PERSON, ["王小宝", None, "2020-05-01", *HOME])
    row = ["王小宝", None, "2020-05-01", "一村", "1", "102"]
    as_new = office.plan(PERSON, row, options=ImportOptions(rows={("Sheet1", 2): "new"}))
    assert len(as_new.creates["person"]) == 1
    skipped = office.plan(PERSON, row, options=ImportOptions(rows={("Sheet1", 2): "skip"}))
    assert (skipped.creates, skipped.count("left_out")) == ({}, 1)
    known = ids.to_text(office.person("王小宝")["id"])
    same = office.plan(PERSON, row, options=ImportOptions(rows={("Sheet1", 2): f"same:{known}"}))
    assert "person" not in same.creates
    assert len(same.creates["residence"]) == 1


def test_a_class_of_rows_can_be_left_out(office: Office) -> None:
    office.take(["姓名", "身份证号"], ["王一", an_id(1)])
    rows = (["姓名", "身份证号", "电话"], ["王一", an_id(1), "13812345678"], ["王二", an_id(2), "13812345679"])
    only_new = office.plan(*rows, options=ImportOptions(leave_out=frozenset(("changed",))))
    assert (list(only_new.creates), only_new.patches) == (["person"], {})
    only_changed = office.plan(*rows, options=ImportOptions(leave_out=frozenset(("new",))))
    assert (only_changed.creates, list(only_changed.patches)) == ({}, ["person"])


@pytest.mark.parametrize(
    ("heading", "cell", "field", "rule", "refused"),
    [
        ("身份证号", 310115198001010000, "id_no", "precision lost", True),
        ("身份证号", "31011519800101", "id_no", "length", True),
        ("身份证号", "310115198013010012", "id_no", "birth", True),
        ("姓名", "张", "name", "length", True),
        ("姓名", "张三(长子)", "name", "format", True),
        ("联系电话", "1381234567", "phone", "format", False),
        ("性别", "保密", "sex", "unknown code", False),
        ("性别", 1, "sex", "unknown code", False),
        ("出生日期", "1980-13-45", "birth_date", "not a date", False),
        ("民族", "外星族", "ethnicity", "unknown code", False),
        ("残疾等级", "9", "disability_grade", "out of range", False),
        ("标签", "独居老人、没有这种", "tag", "unknown code", False),
        ("备注", "字" * 501, "remark", "too long", False),
    ],
)
def test_a_bad_cell_is_listed_and_says_whether_its_row_comes_in(
    office: Office, heading: str, cell: object, field: str, rule: str, *, refused: bool
) -> None:
    cells = {"姓名": "王一", "身份证号": an_id(1)} | {heading: cell}
    got = office.take(list(cells), list(cells.values()))
    assert [(issue["row"], issue["field"], issue["rule"], issue["row_refused"]) for issue in got["issues"]] == [
        (2, field, rule, refused)
    ]
    assert got["refused"] == int(refused)
    assert len(office.rows("person")) == int(not refused)
    if not refused and field != "tag":
        known = {"sex": "1", "birth_date": "1980-01-01"}
        assert office.person("王一")[field] == known.get(field), "the cell itself is left out"


@pytest.mark.parametrize("name", ["张三2", "王·阿依古丽", "O'Brien John", "𠮷田", "々木一"])
def test_a_sheet_takes_the_names_that_a_form_takes(office: Office, name: str) -> None:
    assert office.take(["姓名", "身份证号"], [name, an_id(1)])["refused"] == 0
    assert office.rows("person")[0]["name"] == name


def test_sex_and_birth_date_come_from_the_number_and_may_not_contradict_it(office: Office) -> None:
    got = office.take(["姓名", "身份证号", "性别", "出生日期"], ["王一", an_id(1), "女", "1981-01-01"])
    assert [(issue["field"], issue["rule"]) for issue in got["issues"]] == [
        ("sex", "disagrees with id_no"),
        ("birth_date", "disagrees with id_no"),
    ]
    assert (office.person("王一")["sex"], office.person("王一")["birth_date"]) == ("1", "1980-01-01")


def test_an_ambiguous_month_is_kept_as_the_year(office: Office) -> None:
    got = office.take(["姓名", "出生年月", "住址"], ["王一", 1960.1, "东明路300弄1号101室"])
    assert office.person("王一")["birth_date"] == "1960"
    assert any(hint["rule"] == "month may be 1 or 10" for hint in got["hints"])


def test_an_empty_cell_wipes_nothing_and_the_marker_does(office: Office) -> None:
    head = ["姓名", "身份证号", "电话", "职业"]
    office.take(head, ["王一", an_id(1), "13812345678", "木工"])
    assert office.take(head, ["王一", an_id(1), None, ""])["changed"] == {}
    assert office.take(head, ["王一", an_id(1), "清空", None])["changed"] == {"person": 1}
    assert (office.person("王一")["phone"], office.person("王一")["occupation"]) == (None, "木工")


def test_a_masked_export_that_comes_back_changes_nothing(office: Office) -> None:
    head = ["姓名", "身份证号", "电话", "民族", "系统标识"]
    office.take(head[:4], ["王一", an_id(1), "13812345678", "汉族"])
    got = office.take(
        [*head[:4], "小区", "楼栋", "室号"], ["王一", "310**************15", "138****5678", "已隐藏", *HOME]
    )
    assert (got["issues"], got["changed"]) == ([], {})


def test_a_sheet_that_knows_less_takes_nothing_away(office: Office) -> None:
    head = ["姓名", "身份证号", "电话", "与户主关系", "婚姻状况", *PERSON[3:]]
    office.take(head, ["欧阳·娜", an_id(1), "13812345678、021-58881234", "长子", "再婚", *HOME])
    got = office.take(head, ["欧阳•娜", an_id(1), "13812345678", "子", "已婚", *HOME])
    assert got["changed"] == {}


def test_yes_no_columns_named_after_a_tag_add_it(office: Office) -> None:
    office.take(["姓名", "身份证号", "独居", "是否低保"], ["王一", an_id(1), "√", "否"], ["王二", an_id(2), None, "是"])
    tags = {row["person_uid"]: row["tag"] for row in office.rows("person_tag")}
    assert tags == {office.person("王一")["id"]: "A01", office.person("王二")["id"]: "B02"}
    again = office.take(["姓名", "身份证号", "标签"], ["王一", an_id(1), "独居老人，低保"])
    assert (again["new"], again["unchanged"]["person_tag"]) == ({"person_tag": 1}, 1)


def test_age_driven_tags_are_derived_and_only_a_difference_is_kept(office: Office) -> None:
    child = an_id(1, born="20200101")
    got = office.take(["姓名", "身份证号", "标签"], ["王一", child, "未成年人"], ["王二", an_id(2), "未成年人"])
    assert [row["person_uid"] for row in office.rows("person_tag")] == [office.person("王二")["id"]]
    assert [(hint["row"], hint["rule"]) for hint in got["hints"] if hint["field"] == "tag"] == [(3, "differs from age")]


def test_a_stated_age_is_kept_only_where_it_differs(office: Office) -> None:
    office.take(["姓名", "身份证号", "年龄"], ["王一", an_id(1), 30])
    got = office.rows("person")[0]
    assert got["age"] == 30
    assert got["birth_date"] == "1980-01-01"


@pytest.mark.parametrize("number", ["H12345678", "12345678", "E12345678", "810000199001011239", "830000199001011235"])
def test_other_documents_than_the_id_card_are_taken(office: Office, number: str) -> None:
    from ledger.id_number import check_digit

    number = number[:17] + check_digit(number[:17]) if len(number) == 18 else number
    got = office.take(["姓名", "证件号码"], ["陈一", number])
    assert (got["refused"], office.person("陈一")["id_no"]) == (0, number)


def test_dates_typed_as_cells_and_texts_mean_the_same(office: Office) -> None:
    rows = [
        [f"王{name}", datetime.date(1980, 1, 5) if cell is None else cell, "一村", "1", str(101 + position)]
        for position, (name, cell) in enumerate(
            [("一", None), ("二", "1980年1月5日"), ("三", "1980/1/5"), ("四", 29225), ("五", "19800105")]
        )
    ]
    office.take(["姓名", "出生日期", "小区", "楼栋", "室号"], *rows)
    assert {row["birth_date"] for row in office.rows("person")} == {"1980-01-05"}


def test_the_compound_of_a_hukou_is_resolved_by_name_or_left_out(office: Office) -> None:
    office.take(["小区名称", "详细地址"], ["一村", "东明路300弄"])
    got = office.take(["姓名", "身份证号", "户籍小区"], ["王一", an_id(1), "一村"], ["王二", an_id(2), "没有的小区"])
    assert office.person("王一")["hukou_compound"] == office.rows("compound")[0]["id"]
    assert office.person("王二")["hukou_compound"] is None
    assert [(issue["field"], issue["rule"], issue["row_refused"]) for issue in got["issues"]] == [
        ("hukou_compound", "unknown compound", False)
    ]


@pytest.mark.parametrize(
    ("heading", "cell", "field", "value"),
    [
        ("标签", "失独", "tag", "A05"),
        ("标签", "特困供养人员", "tag", "B04"),
        ("证件类型", "外国护照", "id_type", "414"),
        ("证件类型", "台胞证", "id_type", "511"),
        ("证件类型", "二代身份证", "id_type", "111"),
    ],
)
def test_everyday_words_find_their_codes(office: Office, heading: str, cell: str, field: str, value: str) -> None:
    number = {"414": "E12345678", "511": "12345678"}.get(value, an_id(1))
    got = office.take(["姓名", "证件号码", heading], ["王一", number, cell])
    assert (got["refused"], got["issues"]) == (0, [])
    ledger = "person_tag" if field == "tag" else "person"
    assert office.rows(ledger)[0][field] == value


def test_a_tag_word_without_a_code_of_its_own_is_listed_and_never_guessed(office: Office) -> None:
    got = office.take(["姓名", "身份证号", "标签"], ["王一", an_id(1), "孤老"])
    assert [(issue["field"], issue["rule"], issue["row_refused"]) for issue in got["issues"]] == [
        ("tag", "unknown code", False)
    ]


def test_a_blank_address_is_to_be_completed_and_refuses_nothing(office: Office) -> None:
    head = ["姓名", "身份证号", "住址"]
    got = office.take(head, ["王一", an_id(1), None], ["王二", an_id(2), "东明路300弄1号101室"])
    missing = [(hint["row"], hint["field"]) for hint in got["hints"] if hint["rule"] == "missing"]
    assert (got["refused"], missing) == (0, [(None, "population_type"), (2, "full_address")])
    again = office.take(head, ["王二", an_id(2), None])
    assert [hint for hint in again["hints"] if hint["field"] == "full_address"] == [], "a known one has an address"


def test_a_row_without_a_name_waits_for_the_row_that_names_its_number(office: Office) -> None:
    head = ["姓名", "身份证号", "电话", "职业"]
    got = office.take(
        head,
        [None, an_id(1), "13812345678", None],
        [None, an_id(2), "13812345679", None],
        ["王一", an_id(1), None, "木工"],
    )
    assert (got["refused"], got["new"]["person"]) == (1, 1)
    assert [(issue["row"], issue["field"], issue["rule"]) for issue in got["issues"]] == [(3, "name", "required")]
    assert (office.person("王一")["phone"], office.person("王一")["occupation"]) == ("13812345678", "木工")


def test_a_row_without_a_number_asks_those_whom_the_same_sheet_brought(office: Office) -> None:
    got = office.take(
        PERSON,
        ["王一", an_id(1), None, *HOME],
        ["王一", None, "1980-01-01", *HOME],
        ["王一", None, None, "一村", "1", "102"],
        ["王一", None, "1990-01-01", "一村", "1", "102"],
    )
    assert (got["new"]["person"], got["doubtful"]) == (2, 1)
    assert [doubt["row"] for doubt in got["doubts"]] == [4]


def test_a_word_about_the_home_in_place_of_a_name_makes_nobody(office: Office) -> None:
    head = ["小区", "楼栋", "室号", "姓名", "身份证号", "备注"]
    got = office.take(
        head,
        ["一村", "1", "101", "空关", None, None],
        ["一村", "1", "102", "空", None, None],
        ["一村", "1", "103", "出租", None, None],
        ["一村", "1", "104", None, None, "长期无人"],
    )
    assert (got["refused"], "person" in got["new"]) == (0, False)
    assert [(row["room_no"], row["occupancy"], row["remark"]) for row in office.rows("dwelling")] == [
        ("101", "4", None),
        ("102", "4", None),
        ("103", "2", None),
        ("104", "6", "长期无人"),
    ]


def test_a_name_keeps_no_text_mark_of_a_csv_file(office: Office) -> None:
    assert office.take(["姓名", "身份证号"], ["'王一", f"'{an_id(1)}"])["refused"] == 0
    assert office.person("王一")["id_no"] == an_id(1)


@pytest.mark.parametrize("cells", [(1, True, 1), (True, 1, True)], ids=["number first", "truth first"])
def test_a_truth_is_never_taken_for_a_number_that_equals_it(office: Office, cells: tuple[object, ...]) -> None:
    names = ["王一", "李二", "赵三"]
    at_work = office.plan(["姓名", "工作单位"], *zip(names, cells, strict=True))
    expected = ["True" if cell is True else "1" for cell in cells]
    assert [values["employer"] for _, values in at_work.creates["person"]] == expected
    rooms = ["101", "102", "103"]
    at_home = office.plan(
        ["小区", "楼栋", "室号", "姓名"], *(["一村", *row] for row in zip(cells, rooms, names, strict=True))
    )
    refused = [row for row, cell in enumerate(cells, 2) if cell is True]
    assert [(issue.row, issue.field, issue.rule) for issue in at_home.issues] == [
        (row, "building_no", "format") for row in refused
    ]
