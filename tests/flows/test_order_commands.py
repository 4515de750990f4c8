"""Work orders on the command line: registered, found, moved, refused with a reason, verified, and who is on duty."""

from __future__ import annotations

from pathlib import Path

import openpyxl

from tests.app.attachments import papers
from tests.flows.program import LOGIN, Office

HOME = "银杏新村1号101室"


def _home(office: Office) -> str:
    compound = office.json("add", "compound", "name=银杏新村", "address=东明路300弄", "division_code=310115")["id"]
    building = office.json("add", "building", f"compound_uid={compound}", "building_no=1")["id"]
    return str(office.json("add", "dwelling", f"building_uid={building}", "room_no=101", "occupancy=1")["id"])


def test_an_order_is_registered_moved_shown_and_verified(empty: Office) -> None:
    home = _home(empty)
    said = ("description=三楼渗水", "category=C104", f"address={HOME}", "reporter_phone=13800000001", "nonsense=x")
    made = empty.json("order", "create", *said)
    assert (set(made), made["similar"]) == ({"id", "order_no", "similar"}, [])
    [row] = empty.json("order", "list", "--filter", "status=S10")["rows"]
    assert (row["id"], row["order_no"], row["dwelling_uid"]) == (made["id"], made["order_no"], home)
    assert (row["status_label"], row["overdue_light_label"], row["reporter_phone"]) == ("已登记", "绿灯", "138****0001")

    number = str(made["order_no"])
    assert empty.json("order", "move", number, "受理", "opinion=x", "level=用不着")["status"] == "S20"
    assert "承办人(to_person) 或 承办单位(to_org)" in empty.ctl("order", "show", number).out
    assert empty.json("order", "move", number, "take")["status"] == "S40"
    done = ("result=已修好", "result_kind=实际解决", "minutes_spent=40")
    assert empty.json("order", "move", number, "finish", *done)["action"] == "finish"

    refused = empty.error("order", "move", number, "check_pass", "way=现场", "opinion=好")
    assert (refused["code"], "办理过这件工单的人不能核查" in refused["message"]) == (6, True)
    assert empty.error("order", "move", number, "dispatch")["code"] == 6
    assert "工单编号" in empty.error("order", "show", "GD20000101XXXX001")["message"]
    missing = empty.ctl("order", "create", "category=C104")
    assert (missing.code, "问题描述" in missing.err) == (6, True)

    shown = empty.json("order", "show", number)
    assert [step["title"] for step in shown["story"]]
    assert (shown["status"], shown["result_kind"]) == ("S60", "实际解决")
    assert "处置完成" in empty.ctl("order", "show", number).out
    verified = empty.json("order", "verify")
    assert verified == {"ok": True, "orders": 1, "events": 4, "faults": []}
    assert empty.json("check")["ok"] is True


def test_outside_sources_say_until_when_their_data_goes(empty: Office) -> None:
    assert "还没有从外面来的工单" in empty.ctl("order", "sources").out
    said = ("source=01", "external_no=SH1", "received_at=2026-01-05 09:30")
    empty.json("order", "create", "description=三楼渗水", "category=C104", *said)
    [one] = empty.json("order", "sources")["sources"]
    assert (one["source"], one["source_label"], one["orders"], one["how"]) == ("01", "12345热线", 1, "here")
    assert (one["as_of"], one["batch"], one["file"], one["old"]) == ("2026-01-05T01:30:00.000Z", None, None, True)
    told = empty.ctl("order", "sources").out
    assert "12345热线" in told
    assert "2026-01-05 09:30" in told
    assert "数据旧了" in told


def test_an_order_that_came_with_a_photo_is_finished_with_one(empty: Office, tmp_path: Path) -> None:
    before, after = tmp_path / "前.jpg", tmp_path / "后.jpg"
    before.write_bytes(papers.photograph(400, 300))
    after.write_bytes(papers.photograph(420, 300))
    made = empty.json("order", "create", "description=三楼渗水", "category=C104", "--photo", before)
    number = str(made["order_no"])
    for step in ("accept", "take"):
        empty.json("order", "move", number, step)
    done = ("result=已修好", "result_kind=实际解决", "minutes_spent=40")
    lacking = empty.ctl("order", "move", number, "finish", *done)
    assert (lacking.code, "处置后的照片" in lacking.err) == (6, True)
    assert empty.json("order", "move", number, "finish", *done, "--photo", after)["status"] == "S60"
    story = empty.json("order", "show", number)["story"]
    assert [one["label"] for step in story for one in step["photos"]] == ["处置后", "处置前"]
    assert "处置后：照片和材料 1 份" in empty.ctl("order", "show", number).out


def test_the_receipt_is_shown_and_written_for_a_purpose(empty: Office, tmp_path: Path) -> None:
    number = str(empty.json("order", "create", "description=三楼渗水", "category=C104")["order_no"])
    shown = empty.json("order", "receipt", number)["text"]
    assert number in str(shown)
    out = tmp_path / "回执.txt"
    assert empty.error("order", "receipt", number, "--to", out)["code"] == 6
    done = empty.json("order", "receipt", number, "--to", out, "--purpose", "走访和服务", "--basis", "01")
    assert "三楼渗水" in out.read_text(encoding="utf-8")
    assert str(done["register"]) in out.read_text(encoding="utf-8")


def test_a_major_problem_is_marked_and_first_on_the_list_of_what_is_open(empty: Office, tmp_path: Path) -> None:
    first, second = (
        str(empty.json("order", "create", f"description={what}", "category=C104")["order_no"])
        for what in ("漏水", "停水")
    )
    assert empty.json("order", "major", second, "--reason", "停水三天")["is_major"] is True
    assert empty.json("order", "major", second, "--reason", "停水三天")["event"] is None
    text = str(empty.json("order", "open")["text"])
    assert text.index(second) < text.index(first)
    assert empty.json("order", "open", "--to", tmp_path / "清单.txt")["register"]
    assert empty.json("order", "major", second, "否", "--reason", "已通水")["is_major"] is False


def test_a_registration_is_put_right_and_words_are_no_photo(empty: Office) -> None:
    number = str(empty.json("order", "create", "description=电梯停了", "category=C104")["order_no"])
    assert empty.json("order", "correct", number, "category=C103", "need_reply=是", "--reason", "是电梯")["event"]
    shown = empty.json("order", "show", number)
    assert (shown["category"], shown["need_reply"]) == ("C103", True)
    assert "更正登记" in empty.ctl("order", "show", number).out
    refused = empty.ctl("order", "move", number, "comment", "opinion=看过", "attachments=乱写")
    assert (refused.code, "不是这件工单的照片或材料" in refused.err) == (6, True), refused.err
    assert empty.error("set", "work_order", number, "is_major=是")["code"] == 6


def test_a_word_that_is_no_category_is_answered_with_those_that_hold_it(empty: Office) -> None:
    refused = empty.ctl("order", "create", "description=停了", "category=电梯")
    assert refused.code == 2
    assert "可以用的有：电梯" in refused.err
    assert "等 111 类" not in refused.err


def test_a_draft_is_told_as_one(empty: Office) -> None:
    told = empty.ctl("order", "create", "description=停了", "category=C103", "is_draft=是").out
    assert "已存草稿" in told
    assert "已登记" not in told


def test_who_handled_it_is_told_by_name_and_no_empty_telephone(empty: Office) -> None:
    number = str(empty.json("order", "create", "description=三楼渗水", "category=C104")["order_no"])
    for step in ("accept", "take"):
        empty.json("order", "move", number, step)
    shown = empty.json("order", "show", number)
    assert shown["handlers_label"] != shown["handlers"]
    assert str(shown["handlers_label"]) in empty.ctl("order", "show", number).out
    assert "居委会电话" not in str(empty.json("order", "receipt", number)["text"])


def test_where_it_is_on_the_map_is_said_shown_and_handed_out(empty: Office, tmp_path: Path) -> None:
    said = ("description=路灯不亮", "category=C104")
    made = empty.json("order", "create", *said, "lon=121.4737", "lat=31.2304")
    shown = empty.json("order", "show", str(made["id"]))
    assert (shown["lon"], shown["lat"]) == (121.4737, 31.2304)
    assert "121.4737" in empty.ctl("order", "show", str(made["id"])).out
    sheet = tmp_path / "工单.xlsx"
    empty.json("export", "work_order", sheet)
    [heading], [row] = (
        list(openpyxl.load_workbook(sheet).active.iter_rows(min_row=at, max_row=at, values_only=True)) for at in (1, 2)
    )
    assert {"经度": 121.4737, "纬度": 31.2304}.items() <= dict(zip(heading, row, strict=True)).items()
    for wrong, field, rule in (("lon=121.4737", "lon", "half position"), ("lon=121.47, 60", "lat", "out of range")):
        assert empty.error("order", "create", *said, wrong)["fields"] == [{"field": field, "rule": rule}]


def test_who_is_on_duty_and_what_a_form_cannot_do(empty: Office) -> None:
    assert empty.json("order", "duty")["people"] == []
    assert empty.json("order", "duty", "2026-11-30", LOGIN) == {"day": "2026-11-30", "people": [LOGIN]}
    assert empty.json("order", "duty", "2026-11-30")["people"] == [LOGIN]
    assert empty.error("order", "duty", "2026-11-30", "没有这个人")["code"] == 4
    assert empty.error("add", "work_order", "title=x", "description=x")["code"] == 6
    made = empty.json("order", "create", "description=路灯不亮", "category=0199", "is_draft=是")
    assert empty.json("order", "show", str(made["id"]))["status"] == "S00"
    assert empty.error("remove", "work_order", str(made["id"]), "--reason", "误录")["code"] == 6
    assert empty.json("order", "mine")["total"] >= 1


def test_the_indicators_of_a_time_are_told_with_how_they_are_reckoned(empty: Office) -> None:
    assert "没有接收可以统计的工单" in empty.ctl("order", "figures").out
    number = empty.json("order", "create", "description=三楼渗水", "category=C104", "source=05")["order_no"]
    empty.json("order", "create", "description=乱停车", "category=0505", "received_at=2026-01-05 09:30")
    for action in ("accept", "take"):
        empty.json("order", "move", number, action)
    found = empty.json("order", "figures", "--from", "2026-01-01", "--to", "2199-12-31", "--by", "person")
    assert (found["by"], found["from"], found["to"], found["left_out"]) == ("person", "2026-01-01", "2199-12-31", 0)
    assert [(line["key"], line["orders"]) for line in found["lines"]] == [(LOGIN, 1), ("", 1)]
    total = found["total"]
    assert total["shares"]["contacted_in_time"] == {"hits": 1, "of": 2, "share": 0.5}
    assert total["shares"]["satisfied"] == {"hits": 0, "of": 0, "share": None}
    assert (total["orders"], total["closed"], total["days"]) == (2, 0, None)
    told = empty.ctl("order", "figures", "--from", "2026-01-01", "--to", "2026-01-31").out
    assert "工单指标　2026年1月接收的 1 件" in told
    assert "每个比例怎么算的" in told
    assert "—" in told
    assert empty.ctl("order", "figures", "--from", "2026-01-01").code == 2
    assert empty.ctl("order", "figures", "--from", "2026-02-01", "--to", "2026-01-01").code == 2
    assert empty.ctl("order", "figures", "--by", "weather").code == 2
