"""The calls of the police and the street, with their tokens, on every database."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloud import sources
from cloud.exchange import Request
from cloud.sample_feeder import invented
from cloud.store import CloudStore
from ledger import id_number, ids
from tests.cloud.callers import House, new_cid, new_id


class Source:
    """An authority that calls."""

    def __init__(self, house: House, name: str, cid: str) -> None:
        self.house, self.name, self.cid = house, name, cid
        self.token = sources.new_token(house.store, name)

    def call(self, method: str, rest: str = "", told: Any = None, *, status: int = 200, cid: str = "") -> Any:
        body = json.dumps(told).encode() if told is not None else b""
        headers = {"Authorization": f"Bearer {self.token}"}
        path = f"/v1/ingest/{self.name}/{cid or self.cid}{rest}"
        answer = self.house.service.answer(Request(method, path, headers, body))
        told = json.loads(answer.body)
        assert answer.status == status, told
        return told

    def send(self, *rows: Any, batch: str = "", status: int = 200, cid: str = "") -> Any:
        return self.call("POST", "", {"batch": batch or new_id(), "rows": rows}, status=status, cid=cid)


@pytest.fixture
def house(store: CloudStore) -> House:
    code = new_cid()
    made = House(store, cids=(code,))
    made.code = code  # type: ignore[attr-defined]
    return made


@pytest.fixture
def police(house: House) -> Source:
    return Source(house, "police", house.code)  # type: ignore[attr-defined]


def names(house: House) -> list[str]:
    with house.store.look(house.code) as look:  # type: ignore[attr-defined]
        keys = [("person", one) for one, _, _ in look.marks("person")]
        return sorted(str(one.f["name"]) for one in look.records(keys).values())


def test_batch_after_batch_is_kept_and_reaches_the_pcs(house: House, police: Source) -> None:
    first, second = list(invented(4, 1)), list(invented(3, 2))
    answered = [police.send(*rows) for rows in (first, second)]
    assert [one["outcome"] for told in answered for one in told["results"]] == ["applied"] * 7
    assert names(house) == sorted(row["f"]["name"] for row in first + second)
    pc = house.pc(house.code)  # type: ignore[attr-defined]
    pulled = pc.pull()["changes"]
    assert {one["f"]["check_status"] for one in pulled} == {"1"}
    assert {one["m"][""][4] for one in pulled} == {"police"}


def test_a_batch_sent_again_is_answered_and_changes_nothing(house: House, police: Source) -> None:
    batch, rows = new_id(), list(invented(2, 3))
    first = police.send(*rows, batch=batch)
    again = police.send(*rows, batch=batch)
    assert [one["outcome"] for one in again["results"]] == ["duplicate", "duplicate"]
    assert [one["row"] for one in again["results"]] == [0, 1]
    assert again["head"] == first["head"]


def test_a_committees_correction_goes_out_and_its_answer_comes_in(house: House, police: Source) -> None:
    (row,) = invented(1, 4)
    person = police.send(row)["results"][0]["id"]
    pc = house.pc(house.code)  # type: ignore[attr-defined]
    pc.pull()
    pc.n += 1
    edit = {"n": pc.n, "op_id": new_id(), "k": "patch", "t": "person", "id": person, "base": 1, "u": "wang", "cv": "1"}
    edit |= {"was": {"name": row["f"]["name"]}, "f": {"name": "沈佳英"}, "at": "2026-11-18T09:00:00.000Z"}
    assert pc.push(edit)["results"][0]["groups"] == {"name": "kept_server"}
    told = police.call("GET", "/corrections?after=0")
    assert [(one["record"], one["wanted"]) for one in told["corrections"]] == [(person, "沈佳英")]
    assert police.call("GET", f"/corrections?after={told['next']}")["corrections"] == []
    police.send({"t": "person", "id": person, "f": {"name": "沈佳英"}})
    changed = {one["id"]: one for one in pc.pull()["changes"]}
    assert changed[person]["f"]["name"] == "沈佳英"


def test_nobody_sends_without_the_sources_own_token(house: House, police: Source) -> None:
    street = Source(house, "street", house.code)  # type: ignore[attr-defined]
    street.token = police.token
    assert street.send(*invented(1, 5), status=401)["code"] == "source_denied"
    pc = house.pc(house.code)  # type: ignore[attr-defined]
    police.token = pc.token
    assert police.send(*invented(1, 5), status=401)["code"] == "source_denied"
    police.token = ""
    police.call("GET", "/corrections", status=401)
    assert names(house) == []


def test_what_cannot_be_read_is_named_and_nothing_is_kept(house: House, police: Source) -> None:
    told = police.send(*invented(1, 6), {"t": "pension", "f": {"name": "x"}}, status=400)
    assert (told["code"], told["at"], told["why"]) == ("row_broken", 1, "t")
    assert police.send(*invented(1, 6), cid="310118999999", status=403)["code"] == "committee_denied"
    assert police.call("GET", "/corrections?after=x", status=400)["code"] == "bad_request"
    assert names(house) == []


def test_invented_people_have_numbers_that_hold_and_the_same_seed_the_same_people() -> None:
    rows = list(invented(20, 7))
    assert rows == list(invented(20, 7))
    for row in rows:
        read = id_number.parse(row["f"]["id_document"]["id_no"], "111")
        assert isinstance(read, id_number.IdNumber)
        assert {"sex": read.sex, "birth_date": read.birth} == row["f"]["sex_birth"]
    assert ids.from_text(new_id()) is not None
