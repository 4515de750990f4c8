"""Lights, pauses, idle and overdue days, and who hears of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ledger.orders import holidays, limits, states, stored
from ledger.orders.clocks import GREEN, RED, USUAL, YELLOW, Steps, Watch, step_seconds, steps_of
from ledger.orders.facts import Timing
from ledger.orders.ladder import LADDER, rungs
from ledger.orders.process import flaws
from ledger.orders.process_book import every_scope, shipped
from tests.ledger.orders.rounds import MONDAY, shanghai

CALENDAR = holidays.shipped()


def _timing(rule: str = "help", start: datetime = MONDAY, **more: object) -> Timing:
    due = limits.named(rule).due(CALENDAR, start)
    plain = Timing(started_at=start, entered_at=start, progressed_at=start, rule=rule, due_at=due, contacted_at=start)
    return replace(plain, **more)  # type: ignore[arg-type]


def _watch(at: datetime) -> Watch:
    return Watch(CALENDAR, at)


@pytest.mark.parametrize(
    ("hours", "light"), [(0, GREEN), (19, GREEN), (19.2, YELLOW), (24, YELLOW), (24.1, RED), (100, RED)]
)
def test_a_limit_in_hours_turns_yellow_at_eighty_and_red_beyond_a_hundred(hours: float, light: int) -> None:
    reading = _watch(MONDAY + timedelta(hours=hours)).read("S40", _timing("device"))
    assert reading.light == light
    assert reading.total is not None
    assert reading.total.used == timedelta(hours=hours)
    assert reading.total.granted == timedelta(hours=24)
    assert reading.total.left == timedelta(hours=24 - hours)


def test_a_limit_in_days_does_not_run_at_weekends() -> None:
    friday = shanghai(date(2026, 11, 20), 20)
    timing = _timing("consult", friday)
    for at, light in (
        (shanghai(date(2026, 11, 22), 23), GREEN),
        (shanghai(date(2026, 11, 23), 18), GREEN),
        (shanghai(date(2026, 11, 23), 18, 25), YELLOW),
        (shanghai(date(2026, 11, 23), 23, 59), YELLOW),
        (shanghai(date(2026, 11, 24), 0), RED),
    ):
        assert _watch(at).read("S40", timing).light == light, at


def test_the_worst_light_counts_and_each_says_why() -> None:
    """Nobody has answered a safety hazard for five hours, though there are days left to remove it."""
    at = MONDAY + timedelta(hours=5)
    steps = steps_of(shipped().of("C206").limits)
    reading = _watch(at).read("S30", _timing(contacted_at=None), steps)
    assert reading.light == RED
    assert reading.contact is not None
    assert (reading.contact.limit.code, reading.contact.used) == ("safety", timedelta(hours=5))
    assert reading.contact.due_at == MONDAY + timedelta(hours=4)
    assert reading.total is not None
    assert reading.total.light == GREEN
    answered = _watch(at).read("S40", _timing(contacted_at=MONDAY + timedelta(hours=1)), steps)
    assert (answered.light, answered.contact) == (GREEN, None)


@pytest.mark.parametrize(("status", "rule"), [("S60", "check"), ("S65", "followup")])
def test_checking_and_asking_have_two_days_while_the_handling_stands(status: str, rule: str) -> None:
    timing = _timing(stopped_at=MONDAY + timedelta(hours=8), entered_at=MONDAY + timedelta(hours=8))
    late = _watch(shanghai(date(2026, 12, 30))).read(status, timing)
    assert late.light == RED
    assert late.step is not None
    assert (late.step.limit.code, late.step.light) == (rule, RED)
    assert late.total is not None
    assert (late.total.light, late.total.stands, late.total.used) == (GREEN, True, timedelta(hours=8))
    assert late.overdue_days == 24, "of the step: the holiday of the new year has not come yet"
    assert _watch(shanghai(date(2026, 11, 25), 23)).read(status, timing).light == YELLOW


def test_a_suspended_order_neither_ages_nor_idles() -> None:
    timing = _timing(stopped_at=MONDAY + timedelta(hours=2))
    reading = _watch(MONDAY + timedelta(days=80)).read("S80", timing)
    assert (reading.light, reading.idle_days, reading.overdue_days, reading.rungs) == (GREEN, 0, None, ())
    assert reading.total is not None
    assert reading.total.used == timedelta(hours=2)
    assert not reading.is_near


def test_what_stood_still_does_not_count_afterwards() -> None:
    paused = timedelta(days=3)
    due = limits.named("help").due(CALENDAR, MONDAY) + timedelta(days=7)  # a week of five days for three and two more
    timing = _timing(paused=paused, due_at=due)
    reading = _watch(shanghai(date(2026, 11, 27), 9)).read("S40", timing)
    assert reading.total is not None
    assert reading.total.used == timedelta(days=1)
    assert reading.total.granted == timedelta(days=7, hours=15) - timedelta(seconds=1)


def test_the_one_it_was_handed_to_has_a_date_of_its_own() -> None:
    timing = _timing(step_due_at=shanghai(date(2026, 11, 24), 12))
    reading = _watch(shanghai(date(2026, 11, 24), 13)).read("S40", timing)
    assert reading.step is not None
    assert (reading.step.light, reading.light) == (RED, RED)
    assert reading.overdue_days is None


@pytest.mark.parametrize("status", states.CODES)
def test_every_state_has_the_clocks_of_the_table(status: str) -> None:
    timing = _timing(contacted_at=None, stopped_at=None if status in states.RUNNING else MONDAY)
    reading = _watch(MONDAY + timedelta(hours=1)).read(status, timing)
    clock = states.BY_CODE[status].clock
    assert (reading.light is None) == (clock == "off")
    assert (reading.step is not None) == (clock in ("check", "followup"))
    assert reading.total is None or reading.total.stands == (status not in states.RUNNING)
    assert (reading.contact is not None) == (status in ("S10", "S15", "S20", "S30"))


def test_before_it_is_accepted_only_the_first_contact_is_due() -> None:
    reading = _watch(MONDAY + timedelta(hours=1)).read("S10", _registered())
    assert reading.total is None
    assert reading.contact is not None
    assert reading.light == GREEN


def _registered() -> Timing:
    return Timing(started_at=MONDAY, entered_at=MONDAY, progressed_at=MONDAY)


def test_a_notice_goes_out_at_eighty_percent_and_a_day_before() -> None:
    long = _timing("complex")
    assert long.due_at is not None
    day_before = long.due_at - timedelta(days=1)
    assert not _watch(shanghai(date(2026, 12, 8))).read("S40", long).is_near
    assert _watch(day_before).read("S40", long).is_near
    assert not _watch(long.due_at + timedelta(seconds=1)).read("S40", long).is_near
    assert _watch(MONDAY + timedelta(hours=20)).read("S40", _timing("device")).is_near
    assert not _watch(MONDAY + timedelta(hours=19)).read("S40", _timing("device")).is_near


OVERDUE = [
    (0, {("overdue", 0)}),
    (1, {("overdue", 0), ("overdue", 1)}),
    (2, {("overdue", 0), ("overdue", 1)}),
    (3, {("overdue", 0), ("overdue", 1), ("overdue", 3)}),
    (5, {("overdue", 0), ("overdue", 1), ("overdue", 3), ("overdue", 5)}),
    (10, {("overdue", 0), ("overdue", 1), ("overdue", 3), ("overdue", 5), ("overdue", 10)}),
]


@pytest.mark.parametrize(("days", "reached"), OVERDUE)
def test_the_ladder_of_what_is_overdue(days: int, reached: set[tuple[str, int]]) -> None:
    timing = _timing("consult")
    assert timing.due_at is not None
    at = limits.named("help").later(CALENDAR, timing.due_at, timedelta(days=days, minutes=1))
    reading = _watch(at).read("S40", replace(timing, progressed_at=at))
    assert reading.overdue_days == days
    assert {(rung.because, rung.day) for rung in reading.rungs} == reached
    hears = {who for rung in reading.rungs for who in rung.hears}
    assert ("module_lead" in hears, "centre" in hears, "leaders" in hears) == (days >= 3, days >= 5, days >= 10)
    marks = {rung.mark for rung in reading.rungs} - {""}
    assert marks == {"催办"} | ({"黄牌"} if days >= 5 else set()) | ({"红牌"} if days >= 10 else set())


@pytest.mark.parametrize(
    ("days", "hears"), [(2, set()), (3, {"assignee", "head"}), (5, {"assignee", "head", "module_lead"})]
)
def test_the_ladder_of_what_nobody_works_on(days: int, hears: set[str]) -> None:
    timing = _timing("complex")
    at = limits.named("help").later(CALENDAR, MONDAY, timedelta(days=days))
    reading = _watch(at).read("S40", timing)
    assert reading.idle_days == days
    assert {who for rung in reading.rungs for who in rung.hears} == hears
    assert _watch(at).read("S70", timing).idle_days == 0


def test_holidays_are_no_idle_days() -> None:
    start = shanghai(date(2026, 9, 30), 9)
    back = _watch(shanghai(date(2026, 10, 8), 9)).read("S40", _timing("complex", start))
    assert back.idle_days == 1


@given(some.none() | some.integers(0, 40), some.integers(0, 40))
def test_a_rung_once_reached_stays(overdue: int | None, idle: int) -> None:
    reached = set(rungs(overdue, idle))
    assert reached <= set(rungs((overdue or 0) + 1, idle)) & set(rungs(overdue, idle + 1))
    assert reached <= set(LADDER)


@given(
    some.sampled_from(limits.ALL),
    some.timedeltas(timedelta(), timedelta(days=400)),
    some.timedeltas(timedelta(), timedelta(days=40)),
    some.timedeltas(timedelta(), timedelta(days=40)),
)
def test_a_pause_changes_nothing_of_what_is_left(
    limit: limits.Limit, start: timedelta, before: timedelta, pause: timedelta
) -> None:
    """Whenever it is suspended and for however long: used and left are as they were, overdue or not."""
    began = datetime(2025, 12, 1, tzinfo=UTC) + start
    timing = _timing(limit.code, began)
    stopped, again = began + before, began + before + pause
    assert timing.due_at is not None
    standing = _watch(again).read("S80", replace(timing, stopped_at=stopped)).total
    left = limit.span(CALENDAR, stopped, timing.due_at)
    resumed = replace(
        timing,
        due_at=limit.later(CALENDAR, again, left),
        paused=limit.span(CALENDAR, stopped, again),
    )
    running = _watch(again).read("S40", resumed).total
    assert standing is not None
    assert running is not None
    assert (standing.used, standing.granted, standing.light) == (running.used, running.granted, running.light)


@given(some.sampled_from(limits.ALL), some.integers(0, 2000), some.integers(0, 200))
def test_time_only_makes_it_worse(limit: limits.Limit, hours: int, more: int) -> None:
    timing = _timing(limit.code)
    first = _watch(MONDAY + timedelta(hours=hours)).read("S40", timing)
    later = _watch(MONDAY + timedelta(hours=hours + more)).read("S40", timing)
    assert first.light is not None
    assert later.light is not None
    assert later.light <= first.light
    assert set(first.rungs) <= set(later.rungs)
    assert later.idle_days >= first.idle_days


def test_steps_are_counted_in_seconds_of_the_wall() -> None:
    assert step_seconds(None, MONDAY) == 0
    assert step_seconds(_timing(), MONDAY + timedelta(minutes=2, milliseconds=999)) == 120
    assert step_seconds(_timing(), MONDAY - timedelta(hours=1)) == 0


def test_every_category_has_step_limits() -> None:
    for scope in every_scope():
        assert isinstance(steps_of(shipped().of(scope).limits), Steps)
    assert steps_of(shipped().of("C9").limits) == USUAL


@pytest.mark.parametrize(("gone", "step"), [("S65", "followup"), ("S80", ""), ("S50", "")])
def test_a_step_that_a_process_leaves_out_has_the_usual_limit(gone: str, step: str) -> None:
    """An order may stand in it all the same, registered under an earlier version."""
    whole = shipped().of("C206")
    left = {name: code for name, code in whole.limits.items() if name != step}
    process = replace(whole, states=tuple(one for one in whole.states if one != gone), limits=left)
    assert flaws(process) == ()
    expected = replace(steps_of(whole.limits), **({step: getattr(USUAL, step)} if step else {}))
    assert steps_of(process.limits) == expected
    assert steps_of({}) == USUAL


def test_what_only_a_newer_version_knows_breaks_no_list() -> None:
    watch = _watch(MONDAY)
    assert watch.read("S47", _timing()).light is None
    assert watch.read("S40", replace(_timing(), rule="nature")).light == GREEN


@given(some.sampled_from(states.CODES), some.sampled_from(limits.ALL), some.integers(0, 10**9))
def test_stored_times_come_back_and_tell_the_same(status: str, limit: limits.Limit, paused: int) -> None:
    timing = _timing(limit.code, stopped_at=MONDAY, paused=timedelta(milliseconds=paused), step_from=MONDAY)
    back = stored.times_of(stored.row_of_times(timing))
    assert back == timing
    assert _watch(MONDAY).read(status, back) == _watch(MONDAY).read(status, timing)
