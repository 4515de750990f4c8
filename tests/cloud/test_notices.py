"""Notices of the street: nobody else writes one, a signature is one's own, and each committee answers for itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from cloud.means import Means
from cloud.notices import questions, sending
from cloud.notices.questions import QuestionUnknown
from cloud.notices.sending import Draft, Notice, NoticeBroken, NoticeUnknown
from cloud.notices.standing import Standing, standing
from cloud.store import CITY, CloudStore, CommitteeUnknown
from ledger import clock
from ledger.catalog.notice import NEWS, TASK
from ledger.wanted import Wanted, WantedUnclear, read
from sync.protocol import Json
from tests.cloud.callers import KEYS, new_cid
from tests.cloud.pcs import Committee, Pc, new_id

AT = "2026-11-20T01:30:00.000Z"
UNIT = "凌兆街道办事处"


class Street:
    """A street with two committees, of each a PC."""

    def __init__(self, store: CloudStore) -> None:
        self.means = Means(store, KEYS)
        self.first, self.second = Committee(store, new_cid()), Committee(store, new_cid())
        self.pc, self.other = self.first.pc("a"), self.second.pc("b")

    def send(self, *committees: Committee, kind: str = TASK) -> Notice:
        due = (clock.today() + timedelta(days=5)).isoformat()
        draft = Draft(kind=kind, title="高龄名单", text="请核对。", from_unit=UNIT, due_on=due, wanted=Wanted("person"))
        return sending.send(self.means, draft, [one.cid for one in committees], "jie")

    def standing(self, committee: Committee, notice: Notice) -> Standing:
        with self.means.store.look(committee.cid) as look:
            return standing(look, notice.id)


@pytest.fixture
def street(store: CloudStore) -> Street:
    return Street(store)


def only(pc: Pc) -> tuple[str, Json]:
    (result,) = pc.push()
    return str(result["outcome"]), result.get("reason")


def signed(pc: Pc, notice: str, account: str = "", **more: Json) -> str:
    return pc.make("notice_read", notice_uid=notice, account=account or f"{pc.name}-user", read_at=AT, **more)


def answered(pc: Pc, notice: str, account: str = "") -> str:
    return pc.make("notice_answer", notice_uid=notice, account=account or f"{pc.name}-user", answered_at=AT, text="好")


def test_a_notice_reaches_each_committee_once_however_often_it_is_brought(street: Street) -> None:
    notice = street.send(street.first, street.second)
    before = street.first.seq, street.second.seq
    sending.deliver(street.means, notice)
    assert (street.first.seq, street.second.seq) == before
    record = street.first.record("notice", notice.id)
    assert (record.f["title"], record.f["wants"]) == ("高龄名单", {"ledger": "person"})
    assert {stamp.source for stamp in record.fm.values()} == {"street"}
    with street.means.store.look(CITY) as look:
        assert sending.named(look, notice.number).committees == (street.first.cid, street.second.cid)
        with pytest.raises(NoticeUnknown):
            sending.named(look, "RW-1999-0001")


class Stopped:
    """A server's clock that stands."""

    def now(self) -> datetime:
        return datetime(2026, 11, 23, tzinfo=UTC)


def test_two_that_are_sent_in_one_moment_both_come(street: Street) -> None:
    with clock.use(Stopped()):
        first, second = street.send(street.first), street.send(street.first)
    assert street.standing(street.first, first).is_there
    assert street.standing(street.first, second).is_there


def test_tasks_and_notices_are_numbered_apart(street: Street) -> None:
    first, second = street.send(street.first), street.send(street.first)
    prefix, year, number = first.number.split("-")
    assert second.number == f"{prefix}-{year}-{int(number) + 1:04}"
    assert street.send(street.first, kind=NEWS).number.startswith(f"TZ-{year}-")


def test_receipts_reads_and_answers_are_seen_by_committee(street: Street) -> None:
    notice = street.send(street.first, street.second)
    signed(street.pc, notice.id, received_at=AT)
    answered(street.pc, notice.id)
    assert {one["outcome"] for one in street.pc.push()} == {"applied"}
    found = street.standing(street.first, notice)
    assert [one.login for one in found.received] == [one.login for one in found.read] == ["a-user"]
    assert [(one.who.login, one.text, one.sha) for one in found.answers] == [("a-user", "好", "")]
    untouched = street.standing(street.second, notice)
    assert (untouched.is_there, untouched.received, untouched.answers) == (True, (), ())


def test_one_that_was_sent_by_mistake_is_taken_back_and_not_brought_again(street: Street) -> None:
    notice = street.send(street.first)
    signed(street.pc, notice.id)
    assert only(street.pc) == ("applied", None)
    taken_back = sending.withdraw(street.means, notice.number, "发错了")
    sending.deliver(street.means, notice)
    assert not street.first.record("notice", notice.id).is_alive
    now = street.standing(street.first, notice)
    assert (now.is_there, [one.login for one in now.read]) == (False, ["a-user"])
    with street.means.store.look(CITY) as look:
        assert sending.named(look, notice.number) == taken_back
    sending.withdraw(street.means, notice.number, "发错了")
    assert not street.first.record("notice", notice.id).is_alive
    unreached = replace(taken_back, committees=(street.second.cid,))
    sending.deliver(street.means, unreached)
    assert not street.standing(street.second, notice).is_there


@pytest.mark.parametrize("kind", ["create", "patch", "delete", "restore"])
def test_a_pc_cannot_write_a_notice(street: Street, kind: str) -> None:
    notice = street.send(street.first).id
    pc = street.pc
    if kind == "create":
        notice = pc.make("notice", notice_no="RW-2026-9999", kind=TASK, title="假的", from_unit=UNIT)
    elif kind == "patch":
        pc.edit("notice", notice, "due_on", street.first.record("notice", notice).f["due_on"], "2030-01-01")
    elif kind == "delete":
        pc.remove("notice", notice)
    else:
        pc.write("restore", "notice", notice, life=3)
    assert only(pc) == ("rejected", "not_yours")
    assert (
        not street.first.has("notice", notice) if kind == "create" else street.first.record("notice", notice).life == 1
    )


def test_nobody_signs_or_answers_for_somebody_else(street: Street) -> None:
    notice = street.send(street.first).id
    for make in (signed, answered):
        make(street.pc, notice, "zhang")
        assert only(street.pc) == ("rejected", "not_yours")
    other = street.first.pc("c")
    mark = signed(other, notice)
    assert only(other) == ("applied", None)
    street.pc.pull()
    street.pc.edit("notice_read", mark, "received_at", None, AT)
    assert only(street.pc) == ("rejected", "not_yours")
    other.pull()
    other.edit("notice_read", mark, "received_at", None, AT)
    assert only(other) == ("applied", None)


def test_an_answer_stands_as_it_was_given(street: Street) -> None:
    notice = street.send(street.first).id
    answer = answered(street.pc, notice)
    assert only(street.pc) == ("applied", None)
    street.pc.pull()
    street.pc.edit("notice_answer", answer, "text", "好", "不好")
    assert only(street.pc) == ("rejected", "not_yours")
    street.pc.remove("notice_answer", answer)
    assert only(street.pc) == ("rejected", "not_yours")
    assert street.first.record("notice_answer", answer).f["text"] == "好"


def test_a_committee_does_not_answer_what_was_sent_to_another(street: Street) -> None:
    notice = street.send(street.first).id
    for make in (signed, answered):
        made = make(street.other, notice)
        assert only(street.other) == ("rejected", "unknown_record")
        assert not street.second.has("notice_read", made)
    assert street.standing(street.first, Notice(id=notice, f={}, committees=(), by="")).answers == ()


def test_two_pcs_of_one_account_mark_the_same_notice_once(street: Street) -> None:
    notice, twin = street.send(street.first).id, street.first.pc("d")
    signed(street.pc, notice)
    assert only(street.pc) == ("applied", None)
    op = twin.write("create", "notice_read", new_id(), f={"notice_uid": notice, "account": "a-user", "received_at": AT})
    twin.waiting = [replace(op, u="a-user")]
    assert only(twin)[0] == "merged"
    found = street.standing(street.first, Notice(id=notice, f={}, committees=(), by=""))
    assert len(found.read) == len(found.received) == 1


def test_a_question_is_answered_by_the_street_alone(street: Street) -> None:
    asked = street.pc.make("question", kind="问题", text="记在哪里？", asked_at=AT)
    assert only(street.pc) == ("applied", None)
    street.pc.pull()
    forged = street.pc.make("question_message", question_uid=asked, text="自己答", from_unit=UNIT, said_at=AT)
    assert only(street.pc) == ("rejected", "not_yours")
    assert not street.first.has("question_message", forged)
    questions.answer(street.means, street.first.cid, asked, "记在备注里。", UNIT)
    both = [street.second.cid, street.first.cid]
    ((cid, found),) = questions.listed(street.means.store, both)
    assert cid == street.first.cid
    assert list(questions.listed(street.means.store, both, only_open=True)) == []
    assert [(found.asker, one.text, one.unit) for one in found.messages] == [("", "记在备注里。", UNIT)]
    street.pc.make("question_message", question_uid=asked, text="还有", said_at=AT)
    assert only(street.pc) == ("applied", None)
    assert len(list(questions.listed(street.means.store, both, only_open=True))) == 1
    with pytest.raises(QuestionUnknown):
        questions.answer(street.means, street.second.cid, asked, "记在备注里。", UNIT)


def test_what_was_said_stands_and_nobody_reads_for_another(street: Street) -> None:
    asked = street.pc.make("question", kind="问题", text="记在哪里？", asked_at=AT)
    more = street.pc.make("question_message", question_uid=asked, text="急", said_at=AT)
    street.pc.push()
    street.pc.pull()
    street.pc.edit("question_message", more, "text", "急", "不急")
    assert only(street.pc) == ("rejected", "not_yours")
    street.pc.remove("question_message", more)
    assert only(street.pc) == ("rejected", "not_yours")
    assert street.first.record("question_message", more).f["text"] == "急"
    mark = {"question_uid": asked, "message_uid": more, "read_at": AT}
    street.pc.make("question_read", account="somebody", **mark)
    assert only(street.pc) == ("rejected", "not_yours")
    street.pc.make("question_read", account=f"{street.pc.name}-user", **mark)
    assert only(street.pc) == ("applied", None)
    street.pc.make("question_read", account=f"{street.pc.name}-user", **{**mark, "message_uid": new_id()})
    assert only(street.pc) == ("rejected", "unknown_record")


def test_what_no_committee_could_answer_is_not_sent(street: Street) -> None:
    today = clock.today().isoformat()
    good = Draft(kind=TASK, title="名单", text="请报送。", from_unit=UNIT, due_on=today)
    for part, value in (("title", ""), ("text", "长" * 2001), ("due_on", "2020-01-01"), ("due_on", "")):
        with pytest.raises(NoticeBroken) as broken:
            sending.send(street.means, replace(good, **{part: value}), [street.first.cid], "")  # type: ignore[arg-type]
        assert broken.value.part == part
    with pytest.raises(NoticeBroken):
        sending.send(street.means, good, [], "")
    with pytest.raises(CommitteeUnknown):
        sending.send(street.means, good, ["999999999999"], "")
    for part, told in (("ledger", {"ledger": "notice"}), ("columns", {"ledger": "person", "columns": ["salary"]})):
        with pytest.raises(WantedUnclear) as refused:
            read(told)
        assert refused.value.part == part
