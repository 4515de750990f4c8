"""Tasks and notices on two PCs of a committee: they come with a round, and what is done about them goes back."""

from __future__ import annotations

from pathlib import Path

import pytest

from app import access
from app.notices import asking, inbox, marking
from app.notices.asking import QuestionEmpty, QuestionMissing
from app.notices.marking import NoticeMissing
from app.records import browsing
from app.records.browsing import Order
from app.records.filters import Selection
from app.stores.session import Session
from app.syncing import refused
from app.undo.undoing import Undoing
from cloud.notices import questions
from ledger import catalog, permissions
from tests.app.notices.street import Street
from tests.app.syncing.office import pc, sync
from tests.cloud.callers import CID, House

_DAY_MS = 86_400_000


def test_a_notice_is_read_and_signed_for_offline_and_the_street_sees_who(
    street: Street, one: Session, other: Session
) -> None:
    notice = street.tell()
    assert inbox.listing(one) == ()
    for session in (one, other):
        sync(session)
    (line,) = inbox.listing(one, only_open=True)
    assert (line.number, line.is_read, line.is_done, line.state) == (notice.number, False, False, "待签收")
    assert marking.read(one, notice.number)
    assert not marking.read(one, line.id)
    assert marking.receive(other, line.id)
    assert street.standing(notice).read == ()
    for session in (one, other, one):
        sync(session)
    found = street.standing(notice)
    assert [mark.name for mark in found.received] == ["李红"]
    assert {mark.name for mark in found.read} == {"王芳", "李红"}
    (line,) = inbox.listing(one)
    assert (line.is_read, line.is_done, line.state) == (True, True, "已签收")
    assert [one.who for one in inbox.show(one, notice.number).marks if one.received_at] == ["李红（li）"]
    assert inbox.listing(one, only_open=True) == ()


def test_a_task_lights_up_towards_its_last_day(house: House, street: Street, one: Session) -> None:
    street.send(days=5)
    sync(one)
    lights = []
    for days in (0, 2, 3, 1):
        house.time.ms += days * _DAY_MS
        lights.append(inbox.listing(one)[0].light)
    assert lights == ["", "soon", "soon", "over"]
    now = inbox.counts(one)
    assert (now.unread, now.undone, now.soon, now.over) == (1, 1, 0, 1)


def test_a_forged_notice_of_a_pc_is_refused_and_gone(street: Street, one: Session, other: Session) -> None:
    real = street.tell()
    for session in (one, other):
        sync(session)
    ledger, forged = catalog.named("notice"), marking.named
    with one.reader() as reader:
        row = forged(reader, real.number)
    with one.store.write(user=one.login, kind="set") as write:
        write.patch(ledger, [(row["id"], {"title": row["title"]}, {"title": "假的"})])  # type: ignore[list-item]
    sync(one)
    sync(other)
    assert [told.reason for told in refused.refused(one)] == ["not_yours"]
    assert inbox.listing(one)[0].title == inbox.listing(other)[0].title == "高龄名单"


def test_what_was_signed_is_no_step_to_take_back(street: Street, one: Session) -> None:
    notice = street.tell()
    sync(one)
    undoing = Undoing(one)
    marking.receive(one, notice.number)
    asking.ask(one, "记在哪里？")
    assert undoing.next_undo is None
    undoing.close()


def test_a_question_goes_up_and_its_answer_comes_down(house: House, one: Session, other: Session) -> None:
    asked = asking.ask(one, "津贴核对能不能合成一次？", asking.KINDS[1], is_signed=False)
    sync(one)
    ((_, found),) = questions.listed(house.store, [CID], only_open=True)
    assert (found.id, found.kind, found.asker) == (asked, "建议", "")
    questions.answer(house.means, CID, asked, "下月起合并。", "凌兆街道")
    sync(other)
    (told,) = asking.listing(other)
    (answer,) = told.messages
    assert (answer.text, answer.who, answer.is_answer, told.asker) == ("下月起合并。", "凌兆街道", True, "")
    with pytest.raises(QuestionEmpty):
        asking.ask(one, " ")


def test_a_thread_goes_on_from_both_sides_and_is_the_same_everywhere(
    house: House, one: Session, other: Session
) -> None:
    asked = asking.ask(one, "记在哪里？")
    asking.say_more(one, asked, "是代管的钥匙。", is_signed=False)
    sync(one)
    questions.answer(house.means, CID, asked, "备注里。", "凌兆街道")
    sync(other)
    asking.say_more(other, asked, "能导出吗？")
    sync(other)
    questions.answer(house.means, CID, asked, "能。", "凌兆街道")
    for each in (one, other, one):
        sync(each)
    said = [(message.text, message.is_answer, message.who) for message in asking.show(one, asked).messages]
    assert said == [
        ("是代管的钥匙。", False, ""), ("备注里。", True, "凌兆街道"), ("能导出吗？", False, "李红"),
        ("能。", True, "凌兆街道"),
    ]  # fmt: skip
    assert [message.text for message in asking.show(other, asked).messages] == [text for text, *_ in said]
    found = questions.thread(house.store, CID, asked)
    assert [(message.text, message.unit, message.asker) for message in found.messages] == [
        ("是代管的钥匙。", "", ""), ("备注里。", "凌兆街道", ""), ("能导出吗？", "", "李红"), ("能。", "凌兆街道", ""),
    ]  # fmt: skip
    with pytest.raises(QuestionMissing):
        asking.say_more(one, "0193c9a0-0000-7000-8000-000000000001", "谁？")
    with pytest.raises(QuestionEmpty):
        asking.say_more(one, asked, " ")


def test_an_answer_is_new_to_each_account_until_it_read_it_at_any_pc(
    house: House, one: Session, other: Session, tmp_path: Path
) -> None:
    asked = asking.ask(one, "记在哪里？")
    sync(one)
    assert asking.unread(one) == ()
    questions.answer(house.means, CID, asked, "备注里。", "凌兆街道")
    with pc(house, tmp_path / "twin") as twin:
        for each in (one, other, twin):
            sync(each)
        assert [found.state for found in asking.unread(one)] == ["新答复"]
        assert asking.read(one, asked)
        assert not asking.read(one, asked)
        assert (asking.unread(one), asking.listing(one)[0].state) == ((), "已答复")
        sync(one)
        for each in (other, twin):
            sync(each)
        assert asking.unread(twin) == (), "the same account at another PC"
        assert len(asking.unread(other)) == 1, "another account"
        asking.read(twin, asked)
        sync(twin)
        sync(one)
    questions.answer(house.means, CID, asked, "导出也有。", "凌兆街道")
    sync(one)
    assert [message.is_new for message in asking.show(one, asked).messages] == [False, True]


def test_both_sides_see_what_the_other_has_read(house: House, one: Session) -> None:
    asked = asking.ask(one, "记在哪里？")
    sync(one)
    assert asking.listing(one)[0].state == "等答复"
    ((_, found),) = questions.listed(house.store, [CID], only_new=True)
    assert found.unread == ("",)
    questions.mark_read(house.means, CID, found)
    assert list(questions.listed(house.store, [CID], only_new=True)) == []
    sync(one)
    assert asking.listing(one)[0].state == "街道已看"
    more = asking.say_more(one, asked, "在吗？")
    sync(one)
    ((_, found),) = questions.listed(house.store, [CID], only_new=True)
    assert found.unread == (more,)
    questions.answer(house.means, CID, asked, "在。", "凌兆街道")
    sync(one)
    assert asking.show(one, asked).messages[0].read_at, "whoever answers has read"
    assert questions.thread(house.store, CID, asked).messages[-1].read == ""
    asking.read(one, asked)
    sync(one)
    assert questions.thread(house.store, CID, asked).messages[-1].read


def test_what_is_not_there_is_told(one: Session) -> None:
    for number in ("RW-2026-0009", "", "0193c9a0-0000-7000-8000-000000000001"):
        with pytest.raises(NoticeMissing):
            marking.receive(one, number)


def test_who_may_not_deal_with_notices_sees_none(one: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    rights = access.Rights("wang", ("viewer",))
    monkeypatch.setattr(Session, "rights", property(lambda _: rights))
    for asked in (inbox.listing, inbox.counts, asking.listing):
        with pytest.raises(access.Forbidden):
            asked(one)
    for ledger in map(catalog.named, permissions.NOTICES):
        with pytest.raises(access.Forbidden):
            browsing.page(one, ledger, Selection(), Order())
