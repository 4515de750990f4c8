"""Two PCs and their cloud on the command line: getting in, exchanging, what was changed in two places, the night."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.stores import instance, paths
from cloud.enrolling import new_code
from ledger import clock
from storage.store import Store
from tests.app.syncing.office import let_in_again, stop
from tests.cloud.callers import House
from tests.committee import new_store
from tests.flows.program import CODE, PASSWORD, ROOT, Office, environment, run
from tests.sync.served import served

COUNTS = {"pushed", "acked", "pulled", "merged", "conflicts", "refused", "cursor", "requests", "bytes_up", "bytes_down"}
PERSON = ("add", "person", "name=张三", "id_type=990", "sex=男", "birth_date=1980-01-01", "population_type=户籍")


@pytest.fixture
def house() -> House:
    made = House(cids=(CODE, "310115001002"))
    made.time.ms = int(clock.now().timestamp() * 1000)
    return made


@pytest.fixture
def url(house: House) -> Iterator[str]:
    with served(house) as address:
        yield address


def office(folder: Path, login: str) -> Office:
    new_store(folder, code=CODE, login=login, password=PASSWORD).close()
    return Office(folder, login)


@pytest.fixture
def pcs(house: House, url: str, tmp_path: Path) -> tuple[Office, Office]:
    one, other = office(tmp_path / "one", "wang"), office(tmp_path / "other", "li")
    for pc in (one, other):
        told = pc.json("enrol", "--url", url, "--code", new_code(house.means, CODE))
        assert told["committee"] == CODE
    return one, other


def _named_apart(one: Office, other: Office) -> str:
    """Somebody who has one name from each PC, of which both know."""
    person = str(one.json(*PERSON)["id"])
    for pc in (one, other):
        pc.json("sync")
    one.json("set", "person", person, "name=张山")
    other.json("set", "person", person, "name=章三")
    for pc in (one, other, one):
        pc.json("sync")
    return person


def test_two_pcs_come_to_hold_the_same(pcs: tuple[Office, Office]) -> None:
    one, other = pcs
    person = one.json(*PERSON)["id"]
    sent = one.json("sync")
    assert set(sent) == COUNTS
    assert (sent["pushed"], sent["acked"], sent["refused"]) == (1, 1, 0)
    assert other.json("sync")["pulled"] == 1
    assert other.json("show", "person", person)["name"] == "张三"
    assert one.json("digest") == other.json("digest")
    assert one.json("digest")["types"]["person"]["n"] == 1
    nothing = one.json("sync")
    assert nothing["requests"] <= 2
    assert nothing["bytes_up"] + nothing["bytes_down"] <= 2048


def test_what_was_changed_in_two_places_is_listed_shown_and_settled(pcs: tuple[Office, Office]) -> None:
    one, other = pcs
    person = one.json(*PERSON)["id"]
    one.json("sync")
    other.json("sync")
    one.json("set", "person", person, "name=张山")
    other.json("set", "person", person, "name=章三")
    one.json("sync")
    assert other.json("sync")["conflicts"] == 1
    one.json("sync")
    (row,) = other.json("conflicts", "list")["rows"]
    assert (row["ledger"], row["record"], row["group"], row["fields"]) == ("person", person, "name", ["name"])
    assert (row["mine"]["values"], row["theirs"]["values"]) == ({"name": "章三"}, {"name": "张山"})
    assert other.json("conflicts", "show", row["id"]) == row
    assert "章三" in other.ctl("conflicts", "show", row["id"]).out
    assert other.error("conflicts", "resolve", row["id"], "keep")["code"] == 2  # a name cannot be two
    assert other.json("conflicts", "resolve", row["id"], "mine")["resolved"]
    assert other.json("conflicts", "list") == {"rows": []}
    assert other.error("conflicts", "resolve", row["id"], "mine")["code"] == 4
    other.json("sync")
    one.json("sync")
    assert one.json("conflicts", "list") == {"rows": []}
    assert one.json("show", "person", person)["name"] == "章三"
    assert one.json("digest") == other.json("digest")


def test_somebody_may_live_in_two_homes(pcs: tuple[Office, Office]) -> None:
    one, other = pcs
    person = one.json(*PERSON)["id"]
    compound = one.json("add", "compound", "name=海棠新村", "address=凌兆路1弄")["id"]
    building = one.json("add", "building", f"compound_uid={compound}", "building_no=3", "building_suffix=号")["id"]
    rooms = [one.json("add", "dwelling", f"building_uid={building}", f"room_no={no}")["id"] for no in ("101", "102")]
    for pc in pcs:
        pc.json("sync")
    for pc, room in zip(pcs, rooms, strict=True):
        told = (f"person_uid={person}", f"dwelling_uid={room}", "relation=租户", "is_actual_resident=是")
        pc.json("add", "residence", *told)
        pc.json("sync")
    (row,) = other.json("conflicts", "list")["rows"]
    (home,) = row["about"]
    assert (home["ledger"], home["name"], row["mine"]["does"]) == (
        "residence",
        "张三 海棠新村3号101室 承租人",
        "住在 海棠新村3号102室",
    )
    shown = other.ctl("conflicts", "show", row["id"]).out
    assert all(part in shown for part in ("keep", f"涉及：居住关系 {home['name']} {home['record']}"))
    assert other.json("conflicts", "resolve", row["id"], "keep")["resolved"]
    for pc in (other, one):
        pc.json("sync")
    assert one.json("conflicts", "list") == {"rows": []}
    assert [stay["is_actual_resident"] for stay in one.json("list", "residence")["rows"]] == [True, True]


def test_a_value_may_be_given_instead_of_a_side(pcs: tuple[Office, Office]) -> None:
    one, other = pcs
    person = _named_apart(one, other)
    (row,) = one.json("conflicts", "list")["rows"]
    one.json("conflicts", "resolve", row["id"], "name=张珊")
    for pc in (one, other):
        pc.json("sync")
    assert other.json("show", "person", person)["name"] == "张珊"


def test_a_removal_that_had_not_seen_an_edit_says_which_side_it_is(pcs: tuple[Office, Office]) -> None:
    one, other = pcs
    person = one.json(*PERSON)["id"]
    for pc in pcs:
        pc.json("sync")
    one.json("set", "person", person, "name=张山")
    other.json("remove", "person", person, "--reason", "误录")
    for pc in pcs:
        pc.json("sync")
    (row,) = other.json("conflicts", "list")["rows"]
    assert (row["removes"], row["reason"], row["before"], row["about"]) == ("mine", "误录", {"name": "张三"}, [])
    assert (row["mine"]["values"], row["theirs"]["values"]) == ({}, {"name": "张山"})
    shown = other.ctl("conflicts", "show", row["id"]).out.splitlines()
    assert "  要删除，原因：误录" in shown
    assert shown[-1].split() == ["姓名", "张三", "删除", "张山"]


def test_several_questions_are_settled_at_once(pcs: tuple[Office, Office]) -> None:
    one, other = pcs
    people = [one.json(*PERSON, f"employer=单位{at}")["id"] for at in range(4)]
    for pc in pcs:
        pc.json("sync")
    for at, person in enumerate(people):
        one.json("set", "person", person, f"name=甲{at}")
        other.json("set", "person", person, f"name=乙{at}")
    for pc in pcs:
        pc.json("sync")
    first, second, third, _ = (row["id"] for row in other.json("conflicts", "list")["rows"])
    assert other.error("conflicts", "resolve", first, "name=丙", "--alike")["code"] == 2
    assert other.error("conflicts", "resolve", first, "mine", "--alike", "--also", second)["code"] == 2
    assert other.json("conflicts", "resolve", first, "theirs", "--also", second)["count"] == 2
    assert other.json("conflicts", "resolve", third, "mine", "--alike")["count"] == 2
    assert other.json("conflicts", "list") == {"rows": []}
    for pc in (other, one):
        pc.json("sync")
    assert sorted(one.json("show", "person", person)["name"] for person in people) == ["乙2", "乙3", "甲0", "甲1"]


def test_what_was_refused_is_listed_said_again_and_let_go(pcs: tuple[Office, Office], house: House) -> None:
    one, _ = pcs
    assert one.json("refused", "list") == {"rows": []}
    person = one.json(*PERSON)["id"]
    one.json("sync")
    stop(house, one.login, CODE, after_ms=0)
    for name in ("张山", "章三"):
        one.json("set", "person", person, f"name={name}")
    assert "linongctl refused list" in one.ctl("sync").out
    let_in_again(house, one.login, CODE)
    later, first = one.json("refused", "list")["rows"]
    assert (first["did"], first["name"], first["values"], first["reason"]) == (
        "修改",
        "张三",
        {"name": "张山"},
        "forbidden",
    )
    assert one.json("refused", "show", first["id"]) == first
    assert "没有这项权限" in one.ctl("refused", "show", first["id"]).out
    assert one.json("refused", "done", first["id"]) == {"id": first["id"], "done": True}
    assert one.json("refused", "resend", later["id"])["resent"] is True
    assert one.json("refused", "list") == {"rows": []}
    assert one.error("refused", "resend", later["id"])["name"] == "RefusalNotFound"
    assert one.error("refused", "show")["code"] == 2
    assert one.json("sync")["refused"] == 0
    assert one.json("show", "person", person)["name"] == "章三"


def test_an_answer_that_came_too_late_is_not_said_again(pcs: tuple[Office, Office]) -> None:
    one, other = pcs
    _named_apart(one, other)
    for pc in pcs:
        pc.json("conflicts", "resolve", pc.json("conflicts", "list")["rows"][0]["id"], "mine")
        pc.json("sync")
    answer = next(row for row in other.json("refused", "list")["rows"] if row["ledger"] is None)
    assert (answer["did"], answer["reason"]) == ("处理两处都改了", "already_resolved")
    assert (other.error("refused", "resend", answer["id"])["name"]) == "AnswerNotResent"
    assert other.json("refused", "done", answer["id"])["done"]


def test_codes_that_do_not_fit_are_refused_with_their_exit_code(house: House, url: str, tmp_path: Path) -> None:
    pc = office(tmp_path / "one", "wang")
    assert pc.error("sync")["code"] == 30
    assert pc.error("enrol", "--url", url, "--code", "nonsense")["code"] == 2
    assert pc.error("enrol", "--url", url, "--code", new_code(house.means, "310115001002"))["name"] == "OtherCommittee"
    assert pc.error("enrol", "--url", url, "--code", f"{CODE}-0000-0000-0000")["code"] == 30
    assert pc.error("enrol", "--url", "http://cloud.example", "--code", new_code(house.means, CODE))["code"] == 2
    code = new_code(house.means, CODE)
    pc.json("enrol", "--url", url, "--code", code)
    assert pc.error("enrol", "--url", url, "--code", new_code(house.means, CODE))["name"] == "AlreadyEnrolled"
    assert office(tmp_path / "two", "li").error("enrol", "--url", url, "--code", code)["code"] == 30


def test_a_cloud_that_is_not_there_is_told_with_the_counts(house: House, tmp_path: Path) -> None:
    pc = office(tmp_path / "one", "wang")
    with served(house) as url:
        pc.json("enrol", "--url", url, "--code", new_code(house.means, CODE))
    ran = pc.ctl("sync", "--json")
    assert ran.code == 21
    assert ran.answer["error"]["name"] == "Unreachable"
    assert set(ran.answer) == COUNTS | {"error"}
    assert "没有连上上级平台" in ran.err


def test_the_night_has_an_exit_code_for_everything(pcs: tuple[Office, Office], house: House) -> None:
    one, other = pcs
    person = one.json(*PERSON)["id"]
    assert one.ctl("sync", "--unattended", "--deadline", "05:30", "--json").code == 0
    other.json("sync")
    one.json("set", "person", person, "name=张山")
    other.json("set", "person", person, "name=章三")
    one.json("sync")
    night = other.ctl("sync", "--unattended", "--json")
    assert night.code == 10
    assert set(night.answer) == COUNTS
    assert one.error("sync", "--deadline", "25:00")["code"] == 2
    without_key = ("--store", one.folder, "--user", one.login, "sync", "--unattended", "--json")
    ran = run(*without_key, PYTHON_KEYRING_BACKEND="keyring.backends.fail.Keyring")
    assert (ran.code, ran.answer["error"]["name"]) == (34, "KeyNotKept")


def test_the_window_does_the_nights_work_while_it_is_open(
    pcs: tuple[Office, Office], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, _ = pcs
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    asked: list[bool] = []
    with Store.open(one.folder, account=one.login, password=PASSWORD):
        listening = instance.listen(one.folder, lambda: None, lambda: not asked.append(True))  # type: ignore[func-returns-value]
        assert listening is not None
        ran = one.ctl("sync", "--unattended", "--json")
        listening.close()
    assert paths.user_folder().is_relative_to(tmp_path)
    assert (ran.code, asked) == (20, [True])
    assert "已请它上报" in ran.err


NIGHT = """
set -e
printf 'unlock' | gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1
printf '%s\\n' "$PASSWORD" | "$PYTHON" -m app.headless --store "$STORE" --user wang --password-file - \
  schedule install --unattended --json
"$PYTHON" -m app.headless --store "$STORE" --user wang sync --unattended --deadline 05:30 --json
printf '%s\\n' "$PASSWORD" | "$PYTHON" -m app.headless --store "$STORE" --user wang --password-file - \
  schedule remove --json
set +e
"$PYTHON" -m app.headless --store "$STORE" --user wang sync --unattended --json
echo "$?"
"""


def test_a_real_key_store_opens_the_night_and_is_taken_back(pcs: tuple[Office, Office], tmp_path: Path) -> None:
    tools = [shutil.which(name) for name in ("dbus-run-session", "gnome-keyring-daemon")]
    if not all(tools):
        if os.environ.get("CI"):
            pytest.fail("gnome-keyring and dbus are needed")
        pytest.skip("gnome-keyring or dbus is not there")
    one, _ = pcs
    one.json(*PERSON)
    home = tmp_path / "home"
    home.mkdir()
    ran = subprocess.run(
        ["dbus-run-session", "--", "sh", "-c", NIGHT],
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=120,
        check=False,
        env=environment(
            HOME=str(home),
            XDG_CONFIG_HOME=str(home / "config"),
            XDG_DATA_HOME=str(home / "data"),
            XDG_RUNTIME_DIR=str(home),
            STORE=str(one.folder),
            PASSWORD=PASSWORD,
            PYTHON=sys.executable,
        ),
    )
    lines = ran.stdout.splitlines()
    assert len(lines) == 5, ran.stdout + ran.stderr
    installed, night, removed, after, code = (*map(json.loads, lines[:4]), lines[4])
    assert installed["key_kept"] is True
    assert installed["sync_at"] is not None
    assert night["pushed"] == night["acked"] == 1
    assert removed["key_kept"] is False
    assert (after["error"]["code"], code) == (34, "34")
