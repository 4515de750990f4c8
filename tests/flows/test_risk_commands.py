"""风险研判 and the contact tree on the command line: the list, one building, whom to ring, paper."""

from __future__ import annotations

from pathlib import Path

from tests.flows.program import Office
from tests.flows.test_campaign_commands import HOUSE, _town


def test_a_house_stands_by_its_hazards_and_its_people(empty: Office, tmp_path: Path) -> None:
    person = _town(empty)
    assert empty.json("risk")["buildings"][0]["risk"] == 0
    order = empty.json("order", "create", "category=C201", "source=05", "description=拉线充电", f"building_uid={HOUSE}")
    [one] = empty.json("risk")["buildings"]
    assert (one["name"], one["orders"], one["hazard_points"], one["key_people"], one["risk"]) == (HOUSE, 1, 3, 1, 12)
    found = empty.json("risk", "--building", HOUSE)
    assert [(line["id"], line["why"]) for line in found["hazards"]] == [(order["id"], "飞线充电/违规充电")]
    assert [(line["person"], line["points"], line["phone"]) for line in found["people"]] == [(person, 3, "138****0001")]
    assert "12" in empty.ctl("risk").out
    assert "失能老人" in empty.ctl("risk", "--building", HOUSE).out
    paper = tmp_path / "研判.txt"
    assert empty.error("risk", "--print", str(paper))["code"] == 6, "no purpose"
    made = empty.json("risk", "--print", str(paper), "--purpose", "06", "--basis", "03")
    assert made["number"] in paper.read_text("utf-8")
    assert empty.error("risk", "--building", HOUSE, "--print", str(paper))["code"] == 2


def test_the_tree_tells_what_is_missing_and_telephones_are_for_an_emergency(empty: Office, tmp_path: Path) -> None:
    _town(empty)
    found = empty.json("risk", "--contacts", HOUSE)
    assert found["gaps"] == {"今天没有排值班": 1, "没有电话": 1, "没有楼组长": 1, "没有紧急联系人": 1}
    assert "138****0001" in empty.ctl("risk", "--contacts", "银杏新村").out
    paper = tmp_path / "联络树.txt"
    for words, lacking in (
        (("--unmasked", "--print", str(paper)), "--contacts"),
        (("--contacts", HOUSE, "--unmasked"), "--print"),
    ):
        refused = empty.error("risk", *words)
        assert refused["code"] == 2
        assert f"缺少：{lacking}" in str(refused), words
    made = empty.json("risk", "--contacts", HOUSE, "--unmasked", "--print", str(paper), "--basis", "03")
    text = paper.read_text("utf-8")
    assert "13800000001" in text
    assert made["number"] in text
