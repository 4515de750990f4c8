"""Any walk through the state table, by anybody: the guards hold at every step, and the events make the order."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as some
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from ledger.orders import limits, states, stored
from ledger.orders.clocks import Watch
from ledger.orders.effects import replay
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Choice, Request, acknowledge, allowed, move
from ledger.orders.guards import MOST_EXTENDED_DAYS, MOST_EXTENSIONS, MOST_FAILED_CONTACTS, REOPEN_DAYS
from ledger.orders.refusals import GuardForbids
from tests.ledger.orders.rounds import EVERY_PART, EVERYBODY, MONDAY, RULES, STREET_QIAN, Actor

WORKING = {"take", "progress", "joint_done", "finish"}
MAY_STAND = {"extensions", "suspension", "due_beyond_limit", "not_later", "due_past", "called_again"}
"""Guards of what a record says."""


class AnyPath(RuleBasedStateMachine):
    """One order in the hands of everybody."""

    def __init__(self) -> None:
        super().__init__()
        self.order = Order(id="order")
        self.events: list[Event] = []
        self.actors: dict[str, Actor] = {actor.login: actor for actor in EVERYBODY}
        self.at = MONDAY

    @precondition(lambda self: not self.events)
    @rule(actor=some.sampled_from(EVERYBODY[:7]), source=some.sampled_from(["01", "03"]), phone=some.booleans())
    def register(self, actor: Actor, source: str, *, phone: bool) -> None:
        given = EVERY_PART | {"source": source, "external_no": "SH1", "reporter_phone": "138" if phone else ""}
        self._take(move(self.order, Request("create", self.at, given), actor, RULES).event)

    @precondition(lambda self: self.events)
    @rule(data=some.data(), hours=some.integers(1, 60), satisfaction=some.sampled_from("01245"))
    def go_on(self, data: some.DataObject, hours: int, satisfaction: str) -> None:
        """Somebody does something that is offered; long waits are rare enough for walks to get far."""
        at = self.at + timedelta(hours=hours)
        choices: list[tuple[Actor, Choice]] = [
            (actor, choice) for actor in EVERYBODY for choice in allowed(self.order, actor, at, RULES)
        ]
        moving = [one for one in choices if set(one[1].targets) != {self.order.status}] or choices
        if not moving:
            return
        actor, choice = data.draw(some.sampled_from(moving))
        due = self.order.timing.due_at if self.order.timing else None
        given = EVERY_PART | {"satisfaction": satisfaction, "new_due_at": at + timedelta(days=1), "contacted_at": at}
        given["resume_on"] = (at + timedelta(days=data.draw(some.integers(2, 80)))).date()
        if choice.action.startswith("extend") and due:
            given["new_due_at"] = due + timedelta(days=data.draw(some.integers(1, 20)))
        if choice.action in ("dispatch", "joint") and due and due < given["new_due_at"]:
            given["new_due_at"] = None
        given["to_person"] = data.draw(some.sampled_from([one.login for one in EVERYBODY[:7]]))
        try:
            made = move(self.order, Request(choice.action, at, given), actor, RULES)
        except GuardForbids as refused:
            assert refused.guard in MAY_STAND  # noqa: PT017
            return
        self.at = at
        self._take(made.event)
        assert self.order == made.order

    @precondition(lambda self: self.order.awaiting is not None)
    @rule(is_granted=some.booleans())
    def answer(self, *, is_granted: bool) -> None:
        self._take(acknowledge(self.order, STREET_QIAN, self.at, is_granted=is_granted).event)

    def _take(self, event: Event) -> None:
        self.events.append(stored.event_of(stored.row_of(event)))
        self.order = replay(self.events, "order")

    @invariant()
    def what_was_handled_was_checked_by_others(self) -> None:
        handlers: set[str] = set()
        for event in self.events:
            if event.action in ("check_pass", "check_fail", "followup") and "acknowledged" not in event.detail:
                assert event.actor not in handlers
            if event.action in WORKING:
                handlers.add(event.actor)
        assert handlers == self.order.handlers

    @invariant()
    def outside_orders_end_by_the_street(self) -> None:
        status = ""
        for event in self.events:
            has_ended = event.leads_to in states.TERMINAL and event.leads_to != status
            if has_ended and self.order.is_outside:
                assert self.actors[event.actor].is_above
            status = event.leads_to

    @invariant()
    def a_closed_order_has_a_result_and_a_day(self) -> None:
        if self.order.status == "S70":
            assert self.order.result_kind
        assert (self.order.closed_at is not None) == (self.order.status in states.TERMINAL)

    @invariant()
    def counts_keep_within_their_bounds(self) -> None:
        granted = [event for event in self.events if event.action == "extend_approve"]
        by_committee = [event for event in granted if not self.actors[event.actor].is_above]
        assert len(by_committee) <= MOST_EXTENSIONS
        if by_committee:
            before = granted[: granted.index(by_committee[-1]) + 1]
            assert sum(int(str(event.detail["days"])) for event in before) <= MOST_EXTENDED_DAYS
        assert self.order.extensions == len(granted)
        if self.order.failed_contacts >= MOST_FAILED_CONTACTS and self.order.status == "S65":
            assert self.order.awaiting is not None or self.order.is_outside
        assert not (
            self.order.status == "S20" and self.order.returns >= 3 and self.events[-1].action == "return_approve"
        )

    @invariant()
    def a_reopening_came_in_time(self) -> None:
        closed = None
        for event in self.events:
            if event.action == "reopen" and closed is not None:
                assert event.at - closed <= timedelta(days=REOPEN_DAYS)
            closed = event.at if event.leads_to == "S70" else None

    @invariant()
    def overlays_go_back_to_what_was_before(self) -> None:
        assert bool(self.order.before) == (self.order.status in states.OVERLAYS)
        below = ""
        for event in self.events:
            if event.from_status in states.OVERLAYS and event.action in (
                "return_refuse",
                "extend_refuse",
                "extend_approve",
            ):
                assert event.leads_to == below
            if event.leads_to in states.OVERLAYS and event.from_status not in states.OVERLAYS:
                below = event.from_status

    @invariant()
    def no_pause_makes_the_time_more_or_less(self) -> None:
        """What is granted is the limit and its extensions, however often the order stood still."""
        timing = self.order.timing
        if timing is None:
            return
        runs = self.order.status in states.RUNNING
        assert (timing.stopped_at is None) == runs or self.order.status in ("S00", *states.TERMINAL)
        total = Watch(RULES.calendar, self.at).read(self.order.status, timing).total
        if total is not None:
            assert total.granted == self._granted(limits.named(timing.rule))

    def _granted(self, limit: limits.Limit) -> timedelta:
        granted, due = timedelta(), self.at
        for event in self.events:
            if "rule" in event.detail:
                granted = limit.span(RULES.calendar, event.detail["started_at"], event.detail["due_at"])
            elif event.action == "extend_approve":
                granted += limit.span(RULES.calendar, due, event.detail["due_at"])
            due = event.detail.get("due_at", due)
        return granted

    @invariant()
    def events_are_numbered_without_a_gap(self) -> None:
        assert [event.seq for event in self.events] == list(range(1, len(self.events) + 1))
        assert self.order.seq == len(self.events)


AnyPath.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestAnyPath = AnyPath.TestCase


def test_every_state_is_reached_by_moves_that_somebody_may_make() -> None:
    reached: set[object] = set()
    waiting = [Order(id="order")]
    at = MONDAY + timedelta(hours=1)
    while waiting:
        order = waiting.pop()
        for actor in EVERYBODY:
            for choice in allowed(order, actor, at, RULES):
                for satisfaction in ("0", "1", "5"):
                    given = EVERY_PART | {
                        "satisfaction": satisfaction,
                        "reporter_phone": "13800000000",
                        "contacted_at": at,
                    }
                    if choice.action.startswith("extend"):
                        given["new_due_at"] = "2026-12-10"
                    then = move(order, Request(choice.action, at, given), actor, RULES).order
                    known = (then.status, bool(then.asked))
                    if known not in reached:
                        reached |= {known, then.status}
                        waiting.append(then)
    assert set(states.CODES) - {"S00"} <= reached
