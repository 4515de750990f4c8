"""A person moves to another committee: whatever is cut off, he is somewhere, and at most in one place too many."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from cloud import transfers
from cloud.store import CloudStore
from tests.cloud.callers import House, Pc, new_id

_numbers = itertools.count(1)


class Killed(Exception):
    """The process ended here."""


@pytest.fixture
def house(store: CloudStore) -> House:
    number = next(_numbers)
    made = House(store, cids=(f"31011901{number:04d}", f"31011902{number:04d}"))
    made.cids = (f"31011901{number:04d}", f"31011902{number:04d}")  # type: ignore[attr-defined]
    return made


@pytest.fixture
def pcs(house: House) -> tuple[Pc, Pc]:
    a, b = house.cids  # type: ignore[attr-defined]
    return house.pc(a), house.pc(b)


def person_of(pc: Pc, **more: Any) -> str:
    made = pc.person(**more)
    pc.push(made)
    return str(made["id"])


def offered(a: Pc, b: Pc, person: str, **more: Any) -> str:
    transfer = new_id()
    told = {"id": transfer, "to": b.cid, "person": person, "by": "wang", "to_name": "乙居委"}
    assert a.post(a.of("transfers"), told | more)["state"] == "offered"
    return transfer


def seen(pc: Pc) -> Any:
    return pc.get(pc.of("transfers"))


def record(pc: Pc, person: str) -> Any:
    with pc.house.store.look(pc.cid) as look:
        return look.records([("person", person)])["person", person].f


def accept(b: Pc, transfer: str, own: str, **more: Any) -> Any:
    return b.post(b.of("transfers/answer"), {"id": transfer, "accept": True, "record": own}, **more)


def test_he_gets_a_record_of_his_own_there_and_a_note_here(pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = person_of(a, f={"name": "张三", "phone": "13800000001", "remark": "只在这里", "grid_code": "G1"})
    transfer = offered(a, b, person)
    (told,) = seen(b)["incoming"]
    assert (told["from"], told["state"], told["f"]) == (a.cid, "offered", {"name": "张三", "phone": "13800000001"})
    own = person_of(b, f=told["f"])
    assert accept(b, transfer, own)["state"] == "accepted"
    assert record(a, person)["moved_out"] is True
    assert record(a, person)["moved_out_to"] == "乙居委"
    assert record(b, own) == {"name": "张三", "phone": "13800000001"}
    (mine,) = seen(a)["outgoing"]
    assert (mine["state"], mine["f"]) == ("accepted", {})
    assert seen(b)["incoming"][0]["f"] == {}
    assert [one["id"] for one in a.pull()["changes"]][-1] == person


def test_every_call_may_come_again(pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = person_of(a)
    transfer = offered(a, b, person)
    told = {"id": transfer, "to": b.cid, "person": person, "by": "wang"}
    assert a.post(a.of("transfers"), told)["state"] == "offered"
    assert len(seen(b)["incoming"]) == 1
    own = person_of(b)
    accept(b, transfer, own)
    before = record(a, person)
    assert accept(b, transfer, own)["state"] == "accepted"
    assert a.post(a.of("transfers"), told)["state"] == "accepted"
    assert record(a, person) == before


def test_an_offer_that_is_declined_leaves_him_here(pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = person_of(a)
    transfer = offered(a, b, person)
    b.post(b.of("transfers/answer"), {"id": transfer, "accept": False, "reason": "查无此人"})
    (mine,) = seen(a)["outgoing"]
    assert (mine["state"], mine["reason"]) == ("declined", "查无此人")
    assert "moved_out" not in record(a, person)
    assert accept(b, transfer, person_of(b), status=409)["code"] == "transfer_answered"
    assert offered(a, b, person) != transfer


def test_nobody_is_taken_over_before_the_new_record_is_there(pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = person_of(a)
    transfer = offered(a, b, person)
    assert accept(b, transfer, new_id(), status=409)["code"] == "record_missing"
    assert seen(b)["incoming"][0]["state"] == "offered"
    assert "moved_out" not in record(a, person)


@pytest.mark.parametrize("step", ["deliver", "finish"])
def test_what_was_cut_off_is_finished_by_the_next_list(
    pcs: tuple[Pc, Pc], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = pcs
    person, transfer = person_of(a), new_id()

    def killed(*_: object) -> None:
        raise Killed

    told = {"id": transfer, "to": b.cid, "person": person, "by": "wang"}
    with monkeypatch.context() as patched:
        if step == "deliver":
            patched.setattr(transfers, "_deliver", killed)
        a.post(a.of("transfers"), told, status=500 if step == "deliver" else 200)
    if step == "deliver":
        assert seen(b)["incoming"] == []
        assert seen(a)["outgoing"][0]["state"] == "offered"
    own = person_of(b)
    with monkeypatch.context() as patched:
        if step == "finish":
            patched.setattr(transfers, "_finish", killed)
        accept(b, transfer, own, status=500 if step == "finish" else 200)
    assert seen(a)["outgoing"][0]["state"] == "accepted"
    assert record(a, person)["moved_out"] is True


def test_only_what_the_cloud_knows_goes_and_only_to_committees_it_keeps(pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    told = {"id": new_id(), "to": b.cid, "person": new_id(), "by": "wang"}
    assert a.post(a.of("transfers"), told, status=404)["code"] == "person_unknown"
    nowhere = told | {"person": person_of(a), "to": "310119999999"}
    assert a.post(a.of("transfers"), nowhere, status=404)["code"] == "committee_unknown"
    assert seen(a)["outgoing"] == []
    for to in (a.cid, "city"):
        assert a.post(a.of("transfers"), nowhere | {"to": to}, status=400)["code"] == "bad_request"


def test_a_committee_sees_and_answers_its_own_alone(house: House, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    transfer = offered(a, b, person_of(a))
    assert seen(a)["incoming"] == []
    assert accept(a, transfer, person_of(a), status=404)["code"] == "transfer_unknown"
    assert a.get(f"/v1/c/{b.cid}/transfers", status=403)["code"] == "committee_denied"


def test_what_a_colleague_wrote_about_the_move_stays(pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = person_of(a, f={"name": "张三", "moved_out": True, "moved_out_to": "浦东某处"})
    accept(b, offered(a, b, person), person_of(b))
    assert record(a, person)["moved_out_to"] == "浦东某处"


def test_who_is_offered_and_not_answered_for_is_not_offered_again(house: House, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = person_of(a)
    transfer = offered(a, b, person)
    house.store.add_committee("310119030001", "丙居委会", "e-1")
    again = {"id": new_id(), "to": "310119030001", "person": person, "by": "wang"}
    for told in (again, again | {"to": b.cid}):
        assert a.post(a.of("transfers"), told, status=409)["code"] == "already_offered"
    assert [one["id"] for one in seen(a)["outgoing"]] == [one["id"] for one in seen(b)["incoming"]] == [transfer]


def test_who_became_another_record_is_the_same_person_to_be_offered(pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    document = {"id_type": "111", "id_no": "310115199001011234", "id_expiry": None}
    person = person_of(a, f={"name": "张三", "id_document": document})
    offered(a, b, person)
    twin = person_of(a, f={"name": "张三", "id_document": document})
    told = {"id": new_id(), "to": b.cid, "person": twin, "by": "wang"}
    assert a.post(a.of("transfers"), told, status=409)["code"] == "already_offered"


def test_an_offer_that_is_taken_back_leaves_him_to_be_offered_elsewhere(pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = person_of(a)
    transfer = offered(a, b, person)
    for _ in range(2):
        assert a.post(a.of("transfers/withdraw"), {"id": transfer})["state"] == "withdrawn"
    (waiting,) = seen(b)["incoming"]
    assert (waiting["state"], waiting["f"]) == ("withdrawn", {})
    assert accept(b, transfer, person_of(b), status=409)["code"] == "transfer_answered"
    assert "moved_out" not in record(a, person)
    assert offered(a, b, person) != transfer


def test_what_is_answered_is_not_taken_back(pcs: tuple[Pc, Pc], monkeypatch: pytest.MonkeyPatch) -> None:
    a, b = pcs
    transfer = offered(a, b, person_of(a))
    own = person_of(b)

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(transfers, "_finish", killed)
        accept(b, transfer, own, status=500)  # B's answer is noted at B alone
    refused = a.post(a.of("transfers/withdraw"), {"id": transfer}, status=409)
    assert (refused["code"], refused["state"]) == ("transfer_answered", "accepted")
    assert seen(a)["outgoing"][0]["state"] == "accepted"
    assert a.post(a.of("transfers/withdraw"), {"id": new_id()}, status=404)["code"] == "transfer_unknown"
    assert b.post(b.of("transfers/withdraw"), {"id": transfer}, status=404)["code"] == "transfer_unknown"


def test_an_answer_that_was_not_noted_here_yet_is_no_offer_any_more(
    pcs: tuple[Pc, Pc], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = pcs
    person = person_of(a)
    transfer = offered(a, b, person)

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(transfers, "_finish", killed)
        b.post(b.of("transfers/answer"), {"id": transfer, "accept": False}, status=500)
    assert offered(a, b, person) != transfer


def test_a_take_back_that_was_cut_off_is_finished_by_the_next_list(
    pcs: tuple[Pc, Pc], monkeypatch: pytest.MonkeyPatch
) -> None:
    a, b = pcs
    transfer = offered(a, b, person_of(a))

    def killed(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(transfers, "_finish", killed)
        a.post(a.of("transfers/withdraw"), {"id": transfer}, status=500)
    assert [one["state"] for one in seen(a)["outgoing"] + seen(b)["incoming"]] == ["withdrawn", "withdrawn"]
