"""审核确认: the checking department's word alone confirms; a committee's own is a request to it."""

from __future__ import annotations

import pytest

from cloud import feeding
from cloud.confirming import USUAL
from cloud.deciding import Result, Sending, decide
from ledger import departments, ids
from ledger.departments import STATUS
from sync.protocol import Json
from tests.cloud.pcs import CID, NOON_MS, Committee, keyed

AT = "2026-11-18T08:00:00.000Z"
DOCUMENT = {"id_type": "111", "id_no": "310115199001011234", "id_expiry": None}
PERSON = {"name": "张三", "id_document": DOCUMENT, "phone": "13800000001"}


def sent(
    committee: Committee, source: str, *rows: Json, checkers: dict[tuple[str, str], str] | None = None
) -> list[Result]:
    feed = feeding.read(source, {"batch": ids.to_text(ids.new_id()), "rows": list(rows)}, AT)
    with committee.store.turn(CID) as turn:
        ops = feeding.operations(turn, feed, keyed)
        sending = Sending(feed.device, NOON_MS, turn.head.seq, source, checkers=checkers or USUAL)
        results, written = decide(turn, ops, sending, keyed)
        written.device = None
        turn.write(written)
    return results


def confirmed(committee: Committee, status: str = "1") -> str:
    """A person whom the police confirmed."""
    pc = committee.pc("a")
    person = pc.make("person", **PERSON)
    pc.push()
    (result,) = sent(committee, "police", {"t": "person", "f": {"id_document": DOCUMENT, STATUS: status}})
    assert result["outcome"] == "applied"
    return person


@pytest.mark.parametrize("status", sorted(departments.CONFIRMED))
def test_the_checking_department_confirms(committee: Committee, status: str) -> None:
    person = confirmed(committee, status)
    assert committee.record("person", person).f[STATUS] == status


@pytest.mark.parametrize("status", sorted(departments.CONFIRMED))
def test_a_committees_own_confirmation_is_a_request(committee: Committee, status: str) -> None:
    pc = committee.pc("a")
    made = pc.make("person", **PERSON, check_status=status)
    (created,) = pc.push()
    assert created["groups"] == {STATUS: "kept_server"}
    assert STATUS not in committee.record("person", made).f
    pc.pull()
    pc.edit("person", made, STATUS, None, status)
    (patched,) = pc.push()
    assert patched["groups"] == {STATUS: "kept_server"}
    assert STATUS not in committee.record("person", made).f
    with committee.store.look(CID) as look:
        asked = list(feeding.corrections(look, "police", USUAL, 0))
        assert list(feeding.corrections(look, "street", USUAL, 0)) == []
    assert [(one["record"], one["group"], one["wanted"]) for one in asked] == [(made, STATUS, status)] * 2
    assert committee.conflicts() == []


def test_another_authority_does_not_confirm(committee: Committee) -> None:
    pc = committee.pc("a")
    person = pc.make("person", **PERSON)
    pc.push()
    (result,) = sent(committee, "street", {"t": "person", "f": {"id_document": DOCUMENT, STATUS: "1"}})
    assert result["groups"] == {STATUS: "kept_server"}
    assert STATUS not in committee.record("person", person).f


def test_another_assignment_lets_another_department_confirm(committee: Committee) -> None:
    table = departments.assigned(departments.DEFAULT, "person", STATUS, "civil")
    checkers = departments.checking_sources(table)
    row = {"t": "person", "f": {**PERSON, STATUS: "1"}}
    sent(committee, "police", row, checkers=checkers)
    with committee.store.look(CID) as look:
        ((person, _, _),) = look.marks("person")
    assert STATUS not in committee.record("person", person).f
    sent(committee, "street", {"t": "person", "id": person, "f": {STATUS: "1"}}, checkers=checkers)
    assert committee.record("person", person).f[STATUS] == "1"


def test_what_was_confirmed_waits_again_when_the_committee_changes_it(committee: Committee) -> None:
    person = confirmed(committee)
    pc = committee.pc("b")
    pc.pull()
    pc.edit("person", person, "remark", None, "门口有台阶")
    pc.push()
    assert committee.record("person", person).f[STATUS] == "1"
    pc.pull()
    pc.edit("person", person, "education", None, "20")
    pc.push()
    assert committee.record("person", person).f[STATUS] == departments.PENDING


def test_a_committee_may_dispute_and_not_withdraw(committee: Committee) -> None:
    person = confirmed(committee)
    pc = committee.pc("b")
    pc.pull()
    pc.edit("person", person, STATUS, "1", departments.PENDING)
    pc.push()
    assert committee.record("person", person).f[STATUS] == "1"
    pc.pull()
    pc.edit("person", person, STATUS, "1", departments.DISPUTED)
    pc.push()
    assert committee.record("person", person).f[STATUS] == departments.DISPUTED


def test_work_of_an_account_counts_until_it_was_stopped(committee: Committee) -> None:
    pc = committee.pc("a")
    before = pc.write("create", "person", ids.to_text(ids.new_id()), f={"name": "早"}, at=60)
    after = pc.write("create", "person", ids.to_text(ids.new_id()), f={"name": "晚"}, at=180)
    with committee.store.turn(CID) as turn:
        device = turn.device("a")
        assert device is not None
        stopped = {"a-user": "2026-11-18T08:02:00.000Z"}
        results, written = decide(turn, [before, after], Sending(device, NOON_MS, 0, stopped=stopped), keyed)
        turn.write(written)
    assert [(one["outcome"], one.get("reason")) for one in results] == [("applied", None), ("rejected", "forbidden")]
    assert committee.has("person", before.id)
    assert not committee.has("person", after.id)


# -- where others differ, the checking department settles (R022)


def differing(committee: Committee) -> tuple[str, Json]:
    """A person of whom the police says another employer than the committee; employers are the street's to check."""
    pc = committee.pc("a")
    person = pc.make("person", **PERSON, employer="银杏小学")
    pc.push()
    sent(committee, "police", {"t": "person", "id": person, "f": {"employer": "银杏中学"}})
    with committee.store.look(CID) as look:
        (asked,) = feeding.corrections(look, "street", USUAL, 0)
        assert list(feeding.corrections(look, "police", USUAL, 0)) == []
    return person, asked


def test_the_checking_department_sees_both_values_and_settles(committee: Committee) -> None:
    person, asked = differing(committee)
    assert (asked["kind"], asked["wanted"], asked["stands"]) == ("suggested", "银杏中学", "银杏小学")
    sent(committee, "street", {"t": "person", "id": person, "f": {"employer": "银杏学校"}, "settle": True})
    assert committee.record("person", person).f["employer"] == "银杏学校"
    assert committee.conflicts() == []
    with committee.store.look(CID) as look:
        assert list(feeding.corrections(look, "street", USUAL, 0)) == []


def test_nobody_else_settles_and_not_without_saying_so(committee: Committee) -> None:
    person, _ = differing(committee)
    sent(committee, "police", {"t": "person", "id": person, "f": {"employer": "银杏大学"}, "settle": True})
    sent(committee, "street", {"t": "person", "id": person, "f": {"employer": "银杏大学"}})
    assert committee.record("person", person).f["employer"] == "银杏小学"
    with pytest.raises(feeding.RowBroken):
        sent(committee, "street", {"t": "person", "id": person, "f": {"employer": "x"}, "settle": "yes"})


def test_what_the_police_owns_the_street_does_not_settle(committee: Committee) -> None:
    table = departments.assigned(departments.DEFAULT, "person", "name", "civil")
    checkers = departments.checking_sources(table)
    sent(committee, "police", {"t": "person", "f": PERSON})
    with committee.store.look(CID) as look:
        ((person, _, _),) = look.marks("person")
    sent(committee, "street", {"t": "person", "id": person, "f": {"name": "章叁"}, "settle": True}, checkers=checkers)
    assert committee.record("person", person).f["name"] == "张三"
