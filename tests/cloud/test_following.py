"""A question goes on about the records that its own have become, and closes where nothing is contested by that."""

from __future__ import annotations

import pytest

from cloud.store import CloudStore
from sync.protocol import CONFLICT, Json
from tests.cloud.callers import new_cid
from tests.cloud.pcs import Committee, Pc, new_id


@pytest.fixture
def committee(store: CloudStore) -> Committee:
    return Committee(store, new_cid())


def person(number: str, name: str = "张三") -> dict[str, Json]:
    """What makes two records one person."""
    return {"name": name, "id_document": {"id_type": "111", "id_no": number, "id_expiry": None}}


HEAD, MEMBER, OTHER_HEAD = (
    person(f"31011519900101{n}", name) for n, name in (("1234", "甲"), ("5678", "乙"), ("9012", "丙"))
)
NUMBER = {"building_no": "1", "building_suffix": "号"}


def dwelling(pc: Pc, compound: str, room: str = "302") -> str:
    """A dwelling and its building."""
    building = pc.make("building", address={"compound_uid": compound, **NUMBER})
    return pc.make("dwelling", address={"building_uid": building, "unit_uid": None, "floor": 3, "room_no": room})


def lives(pc: Pc, home: str, household: str) -> str:
    """The member lives there."""
    member = pc.make("person", **MEMBER)
    return pc.make("residence", person_uid=member, dwelling_uid=home, household_uid=household, relation="10")


def asked_of_households(a: Pc, b: Pc, head: dict[str, Json]) -> tuple[str, str, str]:
    """B's household is sent before its head, so the member's residence asks: A's household, B's, B's head (unsent)."""
    home = dwelling(a, a.make("compound", name="凌兆小区"))
    named = a.make("household", dwelling_uid=home, head_person_uid=a.make("person", **head))
    lives(a, home, named)
    a.push()
    home = dwelling(b, b.make("compound", name="凌兆小区"))
    late = new_id()
    other = b.make("household", dwelling_uid=home, head_person_uid=late)
    lives(b, home, other)
    b.push()
    (asked,) = b.committee.conflicts()
    assert (asked["kind"], asked["group"]) == ("duplicate", "household_uid")
    assert (asked["mine"]["value"], asked["theirs"]["value"]) == (other, named)
    return named, other, late


def test_a_question_about_two_households_closes_when_they_become_one(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    named, other, late = asked_of_households(a, b, HEAD)
    b.write("create", "person", late, f=HEAD)
    assert b.push()[0]["outcome"] == "merged"
    assert committee.record("alias", other).f["survivor"] == named
    assert committee.conflicts() == []
    (closed,) = committee.conflicts("auto_closed")
    assert closed["mine"]["value"] == closed["theirs"]["value"] == named


def test_two_pcs_whose_households_got_their_heads_by_a_later_sheet_ask_nobody(
    committee: Committee, pcs: tuple[Pc, Pc]
) -> None:
    for pc in pcs:
        home = dwelling(pc, pc.make("compound", name="凌兆小区"))
        household, head = pc.make("household", dwelling_uid=home), new_id()
        lives(pc, home, household)
        pc.edit("household", household, "head_person_uid", None, head)
        pc.write("create", "person", head, f=HEAD)
    a, b = pcs
    a.push()
    assert {one["outcome"] for one in b.push()} == {"merged", "conflict", "applied"}
    assert committee.conflicts() == []
    assert [one["group"] for one in committee.conflicts("auto_closed")] == ["household_uid"]
    with committee.store.look(committee.cid) as look:
        assert look.tally(["household"])["household"][0] == 1


def test_a_question_names_what_the_household_it_named_has_become(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    named, _, late = asked_of_households(a, b, OTHER_HEAD)
    home = committee.record("household", named).f["dwelling_uid"]
    third = a.make("household", dwelling_uid=home, head_person_uid=a.make("person", **HEAD))
    a.push()
    b.write("create", "person", late, f=HEAD)
    b.push()
    (asked,) = committee.conflicts()
    assert (asked["mine"]["value"], asked["theirs"]["value"]) == (third, named)
    assert asked["mine"]["device"] == "b"


def test_a_question_that_is_opened_again_names_survivors(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    named, other, late = asked_of_households(a, b, HEAD)
    with committee.store.look(committee.cid) as look:
        ((question, _, _),) = look.marks(CONFLICT)
    a.write("resolve", CONFLICT, question, f={"choice": "theirs"})
    a.push()
    b.write("create", "person", late, f=HEAD)
    b.push()
    assert committee.conflicts("resolved")[0]["mine"]["value"] == other
    a.write("resolve", CONFLICT, question, f={"choice": "open"})
    a.push()
    (asked,) = committee.conflicts()
    assert asked["mine"]["value"] == named


def homes_that_become_one(a: Pc, b: Pc) -> tuple[str, str, str]:
    """A's dwelling, B's, and B's compound, whose creation makes the second one the first."""
    older, late = a.make("compound", name="凌兆小区"), new_id()
    homes = dwelling(a, older), dwelling(b, late)
    a.push()
    b.push()
    return *homes, late


def test_a_removal_that_asks_speaks_of_what_belongs_to_the_record_by_now(
    committee: Committee, pcs: tuple[Pc, Pc]
) -> None:
    a, b = pcs
    older, younger, late = homes_that_become_one(a, b)
    c = committee.pc("c")
    c.pull()
    kept = a.make("household", dwelling_uid=older, head_person_uid=None)
    b.make("household", dwelling_uid=younger, head_person_uid=None)
    c.remove("dwelling", younger)
    for pc in (a, b, c):
        pc.push()
    b.write("create", "compound", late, f={"name": "凌兆小区"})
    b.push()
    (asked,) = committee.conflicts()
    assert (asked["kind"], asked["record"]) == ("parent_delete", older)
    assert asked["more"]["children"] == [["household", kept]]


def test_two_homes_that_become_one_ask_nobody(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    older, younger, late = homes_that_become_one(a, b)
    member = a.make("person", **MEMBER)
    a.push()
    here = {"person_uid": member, "relation": "01", "is_actual_resident": True}
    a.make("residence", **here, dwelling_uid=older)
    b.make("residence", **here, dwelling_uid=younger)
    a.push()
    b.push()
    assert [one["kind"] for one in committee.conflicts()] == ["two_homes"]
    b.write("create", "compound", late, f={"name": "凌兆小区"})
    b.push()
    assert committee.conflicts() == []


def test_who_wrote_what_the_younger_one_held_is_named(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    older, younger, late = homes_that_become_one(a, b)
    a.edit("dwelling", older, "property_right", None, "甲")
    b.edit("dwelling", younger, "property_right", None, "乙")
    a.push()
    b.push()
    c = committee.pc("c")
    c.write("create", "compound", late, f={"name": "凌兆小区"})
    c.push()
    (asked,) = committee.conflicts()
    assert (asked["mine"]["value"], asked["mine"]["device"], asked["mine"]["user"]) == ("乙", "b", "b-user")
    assert (asked["theirs"]["value"], asked["theirs"]["device"]) == ("甲", "a")


def test_who_a_record_names_is_written_again_only_when_it_changes(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, _ = pcs
    older, younger, _ = homes_that_become_one(*pcs)
    stay = lives(a, older, a.make("household", dwelling_uid=older))
    a.push()
    a.edit("residence", stay, "relation", "10", "01")
    assert a.decided().references == {}
    a.edit("residence", stay, "dwelling_uid", older, younger)
    assert {one.target for one in a.decided().references["residence", stay]} >= {younger}
    with committee.store.look(committee.cid) as look:
        assert {(one.id, one.group) for one in look.referrers([older])} >= {(stay, "dwelling_uid")}
    a.push()
    with committee.store.look(committee.cid) as look:
        assert stay not in {one.id for one in look.referrers([older])}
        assert stay in {one.id for one in look.referrers([younger])}
