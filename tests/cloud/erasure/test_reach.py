"""What an erasure order takes: of whom it names nothing is left in any table, others keep what is theirs."""

from __future__ import annotations

from cloud import erased, retention
from cloud.erasure.reach import find
from ledger import catalog
from storage.removal import PARTS
from sync.protocol import ALIAS
from tests.cloud.callers import House, Pc, new_id
from tests.cloud.erasure.erasing import NAME, NUMBER, OF_HIM, PHONE, edited, erase, everything, made, record, removed


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
    goes = {
        name: {*parts} <= erased.GOES.get(name, set()) for name, parts in PARTS.items() if name not in erased.PLACES
    }
    whose = ("objection", "person", "person_tag", "residence", "topic_merchant", "topic_vehicle", "visit")
    assert goes == dict.fromkeys(whose, True)
    naming = {(one.name, item.name) for one in catalog.EVERY for item in one.references if item.target == "person"}
    assert naming == erased.GOES["person"] | erased.BESIDE.keys()
