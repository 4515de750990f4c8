"""The ladder tells by itself: each rung once in a run of its clock, to everybody who has not heard, wherever told."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger.orders import ladder, rows, states, stored, urging
from ledger.orders.clocks import Watch
from ledger.orders.duties import Actor
from ledger.orders.effects import after
from ledger.orders.facts import Event, Order
from ledger.orders.flow import allowed
from ledger.orders.ladder import LADDER
from ledger.orders.limits import named
from ledger.orders.merging import Decision, asked_by, decide, placed
from ledger.orders.refusals import NotForYou
from ledger.orders.urging import is_reached
from ledger.orders.working_time import DAY, add_working
from tests.ledger.orders.rounds import (
    DUE,
    EVERYBODY,
    GRID_ZHAO,
    HEAD_CHEN,
    MONDAY,
    RULES,
    STREET_QIAN,
    SYSTEM,
    moved,
    order_in,
)


def _late(days: int) -> datetime:
    """When the order is overdue by so many working days."""
    return named("help").later(RULES.calendar, DUE, timedelta(days=days, minutes=1))


def _told(order: Order, at: datetime) -> tuple[Order, list[Event]]:
    """The order after everything that is to be told, as it comes back from where it is stored."""
    events: list[Event] = []
    while (found := urging.tell(order, at, RULES)) is not None:
        event = stored.event_of(stored.row_of(found.event))
        order = after(order, event)
        assert order == found.order
        events.append(event)
    return order, events


def _worked_on(order: Order, at: datetime) -> Order:
    return moved(order, "progress", GRID_ZHAO, at=at).order


def test_each_rung_is_told_once_to_whom_it_names_as_what_its_mark_says() -> None:
    order, said = order_in("S40"), []
    for days in range(12):
        at = _late(days)
        order, events = _told(_worked_on(order, at), at)
        assert urging.tell(order, at, RULES) is None
        said += [
            (event.action, event.detail["rung"], event.detail.get("level"), event.detail["hears"]) for event in events
        ]
        assert all((event.actor, event.leads_to) == ("system", "S40") for event in events)
    assert said == [
        ("urge", "overdue-0", None, ["assignee", "head"]),
        ("urge", "overdue-1", None, ["assignee", "head"]),
        ("urge", "overdue-3", None, ["module_lead"]),
        ("supervise", "overdue-5", "黄牌", ["centre"]),
        ("supervise", "overdue-10", "红牌", ["leaders"]),
    ]
    assert order.level == "红牌"
    assert [(one.day, one.level) for one in order.told] == [(0, ""), (1, ""), (3, ""), (5, "黄牌"), (10, "红牌")]


def test_of_rungs_that_were_passed_untold_the_highest_is_told_to_all_whom_they_name() -> None:
    order, (event,) = _told(_worked_on(order_in("S40"), _late(6)), _late(6))
    assert (event.detail["rung"], event.detail["level"]) == ("overdue-5", "黄牌")
    assert event.detail["hears"] == ["assignee", "head", "module_lead", "centre"]
    assert [one.day for one in order.told] == [5]


def test_late_and_idle_are_told_each_for_itself_and_telling_is_no_progress() -> None:
    order, events = _told(order_in("S40"), _late(1))
    assert [event.detail["rung"] for event in events] == ["overdue-1", "idle-5"]
    assert order.timing == order_in("S40").timing
    before = Watch(RULES.calendar, _late(4)).read("S40", order_in("S40").timing)  # type: ignore[arg-type]
    assert Watch(RULES.calendar, _late(4)).read("S40", order.timing) == before  # type: ignore[arg-type]
    order, events = _told(order, _late(4))
    assert [event.detail["rung"] for event in events] == ["overdue-3"]
    assert order.handlers == frozenset()


def test_progress_begins_the_idle_days_anew_and_nothing_else() -> None:
    order, _ = _told(order_in("S40"), _late(1))
    order = _worked_on(order, _late(1))
    assert [(one.because, one.day) for one in order.told] == [("overdue", 1)]
    _, events = _told(order, _late(7))
    assert [event.detail["rung"] for event in events] == ["overdue-5", "idle-5"]


def test_another_due_date_and_a_clock_that_stands_begin_the_overdue_days_anew() -> None:
    late, _ = _told(order_in("S85", asked_due_at=DUE + timedelta(days=7)), _late(5))
    extended = moved(late, "extend_approve", HEAD_CHEN, at=_late(5), new_due_at=DUE + timedelta(days=14)).order
    assert (extended.told, extended.level) == ((), "黄牌")
    assert urging.tell(extended, _late(6), RULES) is None
    stands = moved(_told(order_in("S40"), _late(1))[0], "finish", GRID_ZHAO, at=_late(1)).order
    assert (stands.status, stands.told) == ("S60", ())
    back = moved(stands, "check_fail", HEAD_CHEN, at=_late(2)).order
    assert [event.detail["rung"] for event in _told(back, _late(2))[1]] == ["overdue-1"]


_ITS_OWN = (("S10", "first_contact"), ("S15", "first_contact"), ("S60", "check"), ("S65", "followup"))
"""States in which no handling runs, and the limit of the step."""


def _waiting(status: str) -> Order:
    order = order_in(status)
    stopped = None if status in ("S10", "S15") else MONDAY
    due = None if stopped is None else DUE
    return replace(order, timing=replace(order.timing, stopped_at=stopped, due_at=due))  # type: ignore[type-var]


@pytest.mark.parametrize(("status", "limit"), _ITS_OWN)
def test_what_nobody_accepts_checks_or_follows_up_is_told_by_the_limit_of_its_step(status: str, limit: str) -> None:
    over = named(limit).due(RULES.calendar, MONDAY)
    order, told, at = _waiting(status), [], over
    for days in (0, 1, 3, 5, 10):
        at = add_working(RULES.calendar, over, days * DAY) + timedelta(hours=1)
        order, events = _told(order, at)
        told += [event for event in events if str(event.detail["rung"]).startswith("overdue")]
        for event in told[-1:]:
            early = add_working(RULES.calendar, over, days * DAY) - timedelta(minutes=1)
            assert (is_reached(event, at, RULES.calendar), is_reached(event, early, RULES.calendar)) == (True, False)
            assert _decided(_waiting(status), event).outcome == "apply"
    assert [event.detail["rung"] for event in told] == [f"overdue-{day}" for day in (0, 1, 3, 5, 10)]
    assert {(event.detail["limit"], event.detail["since"]) for event in told} == {(limit, MONDAY)}
    assert urging.tell(order, at, RULES) is None, "once in the run of the clock"


def test_what_was_accepted_or_looked_at_is_told_no_more_of_its_receipt() -> None:
    order, _ = _told(_waiting("S10"), _late(9))
    assert [one.because for one in order.told] == ["overdue", "idle"]
    accepted = moved(order, "accept", HEAD_CHEN, at=_late(9)).order
    assert accepted.told == ()
    asked = moved(order, "verify", HEAD_CHEN, at=_late(9), new_due_at=_late(11)).order
    assert [one.because for one in asked.told] == ["overdue"], "the receipt still waits for somebody to go there"
    looked = moved(asked, "verify", GRID_ZHAO, at=_late(10)).order
    assert looked.told == ()
    assert urging.tell(looked, _late(10) + timedelta(hours=2), RULES) is None


def test_what_has_ended_is_suspended_or_a_draft_tells_nothing() -> None:
    for status in (*states.TERMINAL, "S80", "S00"):
        order = order_in(status)
        timing = replace(order.timing, stopped_at=MONDAY, due_at=None if status == "S00" else DUE)  # type: ignore[type-var]
        assert urging.tell(replace(order, timing=timing), _late(20), RULES) is None
    assert urging.tell(Order(), _late(20), RULES) is None


def test_the_program_urges_by_the_ladder_alone() -> None:
    order = order_in("S40")
    for action in rows.TELLING:
        assert action not in {choice.action for choice in allowed(order, SYSTEM, _late(5), RULES)}
        with pytest.raises(NotForYou):
            moved(order, action, SYSTEM)
        decided = decide(order, asked_by(moved(order, action, HEAD_CHEN).event), SYSTEM, RULES.process_of(order))
        assert (decided.outcome, decided.why) == ("refused", "not_for_you")


def _decided(order: Order, event: Event, actor: Actor = SYSTEM) -> Decision:
    return decide(order, asked_by(event), actor, RULES.process_of(order))


def test_nobody_else_tells_a_rung_and_what_is_none_is_refused() -> None:
    event = _told(order_in("S40"), _late(1))[1][0]
    for actor in EVERYBODY:
        if not actor.is_system:
            assert _decided(order_in("S40"), event, actor).why == "not_for_you"
    for rung in ("overdue", "late-3", "overdue-x", "overdue-99999", "-"):
        wrong = replace(event, detail={**event.detail, "rung": rung})
        assert _decided(order_in("S40"), wrong).why == "no_such_move"
    assert _decided(order_in("S40"), replace(event, action="comment")).why == "no_such_move"
    newer = replace(event, detail={**event.detail, "rung": "overdue-2"})
    assert _decided(order_in("S40"), newer).outcome == "apply", "a rung of a newer version"


def test_what_was_told_meanwhile_or_of_a_run_that_is_over_is_noted_and_nobody_is_asked() -> None:
    start = order_in("S40")
    event = _told(_worked_on(start, _late(3)), _late(3))[1][0]
    higher, _ = _told(_worked_on(start, _late(5)), _late(5))
    extended = after(
        start, moved(order_in("S85", asked_due_at=DUE), "extend_approve", HEAD_CHEN, new_due_at="2026-12-08").event
    )
    checked, closed = order_in("S60"), order_in("S91")
    stopped = replace(checked, timing=replace(checked.timing, stopped_at=MONDAY))  # type: ignore[type-var]
    over = replace(closed, timing=replace(closed.timing, stopped_at=MONDAY))  # type: ignore[type-var]
    for cur in (higher, extended, stopped, over):
        decided = _decided(cur, event)
        assert (decided.outcome, decided.status, decided.is_conflict) == ("no_op", cur.status, False)
    taken = moved(order_in("S30"), "take", GRID_ZHAO).order
    early = _told(order_in("S30"), _late(0))[1]
    fates = {str(one.detail["rung"]): _decided(taken, one) for one in early}
    assert (fates["overdue-0"].outcome, fates["overdue-0"].status) == ("merged", "S40"), (
        "late as before, whoever has it"
    )
    assert fates["idle-5"].outcome == "no_op", "somebody took it"


@given(
    some.sampled_from([code for code in states.OPEN if code not in ("S00", "S80")]),
    some.lists(some.integers(0, 14), min_size=1, max_size=6),
    some.lists(some.integers(0, 14), min_size=1, max_size=6),
    some.randoms(use_true_random=False),
)
def test_two_that_tell_at_once_tell_each_rung_once(status: str, one: list[int], two: list[int], chance: object) -> None:
    """Two PCs without a line tell on their days; however their events come together, each rung counts once."""
    start = order_in(status)
    heaps: list[list[Event]] = []
    for days in (one, two):
        order, events = start, list[Event]()
        for day in sorted(days):
            order, more = _told(order, _late(day))
            events += more
        heaps.append(events)
    cur, log = start, list[Event]()
    while any(heaps):
        heap = chance.choice([heap for heap in heaps if heap])  # type: ignore[attr-defined]
        event = heap.pop(0)
        decision = _decided(cur, event)
        assert not decision.is_conflict
        event = placed(event, decision, cur.seq + 1)
        cur = after(cur, event)
        log.append(event)
    counted = [str(event.detail["rung"]) for event in log if event.outcome == "applied"]
    assert len(counted) == len(set(counted))
    for because in ("overdue", "idle"):
        days_told = [found[1] for name in counted if (found := ladder.read(name)) and found[0] == because]
        assert days_told == sorted(days_told)
        last = max(_reached(start, max(*one, *two, 0), because), default=None)
        assert (days_told[-1] if days_told else None) == last
    assert cur.status == status
    assert cur.timing == start.timing


def _reached(order: Order, days: int, because: str) -> list[int]:
    reading = Watch(RULES.calendar, _late(days)).read(order.status, order.timing)  # type: ignore[arg-type]
    return [rung.day for rung in reading.rungs if rung.because == because]


def test_every_rung_has_a_name_that_is_read_back() -> None:
    for rung in LADDER:
        assert ladder.read(rung.name) == (rung.because, rung.day)
        assert rung.level in ("", *ladder.CARDS)
    assert {rung.level for rung in LADDER} == {"", *ladder.CARDS}


def test_what_the_street_supervises_is_no_rung() -> None:
    order = moved(order_in("S40"), "supervise", STREET_QIAN, at=_late(0), level="红牌").order
    assert (order.level, order.told) == ("红牌", ())
