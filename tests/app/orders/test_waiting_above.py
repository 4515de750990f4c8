"""What only those above grant says that it waits for them, and what a committee does that reaches nobody above."""

from __future__ import annotations

import pytest

from app import messages
from app.orders import moving, showing, waiting_above
from ledger.orders.facts import Order
from ledger.orders.refusals import NotForYou
from tests.app.orders.crew import HEAD, Crew


def test_a_committee_without_a_cloud_grants_no_suspension_and_is_told_what_to_do(crew: Crew) -> None:
    order = crew.register(HEAD)
    for action in ("accept", "take"):
        crew.move(HEAD, order, action)
    assert showing.dossier(crew.head, order).awaiting == ""
    crew.move(HEAD, order, "suspend_request", reason_kind="材料", resume_on="2026-12-20", opinion="等材料")
    said = showing.dossier(crew.head, order).awaiting
    assert said.startswith("申请了挂起，等模块牵头部门或街道同意，居委不能自己同意")
    assert said.endswith("没有接上级平台的，书面报街道，接入后再由街道同意；时间不够请申请延期。")
    with pytest.raises(NotForYou) as refused:
        moving.move(crew.head, order, "suspend_approve", {})
    assert "没有接上级平台的，书面报街道" in messages.message_for(refused.value)
    assert "suspend_approve" not in [one.action for one in showing.dossier(crew.head, order).choices]


def test_where_there_is_a_cloud_it_goes_up_with_the_next_exchange() -> None:
    assert waiting_above.line(Order(asked=frozenset(("suspend",))), is_enrolled=True).endswith("申请随下次上报送到。")
    awaiting = Order(awaiting=("followup", "S70"))
    assert waiting_above.line(awaiting, is_enrolled=True) == ("待上级确认：上级确认以后才“已结案”，这以前可以接着办。")
    assert "书面报街道" in waiting_above.line(awaiting, is_enrolled=False)
    asked = frozenset(("void",))
    assert waiting_above.line(Order(asked=asked), is_enrolled=True).startswith("申请了作废，等居委主任同意")
    assert "街道" not in waiting_above.line(Order(asked=asked), is_enrolled=True), "the head grants that"
    assert "同意以后还要街道确认" in waiting_above.line(Order(asked=asked, source="01"), is_enrolled=True)
    both = waiting_above.line(Order(asked=frozenset(("void", "suspend"))), is_enrolled=True)
    assert "申请了作废" in both
    assert "申请了挂起" in both
    refused = waiting_above.line(Order(refused=frozenset(("void", "extend"))), is_enrolled=True)
    assert refused.startswith("申请延期没有同意，原因见流转记录；请接着办，情况有变可以再申请。申请作废没有同意，")
    assert "没有回访就结了案" in waiting_above.line(Order(status="S70", is_unasked=True), is_enrolled=True)
