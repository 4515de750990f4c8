"""An erasure order from the command line: what it would take is shown first, no number stands where others read it."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cloud import operators
from cloud.operators import Operator
from cloud.postgres.embedded import EmbeddedDatabase
from cloud.postgres.store import PostgresStore
from cloud.sources import found_city
from cloud.store import CITY
from tests.cloud.callers import CID, OTHER, House, Pc
from tests.cloud.conftest import fresh_database
from tests.cloud.servers import run

NAME, NUMBER = "植入欧阳", "310115194912310013"
OF_HIM: dict[str, Any] = {"name": NAME, "id_document": {"id_type": "111", "id_no": NUMBER}}
LAW = ("--ground", "consent", "--reference", "浦民发〔2026〕12号")
FIRST, OWN = "Qz7!kumquat", "Mv4#lantern"


class Office:
    """A cloud's database and data folder, and what its operator types."""

    def __init__(self, server: EmbeddedDatabase, place: Path, name: str) -> None:
        self.dsn, self.place = fresh_database(server.dsn, name), place
        self.store = PostgresStore(self.dsn)
        self.house = House(self.store)
        self.number = place / "number"
        self.number.write_text(f"{NUMBER}\n", encoding="utf-8")

    def run(self, *arguments: str, code: int = 0) -> str:
        return run("admin", *arguments, "--data", str(self.place / "d"), "--dsn", self.dsn, code=code)

    def erase(self, *more: str, code: int = 0) -> str:
        return self.run("erase", CID, *LAW, *more, code=code)

    def is_kept(self, person: str) -> bool:
        with self.store.look(CID) as look:
            return look.records([("person", person)])["person", person].is_alive


@pytest.fixture
def office(embedded_server: EmbeddedDatabase, place: Path) -> Iterator[Office]:
    made = Office(embedded_server, place, "erasing")
    yield made
    made.store.close()


@pytest.fixture
def pc(office: Office) -> Pc:
    return office.house.pc()


def entered(pc: Pc, **f: Any) -> str:
    made = pc.person(f=f or OF_HIM)
    pc.push(made)
    return str(made["id"])


def test_a_number_in_a_file_is_found_shown_and_erased(office: Office, pc: Pc) -> None:
    person, other = entered(pc), entered(pc, name="李四", remark=f"是 {NUMBER} 的邻居")
    file = ("--number-file", str(office.number))
    shown = office.erase(*file)
    assert shown.startswith("person\t1\n")
    assert f"还写着这个号码，请核对\tperson\t{other}\n" in shown
    assert shown.endswith("请加 --confirm\n")
    assert office.is_kept(person)
    assert office.run("erasures", CID) == ""
    said = office.erase(*file, "--confirm")
    assert said.startswith(f"{CID}\t1\t0\n")
    assert other in said
    assert not office.is_kept(person)
    assert office.is_kept(other)
    (line,) = office.run("erasures", CID).splitlines()
    assert NAME not in line
    assert NUMBER not in line
    assert json.loads(line)["taken"] == [["person", person]]
    assert "没有这个人" in office.erase(*file, "--confirm", code=3)


def test_a_record_is_named_by_its_id_and_a_number_read_from_standard_input(
    office: Office, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = entered(pc)
    monkeypatch.setattr("sys.stdin", io.StringIO("3101 1519 4912 3100 13\n"))  # as it is written on paper
    assert office.erase("--number-file", "-").startswith("person\t1\n")
    assert office.erase("--record", person, "--confirm").startswith(f"{CID}\t1\t0")
    assert not office.is_kept(person)


def test_what_cannot_be_is_told(office: Office, pc: Pc) -> None:
    person = entered(pc)
    assert "没有这个人" in office.erase("--record", "who", code=3)
    assert "从来没有过" in office.erase("--record", "0193c9a0-0000-7000-8000-000000000001", code=3)
    assert "读不出" in office.erase("--number-file", str(office.place / "none"), code=2)
    office.number.write_text("\n", encoding="utf-8")
    assert "没有这个人" in office.erase("--number-file", str(office.number), code=3)
    telling = ("--ground", "law", "--reference", f"{NAME}的决定")
    assert "不能写这个人" in office.run("erase", CID, *telling, "--record", person, "--confirm", code=2)
    assert "--data" in run("admin", "erase", CID, *LAW, "--record", person, "--dsn", office.dsn, code=2)
    office.erase(code=2)
    office.erase("--record", person, "--ledger", "dwelling", code=2)
    assert office.is_kept(person)


def test_who_gives_it_is_an_operator_of_a_unit_above(office: Office, pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    person = entered(pc)
    found_city(office.store)
    monkeypatch.setattr(operators, "_MEMORY_KIB", 64)
    with office.store.turn(CITY) as turn:
        for login, unit in (("pudong", "310115"), ("huangpu", "310101")):
            operators.put(turn, Operator(login, "石敏", unit, ("accounts",)), FIRST, None)
            operators.enter(turn, login, FIRST, OWN)
    secret = office.place / "secret"
    secret.write_text(OWN, encoding="utf-8")
    order = ("--record", person, "--confirm")
    assert "--as" in office.erase(*order, code=7)
    assert "不归您的单位管" in office.erase(*order, "--as", "huangpu", "--password-file", str(secret), code=7)
    assert office.is_kept(person)
    office.erase(*order, "--as", "pudong", "--password-file", str(secret))
    assert json.loads(office.run("erasures"))["by"] == "pudong"


def test_after_a_restore_to_an_older_moment_the_orders_are_given_again(
    office: Office, pc: Pc, embedded_server: EmbeddedDatabase
) -> None:
    person, later = entered(pc), entered(pc, name="后来的")
    for one in (person, later):
        office.erase("--record", one, "--confirm")
    kept = office.place / "erasures"
    kept.write_text(office.run("erasures"), encoding="utf-8")
    restored = Office(embedded_server, office.place, "erasing_again")
    theirs = restored.house.pc()
    theirs.push(theirs.person(f=OF_HIM, id=person))
    assert restored.is_kept(person)
    assert restored.run("erase-again", str(kept)).splitlines() == [f"{CID}\t1\t0"] * 2
    assert not restored.is_kept(person)
    told = [json.loads(one) for one in restored.run("erasures").splitlines()]
    assert {(one["order"], one["reference"]) for one in told} == {
        (f"person/{one}", "浦民发〔2026〕12号") for one in (person, later)
    }
    again = theirs.person(id=later)  # a PC sends what the restored cloud has lost
    assert theirs.push(again)["results"][0]["reason"] == "create_dead"
    kept.write_text("{}", encoding="utf-8")
    assert "读不出" in restored.run("erase-again", str(kept), code=2)
    restored.store.close()


def test_orders_of_all_committees_are_listed_together(office: Office, pc: Pc) -> None:
    office.erase("--record", entered(pc), "--confirm")
    there = office.house.pc(OTHER)
    own = there.person(f=OF_HIM)
    there.push(own)
    office.run("erase", OTHER, *LAW, "--record", str(own["id"]), "--confirm")
    told = [json.loads(line)["committee"] for line in office.run("erasures").splitlines()]
    assert sorted(told) == [CID, OTHER]
    assert len(office.run("erasures", OTHER).splitlines()) == 1
