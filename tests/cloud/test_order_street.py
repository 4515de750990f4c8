"""The street at the command line: an order of the hotline is handed down, and ends by the street's word alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cloud import operators
from cloud.operators import Operator
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.postgres.store import PostgresStore
from cloud.sources import found_city
from cloud.store import CITY
from ledger import clock
from ledger.orders.facts import Order
from sync.protocol import AUTHOR
from tests.cloud.conftest import fresh_database
from tests.cloud.moving import CHEN, LI, WANG, Desk
from tests.cloud.pcs import CID, Committee
from tests.cloud.servers import run
from tests.ledger.orders.rounds import MONDAY

FIRST, OWN = "Qz7!kumquat", "Mv4#lantern"
HOTLINE = (
    "category=C104", "description=三楼渗水，请尽快处理", "source=01", "external_no=SH2026112200001",
    "reporter_name=王小明", "reporter_phone=13812345678", "address=长安路1弄3号",
)  # fmt: skip


class Monday:
    """The morning on which the order comes."""

    def now(self) -> datetime:
        return MONDAY


class Hall:
    """The street's console, over a database of its own."""

    def __init__(self, dsn: str, place: Path) -> None:
        self.dsn, self.place = dsn, place
        self.store = PostgresStore(dsn)
        self.committee = Committee(self.store)

    def run(self, verb: str, *arguments: str, code: int = 0) -> str:
        return run("admin", "order", verb, CID, *arguments, "--dsn", self.dsn, code=code)

    def told(self, verb: str, *arguments: str) -> Any:
        return json.loads(self.run(verb, *arguments, "--json"))

    def authors(self) -> dict[str, str]:
        """Who stands behind the logins, as PCs are told."""
        with self.store.look(CID) as look:
            found = look.records([(AUTHOR, one) for one, _, _ in look.marks(AUTHOR)]).values()
        return {one.f["login"]: " ".join(one.f[part] for part in ("name", "post") if part in one.f) for one in found}

    def desk(self, order_id: str) -> Desk:
        """A PC of the committee that has the order."""
        desk = Desk(self.committee.pc("a"), Order(id=order_id))
        desk.pull()
        return desk


@pytest.fixture
def hall(embedded_server: EmbeddedDatabase, place: Path) -> Iterator[Hall]:
    made = Hall(fresh_database(embedded_server.dsn, "ordering"), place)
    with clock.use(Monday()):
        yield made
    made.store.close()


def handled(desk: Desk) -> None:
    """The committee does its part, and wishes to end the order."""
    desk.move("accept", CHEN)
    desk.move("dispatch", CHEN, to_person="wang", new_due_at="2026-11-24")
    desk.move("take", WANG)
    desk.move("finish", WANG)
    desk.move("check_pass", LI)
    desk.move("followup", CHEN, satisfaction="4")
    assert {result["outcome"] for result in desk.pc.push()} == {"applied"}


def test_an_order_of_the_hotline_ends_when_the_street_says_so(hall: Hall) -> None:
    made = hall.told("create", *HOTLINE)
    assert made["status"] == "S10"
    assert made["order_no"].startswith("GD")
    by_label = ("source=12345热线", *(one for one in HOTLINE if not one.startswith("source")))
    for again in (HOTLINE, by_label):
        assert "已经登记过" in hall.run("create", *again, code=9)
    desk = hall.desk(made["id"])
    assert (desk.order.status, desk.order.author, desk.order.is_outside) == ("S10", "street", True)
    assert hall.run("list", "--awaiting") == ""
    handled(desk)
    assert desk.order.awaiting == ("followup", "S70")
    (line,) = hall.run("list", "--awaiting").splitlines()
    assert line.startswith(f"{made['order_no']}\t待回访\t")
    assert "(长安路1弄3号)" in line
    assert "渗水" not in line, "what was said stands in the description alone"
    assert line.endswith("等上级确认：已结案")
    assert hall.told("decline", "SH2026112200001", "--opinion", "还在渗")["status"] == "S65"
    assert "没有等上级确认" in hall.run("acknowledge", made["order_no"], code=9)
    desk.pull()
    assert desk.order.awaiting is None
    desk.move("followup", CHEN, satisfaction="4")
    desk.pc.push()
    assert hall.told("acknowledge", made["order_no"])["status"] == "S70"
    assert hall.run("list") == ""
    desk.pull()
    assert desk.order.status == "S70"
    outcomes = [(action, outcome) for action, _, outcome, _ in desk.log[-3:]]
    assert outcomes == [("comment", "applied"), ("followup", "applied"), ("followup", "applied")]


def test_what_the_ladder_told_those_above_is_listed_with_its_mark(hall: Hall) -> None:
    made = hall.told("create", *HOTLINE)
    desk = hall.desk(made["id"])
    desk.move("accept", CHEN)
    desk.move("take", CHEN)
    desk.pc.push()
    for who in ("module_lead", "centre", "leaders"):
        assert hall.run("list", "--told", who) == ""
    assert hall.told("list")["told"] == []
    desk.pull()
    desk.tell(datetime(2026, 12, 4, 1, tzinfo=UTC))
    desk.tell(datetime(2026, 12, 8, 1, tzinfo=UTC))
    desk.pc.push()
    assert hall.run("list", "--told", "leaders") == ""
    for who in ("module_lead", "centre"):
        line = hall.run("list", "--told", who).rstrip("\n")
        assert line.split("\t")[-2] == "黄牌 2026-12-08 09:00 超时 5 个工作日；2026-12-04 09:00 5 个工作日没有办理"
    told = hall.told("list", "--told", "centre")["told"]
    assert [(one["rung"], one["mark"], one["hears"]) for one in told] == [
        ("overdue-3", None, ["assignee", "head", "module_lead"]),
        ("idle-5", None, ["assignee", "head", "module_lead"]),
        ("overdue-5", "黄牌", ["centre"]),
    ]
    assert "system\t督办\t处置中\t超时 5 个工作日：通知城运中心，记“黄牌”。" in hall.run("show", made["id"])
    assert hall.told("show", made["id"])["events"][-1]["rung"] == "overdue-5"
    desk.pull()
    desk.move("finish", CHEN)
    desk.pc.push()
    assert hall.run("list", "--told", "centre") == "", "its clock stands"
    hall.run("list", "--told", "nobody", code=2)


def test_what_reported_is_masked_until_it_is_asked_for(hall: Hall) -> None:
    made = hall.told("create", *HOTLINE)
    shown = hall.run("show", made["id"])
    assert "王小明" not in shown
    assert "13812345678" not in shown
    assert "长安路1弄3号" in shown
    assert "street\t登记\t已登记" in shown
    assert "13812345678" in hall.run("show", made["id"], "--whole")
    told = hall.told("show", made["id"])
    assert (told["status"], told["description"], len(told["events"])) == ("S10", "三楼渗水，请尽快处理", 1)


def test_where_it_is_on_the_map_travels_as_one_value(hall: Hall) -> None:
    made = hall.told("create", *HOTLINE, "lon=31.2304, 121.4737")
    with hall.store.look(CID) as look:
        (record,) = look.records([("work_order", made["id"])]).values()
    assert record.f["position"] == {"lon": 121.4737, "lat": 31.2304}
    assert "经度\t121.4737\n纬度\t31.2304\n" in hall.run("show", made["id"])


def test_an_escalated_order_is_the_street_s_to_move(hall: Hall) -> None:
    made = hall.told("create", *HOTLINE)
    desk = hall.desk(made["id"])
    desk.move("accept", CHEN)
    desk.move("escalate", CHEN)
    desk.pc.push()
    assert "还缺" in hall.run("move", made["id"], "dispatch", code=9)
    assert "看不懂" in hall.run(
        "move", made["id"], "dispatch", "new_due_at=明天", "opinion=请办", "to_org=城管", code=9
    )
    done = hall.told("move", made["id"], "dispatch", "to_org=城管", "opinion=请办", "new_due_at=2026-11-24")
    assert done["status"] == "S30"
    desk.pull()
    assert (desk.order.status, desk.order.assignee_org, desk.order.dispatcher) == ("S30", "城管", "street")


def test_what_a_committee_asks_for_is_answered_by_the_street(hall: Hall) -> None:
    """An outside order's extension and every suspension are the street's to grant."""
    made = hall.told("create", *HOTLINE)
    desk = hall.desk(made["id"])
    for action in ("accept", "take"):
        desk.move(action, CHEN)
    desk.move("extend_request", CHEN, new_due_at="2026-12-04")
    desk.pc.push()
    done = hall.told("move", made["id"], "extend_approve", "opinion=同意", "new_due_at=2026-12-03")
    assert done["status"] == "S40"
    desk.pull()
    assert desk.order.timing is not None
    assert desk.order.timing.due_at == datetime(2026, 12, 3, 15, 59, 59, tzinfo=UTC)
    desk.move("suspend_request", CHEN, resume_on="2026-12-20", reason_kind="材料")
    desk.pc.push()
    assert hall.told("list")["asked"] == "suspend"
    assert hall.run("list", "--awaiting").strip().endswith("申请挂起")
    desk.move("void_request", CHEN)
    desk.pc.push()
    assert hall.told("list")["asked"] == "suspend void"
    assert hall.run("list", "--awaiting").strip().endswith("申请挂起，申请作废")
    assert hall.told("move", made["id"], "suspend_refuse", "opinion=先想别的办法")["status"] == "S40"
    assert hall.told("list")["asked"] == "void"
    desk.pull()
    assert (desk.order.asked, desk.order.refused) == ({"void"}, {"suspend"})
    desk.move("suspend_request", CHEN, resume_on="2026-12-20", reason_kind="材料")
    desk.pc.push()
    assert hall.told("move", made["id"], "suspend_approve")["status"] == "S80"


def test_no_date_that_is_typed_at_the_acceptance_moves_the_due_date(hall: Hall) -> None:
    due = []
    for number, typed in (("SH8", ()), ("SH9", ("new_due_at=2028-01-01",))):
        words = [word for word in HOTLINE if not word.startswith("external_no")]
        made = hall.told("create", *words, f"external_no={number}")
        assert hall.told("move", made["id"], "accept", *typed)["status"] == "S20"
        timing = hall.desk(made["id"]).order.timing
        assert timing is not None
        due.append(timing.due_at)
    assert due[0] == due[1]


@pytest.mark.parametrize(
    ("steps", "end"), [(("accept", "take", "void_request", "void_approve"), "S91"), (("reject",), "S90")]
)
def test_the_street_leaves_nobody_without_a_reply_either(hall: Hall, steps: tuple[str, ...], end: str) -> None:
    """What was merged meanwhile into an order that the head wants to void or to reject: the street lets it go on."""
    words = [word for word in HOTLINE if not word.startswith("external_no")]
    main, other = (hall.told("create", *words, f"external_no=SH{number}") for number in (21, 22))
    desk = hall.desk(main["id"])
    for action in steps:
        desk.move(action, CHEN)
    desk.pc.push()
    assert hall.told("list", "--awaiting")["awaiting"] == end
    assert hall.told("move", other["order_no"], "merge", f"duplicate_of={main['order_no']}")["status"] == "S92"
    told = hall.run("acknowledge", main["order_no"], code=9)
    assert f"归并来的工单（{other['order_no']}）还有反映人等回复" in told
    assert hall.told("decline", main["order_no"])["status"] in ("S40", "S10")
    if end == "S91":
        assert "归并来的工单" in hall.run("move", main["order_no"], "void_approve", code=9)
    else:
        done = hall.told("move", main["order_no"], "reject", "opinion=不归居委管", "reply=请找市政养护单位")
        assert done["status"] == "S90"


def test_the_street_merges_by_number_into_an_order_that_is_not_gone(hall: Hall) -> None:
    words = [word for word in HOTLINE if not word.startswith("external_no")]
    one, other, third = (hall.told("create", *words, f"external_no=SH{number}") for number in range(3))
    for order, main in ((one, other), (third, other)):
        hall.run("move", order["order_no"], "merge", f"duplicate_of={main['order_no']}")
        assert hall.desk(order["id"]).order.duplicate_of == main["id"]
    told = hall.run("move", other["order_no"], "merge", f"duplicate_of={one['order_no']}", code=9)
    assert f"{one['order_no']} 自己已经归并" in told
    assert "没有这件工单" in hall.run("move", other["order_no"], "merge", "duplicate_of=GD0", code=3)
    assert hall.told("show", other["id"])["status"] == "S10"


def test_what_cannot_be_is_told(hall: Hall) -> None:
    made = hall.told("create", *HOTLINE)
    assert "没有这件工单" in hall.run("show", "GD0", code=3)
    assert "“fly”" in hall.run("create", "fly=1", code=2)
    assert "“occurred_at”" in hall.run("create", *HOTLINE[:2], "occurred_at=那天", code=2)
    half = hall.run("create", *HOTLINE[:2], "lon=121.47", code=2)
    assert "经度和纬度要一起填" in half
    assert "还缺 lat=" in half
    assert "还缺 lon=" in hall.run("create", *HOTLINE[:2], "lat=31.23", code=2)
    assert "这时可以" in hall.run("move", made["id"], "finish", code=9)
    hall.run("move", made["id"], "fly", code=2)
    hall.run("create", "category", code=2)
    assert "too_large" in hall.run("move", made["id"], "comment", f"opinion={'长' * 6000}", code=9)


def test_an_operator_of_a_unit_above_with_the_role_moves_orders(hall: Hall, monkeypatch: pytest.MonkeyPatch) -> None:
    made = hall.told("create", *HOTLINE)
    found_city(hall.store)
    monkeypatch.setattr(operators, "_MEMORY_KIB", 64)
    several = (("ops", CID[:9], "worker"), ("other", "310101001", "worker"), ("looks", CID[:9], "viewer"))
    with hall.store.turn(CITY) as turn:
        for login, unit, role in several:
            operators.put(turn, Operator(login, "石敏", unit, (role,)), FIRST, None)
            operators.enter(turn, login, FIRST, OWN)
    secret = hall.place / "secret"
    secret.write_text(OWN, encoding="utf-8")

    def named(login: str) -> tuple[str, ...]:
        return ("--as", login, "--password-file", str(secret))

    urge = ("move", made["id"], "urge", "opinion=请抓紧")
    assert "--as" in hall.run(*urge, code=7)
    assert "不归您的单位管" in hall.run(*urge, *named("other"), code=7)
    assert "不办理工单" in hall.run(*urge, *named("looks"), code=7)
    assert made["order_no"] in hall.run("list", *named("looks"))
    assert made["order_no"] in hall.run("show", made["id"], *named("looks"))
    assert "不办理工单" in hall.run("show", made["id"], "--whole", *named("looks"), code=7)
    assert "13812345678" in hall.run("show", made["id"], "--whole", *named("ops"))
    notice, text = ("admin", "notice", "--dsn", hall.dsn), ("--title", "通知", "--text", "请知悉。", "--from", "街道")
    told = run(*notice[:2], "send", CID, *text, *notice[2:], *named("looks"), code=7)
    assert "不办理任务、通知和问题建议" in told
    assert run(*notice[:2], "list", *notice[2:], *named("looks")) == ""
    assert run(*notice[:2], "send", CID, *text, *notice[2:], *named("ops")).startswith("TZ-")
    hall.run(*urge, *named("ops"))
    assert hall.desk(made["id"]).log[-1][:3] == ("urge", 2, "applied")
    assert hall.authors() == {"street": "街道", "ops": "石敏 街道"}
