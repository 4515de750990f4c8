"""What lies elsewhere than in records goes with an erasure order: bytes, offers, what retired PCs left."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from cloud import quarantine
from cloud.blobs import sweeping
from cloud.erasure import order
from tests.cloud.callers import House, Pc, new_id
from tests.cloud.erasure.erasing import NAME, OF_HIM, edited, erase, everything, made, op, record


def put(pc: Pc, content: bytes) -> str:
    sha = hashlib.sha256(content).hexdigest()
    headers = {"Upload-Offset": "0", "Upload-Length": str(len(content)), "Chunk-SHA256": sha}
    assert pc.raw("PATCH", pc.of(f"blobs/{sha}"), content, **headers).status == 204
    return sha


def paper(pc: Pc, person: str, content: bytes) -> str:
    told = {"sha": hashlib.sha256(content).hexdigest(), "size_bytes": len(content), "mime": "image/jpeg"}
    return made(pc, "attachment", person_uid=person, content=told)


def test_bytes_go_that_nobody_else_names_those_of_a_former_photo_too(house: House, pc: Pc) -> None:
    person, other = made(pc, **OF_HIM), made(pc, name="李四")
    for one, content in ((person, b"his"), (person, b"shared"), (other, b"shared")):
        paper(pc, one, content)
    shas = {content: put(pc, content) for content in (b"his", b"shared")}
    old = hashlib.sha256(b"old face").hexdigest()
    edited(pc, "person", person, {"photo": None}, {"photo": old})
    put(pc, b"old face")
    edited(pc, "person", person, {"photo": old}, {"photo": None})
    assert erase(pc, person).note["blobs"] == 2
    with house.store.look(pc.cid) as look:
        assert [one.sha for one in look.all_blobs()] == [shas[b"shared"]]
    assert {one.name.split("/")[1] for one in house.means.place.lying(pc.cid)} == {shas[b"shared"]}


def test_an_order_that_was_cut_off_is_ended_by_the_same_order(
    house: House, pc: Pc, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = made(pc, **OF_HIM)
    paper(pc, person, b"his")
    put(pc, b"his")
    with monkeypatch.context() as patch:
        patch.setattr(sweeping, "erase", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            erase(pc, person)
    assert record(pc, "person", person).is_erased
    assert len(list(house.means.place.lying(pc.cid))) == 1
    assert erase(pc, person).note["blobs"] == 1
    assert list(house.means.place.lying(pc.cid)) == []
    with house.store.look(pc.cid) as look:
        assert "open" not in order.notes(look)[0]


def test_a_piece_under_way_does_not_outlive_its_record(house: House, pc: Pc, monkeypatch: pytest.MonkeyPatch) -> None:
    person = made(pc, **OF_HIM)
    paper(pc, person, b"his")
    place, sha = house.means.place, hashlib.sha256(b"his").hexdigest()
    kept = place.put

    def put_slowly(name: str, content: bytes) -> None:
        kept(name, content)
        erase(pc, person)

    monkeypatch.setattr(place, "put", put_slowly)
    headers = {"Upload-Offset": "0", "Upload-Length": "3", "Chunk-SHA256": sha}
    assert pc.raw("PATCH", pc.of(f"blobs/{sha}"), b"his", **headers).status == 404
    assert list(place.lying(pc.cid)) == []
    with house.store.look(pc.cid) as look:
        assert look.all_blobs() == []


def test_an_offer_to_another_committee_is_taken_back_with_what_it_told(clean: None, house: House, pc: Pc) -> None:
    theirs = house.pc(house.cids[1])
    person, transfer = made(pc, **OF_HIM), new_id()
    told = {"id": transfer, "to": theirs.cid, "person": person, "by": "wang", "to_name": "乙居委"}
    assert pc.post(pc.of("transfers"), told)["state"] == "offered"
    assert erase(pc, person).note["elsewhere"] == []
    assert NAME not in everything(house.store)
    assert pc.get(pc.of("transfers"))["outgoing"][0]["state"] == "withdrawn"
    assert theirs.get(theirs.of("transfers"))["incoming"][0]["f"] == {}
    answer = {"id": transfer, "accept": True, "record": made(theirs, name="甲")}
    assert theirs.post(theirs.of("transfers/answer"), answer, status=409)["code"] == "transfer_answered"


def test_a_committee_that_has_taken_him_over_is_told_to_the_operator(house: House, pc: Pc) -> None:
    theirs = house.pc(house.cids[1])
    person, transfer = made(pc, **OF_HIM), new_id()
    told = {"id": transfer, "to": theirs.cid, "person": person, "by": "wang", "to_name": "乙居委"}
    pc.post(pc.of("transfers"), told)
    own = made(theirs, **OF_HIM)
    theirs.post(theirs.of("transfers/answer"), {"id": transfer, "accept": True, "record": own})
    assert erase(pc, person).note["elsewhere"] == [theirs.cid]
    assert record(theirs, "person", own).is_alive
    assert erase(theirs, own).note["elsewhere"] == [pc.cid]


def test_what_a_retired_pc_left_about_him_is_thrown_away(clean: None, house: House, pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    twin = made(pc, **OF_HIM)
    left = house.pc(pc.cid, "sha256:bb")
    with house.store.turn(pc.cid) as turn:
        device = turn.device(left.device)
        assert device is not None
        turn.put_device(replace(device, state="retired", since=house.means.now_text()))
    several = [
        op(left, "patch", "person", twin, was={"name": NAME}, f={"name": f"{NAME}三"}),
        op(left, "create", "person_tag", f={"person_uid": person, "tag": "A03", "remark": NAME}),
        op(left, "create", "person", f=OF_HIM),
        op(left, "create", "person", f={"name": "王五"}),
    ]
    left.push(*several)
    erase(pc, person)
    assert NAME not in everything(house.store)
    with house.store.look(pc.cid) as look:
        assert [one.id for _, one in quarantine.waiting(look)] == [several[3]["id"]]
