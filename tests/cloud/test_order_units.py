"""What goes up: a department that leads a module, 城运中心 and the leaders hear of late orders, look, and act."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cloud import operators
from cloud.commands import main
from cloud.operators import Operator
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.sources import found_city
from cloud.store import CITY
from ledger import clock
from ledger.orders import flow, stored, telling
from ledger.orders.facts import Order
from ledger.orders.flow import Request
from tests.cloud.conftest import fresh_database
from tests.cloud.moving import CHEN, Desk
from tests.cloud.pcs import CID
from tests.cloud.servers import run
from tests.cloud.test_order_street import FIRST, OWN, Hall, Monday
from tests.ledger.orders.rounds import RULES

WASTE = (
    "category=0102",
    "description=垃圾房门坏了",
    "source=03",
    "reporter_name=王小明",
    "reporter_phone=13812345678",
)
"""An order of the module 垃圾分类, which 管理办 leads."""
PEOPLE = (
    ("street", "", "worker"), ("waste", "管理办", "worker"), ("looks", "管理办", "viewer"),
    ("centre", "城运中心", "worker"), ("leaders", "领导", "worker"),
    ("elders", "服务办", "worker"), ("admin", "", "accounts"),
)  # fmt: skip
PLAIN = ("category=0101", "description=墙上乱涂", "source=03")
"""One of no module."""
OVERDUE, CARD, RED = (datetime(2026, 12, day, 1, tzinfo=UTC) for day in (4, 8, 15))


class Later:
    """A day in December."""

    def now(self) -> datetime:
        return CARD


class Offices(Hall):
    """The cloud with an operator in each unit."""

    def __init__(self, dsn: str, place: Path) -> None:
        super().__init__(dsn, place)
        self.letters = iter("abcd")

    def people(self) -> None:
        found_city(self.store)
        with self.store.turn(CITY) as turn:
            for login, department, role in PEOPLE:
                one = Operator(login, f"{login}的人", CID[:9], (role,), department=department)
                operators.put(turn, one, FIRST, None)
                operators.enter(turn, login, FIRST, OWN)
        (self.place / "secret").write_text(OWN, encoding="utf-8")

    def by(self, login: str, *arguments: str, code: int = 0) -> str:
        acting = ("--as", login, "--password-file", str(self.place / "secret"), "--dsn", self.dsn)
        return run("admin", *arguments, *acting, code=code)

    def inbox(self, login: str, *arguments: str) -> list[Any]:
        return [json.loads(line) for line in self.by(login, "order", "inbox", "--json", *arguments).splitlines()]

    def late(self, order: tuple[str, ...], *instants: datetime) -> Desk:
        """An order that a committee has in hand, told as late at these instants."""
        made = json.loads(self.by("street", "order", "create", CID, *order, "--json"))
        desk = Desk(self.committee.pc(next(self.letters)), Order(id=made["id"]))
        desk.pull()
        desk.move("accept", CHEN)
        desk.move("take", CHEN)
        desk.pc.push()
        for at in instants:
            desk.pull()
            desk.tell(at)
            desk.pc.push()
        return desk


@pytest.fixture
def offices(embedded_server: EmbeddedDatabase, place: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Offices]:
    monkeypatch.setattr(operators, "_MEMORY_KIB", 64)
    made = Offices(fresh_database(embedded_server.dsn, "offices"), place)
    with clock.use(Monday()):
        made.people()
        yield made
    made.store.close()


def test_each_unit_hears_of_its_own(offices: Offices) -> None:
    waste, plain = offices.late(WASTE, OVERDUE), offices.late(PLAIN, OVERDUE)
    assert [one["id"] for one in offices.inbox("waste", "--keep")] == [waste.order.id]
    assert [one["id"] for one in offices.inbox("street", "--keep")] == [plain.order.id], "nobody leads its module"
    assert offices.inbox("elders") == offices.inbox("centre") == offices.inbox("leaders") == []
    waste.pull()
    waste.tell(CARD)
    waste.pc.push()
    (heard,) = offices.inbox("centre")
    assert (heard["id"], heard["committee"], [one["mark"] for one in heard["heard"]]) == (waste.order.id, CID, ["黄牌"])
    waste.pull()
    waste.tell(RED)
    waste.pc.push()
    (heard,) = offices.inbox("leaders")
    assert [(one["rung"], one["mark"]) for one in heard["heard"]] == [("overdue-10", "红牌")]


def test_the_event_says_which_unit_heard_and_no_pc_says_so(offices: Offices) -> None:
    desk, plain = offices.late(WASTE, OVERDUE, CARD), offices.late(PLAIN, OVERDUE)
    assert [row["heard"] for _, row in desk.seen()[1] if row["heard"]] == ["管理办", "管理办", "城运中心"]
    assert {row["heard"] for _, row in plain.seen()[1] if row["heard"]} == {"街道"}
    told = [telling.rung_told(stored.event_of(row)) for _, row in desk.seen()[1] if row["heard"]]
    assert told[0] == "超时 3 个工作日：通知承办人、居委书记/主任、管理办。"
    assert told[-1] == "超时 5 个工作日：通知城运中心，记“黄牌”。"
    desk.pull()
    event = flow.move(desk.order, Request("comment", CARD, {"opinion": "好"}), CHEN, RULES).event
    desk.add(event, CHEN, heard="城运中心")
    desk.pc.push()
    assert desk.seen()[1][-1][1]["heard"] is None


def test_what_was_read_is_not_new_and_the_next_rung_is(offices: Offices) -> None:
    desk = offices.late(PLAIN, OVERDUE)
    new = ("order", "inbox", "--new")
    assert offices.by("street", *new, "--keep").startswith("未看\t")
    assert offices.by("street", *new).startswith("未看\t"), "it was kept as new"
    assert offices.by("street", *new) == ""
    assert offices.by("street", "order", "inbox").startswith("看过\t")
    desk.pull()
    desk.tell(CARD)
    desk.pc.push()
    assert offices.by("street", *new) == "", "the card is 城运中心's"
    assert offices.by("centre", *new) != ""
    desk.pull()
    desk.move("finish", CHEN)
    desk.pc.push()
    assert offices.by("centre", "order", "inbox") == "", "its clock stands"


def test_one_who_only_looks_marks_nothing(offices: Offices) -> None:
    offices.late(WASTE, OVERDUE)
    assert len(offices.inbox("looks", "--new")) == 1
    assert len(offices.inbox("waste", "--new")) == 1
    assert offices.inbox("looks", "--new") == [], "a department's marks are the department's"


def test_the_inbox_says_light_and_time_left_oldest_first_and_can_be_narrowed(offices: Offices) -> None:
    first = offices.late(PLAIN, OVERDUE)
    second = offices.late(PLAIN, CARD)
    with clock.use(Later()):
        found = offices.inbox("street", "--keep")
        assert [one["id"] for one in found] == [first.order.id, second.order.id]
        assert [(one["light"], one["left"]) for one in found] == [(0, "超 5 个工作日")] * 2
        line = offices.by("street", "order", "list", CID).splitlines()[0]
        assert "\t红灯\t超 5 个工作日\t" in line
        assert [one["id"] for one in offices.inbox("street", "--keep", "--rung", "overdue-5")] == [second.order.id]
        assert offices.inbox("street", "--keep", "--module", "03") == []
        offices.by("street", "order", "inbox", "--module", "99", code=2)


def test_the_line_for_the_clockwork_says_what_is_new_and_ends_with_ten(
    offices: Offices, capsys: pytest.CaptureFixture[str]
) -> None:
    def news(code: int) -> str:
        capsys.readouterr()
        assert main(["admin", "order", "news", "--dsn", offices.dsn]) == code
        told = capsys.readouterr()
        assert ("admin order inbox" in told.err) is (code == 10)
        return told.out

    assert news(0) == ""
    offices.late(WASTE, OVERDUE)
    offices.late(("category=0505", "description=占了车位", "source=03"), OVERDUE)
    waste = f"{CID[:9]}\t管理办\t1 件\t2026-12-04 09:00\n"
    park = f"{CID[:9]}\t平安办\t1 件\t2026-12-04 09:00\t没有登记管理人员，没有人能看到\n"
    assert sorted(news(10).splitlines(keepends=True)) == sorted((waste, park))
    offices.inbox("waste")
    assert news(10) == park


def test_a_leading_department_acts_on_orders_of_its_modules_alone(offices: Offices) -> None:
    desk = offices.late(WASTE)
    desk.pull()
    desk.move("suspend_request", CHEN, resume_on="2026-12-20", reason_kind="材料")
    desk.pc.push()
    approve = ("order", "move", CID, desk.order.id, "suspend_approve")
    assert "不是您部门的模块" in offices.by("elders", *approve, code=7)
    assert offices.by("elders", "order", "list", CID) == ""
    assert desk.order.id in offices.by("waste", *approve)
    desk.pull()
    assert desk.order.status == "S80"
    _, rows = desk.seen()
    last = rows[-1][1]
    assert (last["action"], last["actor"], last["actor_org"], last["outcome"]) == (
        "suspend_approve", "waste", "管理办", "applied",
    )  # fmt: skip
    assert json.loads(last["detail"])["acting"] == {"duties": ["module_lead"], "modules": ["03"]}
    assert offices.authors()["waste"] == "waste的人 管理办"
    offices.by("waste", "order", "move", CID, desk.order.id, "supervise", "opinion=请抓紧", "level=普通")
    assert "13812345678" in offices.by("waste", "order", "show", CID, desk.order.id, "--whole")


def test_one_that_works_along_looks_but_neither_approves_nor_reads_who_reported(offices: Offices) -> None:
    with offices.store.turn(CITY) as turn:
        one = Operator("build", "建", CID[:9], ("worker",), department="建管中心")
        operators.put(turn, one, FIRST, None)
        operators.enter(turn, "build", FIRST, OWN)
    desk = offices.late(WASTE, OVERDUE)
    assert offices.inbox("build") == [], "it is told who leads"
    assert desk.order.id in offices.by("build", "order", "list", CID, "--json")
    offices.by("build", "order", "show", CID, desk.order.id)
    assert "不办理工单" in offices.by("build", "order", "show", CID, desk.order.id, "--whole", code=7)
    supervise = ("order", "move", CID, desk.order.id, "supervise", "opinion=请抓紧", "level=普通")
    assert "模块牵头部门" in offices.by("build", *supervise, code=9)
    offices.by("build", "order", "move", CID, desk.order.id, "comment", "opinion=知道了")


def test_a_module_has_exactly_one_lead(offices: Offices) -> None:
    told = offices.by("street", "modules")
    assert "03\t垃圾分类\t管理办\t城运中心、建管中心、各居民区\n" in told
    table = ["module,part,department", *(f"{line[:2]},lead,{line.split(chr(9))[2]}" for line in told.splitlines())]
    file = offices.place / "modules.csv"

    def put(*lines: str, code: int = 0, login: str = "admin") -> str:
        file.write_text("\n".join((*table, *lines)), encoding="utf-8")
        return offices.by(login, "modules", "--set", str(file), code=code)

    assert "模块 03 垃圾分类 有两个牵头部门" in put("03,lead,服务办", code=2)
    assert "管账号的人" in put(code=7, login="waste")
    assert "12\t其他模块\t服务办" in put("12,lead,服务办", "12,coop,管理办")
    lead = table.index("03,lead,管理办")
    table[lead] = "03,coop,管理办"
    assert "模块 03 垃圾分类 没有牵头部门" in put(code=2)
    table[lead] = "03,lead,服务办"
    put()
    offices.late(WASTE, OVERDUE)
    assert offices.inbox("waste") == []
    assert len(offices.inbox("elders")) == 1, "the table that holds says who hears"
    for line, said in (
        ("99,lead,甲", "第 13 行的模块代码"),
        ("12,boss,甲", "第 13 行的 part"),
        ("12,lead,", "部门名称"),
    ):
        assert said in put(line, code=2)
    assert "写了两次" in put("05,coop,城运中心", code=2)
    file.write_text("a,b\n", encoding="utf-8")
    assert "第一行应为" in offices.by("admin", "modules", "--set", str(file), code=2)
    offices.by("admin", "modules", "--set", str(offices.place / "none.csv"), code=2)


def test_an_operator_is_of_a_department_that_there_is(offices: Offices) -> None:
    first = offices.place / "first"
    first.write_text(FIRST, encoding="utf-8")
    put = ("operator", "add", "new", "--unit", CID[:9], "--role", "worker", "--first-password-file", str(first))
    assert "没有叫“气象局”的部门，可以写：城运中心" in offices.by("admin", *put, "--department", "气象局", code=2)
    offices.by("admin", *put, "--department", "党群办")
    assert f"new\t\t{CID[:9]}\t党群办\t社工\t在用" in offices.by("admin", "operators")
