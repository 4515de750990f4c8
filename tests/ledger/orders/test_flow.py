"""Whole stories of work orders, and each guard at its edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.messages import message_for
from ledger import codes, roles
from ledger.clock import SHANGHAI
from ledger.orders import states
from ledger.orders.duties import DUTY_OF_ROLE, duties_of
from ledger.orders.effects import replay
from ledger.orders.facts import Order
from ledger.orders.flow import Moved, Request, acknowledge, allowed, move
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
    DUE,
    DUTY_LI,
    EVERYBODY,
    GRID_ZHAO,
    HEAD_CHEN,
    LEAD_SUN,
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

HOUR = timedelta(hours=1)


class Story:
    """An order moved step by step, an hour each, its events kept."""

    def __init__(self, **given: object) -> None:
        self.order = Order(id="order")
        self.events: list[Moved] = []
        self.at = MONDAY
        self.go("create", WORKER_WANG, **{"category": "C104", "description": "三楼渗水"} | given)

    def go(self, action: str, actor: Actor, **given: object) -> Order:
        made = move(self.order, Request(action, self.at, given), actor, RULES)
        return self._took(made)

    def answer(self, *, is_granted: bool) -> Order:
        return self._took(acknowledge(self.order, STREET_QIAN, self.at, is_granted=is_granted, opinion="核实无误"))

    def to(self, status: str) -> Order:
        """Bring a new order to `status` by the plain way, done by zhao and checked by nobody yet."""
        self.go("accept", HEAD_CHEN)
        for at, action, actor, given in (
            ("S30", "dispatch", HEAD_CHEN, {"to_person": "zhao", "opinion": "请处理"}),
            ("S40", "take", GRID_ZHAO, {}),
            ("S60", "finish", GRID_ZHAO, {"result": "修好", "result_kind": "实际解决", "minutes_spent": "30"}),
            ("S65", "check_pass", HEAD_CHEN, {"way": "现场", "opinion": "属实"}),
        ):
            if self.order.status == status:
                break
            self.go(action, actor, **given)
            assert self.order.status == at
        return self.order

    def _took(self, made: Moved) -> Order:
        self.order = made.order
        self.events.append(made)
        self.at += HOUR
        assert replay((one.event for one in self.events), "order") == self.order
        return self.order


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
    story.go("followup", WORKER_WANG, contacted_at="2026-11-23T17:00", satisfaction="满意", opinion="谢谢")
    assert (story.order.status, story.order.satisfaction) == ("S70", "4")
    assert [one.event.seq for one in story.events] == list(range(1, len(story.events) + 1))
    assert [one.event.step_seconds for one in story.events] == [0, *[3600] * (len(story.events) - 1)]
    assert {one.event.stage_light for one in story.events[1:]} == {2}


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
    assert (refused.value.guard, refused.value.limit) == ("extensions", "15")
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


@pytest.mark.parametrize(
    ("day", "is_good"), [("2026-11-23", False), ("2026-11-24", True), ("2027-02-21", True), ("2027-02-22", False)]
)
def test_a_suspension_is_for_ninety_days_at_most(day: str, *, is_good: bool) -> None:
    if is_good:
        assert moved(order_in("S40"), "suspend_request", GRID_ZHAO, resume_on=day).order.asked == "suspend"
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


def test_three_contacts_that_reach_nobody_close() -> None:
    order = order_in("S65")
    for count, status in ((1, "S65"), (2, "S65"), (3, "S70")):
        order = moved(order, "followup", WORKER_WANG, {"contacted_at": "2026-11-24", "satisfaction": "未联系上"}).order
        assert (order.status, order.failed_contacts) == (status, count)


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


@pytest.mark.parametrize(
    ("status", "action", "actor", "facts", "end"),
    [
        ("S10", "reject", HEAD_CHEN, {}, "S90"),
        ("S20", "merge", HEAD_CHEN, {}, "S92"),
        ("S40", "void_approve", HEAD_CHEN, {"asked": "void"}, "S91"),
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


def test_a_due_date_of_an_outside_order_is_taken_over() -> None:
    asks = {"new_due_at": "2026-11-25 12:00"}
    for source, due in (("01", shanghai(date(2026, 11, 25), 12)), ("03", DUE)):
        timing = move(order_in("S10", source=source), Request("accept", MONDAY, asks), HEAD_CHEN, RULES).order.timing
        assert timing is not None
        assert timing.due_at == due


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


def test_an_extension_to_no_later_date_is_not_granted() -> None:
    with pytest.raises(GuardForbids) as refused:
        moved(order_in("S85"), "extend_approve", STREET_QIAN, new_due_at="2026-11-30")
    assert refused.value.guard == "extensions"
    with pytest.raises(RecordUnreadable):
        moved(order_in("S40"), "joint", GRID_ZHAO, parties=[{"party": " "}])


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
