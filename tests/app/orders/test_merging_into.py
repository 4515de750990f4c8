"""An order is merged into one that goes on or was handled, never into one that is gone itself."""

from __future__ import annotations

import pytest

from app import messages
from app.orders import moving
from app.orders.said import MainIsGone
from tests.app.orders.crew import HEAD, Crew


def test_no_order_is_lost_by_merging_in_a_circle(crew: Crew) -> None:
    one, other, third = (crew.register() for _ in range(3))
    assert crew.move(HEAD, one, "merge", duplicate_of=other) == "S92"
    for order in (other, third):
        with pytest.raises(MainIsGone) as refused:
            moving.move(crew.head, order, "merge", {"duplicate_of": one})
        assert f"请归并到它的主工单 {crew.row(other)['order_no']}" in messages.message_for(refused.value)
    assert crew.row(other)["status"] == "S10"
    assert crew.move(HEAD, third, "merge", duplicate_of=str(crew.row(other)["order_no"])) == "S92"


@pytest.mark.parametrize(("action", "said"), [("reject", {"opinion": "不归居委"}), ("void_approve", {})])
def test_nothing_is_merged_into_an_order_that_nobody_handles(crew: Crew, action: str, said: dict[str, str]) -> None:
    gone, other = crew.register(HEAD), crew.register()
    if action == "void_approve":
        crew.move(HEAD, gone, "void_request", opinion="登记错了")
    crew.move(HEAD, gone, action, **said)
    with pytest.raises(MainIsGone) as refused:
        moving.move(crew.head, other, "merge", {"duplicate_of": gone})
    assert "请另选一件正在办理的工单" in messages.message_for(refused.value)
