"""Two PCs at one topic ledger, over the real service: one definition of both, a row changed on both is a question."""

from __future__ import annotations

import pytest

from app.orders import intake, showing
from app.stores.session import Session
from app.syncing import cards, questions, settling
from app.topics import defining, rows, writing
from app.topics.device_orders import Tally
from tests.app.syncing.conftest import house, one, other, wire
from tests.app.syncing.office import settled, sync

__all__ = ["house", "one", "other", "wire"]


def _everywhere(*sessions: Session) -> None:
    for _ in range(2):
        for session in sessions:
            sync(session)


def _texts(session: Session, record: str) -> tuple[str, str]:
    texts = rows.one_row(session, record)[1].texts
    return texts["who"], texts["status"]


def _need(session: Session) -> str:
    typed = {"need": "想要路灯", "need_kind": "环境", "who": "便利店", "collected_on": "2026-11-01", "status": "待研究"}
    return writing.save(session, "block_needs", typed).id


def test_both_take_a_definition_over_and_have_one_with_the_rows_of_both(one: Session, other: Session) -> None:
    for session in (one, other):
        defining.take_over(session, "block_needs")
        _need(session)
    _everywhere(one, other)
    for session in (one, other):
        [found] = defining.kept(session)
        assert rows.listing(session, found.id).total == 2


def test_different_fields_of_one_row_changed_on_both_are_asked_about_and_none_is_lost(
    one: Session, other: Session
) -> None:
    defining.take_over(one, "block_needs")
    record = _need(one)
    _everywhere(one, other)
    writing.save(one, "", {"status": "办理中"}, record=record)
    writing.save(other, "", {"who": "面馆"}, record=record)
    _everywhere(one, other)
    [question] = questions.open_questions(one)
    [card] = cards.open_cards(one)
    [asked] = card.asked
    told = ["；".join(part.text for part in option.parts) + option.title for option in asked.options]
    assert any("办理中" in text for text in told), "both sides can be read"
    assert any("面馆" in text for text in told)
    assert card.called.startswith("街区需求清单")
    settling.settle(one, question.id, "mine")
    settled(one, other)
    assert _texts(one, record) == _texts(other, record)
    assert _texts(one, record) in (("便利店", "办理中"), ("面馆", "待研究"))


def test_a_check_on_one_and_a_change_on_the_other_both_stand(one: Session, other: Session) -> None:
    defining.take_over(one, "block_needs")
    record = _need(one)
    _everywhere(one, other)
    writing.confirm(one, [record])
    writing.save(other, "", {"who": "面馆"}, record=record)
    _everywhere(one, other)
    assert questions.open_questions(one) == []
    assert _texts(one, record) == _texts(other, record) == ("面馆", "待研究")


def _usage(session: Session, served: str) -> str:
    typed = {"place": "共享客厅", "month": "2026-10", "uses": "3", "served": served, "status": "开放"}
    return writing.save(session, "block_usage", typed).id


@pytest.mark.parametrize("chosen", ["90", "95"])
def test_one_month_of_a_place_that_both_add_is_one_row_and_the_figure_that_is_chosen_stands(
    one: Session, other: Session, chosen: str
) -> None:
    for session in (one, other):
        defining.take_over(session, "block_usage")
    _usage(one, "90")
    _usage(other, "95")
    _everywhere(one, other)
    [asked] = cards.open_cards(one)[0].asked
    [side] = [option.code for option in asked.options if f"服务人数 {chosen}；" in option.title]
    [question] = questions.open_questions(one)
    settling.settle(one, question.id, "mine" if side == "mine" else "theirs")
    settled(one, other)
    for session in (one, other):
        [row] = rows.listing(session, "block_usage").rows
        assert row.texts["served"] == chosen


def test_a_device_travels_with_its_order_and_may_go_without_anybody_being_asked(one: Session, other: Session) -> None:
    defining.take_over(one, "ai_device")
    typed = {"device_no": "AI-1", "kind": "烟感", "location": "门厅", "category": "C203", "status": "在线"}
    device = writing.save(one, "ai_device", typed).id
    _everywhere(one, other)
    made = intake.create(other, {"source": "08", "category": "C203", "description": "冒烟", "device_uid": "AI-1"})
    writing.remove(one, device, reason="拆了")
    _everywhere(one, other)
    for session in (one, other):
        assert questions.open_questions(session) == []
        shown = showing.dossier(session, made.id)
        assert (shown.row["device_uid"], shown.device) == (device, None)
        assert shown.row["device_uid_label"] == "AI技防设备 AI-1"


def test_a_device_that_both_add_is_one_with_the_orders_of_both(one: Session, other: Session) -> None:
    typed = {"device_no": "AI-1", "kind": "烟感", "location": "门厅", "category": "C203", "status": "在线"}
    for session in (one, other):
        defining.take_over(session, "ai_device")
        writing.save(session, "ai_device", typed)
        intake.create(session, {"source": "08", "category": "C203", "description": "冒烟", "device_uid": "AI-1"})
    _everywhere(one, other)
    for session in (one, other):
        assert questions.open_questions(session) == []
        [device] = rows.listing(session, "ai_device").rows
        assert device.orders == Tally(open=2)
