"""What the moves of an order do to its due dates: when they begin, what stops them, what is given back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ledger.clock import SHANGHAI
from ledger.orders.flow import Request, move
from ledger.orders.records import parts_of
from ledger.orders.refusals import GuardForbids
from ledger.orders.rows import row_at
from tests.ledger.orders.rounds import (
    DUE,
    DUTY_LI,
    GRID_ZHAO,
    HEAD_CHEN,
    LEAD_SUN,
    MONDAY,
    RULES,
    SYSTEM,
    order_in,
    shanghai,
)
from tests.ledger.orders.story import Story


def test_accepting_starts_the_limit_of_the_category_from_the_receipt() -> None:
    story = Story(received_at="2026-11-20 16:00")
    timing = story.go("accept", DUTY_LI).timing
    assert timing is not None
    assert timing.due_at is not None
    assert (timing.rule, timing.due_at.astimezone(SHANGHAI).isoformat()) == ("help", "2026-11-27T23:59:59+08:00")
    with pytest.raises(GuardForbids) as refused:
        Story().go("accept", DUTY_LI, limit_rule="复杂事项(经批准)")
    assert refused.value.guard == "needs_approval"
    assert Story().go("accept", HEAD_CHEN, limit_rule="complex").timing.rule == "complex"  # type: ignore[union-attr]


def test_a_suspension_waits_for_its_approval_and_restores_what_was_left() -> None:
    story = Story()
    story.to("S40")
    with pytest.raises(GuardForbids):
        story.go("suspend_approve", LEAD_SUN)
    story.go("suspend_request", GRID_ZHAO, reason_kind="材料", resume_on="2027-02-20")
    story.at = shanghai(date(2026, 11, 25))
    story.go("suspend_approve", LEAD_SUN)
    before = story.order.timing
    assert before is not None
    assert before.due_at is not None
    left = RULES.calendar.days_between(date(2026, 11, 25), date(2026, 11, 30))
    story.at = shanghai(date(2027, 1, 15))
    with pytest.raises(GuardForbids) as refused:
        story.go("resume", SYSTEM)
    assert refused.value.limit == "2027-02-20"
    story.go("resume", GRID_ZHAO)
    after = story.order.timing
    assert after is not None
    assert after.due_at is not None
    assert after.stopped_at is None
    due_day = after.due_at.astimezone(SHANGHAI)
    assert RULES.calendar.days_between(date(2027, 1, 15), due_day.date()) == left
    assert due_day.strftime("%H:%M:%S") == "23:59:59"  # nine in the morning both times, so the end of a day again


def test_a_due_date_of_an_outside_order_is_taken_over() -> None:
    came = shanghai(date(2026, 11, 25), 12)
    for source, due in (("01", came), ("03", DUE)):
        request = Request("accept", MONDAY, {}, came_due=came)
        timing = move(order_in("S10", source=source), request, HEAD_CHEN, RULES).order.timing
        assert timing is not None
        assert timing.due_at == due


@pytest.mark.parametrize("source", ["01", "02", "03"])
@pytest.mark.parametrize("typed", ["2028-01-01", "2020-01-01"])
def test_nobody_chooses_the_due_date_of_an_order(source: str, typed: str) -> None:
    request = Request("accept", MONDAY, {"new_due_at": typed})
    timing = move(order_in("S10", source=source), request, HEAD_CHEN, RULES).order.timing
    assert timing is not None
    assert timing.due_at == DUE
    row = row_at("S10", "accept")
    assert row is not None
    assert "new_due_at" not in parts_of(row)


def test_checking_gives_the_time_back_that_it_took() -> None:
    story = Story()
    story.to("S60")
    before = story.order.timing
    assert before is not None
    story.at = shanghai(date(2026, 11, 26), 18)
    story.go("check_fail", HEAD_CHEN, opinion="还在漏")
    after = story.order.timing
    assert after is not None
    assert after.due_at is not None
    assert before.due_at is not None
    assert before.stopped_at is not None
    limit_span = RULES.calendar.days_between
    assert story.order.fails == 1
    assert after.stopped_at is None
    # finished on Monday at 13:00, failed on Thursday at 18:00: three days and five hours are added to Monday's end
    assert after.due_at == shanghai(date(2026, 12, 4), 5) - timedelta(seconds=1)
    assert limit_span(date(2026, 11, 30), date(2026, 12, 4)) == 4


def test_the_date_it_was_handed_on_with_holds_until_it_is_done() -> None:
    story = Story()
    story.go("accept", HEAD_CHEN)
    handed = story.at
    story.go("dispatch", HEAD_CHEN, to_person="zhao", opinion="请处理", new_due_at="2026-11-24")
    for action, given in (("take", {}), ("progress", {"opinion": "已约"}), ("joint", {"parties": "police"})):
        timing = story.go(action, GRID_ZHAO, **given).timing
        assert timing is not None
        assert (timing.step_from, timing.step_due_at) == (
            handed,
            shanghai(date(2026, 11, 25), 0) - timedelta(seconds=1),
        )
    parties = story.events[-1].event.detail["parties"]
    assert parties == ({"party": "police", "part": "", "due_at": DUE},)
    timing = story.go("finish", GRID_ZHAO, result="好", result_kind="实际解决", minutes_spent=5).timing
    assert timing is not None
    assert timing.step_due_at is None


def test_a_draft_is_received_when_it_is_handed_in() -> None:
    story = Story(is_draft=True)
    handed_in = story.at
    order = story.go("create", HEAD_CHEN, category="C104", description="三楼渗水，已拍照")
    assert (order.status, order.author) == ("S10", "wang")
    assert order.timing is not None
    assert order.timing.started_at == handed_in


def test_a_draft_that_is_handed_in_keeps_what_it_said_unless_it_became_another_matter() -> None:
    drafted = {
        "is_draft": True,
        "priority": "3",
        "module": "其他模块",
        "attachments": "photo",
        "description": "三楼渗水",
    }
    same = Story(category="C104", **drafted).go("create", HEAD_CHEN, category="C104", description="三楼渗水")
    assert (same.priority, same.module, same.had_photo) == ("3", "12", True)
    usual = Story(category="C201").order
    other = Story(category="C104", **drafted).go("create", HEAD_CHEN, category="C201", description="三楼渗水")
    assert (other.priority, other.module, other.had_photo) == (usual.priority, usual.module, True)
    assert (other.category, other.process_version) == ("C201", usual.process_version)
    said = {"category": "C104", "description": "三楼渗水", "priority": "2"}
    assert Story(category="C104", **drafted).go("create", HEAD_CHEN, **said).priority == "2"
