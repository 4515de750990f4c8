"""Each guard of a move at its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from ledger import clock
from ledger.orders.facts import Order
from ledger.orders.flow import Request, allowed, move
from ledger.orders.refusals import GuardForbids, RecordUnreadable
from tests.ledger.orders.rounds import (
    DUE,
    DUTY_LI,
    GRID_ZHAO,
    HEAD_CHEN,
    MONDAY,
    RULES,
    STREET_QIAN,
    WORKER_WANG,
    moved,
    order_in,
    shanghai,
)
from tests.ledger.orders.story import Story


def test_who_handled_neither_checks_nor_follows_up() -> None:
    """Not even the head, and not after others went on with it."""
    story = Story(reporter_phone="13800000000")
    story.go("accept", HEAD_CHEN)
    story.go("take", HEAD_CHEN)
    story.go("transfer", HEAD_CHEN, to_person="zhao", opinion="忙")
    story.go("take", GRID_ZHAO)
    story.go("finish", GRID_ZHAO, result="修好", result_kind="实际解决", minutes_spent=30)
    for handler in (HEAD_CHEN, replace(GRID_ZHAO, duties=frozenset(("committee_worker",)))):
        for action in ("check_pass", "check_fail"):
            with pytest.raises(GuardForbids) as refused:
                story.go(action, handler, way="现场", opinion="好")
            assert refused.value.guard == "handled"
        assert not {"check_pass", "check_fail"} & {one.action for one in allowed(story.order, handler, story.at)}
    story.go("check_pass", WORKER_WANG, way="现场", opinion="好")
    with pytest.raises(GuardForbids) as refused:
        story.go("followup", HEAD_CHEN, contacted_at="2026-11-24", satisfaction="5", opinion="好")
    assert refused.value.guard == "handled"


def test_an_order_is_given_back_within_a_working_day_of_taking_it() -> None:
    story = Story()
    story.to("S40")
    given = {"opinion": "不归我管", "suggested_org": "绿化"}
    tuesday = shanghai(date(2026, 11, 24), 23, 59)
    assert move(story.order, Request("return_request", tuesday, given), GRID_ZHAO).order.status == "S86"
    with pytest.raises(GuardForbids) as refused:
        move(story.order, Request("return_request", tuesday + timedelta(minutes=1), given), GRID_ZHAO)
    assert (refused.value.guard, refused.value.limit) == ("return_too_late", "2026-11-24 23:59")


def test_extensions_end_with_two_and_with_fifteen_days() -> None:
    story = Story()
    story.to("S40")
    asks = {"opinion": "等材料", "evidence": "合同"}
    story.go("extend_request", GRID_ZHAO, new_due_at="2026-12-09", **asks)
    assert story.order.status == "S85"
    story.go("extend_approve", HEAD_CHEN, opinion="同意")
    assert (story.order.status, story.order.extensions, story.order.extended_days) == ("S40", 1, 7)
    story.go("extend_request", GRID_ZHAO, new_due_at="2026-12-22", **asks)
    with pytest.raises(GuardForbids) as refused:
        story.go("extend_approve", HEAD_CHEN, opinion="同意")
    assert (refused.value.guard, refused.value.limit) == ("extensions", "8/15")
    story.go("extend_approve", HEAD_CHEN, opinion="同意到21日", new_due_at="2026-12-21")
    assert (story.order.extensions, story.order.extended_days) == (2, 15)
    story.go("extend_request", GRID_ZHAO, new_due_at="2026-12-23", **asks)
    with pytest.raises(GuardForbids) as refused:
        story.go("extend_approve", HEAD_CHEN, opinion="同意")
    assert refused.value.limit == "2"
    story.go("extend_approve", STREET_QIAN, opinion="街道同意")
    assert story.order.extensions == 3
    timing = story.order.timing
    assert timing is not None
    assert timing.due_at == shanghai(date(2026, 12, 24), 0) - timedelta(seconds=1)


def test_an_extension_is_asked_before_the_due_date_and_for_a_later_one() -> None:
    order = order_in("S40")
    for at, new, guard in (
        (DUE + timedelta(seconds=1), "2026-12-09", "extension_too_late"),
        (DUE, "2026-11-30", "not_later"),
    ):
        with pytest.raises(GuardForbids) as refused:
            moved(order, "extend_request", GRID_ZHAO, at=at, new_due_at=new)
        assert refused.value.guard == guard
    assert moved(order, "extend_request", GRID_ZHAO, at=DUE, new_due_at="2026-12-01").order.status == "S85"


@pytest.mark.parametrize(
    ("day", "is_good"), [("2026-11-23", False), ("2026-11-24", True), ("2027-02-21", True), ("2027-02-22", False)]
)
def test_a_suspension_is_for_ninety_days_at_most(day: str, *, is_good: bool) -> None:
    if is_good:
        assert moved(order_in("S40"), "suspend_request", GRID_ZHAO, resume_on=day).order.asked == {"suspend"}
        return
    with pytest.raises(GuardForbids) as refused:
        moved(order_in("S40"), "suspend_request", GRID_ZHAO, resume_on=day)
    assert (refused.value.guard, refused.value.limit) == ("suspension", "2027-02-21")


def test_a_request_lapses_when_the_order_moves_otherwise() -> None:
    asked = moved(order_in("S40"), "void_request", GRID_ZHAO).order
    finished = moved(asked, "finish", GRID_ZHAO).order
    with pytest.raises(GuardForbids) as refused:
        moved(finished, "void_approve", HEAD_CHEN)
    assert refused.value.guard == "void_asked"


def test_a_closed_order_is_reopened_within_thirty_days() -> None:
    closed = order_in("S70")
    last = MONDAY + timedelta(days=30)
    assert moved(closed, "reopen", HEAD_CHEN, at=last).order.status == "S40"
    with pytest.raises(GuardForbids) as refused:
        moved(closed, "reopen", HEAD_CHEN, at=last + timedelta(milliseconds=1))
    assert (refused.value.guard, refused.value.limit) == ("reopen_too_late", "30")


def test_nothing_is_closed_without_a_result() -> None:
    order = order_in("S65", result_kind="")
    for action in ("close", "followup"):
        with pytest.raises(GuardForbids) as refused:
            moved(order, action, HEAD_CHEN)
        assert refused.value.guard == "result"


def test_handing_on_is_no_way_to_more_time() -> None:
    for status, action, actor, given in (
        ("S20", "dispatch", HEAD_CHEN, {"new_due_at": "2026-12-01"}),
        ("S40", "joint", GRID_ZHAO, {"parties": [{"party": "police", "part": "查车", "due_at": "2026-12-01"}]}),
    ):
        with pytest.raises(GuardForbids) as refused:
            moved(order_in(status), action, actor, **given)
        assert (refused.value.guard, refused.value.limit) == ("due_beyond_limit", "2026-11-30 23:59")
    with pytest.raises(GuardForbids) as refused:
        moved(order_in("S20"), "dispatch", HEAD_CHEN, new_due_at="2026-11-22")
    assert refused.value.guard == "due_past"


def test_an_order_is_not_merged_with_itself() -> None:
    with pytest.raises(GuardForbids):
        moved(order_in("S10"), "merge", HEAD_CHEN, duplicate_of="order")


def test_an_extension_to_no_later_date_is_not_granted() -> None:
    with pytest.raises(GuardForbids) as refused:
        moved(order_in("S85"), "extend_approve", STREET_QIAN, new_due_at="2026-11-30")
    assert refused.value.guard == "extensions"
    with pytest.raises(RecordUnreadable):
        moved(order_in("S40"), "joint", GRID_ZHAO, parties=[{"party": " "}])


def test_who_passed_the_check_does_not_follow_up_and_may_check_again() -> None:
    """Handler, checker and whoever asks the resident are three people."""
    story = Story(reporter_phone="13800000000")
    story.to("S60")
    story.go("check_pass", WORKER_WANG, way="现场", opinion="属实")
    said = {"contacted_at": "2026-11-23T14:30", "satisfaction": "2", "is_solvable": True, "opinion": "没修好"}
    assert "followup" not in {one.action for one in allowed(story.order, WORKER_WANG, story.at)}
    with pytest.raises(GuardForbids) as refused:
        story.go("followup", WORKER_WANG, **said)
    assert refused.value.guard == "checked"
    story.go("followup", HEAD_CHEN, **said)
    assert story.order.status == "S40"
    story.go("finish", GRID_ZHAO, result="修好", result_kind="实际解决", minutes_spent=30)
    assert "check_pass" in {one.action for one in allowed(story.order, WORKER_WANG, story.at)}


@pytest.mark.parametrize(
    ("said", "is_refused"),
    [
        ("2026-11-23T14:30", ""), ("2026-11-23T14:00", ""), ("2026-11-23", ""),
        ("2026-11-23T20:00", "contacted_later"), ("2027-11-23", "contacted_later"),
        ("2026-11-23T13:59", "contacted_earlier"), ("2026-11-22", "contacted_earlier"),
    ],
)  # fmt: skip
def test_a_resident_was_asked_between_the_check_and_now(said: str, is_refused: str) -> None:
    """A day alone may be today."""
    story = Story(reporter_phone="13800000000")
    story.to("S60")
    story.go("check_pass", WORKER_WANG, way="现场", opinion="属实")
    assert clock.local_text(clock.instant_text(story.at))[:10] == "2026-11-23"
    given = {"contacted_at": said, "satisfaction": "5", "opinion": "好"}
    if is_refused:
        with pytest.raises(GuardForbids) as refused:
            story.go("followup", HEAD_CHEN, **given)
        assert refused.value.guard == is_refused
    else:
        assert story.go("followup", HEAD_CHEN, **given).status == "S70"


def test_the_long_limit_of_a_process_is_granted_like_one_that_somebody_chose() -> None:
    long = replace(RULES.book.of("C104"), limits=RULES.book.of("C104").limits | {"handling": "complex"})
    rules = replace(RULES, book=RULES.book.with_process(long))
    order = order_in("S10", process_version=2)
    with pytest.raises(GuardForbids) as refused:
        move(order, Request("accept", MONDAY), DUTY_LI, rules)
    assert refused.value.guard == "needs_approval"
    assert move(order, Request("accept", MONDAY, {"limit_rule": "help"}), DUTY_LI, rules).order.status == "S20"
    assert move(order, Request("accept", MONDAY), HEAD_CHEN, rules).order.status == "S20"


def test_a_module_is_one_of_the_table() -> None:
    given = {"category": "C104", "description": "三楼渗水"}
    with pytest.raises(RecordUnreadable) as refused:
        move(Order(), Request("create", MONDAY, given | {"module": "99"}), WORKER_WANG)
    assert refused.value.part == "module"
    assert move(Order(), Request("create", MONDAY, given | {"module": "物业监管"}), WORKER_WANG).order.module == "04"
