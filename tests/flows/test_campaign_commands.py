"""The annual check and the emergency roster on the command line: started, walked, told, signed; mustered."""

from __future__ import annotations

from pathlib import Path

from tests.flows.program import Office

HOUSE = "银杏新村1号"
HOME, SHUT = f"{HOUSE}101室", f"{HOUSE}102室"


def _town(office: Office) -> str:
    """Two homes; in the first lives somebody who is to be carried out."""
    compound = office.json("add", "compound", "name=银杏新村", "address=东明路300弄", "division_code=310115")["id"]
    building = office.json("add", "building", f"compound_uid={compound}", "building_no=1")["id"]
    home, _ = (
        office.json("add", "dwelling", f"building_uid={building}", f"room_no={number}")["id"] for number in (101, 102)
    )
    known = ("sex=1", "birth_date=1950-01-01", "id_type=111", "population_type=01", "phone=13800000001")
    person = str(office.json("add", "person", "name=张三丰", *known)["id"])
    office.json(
        "add", "residence", f"person_uid={person}", f"dwelling_uid={home}", "relation=03", "is_actual_resident=是"
    )
    office.json("add", "person_tag", f"person_uid={person}", "tag=失能老人", "start_date=2020-01-01")
    return person


def test_a_check_is_started_walked_and_signed(empty: Office) -> None:
    _town(empty)
    begun = empty.json("campaign", "start", "name=今年的核对", "--compound", "银杏新村")
    assert (begun["compounds"], begun["homes"]) == (1, 2)
    done = empty.json("campaign", "check", "今年的核对", HOME, "已查")
    assert (done["outcome"], done["confirmed"], done["changed"]) == ("已查", 4, None)
    assert empty.json("show", "dwelling", HOME)["confirmed_on"]
    assert empty.error("campaign", "check", "今年的核对", HOME, "有变")["code"] == 2
    early = empty.error("campaign", "sign", "今年的核对")
    assert (early["code"], early["message"].startswith("还有 1 套未查、0 套不遇，没有确认。")) == (6, True)
    assert "--confirm" in early["message"]
    told = empty.json("campaign", "check", str(begun["id"]), SHUT, "有变", "--note", "装修中")
    assert (told["changed"], told["confirmed"], told["owed"]) == (None, 0, True), "the ledger says what was before"
    found = empty.json("campaign", "grid", "今年的核对", HOUSE)
    assert {row["room"]: row["outcome"] for row in found["rows"]} == {"101": "已查", "102": "有变"}
    figures = empty.json("campaign", "progress", "今年的核对")
    assert (figures["stage"], figures["total"], figures["checked"], figures["changed"]) == ("进行", 2, 1, 1)
    assert figures["compounds"][0]["buildings"][0]["percent"] == 100
    assert [one["checked"] for one in figures["workers"]] == [1]
    assert empty.json("campaign", "sum", "今年的核对")["stage"] == "汇总"
    signed = empty.json("campaign", "sign", "今年的核对")
    assert (signed["stage"], signed["percent"]) == ("已确认", 100)
    assert empty.error("campaign", "check", "今年的核对", HOME, "已查")["code"] == 6
    assert empty.error("campaign", "extend", "今年的核对", "2099-01-31")["code"] == 6
    assert empty.error("campaign", "reopen", "今年的核对")["code"] == 2
    opened = empty.json("campaign", "reopen", "今年的核对", "--reason", "漏了一户")
    assert (opened["stage"], opened["signed"], str(opened["reopened"]).endswith("漏了一户")) == ("进行", None, True)
    assert empty.json("campaign", "extend", "今年的核对", "2099-01-31")["ends_on"] == "2099-01-31"
    twice = empty.error("campaign", "start", "name=再来一次")
    assert (twice["code"], "银杏新村在“今年的核对”里" in twice["message"], "--confirm" in twice["message"]) == (
        6,
        True,
        True,
    )
    assert "重新打开" in empty.ctl("campaign", "progress", "今年的核对").out
    assert empty.json("campaign", "sign", "今年的核对")["stage"] == "已确认"
    assert [row["name"] for row in empty.json("campaign", "list")["rows"]] == ["今年的核对"]
    assert empty.error("campaign", "progress")["code"] == 2
    assert empty.error("campaign", "progress", "没有这次")["code"] == 4
    assert "已确认" in empty.ctl("campaign", "list").out
    told_of = empty.ctl("campaign", "progress", "今年的核对").out
    assert all(word in told_of for word in ("银杏新村", "核对人", "记下有变、台账还没有改的 1 套"))
    assert empty.json("check")["records"]["campaign_check"] == 2


def test_a_check_with_homes_left_is_signed_when_that_is_meant(empty: Office) -> None:
    _town(empty)
    empty.json("campaign", "start", "name=今年的核对")
    empty.json("campaign", "check", "今年的核对", SHUT, "不遇")
    signed = empty.json("campaign", "sign", "今年的核对", "--confirm")
    assert (signed["stage"], signed["unchecked"], signed["unreached"]) == ("已确认", 1, 1)


def test_a_house_has_its_roster_and_is_mustered(empty: Office, tmp_path: Path) -> None:
    person = _town(empty)
    found = empty.json("roster", HOUSE)
    [row] = found["rows"]
    assert (row["person"], row["place"], row["help"]) == (person, "101室", ["抬送", "上门叫人"])
    assert row["phone"] == "138****0001"
    assert "抬送" in empty.ctl("roster", HOUSE).out
    assert empty.error("roster", HOUSE, "--safe", person)["code"] == 2
    assert "缺少：--print" in str(empty.error("roster", HOUSE, "--unmasked"))
    assert empty.error("roster", HOUSE, "--print", str(tmp_path / "名册.txt"), "--ask")["code"] == 2
    assert not (tmp_path / "名册.txt").exists()
    assert empty.error("roster", HOUSE, "--muster", "--safe", person)["code"] == 6
    begun = empty.json("roster", HOUSE, "--muster", "3楼冒烟")
    assert begun["counts"]["未清点"] == 1
    over = empty.json("roster", HOUSE, "--muster", "--safe", person, "--end")
    assert (over["counts"]["安全"], over["is_over"]) == (1, True)
    assert "安全 1 人" in empty.ctl("roster", HOUSE, "--muster").out
