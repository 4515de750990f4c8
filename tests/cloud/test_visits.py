"""Visits that two PCs record: nothing of theirs meets, and whom they were made to is one set."""

from __future__ import annotations

from tests.cloud.pcs import Committee, Pc


def _person(pc: Pc) -> str:
    return pc.make("person", id_document={"id_type": "111", "id_no": "310115199001010016"}, name="王小明")


def _visit(pc: Pc, person: str) -> tuple[str, str]:
    visit = pc.make(
        "visit", kind="1", visited_at="2026-11-20T01:30:00.000Z", visitor="李敏", result="1", content="都好"
    )
    return visit, pc.make("visit_person", visit_uid=visit, person_uid=person)


def test_two_visits_at_one_moment_are_two(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = _person(a)
    a.push()
    b.pull()
    made = [*_visit(a, person), *_visit(b, person)]
    assert {one["outcome"] for pc in pcs for one in pc.push()} == {"applied"}
    types = ("visit", "visit_person") * 2
    assert all(committee.record(type_, one).is_alive for type_, one in zip(types, made, strict=True))
    assert committee.conflicts() == []


def test_the_same_person_added_to_a_visit_by_both_is_one(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    first, second = _person(a), a.make("person", name="李四光")
    visit, _ = _visit(a, first)
    a.push()
    b.pull()
    for pc in pcs:
        pc.make("visit_person", visit_uid=visit, person_uid=second)
    assert {one["outcome"] for pc in pcs for one in pc.push()} == {"applied", "merged"}
    assert committee.conflicts() == []


def test_the_visits_of_somebody_made_twice_come_together(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    kept = _person(a)
    _visit(a, kept)
    lost = _person(b)
    _, link = _visit(b, lost)
    a.push()
    b.push()
    assert committee.record("visit_person", link).f["person_uid"] == kept


def test_two_who_correct_a_visit_ask_nobody(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    visit, _ = _visit(a, _person(a))
    a.push()
    b.pull()
    a.edit("visit", visit, "content", "都好", "都好，想装扶手", at=601)
    b.edit("visit", visit, "content", "都好", "都好，腿脚不便", at=602)
    a.push()
    b.push()
    assert committee.conflicts() == []
    assert committee.record("visit", visit).f["content"] == "都好，腿脚不便"


def test_somebody_does_not_go_with_a_visit_that_was_not_seen(committee: Committee, pcs: tuple[Pc, Pc]) -> None:
    a, b = pcs
    person = _person(a)
    a.push()
    b.pull()
    _visit(b, person)
    b.push()
    a.remove("person", person)
    a.push()
    assert [one["kind"] for one in committee.conflicts()] == ["parent_delete"]
    assert committee.record("person", person).is_alive


def test_a_visit_to_somebody_who_is_gone_meanwhile_happened_all_the_same(
    committee: Committee, pcs: tuple[Pc, Pc]
) -> None:
    a, b = pcs
    person = _person(a)
    a.push()
    b.pull()
    a.remove("person", person)
    a.push()
    visit, link = _visit(b, person)
    assert {one["outcome"] for one in b.push()} == {"applied"}
    assert committee.conflicts() == []
    assert committee.record("visit", visit).is_alive
    assert committee.record("visit_person", link).f["person_uid"] == person
