"""Activities on the command line: planned, signed up for and in to, summed up, repeated, counted, imported."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.flows.program import Office


def _people(office: Office) -> dict[str, str]:
    known = ("sex=2", "birth_date=1950-01-01", "id_type=111", "population_type=01")
    return {name: office.json("add", "person", f"name={name}", *known)["id"] for name in ("张三丰", "李四光")}


def test_an_activity_from_its_plan_to_the_figures(empty: Office) -> None:
    people = _people(empty)
    said = ("title=重阳节包饺子", "category=文体活动", "start_at=2026-10-20 14:00", "end_at=2026-10-20 15:30")
    made = empty.json("activity", "create", *said, "place=活动室", "planned_count=30", "nonsense=x")
    assert made["status"] == "2", "what is not public needs nobody's review"
    assert made["volunteers"] == []
    other = ("activity", "create", "title=大扫除", "host=周志愿")
    assert empty.json(*other)["volunteers"] == ["周志愿"]
    assert "周志愿 不是本居委会的账号，按志愿者姓名记" in empty.ctl(*other).out
    up = empty.json("activity", "signup", made["id"], "person=张三丰", "name=王外宾")
    assert (len(up["attendees"]), up["already"]) == (2, [])
    shown = empty.json("activity", "show", made["activity_no"])
    assert (shown["id"], shown["title"], shown["counts"]["signed_up"]) == (made["id"], "重阳节包饺子", 2)
    guest = next(one for one in shown["attendees"] if one["person"] is None)
    assert (guest["name"], len(guest["code"])) == ("王外宾", 9)

    assert len(empty.json("activity", "signin", made["id"], f"code={guest['code']}")["attendees"]) == 1
    assert len(empty.json("activity", "signin", made["id"], f"person={people['李四光']}")["attendees"]) == 1
    again = empty.json("activity", "signin", made["id"], f"code={guest['code']}")
    assert (again["attendees"], len(again["already"])) == ([], 1)
    assert empty.json("activity", "hours", made["id"], "1.5")["changed"] is True
    done = empty.json("activity", "summary", made["id"], "summary=其乐融融", "actual_count=3")
    assert (done["status"], done["signed_in"], done["differs"]) == ("5", 2, True)
    stats = empty.json("activity", "stats", "--from", "2026-10-01", "--to", "2026-10-31")
    total = {"label": "合计", "activities": 1, "attendances": 2, "people": 2, "hours": 3.0}
    assert stats["total"] == total | {"signed_up": 2, "absent": 1}, "who had signed up and did not come"
    assert [one["label"] for one in stats["by_building"]] == ["没有住址", "不在台账的人"]
    assert [(one["label"], one["person"]) for one in stats["by_person"]] == [("李四光", people["李四光"])]
    for verb in ("list", "stats"):
        refused = empty.error("activity", verb, "--from", "2026-10-31", "--to", "2026-10-01")
        assert (refused["code"], "晚于 --to 2026-10-01" in refused["message"]) == (2, True)
    assert "【按类型】" in empty.ctl("activity", "stats", "--from", "2026-10-01").out
    assert empty.json("check")["records"]["activity"] == 3


def test_what_the_state_forbids_exits_6_and_says_why(empty: Office) -> None:
    _people(empty)
    made = empty.json("activity", "create", "title=议事会", "is_public=是")
    assert made["status"] == "0"
    assert empty.error("activity", "signin", made["id"], "person=张三丰")["code"] == 6
    assert empty.error("activity", "move", made["id"], "publish")["code"] == 6
    assert empty.json("activity", "move", made["id"], "submit")["status"] == "1"
    refused = empty.error("activity", "move", made["id"], "approve")
    assert (refused["code"], "登记人以外" in refused["message"]) == (6, True)
    wordless = empty.error("activity", "move", made["id"], "cancel")
    assert wordless["code"] == 2, "a reason is asked for"
    assert wordless["message"].startswith("这一步要写明原因，活动没有改动"), "nobody wanted to remove anything"
    assert empty.json("activity", "move", made["id"], "cancel", "--reason", "下雨")["status"] == "6"
    assert empty.error("activity", "summary", made["id"], "summary=没有办")["code"] == 6
    assert empty.error("activity", "move", made["id"], "fly")["code"] == 2
    assert empty.error("activity", "create", "place=活动室")["code"] == 2
    assert empty.error("activity", "signup", made["id"])["code"] == 2
    assert empty.error("activity", "show", "HD20260101000000")["code"] == 4


def test_a_series_a_notice_and_a_workbook(empty: Office, tmp_path: Path) -> None:
    said = ("title=例会", "category=会议", "start_at=2026-12-01 09:00", "end_at=2026-12-01 10:00", "content=通报工作")
    made = empty.json("activity", "create", *said)
    asked = ("activity", "series", made["id"], "--every", "monthly_weekday", "--count", "2")
    first, again = empty.json(*asked), empty.json(*asked)
    assert (len(first["ids"]), first["passed_over"], again["ids"]) == (2, [], [])
    days = [one["day"] for one in empty.json("activity", "list", "--from", "2026-12-02")["rows"]]
    assert days == ["2027-02-02", "2027-01-05"]
    text = empty.json("activity", "notice", made["id"])["text"]
    assert "2026年12月1日（周二）09:00–10:00" in text
    assert "通报工作" in text

    book = openpyxl.Workbook()
    for row in (
        ["活动名称", "活动时间", "活动地点", "参与人数", "活动总结"],
        ["春游", "2026-04-05 09:00", "公园", 25, "平安归来"],
        ["没有日子", "", "公园", 1, ""],
    ):
        book.active.append(row)
    path = tmp_path / "活动.xlsx"
    book.save(path)
    got = empty.json("import", path)
    assert (got["new"]["activity"], got["refused"]) == (1, 1)
    [row] = empty.json("activity", "list", "--to", "2026-06-01")["rows"]
    assert (row["title"], row["status_label"]) == ("春游", "已总结")
    assert empty.json("activity", "import", path)["new"].get("activity", 0) == 0, "it stands already"


def test_a_series_is_put_off_and_called_off_together(empty: Office) -> None:
    first = empty.json("activity", "create", "title=例会", "start_at=2999-01-01 09:00")["id"]
    made = empty.json("activity", "series", first, "--every", "bimonthly_day", "--count", "2")["ids"]
    done = empty.json("activity", "putoff", made[0], "2999-03-02 10:00", "--scope", "onward")
    assert done["ids"] == made
    days = [(one["day"], one["start"]) for one in empty.json("activity", "list")["rows"]]
    assert days == [("2999-05-02", "10:00"), ("2999-03-02", "10:00"), ("2999-01-01", "09:00")]
    off = empty.json("activity", "move", made[1], "cancel", "--scope", "all", "--reason", "换届")
    assert off["ids"] == [first, *made]
    assert empty.error("activity", "putoff", first, "2999-01-02 09:00")["code"] == 6
