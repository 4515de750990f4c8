"""No committee reads, changes or counts anything of another: every call with another's token, ids and cursors."""

from __future__ import annotations

import json
from typing import Any

import pytest

from cloud.routes import ROUTES, Route
from cloud.store import CloudStore
from storage.syncing import device_key
from sync.enrolment import token_message
from sync.protocol import ALIAS, CONFLICT
from tests.cloud.callers import House, Pc, new_cid, new_id

SECRET = "欧阳保密"
OF_COMMITTEES = [route for route in ROUTES if "{cid}" in route.path]


@pytest.fixture
def house(store: CloudStore) -> House:
    """Two committees of this test's own, on every database."""
    return House(store, cids=(new_cid(), new_cid()))


@pytest.fixture
def ours(house: House) -> Pc:
    """A PC whose committee has a record, a removed one, a natural key and a report."""
    pc = house.pc(house.cids[0])
    kept = pc.person(SECRET, f={"name": SECRET, "id_document": _document("110101199003070134")})
    gone = pc.person("已删")
    assert [one["outcome"] for one in pc.push(kept, gone)["results"]] == ["applied", "applied"]
    pc.n += 1
    remove = {"n": pc.n, "op_id": new_id(), "k": "delete", "t": "person", "id": gone["id"], "base": 2, "reason": "重复"}
    (removed,) = pc.push(remove | {name: gone[name] for name in ("at", "off", "u", "cv")})["results"]
    assert removed["outcome"] == "applied"
    pc.post(pc.of("report"), {"pushed": 3})
    pc.pull()
    pc.known = [kept["id"], gone["id"]]
    return pc


@pytest.fixture
def theirs(house: House, ours: Pc) -> Pc:
    return house.pc(house.cids[1])


def _document(number: str) -> dict[str, Any]:
    return {"id_type": "111", "id_no": number, "id_expiry": None}


def _path(route: Route, cid: str) -> str:
    return route.path.format(cid=cid, sha="0" * 64, source="police")


@pytest.mark.parametrize("route", OF_COMMITTEES, ids=lambda route: route.name)
def test_a_token_of_another_committee_opens_nothing(ours: Pc, theirs: Pc, route: Route) -> None:
    response = theirs.raw(route.method, _path(route, ours.cid), b"{}")
    assert response.status == 401 if route.is_open else response.status == 403
    if not route.is_open:
        assert json.loads(response.body)["code"] == "committee_denied"
    assert SECRET.encode() not in response.body


@pytest.mark.parametrize("route", OF_COMMITTEES, ids=lambda route: route.name)
@pytest.mark.parametrize("token", ["", "v1.AAAA.AAAA", "forged"])
def test_no_token_or_a_forged_one_opens_nothing(ours: Pc, theirs: Pc, route: Route, token: str) -> None:
    if token == "forged":
        head, _, mac = theirs.token.rpartition(".")
        token = f"{ours.token.rpartition('.')[0]}.{mac}"
        assert head
    theirs.token = token
    response = theirs.raw(route.method, _path(route, ours.cid), b"{}")
    assert response.status == 401
    assert SECRET.encode() not in response.body


def test_the_device_of_the_header_must_be_the_token_s(ours: Pc, theirs: Pc) -> None:
    theirs.headers["X-Device"] = ours.device
    assert theirs.get(theirs.of("hello"), status=403)["code"] == "committee_denied"


def test_no_token_is_given_for_a_device_of_another_committee(ours: Pc, theirs: Pc) -> None:
    for cid, device in ((ours.cid, theirs.device), (theirs.cid, ours.device), (ours.cid, ours.device)):
        nonce = theirs.post("/v1/token", {"committee": cid, "device": device})["nonce"]
        signature = device_key.sign(theirs.key, token_message(cid, device, theirs.fingerprint, nonce))
        who = {"committee": cid, "device": device, "fingerprint": theirs.fingerprint}
        told = theirs.post("/v1/token", {**who, "nonce": nonce, "sig": signature}, status=401)
        assert (told["code"], told["wipe"]) == ("device_revoked", False)


def test_a_new_numbering_is_begun_for_nobody_else(ours: Pc, theirs: Pc) -> None:
    for cid, device in ((ours.cid, ours.device), (ours.cid, theirs.device), (theirs.cid, ours.device)):
        told = theirs.post("/v1/device/generation", {"committee": cid, "device": device, "reason": "x"}, status=403)
        assert told["code"] == "committee_denied"
    assert ours.get(ours.of("hello"))["gen"] == 1


@pytest.mark.parametrize("type_", ["person", CONFLICT, ALIAS])
def test_ids_of_another_committee_are_absent(ours: Pc, theirs: Pc, type_: str) -> None:
    known = ours.known
    told = theirs.post(theirs.of("fetch"), {"t": type_, "ids": known})
    assert (told["records"], told["absent"], told["at"]) == ([], known, 0)
    for one in known:
        assert theirs.get(f"{theirs.of('history')}?t={type_}&id={one}") == {"changes": []}


def test_nothing_of_another_committee_is_pulled_or_counted(ours: Pc, theirs: Pc) -> None:
    told = theirs.pull()
    assert (told["changes"], told["head"], told["seq"]) == ([], 0, 0)
    assert theirs.get(theirs.of("hello"))["head"] == 0
    digest = theirs.post(theirs.of("digest"), {"at": 0, "types": ["person"]})
    assert digest["types"]["person"]["n"] == 0
    assert theirs.post(theirs.of("digest"), {"at": 0, "type": "person", "buckets": 256})["buckets"] == {}
    assert theirs.post(theirs.of("digest"), {"at": 0, "type": "person", "ids_in": list(range(256))})["ids"] == []


def test_a_cursor_of_another_committee_is_none(ours: Pc, theirs: Pc) -> None:
    theirs.cursor = ours.cursor
    assert theirs.pull(status=410)["code"] == "cursor_expired"
    assert theirs.push(theirs.person(), status=410)["code"] == "cursor_expired"


@pytest.mark.parametrize("kind", ["patch", "delete", "restore"])
def test_records_of_another_committee_cannot_be_changed(house: House, ours: Pc, theirs: Pc, kind: str) -> None:
    before = _everything(house, ours)
    for one in ours.known:
        theirs.n += 1
        op = {**theirs.person("x", id=one), "n": theirs.n - 1, "op_id": new_id(), "k": kind, "base": 1, "life": 3}
        op |= {"was": {"name": SECRET}, "f": {"name": "改了"}} if kind == "patch" else {"f": {}}
        theirs.n -= 1
        (result,) = theirs.push(op)["results"]
        assert (result["outcome"], result["reason"]) == ("rejected", "unknown_record")
    assert _everything(house, ours) == before


def test_the_same_id_in_two_committees_is_two_records(house: House, ours: Pc, theirs: Pc) -> None:
    before = _everything(house, ours)
    (kept, _) = ours.known
    assert theirs.push(theirs.person("别人", id=kept))["results"][0]["outcome"] == "applied"
    (change,) = theirs.pull()["changes"]
    assert change["f"] == {"name": "别人"}
    assert _everything(house, ours) == before


def test_the_same_person_in_two_committees_is_no_double(ours: Pc, theirs: Pc) -> None:
    (twin,) = ours.push(ours.person(SECRET, f={"name": SECRET, "id_document": _document("110101199003070134")}))[
        "results"
    ]
    assert twin["outcome"] == "merged"
    same = theirs.person(SECRET, f={"name": SECRET, "id_document": _document("110101199003070134")})
    assert theirs.push(same)["results"][0] == {"n": 1, "outcome": "applied", "rv": 1}


def test_a_reference_to_another_committee_s_record_dangles(ours: Pc, theirs: Pc) -> None:
    (kept, _) = ours.known
    tag = {**theirs.person(), "t": "person_tag", "f": {"person": kept, "tag": "living_alone"}}
    (result,) = theirs.push(tag)["results"]
    assert SECRET not in json.dumps(theirs.pull(), ensure_ascii=False)
    assert result["outcome"] in ("conflict", "rejected")


def _everything(house: House, pc: Pc) -> object:
    with house.store.look(pc.cid) as look:
        return look.head, look.pulled(0, 100, 1_000_000), look.reports(10), look.devices()
