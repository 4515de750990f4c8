"""An erasure order: of whom it names nothing is left in any table, nothing brings it back, and every PC hears of it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from cloud import erased, quarantine, retention
from cloud.blobs import sweeping
from cloud.erasure import order
from cloud.erasure.order import Done, ErasureOfPlace, ErasureUnknown, Order, ReferenceTells
from cloud.erasure.reach import find
from cloud.memory_store import MemoryStore
from cloud.postgres.migrating import TABLES
from cloud.records import Key
from cloud.store import CloudStore
from ledger import catalog
from storage.removal import PARTS
from sync.protocol import ALIAS, CONFLICT, dump
from tests.cloud.callers import House, Pc, new_cid, new_id

NAME, NUMBER, PHONE = "植入欧阳", "310115194912310013", "13912345678"
OF_HIM: dict[str, Any] = {"name": NAME, "id_document": {"id_type": "111", "id_no": NUMBER}, "phone": PHONE}
LAW = Order("shi", "consent", "浦民发〔2026〕12号")


@pytest.fixture
def house(store: CloudStore) -> House:
    return House(store, cids=(new_cid(), new_cid()))


@pytest.fixture
def pc(house: House) -> Pc:
    return house.pc(house.cids[0])


def op(pc: Pc, k: str, t: str, record: str = "", **said: Any) -> dict[str, Any]:
    """An operation of any kind; a creation's id is its record's."""
    record = record or new_id()
    op_id = record if k == "create" else new_id()
    told = pc.person() | {"k": k, "t": t, "id": record, "op_id": op_id, "g": op_id, "base": 10_000, "f": {}}
    return told | said


def made(pc: Pc, t: str = "person", **f: Any) -> str:
    """A new record that the cloud took; its id."""
    one = op(pc, "create", t, f=f)
    assert pc.push(one)["results"][0]["outcome"] in ("applied", "merged", "conflict")
    return str(one["id"])


def edited(pc: Pc, t: str, record: str, was: dict[str, Any], f: dict[str, Any]) -> dict[str, Any]:
    result: dict[str, Any] = pc.push(op(pc, "patch", t, record, was=was, f=f))["results"][0]
    return result


def removed(pc: Pc, t: str, record: str) -> None:
    assert pc.push(op(pc, "delete", t, record, reason="误录"))["results"][0]["outcome"] == "applied"


def erase(pc: Pc, *roots: str, given: Order = LAW) -> Done:
    return order.erase(pc.house.means, pc.cid, [("person", one) for one in roots], given)


def record(pc: Pc, t: str, record_id: str) -> Any:
    with pc.house.store.look(pc.cid) as look:
        return look.records([(t, record_id)]).get((t, record_id))


def everything(store: CloudStore) -> str:
    """All rows of all tables, as text; whatever the database has left behind of old ones is cleared away first."""
    if isinstance(store, MemoryStore):
        return dump(json.loads(json.dumps(store.kept(), default=_told, ensure_ascii=False)))
    with store._pool.connection() as connection:  # type: ignore[attr-defined]
        connection.execute("vacuum")
        return "\n".join(_rows(connection))


def _told(kept: object) -> Any:
    return {name: repr(getattr(kept, name)) for name in kept.__slots__}  # type: ignore[attr-defined]


def _rows(connection: psycopg.Connection) -> Iterator[str]:
    for table in TABLES:
        yield from (str(row) for row in connection.execute(SQL("select * from {}").format(Identifier(table))))


@pytest.fixture
def clean(store: CloudStore) -> None:
    """No test before this one left any of it."""
    if not isinstance(store, MemoryStore):
        with store._pool.connection() as connection:  # type: ignore[attr-defined]
            for table in TABLES:
                connection.execute(SQL("delete from {}").format(Identifier(table)))


# -- what goes


def test_nothing_is_left_in_any_table(clean: None, house: House, pc: Pc) -> None:
    other = house.pc(pc.cid, "sha256:bb")
    person = made(pc, **OF_HIM)
    other.pull()
    assert edited(pc, "person", person, {"name": NAME}, {"name": f"{NAME}一"})["outcome"] == "applied"
    assert edited(other, "person", person, {"name": NAME}, {"name": f"{NAME}二"})["outcome"] == "conflict"
    twin = made(other, **OF_HIM, remark=f"{NAME}的备注")
    tag = made(pc, "person_tag", person_uid=person, tag="A01", remark=f"{NAME}独居")
    gone = made(pc, "person_tag", person_uid=person, tag="A02", remark=f"{NAME}从前")
    removed(pc, "person_tag", gone)
    stranger = made(pc, name="李四", id_document={"id_type": "111", "id_no": "310115195001010014"})
    document = {"id_type": "111", "id_no": "310115195001010014"}
    mistaken = edited(
        pc, "person", stranger, {"id_document": document}, {"id_document": {"id_type": "111", "id_no": NUMBER}}
    )
    assert mistaken["outcome"] == "conflict"  # the question holds the number as somebody else's
    assert NUMBER in everything(house.store)
    done = erase(pc, person)
    assert done.note["records"] == {"conflict": 3, "person": 2, "person_tag": 2}
    assert done.left == ()
    kept = everything(house.store)
    assert NAME not in kept
    assert NUMBER not in kept
    assert PHONE not in kept
    assert "李四" in kept
    for key in (("person", person), ("person", twin), ("person_tag", tag), ("person_tag", gone)):
        assert record(pc, *key).is_erased
        assert not record(pc, *key).is_alive


def test_what_belongs_to_him_goes_and_what_names_him_stays_without_him(pc: Pc) -> None:
    person, other = made(pc, **OF_HIM), made(pc, name="李四")
    home = made(pc, "dwelling", address={"building_uid": new_id(), "unit_uid": None, "room_no": "101"})
    stay = made(pc, "residence", person_uid=person, dwelling_uid=home, relation="01")
    household = made(pc, "household", dwelling_uid=home, head_person_uid=person, head_phone=PHONE, economy_note="低保")
    car = made(pc, "topic_vehicle", plate="沪A12345", owner_person=person, phone=PHONE)
    theirs = made(pc, "person_tag", person_uid=other, tag="A01")
    erase(pc, person)
    assert [record(pc, *one).is_erased for one in (("residence", stay), ("topic_vehicle", car))] == [True, True]
    assert record(pc, "household", household).f == {"dwelling_uid": home, "economy_note": "低保"}
    assert record(pc, "person_tag", theirs).is_alive
    assert record(pc, "dwelling", home).is_alive
    with pc.house.store.look(pc.cid) as look:
        assert [one for one in look.referrers([person]) if one.type != ALIAS] == []


def test_a_visit_to_nobody_else_goes_with_him(pc: Pc) -> None:
    person, other = made(pc, **OF_HIM), made(pc, name="李四")
    alone, both = (made(pc, "visit", kind="1", result="1", content=f"{NAME}说") for _ in range(2))
    for visit, one in ((alone, person), (both, person), (both, other)):
        made(pc, "visit_person", visit_uid=visit, person_uid=one)
    done = erase(pc, person)
    assert done.note["records"] == {"person": 1, "visit": 1, "visit_person": 2}
    assert record(pc, "visit", alone).is_erased
    assert record(pc, "visit", both).is_alive


def test_ids_that_lead_to_him_go_too_and_their_history(pc: Pc) -> None:
    first = made(pc, **OF_HIM)
    second = made(pc, name=f"{NAME}又")
    edited(pc, "person", second, {"id_document": None}, {"id_document": OF_HIM["id_document"]})
    twin = made(pc, **OF_HIM)
    erase(pc, twin)  # by any id of his
    with pc.house.store.look(pc.cid) as look:
        assert [one.kind for one in look.history(("person", first), 9)] == ["purge", "create"]
        assert all(not one.was and not one.new for one in look.history(("person", first), 9))
    assert [record(pc, "person", one).is_erased for one in (first, twin)] == [True, True]
    assert record(pc, "person", second).is_alive


def test_somebody_removed_or_forgotten_long_ago_is_found_and_goes(house: House, pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    removed(pc, "person", person)
    house.time.ms += 401 * 24 * 3600 * 1000
    retention.forget(house.means, pc.cid)
    assert record(pc, "person", person) is None
    pc.get_token()
    again = made(pc, **OF_HIM)
    with house.store.look(pc.cid) as look:
        assert sorted(find(look, NUMBER)) == sorted([("person", person), ("person", again)])
        assert find(look, "310115195001010014") == []
    erase(pc, person, again)
    assert record(pc, "person", person).is_erased
    with house.store.look(pc.cid) as look:
        assert find(look, NUMBER) == []


def test_others_in_whose_record_the_number_stands_are_told(pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    home = made(pc, "dwelling", owner_id_no=NUMBER)
    assert erase(pc, person).left == (("dwelling", home),)


def test_every_reference_to_a_person_is_thought_of() -> None:
    assert {
        name: {*parts} <= erased.GOES.get(name, set()) for name, parts in PARTS.items() if name not in erased.PLACES
    } == {
        "person": True,
        "topic_merchant": True,
        "visit": True,
    }
    naming = {(one.name, item.name) for one in catalog.EVERY for item in one.references if item.target == "person"}
    assert naming == erased.GOES["person"] | erased.BESIDE.keys()


# -- what comes afterwards


def test_nothing_brings_it_back(pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    twin = made(pc, **OF_HIM)
    tag = made(pc, "person_tag", person_uid=person, tag="A01")
    erase(pc, person)
    late = [
        op(pc, "patch", "person", person, was={"phone": PHONE}, f={"phone": "1"}),
        op(pc, "patch", "person", twin, was={"phone": PHONE}, f={"phone": "1"}),
        op(pc, "restore", "person", person, life=3),
        op(pc, "restore", "person_tag", tag, life=3),
        op(pc, "create", "person", person, f=OF_HIM, op_id=new_id()),
        op(pc, "create", "person_tag", f={"person_uid": twin, "tag": "A09"}),
        op(pc, "delete", "person", person, reason="误录"),
    ]
    results = pc.push(*late)["results"]
    assert [one.get("reason", one["outcome"]) for one in results] == [
        "gone",
        "gone",
        "gone",
        "gone",
        "create_dead",
        "create_dead",
        "applied",
    ]
    assert all(record(pc, "person", one).f == {} for one in (person, twin))
    refused = late[5]["id"]
    assert record(pc, "person_tag", refused).is_erased  # its PC forgets it too
    with pc.house.store.look(pc.cid) as look:
        tally = look.tally(["person", "person_tag", CONFLICT])
    assert {count for count, _ in tally.values()} == {0}


def test_a_question_about_him_is_answered_no_more(house: House, pc: Pc) -> None:
    other = house.pc(pc.cid, "sha256:bb")
    person = made(pc, **OF_HIM)
    other.pull()
    edited(pc, "person", person, {"name": NAME}, {"name": "甲"})
    (question,) = edited(other, "person", person, {"name": NAME}, {"name": "乙"})["conflicts"]
    erase(pc, person)
    answer = pc.push(op(pc, "resolve", CONFLICT, question, f={"choice": "mine"}))["results"][0]
    assert (answer["outcome"], answer["reason"]) == ("rejected", "gone")


def test_the_same_number_may_be_entered_anew(pc: Pc) -> None:
    erase(pc, made(pc, **OF_HIM))
    again = made(pc, **OF_HIM)
    assert record(pc, "person", again).f["name"] == NAME


def test_every_pc_hears_of_it_whenever_it_comes(house: House, pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    pc.pull()
    erase(pc, person)
    house.time.ms += 401 * 24 * 3600 * 1000
    retention.forget(house.means, pc.cid)
    pc.get_token()
    beginning = house.pc(pc.cid, "sha256:bb")
    for one in (pc, beginning):
        (told,) = one.pull()["changes"]
        assert (told["t"], told["id"], told["life"], told["purge"]) == ("person", person, 2, True)
        assert (told["reason"], told["by"][0]) == ("", "")
        assert "f" not in told
    fetched = pc.post(pc.of("fetch"), {"t": "person", "ids": [person]})
    assert fetched["records"][0]["purge"] is True


def test_no_pc_gives_such_an_order(pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    assert pc.push(op(pc, "purge", "person", person), status=400)["code"] == "bad_request"
    assert record(pc, "person", person).is_alive


# -- the order itself


def test_an_order_is_noted_without_whom_it_was_about_and_once(pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    first = erase(pc, person).note
    assert erase(pc, person, given=Order("li", "law", "另一份")).note == first
    assert (first["by"], first["ground"], first["reference"]) == (LAW.by, LAW.ground, LAW.reference)
    assert first["taken"] == [["person", person]]
    with pc.house.store.look(pc.cid) as look:
        assert order.notes(look) == [first]
        seq = look.head.seq
    erase(pc, person)
    with pc.house.store.look(pc.cid) as look:
        assert look.head.seq == seq  # given again it changes nothing


@pytest.mark.parametrize("reference", ["", "  ", "文" * 101, f"关于{NAME}的决定", f"{NUMBER} 号", f"见 {PHONE}"])
def test_a_reference_that_tells_who_it_is_is_refused(pc: Pc, reference: str) -> None:
    person = made(pc, **OF_HIM)
    with pytest.raises(ReferenceTells):
        erase(pc, person, given=Order("", "law", reference))
    assert record(pc, "person", person).is_alive


def test_what_never_was_and_what_is_a_place_is_refused(pc: Pc) -> None:
    with pytest.raises(ErasureUnknown):
        erase(pc, new_id())
    with pytest.raises(ErasureUnknown):
        erase(pc)
    home: Key = ("dwelling", made(pc, "dwelling", owner_name="甲"))
    with pytest.raises(ErasureOfPlace):
        order.erase(pc.house.means, pc.cid, [home], LAW)


def test_a_plan_changes_nothing(pc: Pc) -> None:
    person = made(pc, **OF_HIM)
    made(pc, "person_tag", person_uid=person, tag="A01")
    pc.pull()
    found = order.plan(pc.house.means, pc.cid, [("person", person)])
    assert found.counts == {"person": 1, "person_tag": 1}
    assert pc.pull()["changes"] == []


# -- what lies elsewhere


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
