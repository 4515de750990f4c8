"""After an erasure order: nothing brings it back, and every PC hears of it."""

from __future__ import annotations

from cloud import retention
from sync.protocol import CONFLICT
from tests.cloud.callers import House, Pc, new_id
from tests.cloud.erasure.erasing import NAME, OF_HIM, PHONE, edited, erase, made, op, record


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
