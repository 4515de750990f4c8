"""What is decided of records that name one another, and of those that were made twice: K8 to K15."""

from __future__ import annotations

from tests.cloud.pcs import PERSON, Committee, Pc, known_person, new_id


def home(pc: Pc) -> str:
    """A dwelling."""
    compound = pc.make("compound", name="凌兆小区")
    building = pc.make("building", address={"compound_uid": compound, "building_no": "1", "building_suffix": "号"})
    address = {"building_uid": building, "unit_uid": None, "floor": 3, "room_no": "302"}
    return pc.make("dwelling", address=address)


def test_k8_a_move_out_and_an_edit_of_the_person_do_not_meet(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person, dwelling = known_person(a, b), home(a)
    stay = a.make("residence", person_uid=person, dwelling_uid=dwelling, relation="01")
    a.push()
    b.pull()
    a.edit("residence", stay, "end_date", None, "2026-11-01")
    b.edit("person", person, "phone", "13800000001", "13900000001")
    assert [one["outcome"] for one in a.push() + b.push()] == ["applied", "applied"]


def test_k8b_two_move_outs_on_different_days_ask(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person, dwelling = known_person(a, b), home(a)
    stay = a.make("residence", person_uid=person, dwelling_uid=dwelling, relation="01")
    a.push()
    b.pull()
    a.edit("residence", stay, "end_date", None, "2026-11-01")
    b.edit("residence", stay, "end_date", None, "2026-10-01")
    a.push()
    assert b.push()[0]["outcome"] == "conflict"
    assert committee.record("residence", stay).f["end_date"] == "2026-11-01"


def test_k9_two_homes_that_two_people_wrote_at_once(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person, first = known_person(a, b), home(a)
    a.push()
    second = b.make("dwelling", address={"building_uid": new_id(), "unit_uid": None, "floor": 1, "room_no": "101"})
    b.push()
    lives = {"person_uid": person, "relation": "01", "is_actual_resident": True}
    a.make("residence", **lives, dwelling_uid=first)
    newer = b.make("residence", **lives, dwelling_uid=second)
    a.push()
    assert b.push()[0]["outcome"] == "conflict"
    (asked,) = committee.conflicts()
    assert (asked["kind"], asked["record"]) == ("two_homes", newer)


def test_a_second_home_that_was_written_knowing_the_first_asks_nobody(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person, first = known_person(a, b), home(a)
    lives = {"person_uid": person, "relation": "01", "is_actual_resident": True}
    a.make("residence", **lives, dwelling_uid=first)
    a.push()
    b.pull()
    second = b.make("dwelling", address={"building_uid": new_id(), "unit_uid": None, "floor": 1, "room_no": "101"})
    b.make("residence", **lives, dwelling_uid=second)
    assert {one["outcome"] for one in b.push()} == {"applied"}


def test_k11_the_same_person_made_twice_becomes_one(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    older = a.make("person", **PERSON)
    younger = b.make("person", **{**PERSON, "name": "张山", "employer": "银杏小学", "phone": "13900000009"})
    tag = b.make("person_tag", person_uid=younger, tag="A01")
    a.push()
    made, tagged = b.push()
    assert (made["outcome"], tagged["outcome"]) == ("conflict", "applied")
    assert made["groups"] == {"name": "kept_server", "phone": "kept_server", "employer": "filled"}
    kept = committee.record("person", older).f
    assert (kept["name"], kept["phone"], kept["employer"]) == ("张三", "13800000001", "银杏小学")
    assert not committee.has("person", younger)
    assert committee.record("alias", younger).f == {"type": "person", "survivor": older}
    assert committee.record("person_tag", tag).f["person_uid"] == older
    (asked,) = committee.conflicts()
    assert (asked["kind"], asked["group"], asked["mine"]["value"]) == ("duplicate", "name", "张山")


def test_later_operations_on_the_loser_reach_the_survivor(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    older, younger = a.make("person", **PERSON), b.make("person", **PERSON)
    a.push()
    b.push()
    b.edit("person", younger, "phone", "13800000001", "13900000001")
    assert b.push()[0]["outcome"] == "applied"
    assert committee.record("person", older).f["phone"] == "13900000001"


def test_k13_asks_for_each_record_that_is_gone(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    building = a.make("building", address={"building_no": "3", "building_suffix": "号"})
    unit = a.make("unit", address={"building_uid": building, "unit_no": "1"})
    a.push()
    a.pull()
    a.remove("unit", unit)
    a.remove("building", building)
    b.make("dwelling", address={"building_uid": building, "unit_uid": unit, "room_no": "302"})
    assert {one["outcome"] for one in a.push()} == {"applied"}
    (made,) = b.push()
    asked = [one for one in committee.conflicts() if one["kind"] == "dangling"]
    assert {one["more"]["gone"] for one in asked} == {building, unit}
    assert len(set(made["conflicts"])) == 2


def test_k11_every_record_that_becomes_a_twin_by_another_asks_for_itself(
    committee: Committee, pcs: tuple[Pc, Pc]
) -> None:
    a, b = pcs
    named = {"name": "海棠新村"}
    older, younger = a.make("compound", **named), new_id()
    address = {"building_suffix": "号"}
    buildings = [
        pc.make("building", address={**address, "building_no": number, "compound_uid": compound})
        for pc, compound in ((a, older), (b, younger))
        for number in ("3", "5")
    ]
    for building, pc in zip(buildings, (a, a, b, b), strict=True):
        pc.make("dwelling", address={"building_uid": building, "room_no": "101"}, property_right=pc.name)
    a.push()
    b.push()  # its compound has not come yet: the buildings stand beside the others
    b.write("create", "compound", younger, f=named)
    (met,) = b.push()
    asked = [one for one in committee.conflicts() if one["kind"] == "duplicate"]
    assert [(one["group"], one["mine"]["value"], one["theirs"]["value"]) for one in asked] == [
        ("property_right", "b", "a"),
        ("property_right", "b", "a"),
    ]
    assert len({one["record"] for one in asked}) == len(set(met["conflicts"])) == 2
    assert {one["more"]["loser"] for one in asked}.isdisjoint({younger, *(one["record"] for one in asked)})


def test_two_pcs_filled_with_the_same_sheet_join_without_doubles(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    for pc in pcs:
        dwelling = home(pc)
        person = pc.make("person", **PERSON)
        household = pc.make("household", dwelling_uid=dwelling, head_person_uid=person)
        pc.make("residence", person_uid=person, dwelling_uid=dwelling, household_uid=household, relation="01")
        pc.make("person_tag", person_uid=person, tag="A01")
        pc.push()
    with committee.store.look("310115001001") as look:
        counts = {one: look.tally([one])[one][0] for one in ("compound", "building", "dwelling", "household", "person")}
        assert set(counts.values()) == {1}
        assert (look.tally(["residence"])["residence"][0], look.tally(["person_tag"])["person_tag"][0]) == (1, 1)
    assert committee.conflicts() == []


def test_households_that_were_sent_before_their_heads_join_too(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    for pc in pcs:
        dwelling, person = home(pc), new_id()
        pc.make("household", dwelling_uid=dwelling, head_person_uid=person)
        pc.push()
        pc.write("create", "person", person, f=PERSON)
        pc.push()
    with committee.store.look("310115001001") as look:
        assert look.tally(["household", "person"])["household"][0] == 1
        assert look.tally(["person"])["person"][0] == 1


def test_k12_a_corrected_number_that_is_somebody_elses_is_not_taken(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    known_person(a, b)
    document = {"id_type": "111", "id_no": "310115195001015678", "id_expiry": None}
    other = a.make("person", name="李四", id_document=document)
    a.push()
    b.pull()
    b.write(
        "patch",
        "person",
        other,
        was={"id_document": document},
        f={"id_document": PERSON["id_document"], "name": "李似"},
    )
    (result,) = b.push()
    assert result["outcome"] == "conflict"
    kept = committee.record("person", other).f
    assert kept["id_document"] == document
    assert "possible_duplicate" in [one["kind"] for one in committee.conflicts()]


def test_k13_a_child_of_a_removed_record_is_taken_and_a_person_asked(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    tag = b.make("person_tag", person_uid=person, tag="A01")
    a.remove("person", person)
    a.push()
    assert b.push()[0]["outcome"] == "conflict"
    assert committee.record("person_tag", tag).is_alive
    (asked,) = committee.conflicts()
    assert (asked["kind"], asked["more"]) == ("dangling", {"ledger": "person", "gone": person})


def test_k14_a_home_that_somebody_lives_in_does_not_go(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person, dwelling = known_person(a, b), home(a)
    a.push()
    b.pull()
    a.make("residence", person_uid=person, dwelling_uid=dwelling, relation="01")
    a.push()
    b.remove("dwelling", dwelling)
    assert b.push()[0]["outcome"] == "conflict"  # it had not seen who lives there
    b.pull()
    b.remove("dwelling", dwelling)
    (result,) = b.push()
    assert (result["outcome"], result["reason"]) == ("rejected", "ref_in_use")
    assert committee.record("dwelling", dwelling).is_alive


def test_k14_a_person_does_not_go_with_a_tag_that_was_not_seen(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    tag = a.make("person_tag", person_uid=person, tag="A01")
    a.push()
    b.remove("person", person)
    assert b.push()[0]["outcome"] == "conflict"
    assert committee.record("person", person).is_alive
    assert [one["kind"] for one in committee.conflicts()] == ["parent_delete"]
    b.pull()
    removal = b.remove("person_tag", tag)
    b.write("delete", "person", person, g=removal.op_id, reason="误录")
    assert [one["outcome"] for one in b.push()] == ["applied", "applied"]


def test_k15_the_same_tag_from_two_pcs_is_one(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    for pc in pcs:
        pc.make("person_tag", person_uid=person, tag="A01")
        pc.push()
    with committee.store.look("310115001001") as look:
        assert look.tally(["person_tag"])["person_tag"][0] == 1


def test_k15_adding_a_tag_beats_removing_it_at_the_same_time(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    old = a.make("person_tag", person_uid=person, tag="A01")
    a.push()
    b.pull()
    a.remove("person_tag", old)
    a.push()
    new = b.make("person_tag", person_uid=person, tag="A01")
    assert b.push()[0]["outcome"] == "applied"
    assert committee.record("person_tag", new).is_alive
