"""The status, incidents, the support bundle and the compliance check on the command line."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from tests.flows.program import Office, new_office


@pytest.fixture
def office(tmp_path: Path) -> Office:
    return new_office(tmp_path / "store")


def test_the_status_says_what_is_so_and_what_to_do(office: Office, tmp_path: Path) -> None:
    first = office.json("status")
    assert (first["queue"], first["last_sync"], first["last_backup"], first["log_checked_at"]) == (0, None, None, None)
    assert {"backup-none", "second-none"} <= {one["key"] for one in first["concerns"]}
    office.json("add", "person", "name=张三", "id_no=11010519491231002X", "population_type=01")
    office.json("backup", "--second-folder", tmp_path)
    office.json("backup")
    then = office.json("status", "--check-log")
    assert then["queue"] == 1
    assert then["last_backup"]
    assert then["log_checked_at"]
    assert then["log_ok"] is True
    assert then["free_bytes"] > 0
    assert not {"backup-none", "second-none"} & {one["key"] for one in then["concerns"]}
    text = office.ctl("status").out
    assert "待上报 1 条；最近同步：还没有接入上级平台" in text


def test_an_incident_goes_its_way(office: Office, tmp_path: Path) -> None:
    assert office.error("incident", "add")["name"] == "IncidentIncomplete"
    added = office.json("incident", "add", "--title", "U 盘丢了", "--kind", "device_lost", "--people", "12")
    number = str(added["number"])
    assert office.json("status")["incidents_open"] == 1
    assert office.error("incident", "close", number, "--note", "x")["code"] == 6
    assert office.json("incident", "level", number, "--level", "larger", "--note", "没有加密")["level_label"] == "较大"
    for step in [one["step"] for one in office.json("incident", "show", number)["steps"]]:
        office.json("incident", "tick", number, "--step", step)
    path = tmp_path / "报告.txt"
    office.json("incident", "report", number, "--to", path)
    assert "U 盘丢了" in path.read_text(encoding="utf-8-sig")
    assert office.json("incident", "close", number, "--note", "以后用加密盘")["state"] == "closed"
    assert office.json("status")["incidents_open"] == 0
    assert [one["number"] for one in office.json("incident", "list")["incidents"]] == [added["number"]]
    assert office.error("incident", "show", "99")["code"] == 4
    assert office.error("incident", "show")["code"] == 2


def test_the_support_bundle_is_written_and_says_nothing_about_anybody(office: Office, tmp_path: Path) -> None:
    office.json("add", "person", "name=尉迟琉璃", "id_no=310115199001014484", "population_type=01")
    path = tmp_path / "诊断包.zip"
    answer = office.json("support", path)
    with zipfile.ZipFile(path) as packed:
        whole = b"".join(packed.read(name) for name in packed.namelist()).decode()
        assert packed.namelist() == answer["parts"]
    for word in ("尉迟琉璃", "310115199001014484", "王主任", office.login + '"', str(tmp_path)):
        assert word not in whole
    assert '"person": 1' in whole
    assert office.error("support", tmp_path / "none" / "x.zip")["code"] == 8


def test_the_compliance_check_is_red_and_says_what_to_do(office: Office, tmp_path: Path) -> None:
    ran = office.ctl("compliance", "--json", "--to", tmp_path / "合规.txt")
    assert ran.code == 9
    rules = {one["rule"]: one for one in ran.answer["rules"]}
    assert ran.answer["bad"] == sum(one["state"] == "bad" for one in rules.values())
    assert rules["R115"]["state"] == "bad"
    assert rules["R115"]["todo"]
    assert rules["R083"]["state"] == "good"
    assert rules["R080"]["state"] == "later"
    paper = (tmp_path / "合规.txt").read_text(encoding="utf-8-sig")
    assert "R115　不符合" in paper
