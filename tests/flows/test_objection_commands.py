"""Objections on the command line: raised twice, listed, settled, written back."""

from __future__ import annotations

from tests.flows.program import Office
from tests.flows.test_visit_commands import _town


def test_two_objections_are_raised_listed_and_settled(empty: Office) -> None:
    town = _town(empty)
    who = town["李四光"]
    asked = ("disputed=联系电话", "should_be=13811112222", "why=换了号码", "objector_name=李小花")
    refused = empty.error("objection", "raise", "person", who, "disputed=phone", "should_be=abc", "why=换了号码")
    assert (refused["code"], [problem["field"] for problem in refused["fields"]]) == (2, ["should_be"])
    one = str(empty.json("objection", "raise", "person", who, *asked)["id"])
    other = str(empty.json("objection", "raise", "person", who, "why=整份都不对")["id"])
    assert {row["id"] for row in empty.json("objection", "list")["rows"]} == {one, other}
    assert empty.json("objection", "list", "person", who)["total"] == 2
    shown = empty.json("objection", "show", one)
    assert (shown["field"], shown["should_be"], shown["state"]) == ("phone", "138****2222", "异议核实中")
    done = empty.json("objection", "settle", one, "true", "打过电话")
    assert done["changed"] == ["phone"]
    assert empty.ctl("objection", "settle", one, "false", "再来").code == 7
    assert empty.json("objection", "settle", other, "withdrawn", "本人说记错了")["changed"] == ["check_status"]
    assert empty.json("objection", "list")["total"] == 0
    assert "撤回" in empty.ctl("objection", "list", "--all").out
    assert empty.json("show", "person", who)["phone"] == "138****2222"
