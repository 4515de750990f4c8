"""Whole stories of work orders: where each move leads, who may make it, and what it must bring along."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.messages import message_for
from ledger import codes, roles
from ledger.orders import states
from ledger.orders.duties import DUTY_OF_ROLE, duties_of
from ledger.orders.facts import Order
from ledger.orders.flow import Request, acknowledge, allowed, move
from ledger.orders.process import Process
from ledger.orders.refusals import (
    GuardForbids,
    NotForYou,
    NothingAwaited,
    NotInProcess,
    RecordMissing,
    RecordUnreadable,
)
from ledger.orders.standing import may_read_confidential
from tests.ledger.orders.rounds import (
    AUDITOR,
    EVERYBODY,
    GRID_ZHAO,
    HEAD_CHEN,
    MONDAY,
    RULES,
    STREET_QIAN,
    SYSTEM,
    WORKER_WANG,
    Actor,
    moved,
    order_in,
    shanghai,
)
from tests.ledger.orders.story import Story


def test_a_description_and_a_category_are_enough() -> None:
    story = Story()
    order = story.order
    assert (order.status, order.author, order.source, order.priority) == ("S10", "wang", "99", "1")
    assert (order.module, order.process_version, order.need_reply) == ("04", 1, False)
    assert order.timing is not None
    assert order.timing.started_at == MONDAY
    assert Story(reporter_phone="13800000000").order.need_reply
    assert not Story(reporter_phone="13800000000", need_reply="否").order.need_reply
    assert Story(is_draft=True).order.status == "S00"
    assert Story(category="燃气安全").order.priority == "3"


def test_an_outside_order_brings_its_number() -> None:
    with pytest.raises(RecordMissing) as refused:
        Story(source="12345热线")
    assert refused.value.parts == ("external_no",)
    assert Story(source="12345热线", external_no="SH2026").order.is_outside


def test_a_sensor_registers_its_alarm() -> None:
    given = {"category": "D104", "description": "跌倒告警"}
    made = move(Order(), Request("create", MONDAY, given), SYSTEM, RULES)
    assert (made.order.source, made.order.module, made.order.priority) == ("08", "10", "2")


def test_an_order_from_its_registration_to_its_end() -> None:
    story = Story(reporter_phone="13800000000", attachments=["before.jpg"])
    story.to("S40")
    with pytest.raises(RecordMissing) as refused:
        story.go("finish", GRID_ZHAO, result="修好", result_kind="实际解决", minutes_spent=30)
    assert refused.value.parts == ("photo_after",)
    photo = ["after.jpg"]
    story.go("finish", GRID_ZHAO, result="修好", result_kind="实际解决", minutes_spent=30, attachments=photo)
    story.go("check_pass", HEAD_CHEN, way="照片", opinion="属实")
    assert story.order.status == "S65"
    story.go("followup", WORKER_WANG, contacted_at="2026-11-23T14:30", satisfaction="满意", opinion="谢谢")
    assert (story.order.status, story.order.satisfaction) == ("S70", "4")
    assert [one.event.seq for one in story.events] == list(range(1, len(story.events) + 1))
    assert [one.event.step_seconds for one in story.events] == [0, *[3600] * (len(story.events) - 1)]
    assert {one.event.stage_light for one in story.events[1:]} == {2}


def test_the_third_return_goes_to_the_street() -> None:
    story = Story()
    story.go("accept", HEAD_CHEN)
    for count in (1, 2, 3):
        story.go("dispatch", HEAD_CHEN, to_person="zhao", opinion="请处理")
        story.go("return_request", GRID_ZHAO, opinion="不归我管", suggested_org="绿化")
        assert story.order.before == "S30"
        story.go("return_approve", HEAD_CHEN, opinion="同意")
        assert (story.order.returns, story.order.assignee) == (count, "")
    assert story.order.status == "S50"


def test_three_contacts_that_reach_nobody_close() -> None:
    order, said = order_in("S65"), {"contacted_at": "2026-11-23", "satisfaction": "未联系上"}
    for count, status in ((1, "S65"), (2, "S65"), (3, "S70")):
        at = MONDAY + timedelta(hours=2 * count)
        order = moved(order, "followup", WORKER_WANG, said, at=at).order
        assert (order.status, order.failed_contacts) == (status, count)


def test_three_calls_in_a_row_are_one_try() -> None:
    said = {"contacted_at": "2026-11-23T09:30", "satisfaction": "0"}
    tried = moved(order_in("S65"), "followup", WORKER_WANG, said).order
    for again in ("2026-11-23T09:30", "2026-11-23T11:29", "2026-11-23T09:10"):
        with pytest.raises(GuardForbids) as refused:
            moved(tried, "followup", HEAD_CHEN, said | {"contacted_at": again}, at=MONDAY + timedelta(hours=5))
        assert (refused.value.guard, refused.value.limit) == ("called_again", "2026-11-23 09:30")
    later = said | {"contacted_at": "2026-11-23T11:30"}
    assert moved(tried, "followup", HEAD_CHEN, later, at=MONDAY + timedelta(hours=5)).order.failed_contacts == 2
    reached = later | {"contacted_at": "2026-11-23T09:40", "satisfaction": "5", "opinion": "好"}
    assert moved(tried, "followup", HEAD_CHEN, reached).order.status == "S70", "who is reached is reached"


@pytest.mark.parametrize("satisfaction", ["5", "2"])
def test_what_was_said_before_a_reopening_is_no_word_about_what_is_done_now(satisfaction: str) -> None:
    story = Story(reporter_phone="13800000000")
    story.to("S65")
    said = {"contacted_at": "2026-11-23T14:30", "satisfaction": satisfaction, "opinion": "又漏了"}
    if story.go("followup", WORKER_WANG, **said).status == "S70":
        assert story.order.satisfaction == "5"
        story.go("reopen", HEAD_CHEN, opinion="又漏了")
    order = story.order
    assert (order.status, order.reopened) == ("S40", 1)
    assert (order.satisfaction, order.result_kind, order.failed_contacts, order.tried_at) == ("", "", 0, None)


def test_who_is_satisfied_is_not_reopened_by_a_worker_nor_what_was_closed_above() -> None:
    for satisfaction in ("5", "3", "0", ""):
        with pytest.raises(GuardForbids) as refused:
            moved(order_in("S70", satisfaction=satisfaction), "reopen", WORKER_WANG)
        assert refused.value.guard == "satisfied"
        assert moved(order_in("S70", satisfaction=satisfaction), "reopen", HEAD_CHEN).order.status == "S40"
    unsatisfied: dict[str, object] = {"satisfaction": "2"}
    assert moved(order_in("S70", **unsatisfied), "reopen", WORKER_WANG).order.status == "S40"
    for facts in ({"source": "01"}, {"checker": "wang"}, {"handlers": frozenset(("wang",))}):
        with pytest.raises(NotForYou):
            moved(order_in("S70", **unsatisfied | facts), "reopen", WORKER_WANG)
    assert moved(order_in("S65", source="01", **unsatisfied), "reopen", WORKER_WANG).order.status == "S40"


def test_who_handled_it_and_closes_it_without_a_word_of_the_resident_is_known_for_it() -> None:
    closed = moved(order_in("S65", handlers=frozenset(("chen",))), "close", HEAD_CHEN, {"opinion": "只有两个人"}).order
    assert (closed.status, closed.is_unasked) == ("S70", True)
    assert not moved(closed, "reopen", HEAD_CHEN).order.is_unasked
    assert moved(order_in("S65", checker="chen"), "close", HEAD_CHEN).order.is_unasked
    assert not moved(order_in("S65"), "close", HEAD_CHEN).order.is_unasked
    asked = order_in("S65", handlers=frozenset(("chen",)), satisfaction="2")
    assert not moved(asked, "close", HEAD_CHEN).order.is_unasked


def test_both_requests_wait_until_one_is_granted() -> None:
    both = moved(moved(order_in("S40"), "void_request", GRID_ZHAO).order, "suspend_request", GRID_ZHAO).order
    assert both.asked == {"void", "suspend"}
    assert moved(both, "void_approve", HEAD_CHEN).order.status == "S91"
    assert moved(both, "suspend_approve", STREET_QIAN).order.status == "S80"


@pytest.mark.parametrize(("what", "actor"), [("void", HEAD_CHEN), ("suspend", STREET_QIAN)])
def test_a_request_that_is_refused_is_open_no_longer_and_may_be_made_again(what: str, actor: Actor) -> None:
    both = moved(moved(order_in("S40"), "void_request", GRID_ZHAO).order, "suspend_request", GRID_ZHAO).order
    with pytest.raises(RecordMissing) as lacking:
        moved(both, f"{what}_refuse", actor, {})
    assert lacking.value.parts == ("opinion",)
    refused = moved(both, f"{what}_refuse", actor).order
    assert (refused.status, refused.asked, refused.refused) == ("S40", {"void", "suspend"} - {what}, {what})
    assert refused.timing == both.timing, "its clock runs as it did"
    for action in (f"{what}_approve", f"{what}_refuse"):
        assert action not in {one.action for one in allowed(refused, actor, MONDAY)}
        with pytest.raises(GuardForbids):
            moved(refused, action, actor)
    again = moved(refused, f"{what}_request", GRID_ZHAO).order
    assert (again.asked, again.refused) == ({"void", "suspend"}, set())
    assert moved(refused, "finish", GRID_ZHAO).order.refused == set()


def test_a_refusal_takes_back_the_wish_that_waits_for_the_street() -> None:
    asked = moved(order_in("S40", source="01"), "void_request", GRID_ZHAO).order
    wished = moved(asked, "void_approve", HEAD_CHEN).order
    assert wished.awaiting == ("void_approve", "S91")
    refused = moved(wished, "void_refuse", HEAD_CHEN).order
    assert (refused.status, refused.awaiting, refused.asked) == ("S40", None, set())
    with pytest.raises(NothingAwaited):
        acknowledge(refused, STREET_QIAN, MONDAY, is_granted=True)


@pytest.mark.parametrize("what", ["extend", "return"])
def test_whoever_asked_for_an_extension_or_to_give_it_back_reads_that_it_was_refused(what: str) -> None:
    later = {"new_due_at": "2026-12-04"}
    asked = moved(order_in("S40"), f"{what}_request", GRID_ZHAO, **later).order
    refused = moved(asked, f"{what}_refuse", HEAD_CHEN).order
    assert (refused.status, refused.refused) == ("S40", {what})
    again = moved(refused, f"{what}_request", GRID_ZHAO, **later).order
    assert again.refused == set()
    assert moved(again, f"{what}_approve", HEAD_CHEN, **later).order.refused == set()


def test_what_the_street_gives_back_to_nobody_is_to_be_handed_out() -> None:
    nobodys = order_in("S50", assignee="")
    given_back = moved(nobodys, "transfer", STREET_QIAN, {"opinion": "你们办"}).order
    assert (given_back.status, given_back.assignee) == ("S20", "")
    assert {"dispatch", "take"} <= {one.action for one in allowed(given_back, HEAD_CHEN, MONDAY)}
    assert moved(nobodys, "transfer", STREET_QIAN, {"opinion": "给她", "to_person": "wang"}).order.status == "S40"
    assert moved(order_in("S50"), "transfer", STREET_QIAN, {"opinion": "接着办"}).order.assignee == "zhao"


def test_what_went_to_a_unit_without_an_account_is_handled_for_it() -> None:
    order = order_in("S20", assignee="")
    order = moved(order, "dispatch", HEAD_CHEN, {"to_org": "银杏物业公司", "opinion": "请修"}).order
    assert "take" not in {one.action for one in allowed(order, WORKER_WANG, MONDAY)}
    order = moved(order, "take", HEAD_CHEN).order
    assert (order.status, order.assignee, order.assignee_org) == ("S40", "chen", "银杏物业公司")
    assert {"progress", "finish", "transfer"} <= {one.action for one in allowed(order, HEAD_CHEN, MONDAY)}
    assert moved(order, "transfer", HEAD_CHEN).order.status == "S30"


@pytest.mark.parametrize(("satisfaction", "solvable", "status"), [
    ("2", True, "S40"), ("1", "是", "S40"), ("1", "否", "S70"), ("3", True, "S70"), ("5", True, "S70"),
])  # fmt: skip
def test_who_is_not_satisfied_gets_the_order_handled_again(satisfaction: str, solvable: object, status: str) -> None:
    order = moved(order_in("S65"), "followup", WORKER_WANG, satisfaction=satisfaction, is_solvable=solvable).order
    assert order.status == status
    assert order.reopened == (status == "S40")
    assert order.timing is not None
    if status == "S40":
        assert order.timing.rule == "review"
        assert order.timing.due_at == shanghai(date(2026, 11, 27), 0) - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("status", "action", "actor", "facts", "end"),
    [
        ("S10", "reject", HEAD_CHEN, {}, "S90"),
        ("S20", "merge", HEAD_CHEN, {}, "S92"),
        ("S40", "void_approve", HEAD_CHEN, {"asked": frozenset(("void",))}, "S91"),
        ("S60", "check_pass", HEAD_CHEN, {"need_reply": False}, "S70"),
        ("S65", "followup", WORKER_WANG, {}, "S70"),
        ("S65", "close", HEAD_CHEN, {}, "S70"),
    ],
)
@pytest.mark.parametrize("source", ["01", "02"])
def test_an_outside_order_ends_by_the_street_alone(
    source: str, status: str, action: str, actor: Actor, facts: dict[str, object], end: str
) -> None:
    wished = moved(order_in(status, source=source, **facts), action, actor)
    assert wished.order.status == status
    assert wished.order.awaiting == (action, end)
    assert wished.event.to_status == status
    assert action not in {choice.action for choice in allowed(wished.order, actor, MONDAY)}
    with pytest.raises(GuardForbids) as refused:
        moved(wished.order, action, actor)
    assert refused.value.guard == "awaited"
    with pytest.raises(NotForYou):
        acknowledge(wished.order, HEAD_CHEN, MONDAY, is_granted=True)
    declined = acknowledge(wished.order, STREET_QIAN, MONDAY, is_granted=False, opinion="材料不全")
    assert (declined.order.status, declined.order.awaiting, declined.event.action) == (status, None, "comment")
    granted = acknowledge(wished.order, STREET_QIAN, MONDAY, is_granted=True)
    assert (granted.order.status, granted.order.awaiting, granted.order.closed_at) == (end, None, MONDAY)
    assert moved(order_in(status, source=source, **facts), action, STREET_QIAN).order.status == end


def test_nothing_is_acknowledged_that_nobody_wished() -> None:
    with pytest.raises(NothingAwaited):
        acknowledge(order_in("S40", source="01"), STREET_QIAN, MONDAY, is_granted=True)


def test_a_step_that_the_process_leaves_out_is_neither_offered_nor_done() -> None:
    book = RULES.book.with_process(
        replace(
            RULES.book.of("C104"), states=tuple(one for one in Process("").states if one not in ("S80", "S45", "S50"))
        )
    )
    rules = replace(RULES, book=book)
    order = order_in("S40", process_version=2)
    offered = {choice.action for choice in allowed(order, GRID_ZHAO, MONDAY, rules)}
    assert "progress" in offered
    assert not offered & {"joint", "suspend_request"}
    given = {"parties": "a", "reason_kind": "材料", "resume_on": "2026-12-01"}
    for action in ("joint", "suspend_request"):
        with pytest.raises(NotInProcess):
            move(order, Request(action, MONDAY, given), GRID_ZHAO, rules)
    running = replace(order, process_version=1)
    assert move(running, Request("joint", MONDAY, given), GRID_ZHAO, rules).order.status == "S45"
    often = order_in("S86", process_version=2, returns=5)
    assert move(often, Request("return_approve", MONDAY, {"opinion": "同意"}), HEAD_CHEN, rules).order.status == "S20"


def test_a_process_narrows_who_checks() -> None:
    book = RULES.book.with_process(replace(RULES.book.of("C104"), roles={"check": ("committee_head",)}))
    rules = replace(RULES, book=book)
    order, request = order_in("S60", process_version=2), Request("check_pass", MONDAY, {"way": "现场", "opinion": "好"})
    assert move(order, request, HEAD_CHEN, rules).order.status == "S65"
    with pytest.raises(NotForYou) as refused:
        move(order, request, WORKER_WANG, rules)
    assert refused.value.duties == ("committee_head",)


@pytest.mark.parametrize(
    ("status", "action", "actor", "part", "value"),
    [
        ("", "create", WORKER_WANG, "category", "没有这一类"),
        ("", "create", WORKER_WANG, "received_at", "昨天"),
        ("", "create", WORKER_WANG, "need_reply", "也许"),
        ("", "create", WORKER_WANG, "description", 12),
        ("S40", "finish", GRID_ZHAO, "result_kind", "好了"),
        ("S40", "finish", GRID_ZHAO, "minutes_spent", "-5"),
        ("S40", "finish", GRID_ZHAO, "minutes_spent", "半天"),
        ("S40", "suspend_request", GRID_ZHAO, "resume_on", "2026-02-30"),
        ("S40", "joint", GRID_ZHAO, "parties", [{"part": "无人"}]),
        ("S40", "joint", GRID_ZHAO, "parties", 7),
        ("S40", "progress", GRID_ZHAO, "attachments", [7]),
        ("S65", "followup", WORKER_WANG, "satisfaction", "9"),
        ("S65", "followup", WORKER_WANG, "contacted_at", 20261124),
        ("S40", "supervise", HEAD_CHEN, "level", "绿牌"),
    ],
)
def test_what_cannot_be_read_is_named_and_not_guessed(
    status: str, action: str, actor: Actor, part: str, value: object
) -> None:
    with pytest.raises(RecordUnreadable) as refused:
        moved(order_in(status) if status else Order(), action, actor, **{part: value})
    assert refused.value.part == part


def test_parts_that_an_action_has_no_use_for_are_left_aside() -> None:
    made = moved(order_in("S65"), "close", HEAD_CHEN, {"opinion": "完结", "satisfaction": "9", "category": "?"})
    assert made.order.status == "S70"
    assert not made.event.detail


def test_who_reported_is_read_by_the_holder_and_by_those_above() -> None:
    order = order_in("S40", module="04")
    process = RULES.process_of(order)
    readers = {actor.login for actor in EVERYBODY if may_read_confidential(order, actor, process)}
    assert readers == {"zhao", "chen", "sun", "qian"}
    assert "sun" not in {
        actor.login for actor in EVERYBODY if may_read_confidential(replace(order, module="03"), actor, process)
    }


def test_the_roles_of_a_committees_accounts_are_duties() -> None:
    """Every role of an account has its duty in the code table; a duty stays what it is."""
    known = codes.table("role").by_code
    assert {role.code for role in roles.ALL} == DUTY_OF_ROLE.keys()
    assert set(DUTY_OF_ROLE.values()) <= known.keys()
    assert duties_of(("head", "grid", "street_ops")) == {"committee_head", "grid_worker", "street_ops"}
    for role in ("accounts", "auditor", "viewer", "property", "entrusted"):
        actor = Actor("somebody", duties_of((role,)))
        assert not any(allowed(order_in(status), actor, MONDAY) for status in states.CODES)


@pytest.mark.parametrize(
    ("order", "action", "actor", "said"),
    [
        (Order(), "create", AUDITOR, "committee_head"),
        (order_in("S85"), "extend_approve", WORKER_WANG, "committee_head"),
        (order_in("S85", source="01"), "extend_approve", HEAD_CHEN, "street"),
        (order_in("S80"), "resume", WORKER_WANG, "assignee"),
    ],
)
def test_a_refusal_names_those_who_may(order: Order, action: str, actor: Actor, said: str) -> None:
    with pytest.raises(NotForYou) as refused:
        moved(order, action, actor, new_due_at="2026-12-10")
    names = refused.value.who or refused.value.duties
    assert said in names
    assert not {"anybody", "internal", "system"} & set(names)
    assert "请找" in message_for(refused.value)
