"""Where a sheet's guardian goes: to the tags that its row brings, else to the person as whom to call."""

from __future__ import annotations

from app import words
from app.importing.plan import ImportOptions
from tests.office import Office, an_id

GUARDED = ["姓名", "身份证号", "标签", "监护人", "监护人电话"]


def _guardians(office: Office) -> dict[object, tuple[object, object]]:
    return {row["tag"]: (row["guardian_name"], row["guardian_phone"]) for row in office.rows("person_tag")}


def _contact(office: Office, name: str) -> tuple[object, object]:
    row = office.person(name)
    return row["emergency_contact"], row["emergency_phone"]


def test_a_guardian_belongs_to_the_tags_of_the_row(office: Office) -> None:
    child = an_id(2, born="20180601")
    got = office.take(
        GUARDED,
        ["王一", an_id(1), "独居老人、失能老人", "王大", "13812345678"],
        ["王二", child, "未成年人", "王母", "13912345678"],
        ["王三", an_id(3), None, "王兄", None],
    )
    assert [column["field"] for column in got["columns"]][3:] == ["guardian_name", "guardian_phone"]
    assert {column["ledger"] for column in got["columns"][3:]} == {"person_tag"}
    assert all(words.GUARDIAN_OF_TAG in column["why"] for column in got["columns"][3:])
    assert (got["issues"], got["refused"]) == ([], 0)
    assert _guardians(office) == dict.fromkeys(("A01", "A03"), ("王大", "13812345678"))
    assert _contact(office, "王一") == (None, None)
    assert _contact(office, "王二") == ("王母", "13912345678"), "a tag that follows from the age is no record"
    assert _contact(office, "王三") == ("王兄", None)


def test_a_guardian_of_a_known_tag_changes_it(office: Office) -> None:
    office.take(["姓名", "身份证号", "标签"], ["王一", an_id(1), "独居老人、失能老人"])
    row = ["王一", an_id(1), "独居老人", "王大", "13812345678"]
    got = office.take(GUARDED, row)
    assert (got["new"], got["changed"]) == ({}, {"person_tag": 1})
    assert set(_guardians(office).values()) == {("王大", "13812345678"), (None, None)}
    again = office.take(GUARDED, row)
    assert (again["new"], again["changed"], again["unchanged"]["person_tag"]) == ({}, {}, 1)
    office.take(GUARDED, ["王一", an_id(1), "独居老人", None, "【清空】"])
    assert set(_guardians(office).values()) == {("王大", None), (None, None)}


def test_tags_asked_by_yes_and_no_bring_the_guardian_too(office: Office) -> None:
    head = ["姓名", "身份证号", "是否独居", "监护人姓名", "紧急联系人"]
    got = office.take(head, ["王一", an_id(1), "是", "王大", "邻居"], ["王二", an_id(2), "否", "王母", None])
    assert [column["field"] for column in got["columns"]][3:] == ["guardian_name", "emergency_contact"]
    assert list(_guardians(office).values()) == [("王大", None)]
    assert (_contact(office, "王一")[0], _contact(office, "王二")[0]) == ("邻居", "王母")


def test_rows_that_differ_about_a_guardian_are_hinted_at(office: Office) -> None:
    got = office.take(
        GUARDED,
        ["王一", an_id(1), "独居老人", "王大", "不是号码"],
        ["王一", an_id(1), "独居老人", "王二", None],
    )
    assert {"sheet": "Sheet1", "row": 3, "field": "guardian_name", "rule": "differs within the file"} in got["hints"]
    assert [(issue["field"], issue["row_refused"]) for issue in got["issues"]] == [("guardian_phone", False)]
    assert list(_guardians(office).values()) == [("王大", None)]


def test_a_guardian_in_a_sheet_without_tags_is_whom_to_call(office: Office) -> None:
    got = office.take(["姓名", "身份证号", "监护人", "监护人电话"], ["王一", an_id(1), "王大", "13812345678"])
    assert [column["field"] for column in got["columns"]][2:] == ["emergency_contact", "emergency_phone"]
    assert got["columns"][2]["why"] == f"监护人：{words.GUARDIAN_TO_CALL}"
    assert _contact(office, "王一") == ("王大", "13812345678")


def test_what_a_person_said_about_a_guardians_column_stands(office: Office) -> None:
    options = ImportOptions(headings={"监护人": "person.emergency_contact"})
    got = office.take(GUARDED, ["王一", an_id(1), "独居老人", "王大", "13812345678"], options=options)
    assert [column["field"] for column in got["columns"]][3:] == ["emergency_contact", "guardian_phone"]
    assert (_contact(office, "王一")[0], list(_guardians(office).values())) == ("王大", [(None, "13812345678")])
