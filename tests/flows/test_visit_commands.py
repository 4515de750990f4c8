"""Visits on the command line: recorded, found, due, on a route, from a workbook, taken back."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.flows.program import Office

HOME = "银杏新村1号101室"


def _town(office: Office) -> dict[str, str]:
    """A home with two people, one of whom lives alone by her tag."""
    compound = office.json("add", "compound", "name=银杏新村", "address=东明路300弄", "division_code=310115")["id"]
    building = office.json("add", "building", f"compound_uid={compound}", "building_no=1")["id"]
    home = office.json("add", "dwelling", f"building_uid={building}", "room_no=101", "occupancy=1")["id"]
    found = {"home": home}
    for name in ("张三丰", "李四光"):
        known = ("sex=1", "birth_date=1940-01-01", "id_type=111", "population_type=01")
        found[name] = office.json("add", "person", f"name={name}", *known)["id"]
        stay = ("relation=03", "is_actual_resident=是")
        office.json("add", "residence", f"person_uid={found[name]}", f"dwelling_uid={home}", *stay)
    tag = (f"person_uid={found['张三丰']}", "tag=独居老人", "start_date=2020-01-01", "responsible=王书记")
    office.json("add", "person_tag", *tag)
    return found


def test_visits_are_recorded_found_and_due(empty: Office, tmp_path: Path) -> None:
    town = _town(empty)
    [before] = empty.json("visit", "due")["rows"]
    assert (before["person"], before["address"], before["worker"]) == (town["张三丰"], HOME, "王书记")
    assert (before["last_visit_on"], before["interval_days"], before["tags"]) == (None, 30, ["独居老人"])
    route = tmp_path / "路线.xlsx"
    sent = empty.json("visit", "route", route, "--worker", "王书记")
    assert (sent["rows"], Path(str(sent["path"]))) == (1, route)
    assert empty.json("visit", "due", "--worker", "王")["total"] == 0, "a name is a whole name"
    assert openpyxl.load_workbook(route).worksheets[0].max_row > 1

    said = ("person=张三丰、李四光", f"dwelling={HOME}", "result=已见面", "content=都好", "nonsense=x")
    done = empty.json("visit", "create", *said)
    assert done["next_visit_on"]
    assert empty.json("visit", "due")["total"] == 0
    [row] = empty.json("visit", "list")["rows"]
    assert (row["id"], row["person_uids"], row["result_label"]) == (done["id"], "张三丰、李四光", "已见面")
    shown = empty.json("visit", "show", row["visit_no"])
    people = {one["person_uid"] for one in shown["related"]["visit_person"]}
    assert (shown["id"], people) == (done["id"], {town["张三丰"], town["李四光"]})
    assert "visit" in empty.json("show", "dwelling", HOME)["related"]
    assert "走访类型" in empty.ctl("visit", "show", str(done["id"])).out
    assert "已登记走访" in empty.ctl("visit", "create", f"dwelling={HOME}", "result=不在家").out
    own = empty.json("visit", "list")["rows"][0]["visitor"]
    again = ("visit", "create", f"dwelling={HOME}", f"visitor={own}、赵志愿")
    assert empty.json(*again)["volunteers"] == ["赵志愿"]
    assert "赵志愿 不是本居委会的账号，按志愿者姓名记" in empty.ctl(*again).out
    paper = ("visit", "create", f"dwelling={HOME}", "visited_at=2026-11-02 10:00", "result=已见面")
    assert empty.json(*paper)["id"]
    twice = empty.error(*paper)
    assert (twice["code"], "已经登记过" in twice["message"], "--confirm" in twice["message"]) == (6, True, True)
    assert empty.json(*paper, "--confirm")["id"]
    assert empty.json("check")["records"]["visit"] == 6


def test_a_finding_is_written_with_the_visit_and_what_is_wrong_is_refused(empty: Office) -> None:
    town = _town(empty)
    done = empty.json("visit", "create", f"person={town['李四光']}", "result=信息有变", "person.phone=13800000009")
    assert done["changed"] == {"person": ["phone"]}
    history = empty.json("show", "person", town["李四光"], "--history")["history"]
    assert any(one["field"] == "phone" for one in history)
    assert empty.error("visit", "create", "content=谁也没写")["code"] == 2
    assert empty.error("visit", "create", "person=310115199001010099")["code"] == 4
    assert empty.error("visit", "create", f"person={town['李四光']}", "visited_at=2999-01-01")["code"] == 2
    at = (f"person={town['李四光']}", "visited_at=2026-01-05 10:00")
    assert (
        "下次走访日期：早于走访的那一天" in empty.error("visit", "create", *at, "next_visit_on=2026-01-04")["message"]
    )
    lacking = empty.error("visit", "create", *at, "order=楼道灯不亮")
    assert lacking["code"] == 6
    assert lacking["message"].startswith("走访没有保存。“登记”还缺：")
    assert "工单类别(order.category=)" in lacking["message"]
    assert empty.error("visit", "show")["code"] == 2
    assert empty.json("visit", "list")["total"] == 1


def test_what_a_result_asks_for_is_said_as_a_command_that_does_it(empty: Office) -> None:
    town = _town(empty)
    at = (f"dwelling={HOME}", f"person={town['张三丰']}")
    told = empty.ctl("visit", "create", *at, "result=已搬离").out
    command = next(line.split() for line in told.splitlines() if "linongctl set residence" in line)
    assert command[0] == "linongctl"
    empty.json(*command[1:])
    gone = empty.json("visit", "create", *at, "result=已搬离")
    assert (gone["advice"], gone["deeds"]) == (None, []), "nobody of them lives there any more"
    vacant = empty.json("visit", "create", f"dwelling={HOME}", "result=无人居住")["deeds"][0]["commands"]
    assert vacant == [f"linongctl set dwelling {town['home']} occupancy=空置"]
    empty.json(*vacant[0].split()[1:])
    assert empty.json("show", "dwelling", HOME)["occupancy"] == "4"
    changed = empty.json("visit", "create", *at, "result=信息有变")["deeds"]
    assert [one["ledger"] for one in changed] == ["person", "dwelling"]


def test_of_several_people_each_finding_says_whose_it_is(empty: Office) -> None:
    town = _town(empty)
    both = (f"dwelling={HOME}", "person=张三丰、李四光")
    refused = empty.error("visit", "create", *both, "person.phone=13800000009")
    assert refused["code"] == 4
    said = ("person:李四光.phone=13800000009", "person_tag.end_date=2026-01-01", "residence:张三丰.end_date=2026-01-01")
    done = empty.json("visit", "create", *both, *said)
    assert done["changed"] == {"person": ["phone"], "person_tag": ["end_date"], "residence": ["end_date"]}
    assert empty.json("show", "person", town["张三丰"])["phone"] is None


def test_what_a_visit_finds_is_among_what_is_to_be_done_today(empty: Office) -> None:
    town = _town(empty)
    groups = {one["kind"]: one for one in empty.json("today")["groups"]}
    assert (groups["visits"]["count"], groups["visits"]["lines"][0]["record"]) == (1, town["张三丰"])
    found = (f"person={town['张三丰']}", "person.objection=生日不对", "order=楼道灯不亮", "order.category=0102")
    done = empty.json("visit", "create", *found)
    assert done["order"]["order_no"].startswith("GD")
    order = empty.json("order", "show", done["order"]["order_no"])
    assert order["visit"]["id"] == done["id"], "and the way back"
    today = empty.json("today")
    groups = {one["kind"]: one for one in today["groups"]}
    assert groups["disputed_person"]["lines"][0]["record"] == town["张三丰"]
    waits = groups.get("orders_near") or groups["orders_handled"]  # of a weekend one working day is left at once
    assert any(line["record"] == done["order"]["id"] for line in waits["lines"])
    assert "visits" not in groups
    assert today["total"] == sum(one["count"] for one in today["groups"] if one["is_due"])
    listed = empty.json("list", "person", "--filter", groups["disputed_person"]["filters"][0])
    assert [row["id"] for row in listed["rows"]] == [town["张三丰"]]
    assert "异议核实中的居民 1" in empty.ctl("today").out
    assert empty.error("visit", "create", f"person={town['张三丰']}", "order=没有类别")["code"] == 6


def test_a_workbook_of_visits_comes_in_and_goes_again(empty: Office, tmp_path: Path) -> None:
    _town(empty)
    book = openpyxl.Workbook()
    for row in (
        ["日期", "地址", "姓名", "内容"],
        ["2026-01-05", HOME, "张三丰", "都好"],
        ["", HOME, "张三丰", "没有日期"],
    ):
        book.active.append(row)
    path, back = tmp_path / "走访.xlsx", tmp_path / "退回.xlsx"
    book.save(path)
    assert empty.json("visit", "import", path, "--dry-run")["batch"] is None
    got = empty.json("visit", "import", path, "--errors-to", back)
    assert (got["new"]["visit"], got["refused"]) == (1, 1)
    assert [(one["row"], one["field"], one["rule"]) for one in got["issues"]] == [(3, "visited_at", "required")]
    assert back.is_file()
    assert empty.json("visit", "list", "--filter", "visited_at=2026-01-05")["total"] == 1
    empty.json("import-undo", str(got["batch"]))
    assert empty.json("visit", "list")["total"] == 0
