"""Permissions and looks behind masks through the real `linongctl`."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from tests.flows.program import Office, new_office
from tests.office import an_id

_PERSON = ("name=张三明", "id_type=111", "id_no=11010519491231002X", "sex=2", "birth_date=1949-12-31")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    made = new_office(tmp_path_factory.mktemp("rights") / "store")
    made.json("add", "person", *_PERSON, "population_type=01", "religion=佛教")
    return made


def test_a_masked_field_is_shown_on_the_record(office: Office) -> None:
    assert office.json("reveal", "person", "11010519491231002X", "id_no") == {
        "value": "11010519491231002X", "level": "L3"
    }  # fmt: skip
    refused = office.error("reveal", "person", "11010519491231002X", "religion")
    assert (refused["code"], refused["name"]) == (2, "RevealReasonNeeded")
    by_value = office.error("list", "person", "--filter", "religion=佛教")
    assert (by_value["code"], by_value["name"]) == (6, "Forbidden")
    assert "不能用来筛选" in str(by_value["message"])
    told = office.ctl("reveal", "person", "11010519491231002X", "religion", "--reason", "核实低保")
    assert told.out == "佛教\n"
    assert office.ctl("reveal", "person", "11010519491231002X", "phone").out == "没有填。\n"
    looks = office.json("looks", "person", "11010519491231002X")["looks"]
    assert [(look["what"], look["reason"]) for look in looks] == [
        ("看了联系电话", ""), ("看了宗教信仰", "核实低保"), ("看了证件号码", "")
    ]  # fmt: skip
    assert office.error("looks", "person", "没有这个人")["code"] == 4


def test_a_look_by_the_command_line_is_a_look(tmp_path: Path) -> None:
    office = new_office(tmp_path / "store")
    office.json("add", "person", *_PERSON, "population_type=01")
    office.json("add", "person", "name=李四光", f"id_no={an_id(1)}", "population_type=01")
    office.json("list", "person")  # nobody in particular
    office.json("show", "person", "11010519491231002X")
    office.json("show", "person", "11010519491231002X", "--history")
    assert office.json("list", "person", "--search", "张三明")["total"] == 1
    office.error("show", "person", "没有这个人")
    looks = office.json("looks", "person", "11010519491231002X")["looks"]
    assert [(look["login"], look["what"]) for look in looks] == [("wang", "打开了页面")] * 3


def test_permissions_are_listed_changed_and_handed_out(office: Office, tmp_path: Path) -> None:
    def rights() -> set[tuple[str, ...]]:
        listed = office.json("permissions", "list")["permissions"]
        return {(one["role"], one["right"], one["ledger"], one["level"]) for one in listed}

    wanted = ("viewer", "export", "person", "L2")
    assert wanted not in rights()
    change = ("permissions", "set", "--role", "viewer", "--right", "export", "--ledger", "person", "--level", "L2")
    assert office.error(*change)["name"] == "ChangeReasonNeeded"
    assert office.json(*change, "--reason", "年底检查")["changed"] == 1
    assert wanted in rights()
    (told,) = office.json("permissions", "history")["changes"]
    assert (told["reason"], told["was"], told["now"]) == ("年底检查", "不允许", "到二级，全居委")
    target = tmp_path / "方案.xlsx"
    office.json("permissions", "export", target)
    assert openpyxl.load_workbook(target).sheetnames[0] == "权限分配方案"
    assert "只读（viewer）" in office.ctl("permissions", "list").out


def test_what_the_law_forbids_is_refused(office: Office) -> None:
    refused = office.error(
        "permissions",
        "set",
        "--role",
        "property",
        "--right",
        "reveal",
        "--level",
        "L3",
        "--own-area",
        "--reason",
        "想看",
    )
    assert (refused["code"], refused["name"]) == (6, "LawForbids")
    unknown = office.error("permissions", "set", "--role", "boss", "--right", "view", "--level", "L2", "--reason", "x")
    assert (unknown["code"], unknown["name"]) == (2, "UnknownPermission")
    assert office.error("permissions", "export")["name"] == "WrongUsage"
