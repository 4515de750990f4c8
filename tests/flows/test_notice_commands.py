"""A task from the operator's command line to two PCs and back, through the real programs and a real database."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cloud.servers import Server, run, serving
from tests.committee import new_store
from tests.flows.program import CODE, PASSWORD, Office

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the server's sockets are Unix's")
UNIT = "凌兆街道"
OTHER = "310115013001"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("cloud") / "d") as started:
        for cid in (CODE, OTHER):
            run("admin", "committee", cid, "凌兆第一居委会", "--data", str(started.data))
        yield started


def admin(server: Server, *words: str | Path, code: int = 0) -> str:
    return run("admin", *map(str, words), "--data", str(server.data), code=code)


def joined(server: Server, folder: Path, login: str) -> Office:
    new_store(folder, code=CODE, login=login, password=PASSWORD).close()
    office = Office(folder, login)
    office.json("enrol", "--url", server.url, "--code", admin(server, "enrol-code", CODE).strip())
    return office


def test_a_task_goes_down_and_its_list_comes_up(server: Server, tmp_path: Path) -> None:
    one, other = joined(server, tmp_path / "one", "wang"), joined(server, tmp_path / "other", "li")
    wants = tmp_path / "wants.json"
    wants.write_text(json.dumps({"ledger": "person", "columns": ["name"], "filters": ["age>=80"]}), encoding="utf-8")
    words = ("--title", "高龄名单", "--text", "请报送。", "--from", UNIT, "--wants", wants)
    assert "完成期限" in admin(server, "notice", "send", CODE, "--kind", "task", *words, code=2)
    sent = admin(server, "notice", "send", "--under", CODE[:9], "--kind", "task", "--due", "2099-12-01", *words)
    number, count = sent.strip().split("\t")
    assert count == "1 个居委会"
    for name, born in (("王桂珍", "1938-05-01"), ("陆小明", "1990-05-01")):
        one.json("add", "person", f"name={name}", "population_type=01", "id_type=990", "sex=2", f"birth_date={born}")

    assert one.json("notice", "list")["total"] == 0
    for office in (one, other):
        office.json("sync")
    (line,) = other.json("notice", "list", "--open")["rows"]
    assert (line["number"], line["due_on"], line["light"], line["done"]) == (number, "2099-12-01", None, False)
    assert other.json("notice", "receipt", number) == {"received": True}
    shown = other.json("notice", "show", number)
    assert shown["wants"][0] == "居民：年龄 ≥ 80"
    seen = one.json("notice", "answer", number, "--dry-run")
    assert (seen["columns"], seen["rows"], seen["total"]) == (["姓名"], [["王桂珍"]], 1)
    given = one.json("notice", "answer", number, "--text", "已核对")
    assert given["rows"] == 1
    again = one.error("notice", "answer", number)
    assert (again["code"], again["name"]) == (7, "AlreadyAnswered")
    for office in (one, other):
        office.json("sync")
    assert other.error("notice", "answer", number)["code"] == 7, "a colleague answered"
    assert len(other.json("notice", "show", number)["given"]) == 1
    assert other.json("notice", "show", number)["given"][0]["register"] == given["register"]

    assert "签收 1/1，回复 1/1" in admin(server, "notice", "list")
    told = admin(server, "notice", "show", number)
    assert given["register"] in told
    assert "已核对" in told
    out = tmp_path / "got.xlsx"
    assert given["register"] in admin(server, "notice", "file", number, CODE, out)
    assert hashlib.sha256(out.read_bytes()).hexdigest() in told
    assert "没有下发过" in admin(server, "notice", "show", "RW-1999-0001", code=3)


def test_a_question_is_a_thread_that_both_sides_read(server: Server, tmp_path: Path) -> None:
    one = joined(server, tmp_path / "one", "wang")
    asked = one.json("question", "ask", "记在哪里？", "--unsigned")["id"]
    one.json("sync")
    assert asked in admin(server, "question", "list", CODE, "--open")
    admin(server, "question", "answer", CODE, asked, "--text", "备注里。", "--from", UNIT)
    one.json("sync")
    (line,) = one.json("question", "list", "--new")["rows"]
    (said,) = line["messages"]
    assert (line["asker"], said["text"], said["who"], said["new"]) == (None, "备注里。", UNIT, True)
    assert one.json("question", "show", asked)["messages"] == [said]
    assert one.json("question", "list", "--new")["rows"] == []
    assert asked not in admin(server, "question", "list", "--open")
    one.json("question", "say", asked, "能导出吗？")
    one.json("sync")
    assert asked in admin(server, "question", "list", CODE, "--new")
    shown = admin(server, "question", "show", CODE, asked).splitlines()
    assert [line.split("\t")[-2] for line in shown] == ["问题：记在哪里？", "备注里。", "能导出吗？"]
    assert shown[1].endswith(" 看过")
    assert admin(server, "question", "list", CODE, "--new") == ""
    assert asked in admin(server, "question", "list", CODE, "--open")


def test_an_operator_reaches_the_own_committees_alone(server: Server, tmp_path: Path) -> None:
    first, own = tmp_path / "first", tmp_path / "own"
    first.write_text("Qz7!kumquat\n")
    own.write_text("Mv4#lantern\n")
    new = ("--unit", CODE[:9], "--first-password-file", str(first))
    admin(server, "operator", "add", "jie", "--name", "解红", *new, "--role", "accounts", "--role", "worker")
    admin(server, "operator", "password", "jie", "--password-file", str(first), "--new-password-file", str(own))
    acting = ("--as", "jie", "--password-file", str(own))
    words = ("--title", "通知", "--text", "请知悉。", "--from", UNIT, *acting)
    number = admin(server, "notice", "send", CODE, *words).split("\t")[0]
    assert number.startswith("TZ-")
    assert "不归您的单位管" in admin(server, "notice", "send", OTHER, *words, code=7)
    assert "不归您的单位管" in admin(server, "question", "list", OTHER, *acting, code=7)
    assert "--as" in admin(server, "notice", "list", code=7)
    assert number in admin(server, "notice", "list", *acting)
