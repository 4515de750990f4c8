"""What leaves on the command line: register numbers, purposes, a second person, data sets in which nobody is named."""

from pathlib import Path

import openpyxl
import pytest

from app.stores.session import Session
from tests.colleagues import LI, LI_PASSWORD, add_colleague
from tests.flows.program import LOGIN, PASSWORD, Office, new_office

SEED = "sechzehn-zeichen-oder-mehr"


@pytest.fixture
def office(tmp_path: Path) -> Office:
    made = new_office(tmp_path / "store")
    made.json("demo", "--people", "120")
    return made


def test_a_store_with_one_account_exports_as_ever_and_tells_that_it_was_alone(office: Office, tmp_path: Path) -> None:
    out = tmp_path / "人房.xlsx"
    answer = office.json("export", "flat", out, "--unmasked", "--reason", "往返")
    assert "password" not in answer
    assert answer["approved"] == "self"
    back = office.json("import", out, "--dry-run")
    assert (back["new"], back["changed"], back["issues"]) == ({}, {}, [])
    assert back["rows"] == answer["rows"]
    found = office.json("export-register", "find", answer["register"])
    assert (found["login"], found["file"], found["rows"]) == (LOGIN, "人房.xlsx", answer["rows"])
    assert office.error("export-register", "find", "DC-20200101-0001")["code"] == 4
    assert office.ctl("export-register", "find").code == 2
    told = office.ctl("export-register", "list")
    assert answer["register"] in told.out
    assert "只有一个账号" in told.out
    assert "四级" in told.out
    assert "L4" not in told.out


def test_with_a_second_account_it_waits_and_leaves_encrypted(office: Office, tmp_path: Path) -> None:
    with Session.open(office.folder, LOGIN, PASSWORD) as session:
        add_colleague(session.store)
    li = Office(office.folder, LI, LI_PASSWORD)
    out = tmp_path / "人房.xlsx"
    words = ("export", "flat", out, "--unmasked", "--reason", "街道核对")
    assert office.error(*words)["code"] == 6
    assert office.error(*words, "--purpose", "卖钱", "--basis", "01")["code"] == 2
    why = ("--purpose", "上报", "--basis", "法定职责")
    assert office.error(*words, *why)["name"] == "ApprovalNeeded"
    asked = office.json(*words, *why, "--ask")
    assert (asked["state"], asked["level"], asked["purpose"]) == ("waiting", "L4", "上级部门报表")
    number = str(asked["request"])
    assert office.error("approval", "approve", number)["name"] == "OwnRequest"
    assert li.error("approval", "refuse", number)["name"] == "RefusalNeedsReason"
    assert [one["request"] for one in li.json("approval", "list")["requests"]] == [asked["request"]]
    assert "街道" not in li.ctl("approval", "list").out, "the reason is the requests' own, not the list's"
    assert li.json("approval", "approve", number)["state"] == "approved"
    answer = office.json(*words, *why)
    assert answer["approved"] == "second"
    (tmp_path / "pw").write_text(answer["password"])
    back = office.json("import", out, "--dry-run", "--workbook-password-file", tmp_path / "pw")
    assert (back["new"], back["changed"]) == ({}, {})
    assert office.error(*words, *why)["name"] == "ApprovalNeeded"
    (used,) = li.json("approval", "list", "--all")["requests"]
    assert (used["state"], used["used"]) == ("used", int(answer["action"]))
    assert "李敏 批准" in li.ctl("export-register", "find", answer["register"]).out


def test_who_may_not_take_whole_values_is_not_told_how_and_refused_by_what_was_asked(
    office: Office, tmp_path: Path
) -> None:
    with Session.open(office.folder, LOGIN, PASSWORD) as session:
        add_colleague(session.store, roles=("grid",))
    grid = Office(office.folder, LI, LI_PASSWORD)
    assert "要完整内容请加" in office.ctl("export", "flat", tmp_path / "全.xlsx").out
    told = grid.ctl("export", "flat", tmp_path / "遮.xlsx").out
    assert "按规定打了星号的列" in told
    assert "要完整内容请加" not in told
    why = ("--reason", "核对", "--purpose", "上报", "--basis", "法定职责")
    refused = grid.error("export", "flat", tmp_path / "x.xlsx", "--unmasked", *why)
    assert refused["code"] == 6
    assert "导出不遮盖的四级内容" in str(refused["message"])
    assert "检查台账" in str(grid.error("check")["message"])
    assert "查看合规检查" in str(grid.error("compliance")["message"])


def test_a_masked_data_set_names_nobody(office: Office, tmp_path: Path) -> None:
    (tmp_path / "seed").write_text(SEED)
    out = tmp_path / "脱敏.xlsx"
    answer = office.json("mask", out, "--seed-file", tmp_path / "seed", "--purpose", "01", "--basis", "01")
    people = office.json("list", "person", "--limit", "500")["rows"]
    names = {row["name"] for row in people}
    sheet = openpyxl.load_workbook(out)["居民"]
    written = {row[0] for row in sheet.iter_rows(2, values_only=True)}
    assert answer["rows"]["person"] == len(written) > 100
    assert names.isdisjoint(written)
    assert office.json("export-register", "find", answer["register"])["form"] == "脱敏数据"
    assert office.error("mask", tmp_path / "a.csv")["code"] == 2
    assert [one for one in tmp_path.iterdir() if one.suffix == ".part"] == []
