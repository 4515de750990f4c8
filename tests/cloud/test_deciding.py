"""What is decided when several PCs change the same record: K1 to K7, K17, K18, and what asks nobody."""

from __future__ import annotations

import pytest

from cloud.deciding import Sending, decide
from sync.protocol import CONFLICT, OpKind
from tests.cloud.pcs import CID, NOON_MS, PERSON, Committee, Pc, keyed, known_person, new_id


def test_k1_different_groups_of_one_record_are_both_taken(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    a.edit("person", person, "name", "张三", "张叁")
    b.edit("person", person, "phone", "13800000001", "13900000009")
    assert [one["outcome"] for one in a.push() + b.push()] == ["applied", "applied"]
    kept = committee.record("person", person).f
    assert (kept["name"], kept["phone"]) == ("张叁", "13900000009")
    assert committee.conflicts() == committee.conflicts("auto_closed") == []


@pytest.mark.parametrize("kind", ["patch", "delete", "restore"])
def test_a_published_process_is_never_changed(committee: Committee, pcs: tuple[Pc, Pc], kind: OpKind) -> None:
    a, b = pcs
    process = a.make("order_process", category="C103", version=2, process={"category": "C103"})
    assert [one["outcome"] for one in a.push()] == ["applied"]
    before = committee.record("order_process", process)
    b.pull()
    b.write(kind, "order_process", process, f={"note": "改了"} if kind == "patch" else {}, reason="撤销", life=3)
    (result,) = b.push()
    assert (result["outcome"], result["reason"]) == ("rejected", "append_only")
    assert committee.record("order_process", process) == before


@pytest.mark.parametrize(("at_a", "at_b", "stands"), [(60, 120, "13900000002"), (120, 60, "13900000001")])
def test_k2_the_later_edit_stands_and_the_other_is_noted(
    committee: Committee, pcs: tuple[Pc, Pc], at_a: int, at_b: int, stands: str
) -> None:
    a, b = pcs
    person = known_person(a, b)
    a.edit("person", person, "phone", "13800000001", "13900000001", at=at_a)
    b.edit("person", person, "phone", "13800000001", "13900000002", at=at_b)
    a.push()
    (result,) = b.push()
    assert result["outcome"] == "merged"
    assert committee.record("person", person).f["phone"] == stands
    (noted,) = committee.conflicts("auto_closed")
    assert (noted["kind"], noted["before"]) == ("newest", "13800000001")
    assert {noted["mine"]["value"], noted["theirs"]["value"]} == {"13900000001", "13900000002"}
    assert noted[noted["stands"]]["value"] == stands


def test_k2_a_clock_that_is_a_day_off_decides_nothing(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    a.edit("person", person, "phone", "13800000001", "13900000001", at=60)
    b.off = 25 * 3600 * 1000
    b.edit("person", person, "phone", "13800000001", "13900000002", at=120)
    a.push()
    assert b.push()[0]["outcome"] == "conflict"
    assert committee.record("person", person).f["phone"] == "13900000001"


def test_k3_what_stood_stands_and_a_person_is_asked(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    a.edit("person", person, "name", "张三", "张叁", at=60)
    b.edit("person", person, "name", "张三", "章三", at=120)
    a.push()
    (result,) = b.push()
    assert (result["outcome"], result["groups"]) == ("conflict", {"name": "kept_server"})
    assert committee.record("person", person).f["name"] == "张叁"
    (asked,) = committee.conflicts()
    assert (asked["kind"], asked["before"]) == ("manual", "张三")
    assert (asked["mine"]["value"], asked["mine"]["device"]) == ("章三", "b")
    assert (asked["theirs"]["value"], asked["theirs"]["device"]) == ("张叁", "a")


def test_both_writing_the_same_is_no_conflict(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    for pc in pcs:
        pc.edit("person", person, "name", "张三", "张叁")
        assert [one["outcome"] for one in pc.push()] == ["applied"]
    assert committee.conflicts() == []


def test_a_conflict_closes_when_somebody_edits_having_seen_what_stands(
    committee: Committee, pcs: tuple[Pc, Pc]
) -> None:
    a, b = pcs
    person = known_person(a, b)
    a.edit("person", person, "name", "张三", "张叁")
    b.edit("person", person, "name", "张三", "章三")
    a.push()
    b.push()
    b.pull()
    b.edit("person", person, "name", "张叁", "章三")
    assert b.push()[0]["outcome"] == "applied"
    assert committee.conflicts() == []
    assert [one["kind"] for one in committee.conflicts("auto_closed")] == ["manual"]


@pytest.mark.parametrize("group", ["name", "hukou"])
def test_two_pcs_that_were_filled_with_the_same_sheets_ask_nobody(
    committee: Committee, pcs: tuple[Pc, Pc], group: str
) -> None:
    first, then = {"name": ("张三", "张叁"), "hukou": ({"hukou_address": "甲"}, {"hukou_address": "乙"})}[group]
    for pc in pcs:
        person = pc.make("person", **{**PERSON, group: first})
        pc.edit("person", person, group, first, then)
    a, b = pcs
    a.push()
    assert [one["outcome"] for one in b.push()] == ["conflict", "applied"]
    assert committee.conflicts() == []
    assert [one["kind"] for one in committee.conflicts("auto_closed")] == ["duplicate"]


def test_who_changes_what_is_asked_about_is_asked_about_the_newer_value_alone(
    committee: Committee, pcs: tuple[Pc, Pc]
) -> None:
    a, b = pcs
    person = known_person(a, b)
    a.edit("person", person, "name", "张三", "张叁")
    b.edit("person", person, "name", "张三", "章三")
    b.edit("person", person, "name", "章三", "章珊")
    a.push()
    b.push()
    (asked,) = committee.conflicts()
    assert asked["mine"]["value"] == "章珊"


def test_who_writes_what_stands_settles_nothing_for_others(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    c = committee.pc("c")
    c.pull()
    a.edit("person", person, "name", "张三", "张叁")
    b.edit("person", person, "name", "张三", "章三")
    c.edit("person", person, "name", "张三", "张叁")
    for pc in (a, b, c):
        pc.push()
    assert [one["mine"]["value"] for one in committee.conflicts()] == ["章三"]


def test_k5_a_removal_that_saw_everything(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    b.remove("person", person)
    assert b.push()[0]["outcome"] == "applied"
    assert not committee.record("person", person).is_alive


def test_k6_a_removal_that_had_not_seen_an_edit_asks(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    b.remove("person", person)
    a.edit("person", person, "phone", "13800000001", "13900000001")
    a.push()
    assert b.push()[0]["outcome"] == "conflict"
    assert committee.record("person", person).is_alive
    (asked,) = committee.conflicts()
    assert (asked["kind"], asked["more"]) == ("delete_vs_edit", {"reason": "误录"})
    assert (asked["before"], asked["theirs"]["value"]) == ({"phone": "13800000001"}, {"phone": "13900000001"})


def test_k6_tells_what_the_one_who_removed_it_had_seen(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    b.edit("person", person, "phone", "13800000001", "13800000002")
    b.push()
    a.pull()
    a.edit("person", person, "phone", "13800000002", "13900000001")
    a.edit("person", person, "phone", "13900000001", "13900000003")
    a.edit("person", person, "employer", None, "街道")
    a.push()
    b.remove("person", person)
    b.push()
    (asked,) = committee.conflicts()
    assert asked["before"] == {"phone": "13800000002", "employer": None}
    assert asked["theirs"]["value"] == {"phone": "13900000003", "employer": "街道"}


def test_k7_an_edit_of_a_removed_record_is_kept_in_the_question(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    a.edit("person", person, "phone", "13800000001", "13900000001")
    b.remove("person", person)
    b.push()
    assert a.push()[0]["outcome"] == "conflict"
    assert not committee.record("person", person).is_alive
    (asked,) = committee.conflicts()
    assert (asked["kind"], asked["mine"]["value"]) == ("edit_of_deleted", {"phone": "13900000001"})


def test_nothing_but_a_restore_brings_a_removed_record_back(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    b.remove("person", person)
    b.push()
    a.write("create", "person", person, f=PERSON)
    a.push()
    assert not committee.record("person", person).is_alive
    b.write("restore", "person", person, life=3)
    assert b.push()[0]["outcome"] == "applied"
    assert committee.record("person", person).life == 3


def test_k17_the_first_to_settle_a_conflict_wins(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    a.edit("person", person, "name", "张三", "张叁")
    b.edit("person", person, "name", "张三", "章三")
    a.push()
    (conflict,) = b.push()[0]["conflicts"]
    for pc, choice, name in ((a, "theirs", "张叁"), (b, "mine", "章三")):
        pc.pull()
        resolve = pc.write("resolve", CONFLICT, conflict, f={"choice": choice})
        if name != "张叁":
            pc.write("patch", "person", person, g=resolve.op_id, was={"name": "张叁"}, f={"name": name})
    assert [one["outcome"] for one in a.push()] == ["applied"]
    assert [one["reason"] for one in b.push()] == ["already_resolved", "group_failed"]
    assert committee.record("person", person).f["name"] == "张叁"


def test_k18_a_group_is_refused_whole(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    first = a.edit("person", person, "phone", "13800000001", "13900000001")
    a.write("patch", "person", person, g=first.op_id, was={"nonsense": 1}, f={"nonsense": 2})
    results = a.push()
    assert [one["reason"] for one in results] == ["group_failed", "validation"]
    assert results[0]["rv"] < results[1]["rv"]
    assert committee.record("person", person).f["phone"] == "13800000001"
    a.edit("person", person, "phone", "13800000001", "13900000001")
    assert a.push()[0]["outcome"] == "applied"


def test_an_operation_that_comes_again_changes_nothing(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    op = a.edit("person", person, "phone", "13800000001", "13900000001")
    (first,) = a.push()
    b.pull()
    b.edit("person", person, "phone", "13900000001", "13700000007")
    b.push()
    before = committee.seq
    (again,) = a.push_again([op])
    assert (again["outcome"], again["rv"], again["first"]["outcome"]) == ("duplicate", first["rv"], "applied")
    assert (committee.record("person", person).f["phone"], committee.seq) == ("13700000007", before)


def test_every_decision_takes_a_number(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    a.edit("person", person, "name", "张三", "张三")
    a.remove("person", new_id())
    before = committee.seq
    same, refused = a.push()
    assert before < same["rv"] < refused["rv"]
    assert refused["reason"] == "unknown_record"


def test_a_police_value_gives_way_to_the_police_alone(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = known_person(a, b)
    feed = a.edit("person", person, "name", "张三", "章叁")
    a.waiting = []
    with committee.store.turn(CID) as turn:
        device = turn.device("a")
        assert device is not None
        results, written = decide(turn, [feed], Sending(device, NOON_MS, 0, "police"), keyed)
        turn.write(written)
    assert results[0]["groups"] == {"name": "took_new"}
    b.pull()
    b.edit("person", person, "name", "章叁", "张三")
    assert b.push()[0]["groups"] == {"name": "kept_server"}
    assert committee.record("person", person).f["name"] == "章叁"
    assert [one["kind"] for one in committee.conflicts("auto_closed")] == ["feed_over", "authority"]
