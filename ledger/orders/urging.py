"""The program tells what is late or lies idle: which rungs of the ladder are to be told of an order, and their events.

Of each reason the highest rung that is reached is told, once in a run of its clock, to everybody whom a rung that was
not told yet names. The event is the program's own: an `urge` 催办, or a `supervise` 督办 where the rung shows a card.
It says the rung, who hears and since when the days were counted, so that whoever puts events in order knows the run
(`merging.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final, NamedTuple, get_args

from ledger.orders import ladder, limits
from ledger.orders.clocks import Reading, Watch, step_seconds, steps_of
from ledger.orders.duties import Actor
from ledger.orders.effects import after
from ledger.orders.facts import Event, Order, Timing
from ledger.orders.flow import Moved, Rules
from ledger.orders.holidays import Calendar
from ledger.orders.ladder import Because, Hears, Rung
from ledger.orders.records import whole_ms
from ledger.orders.working_time import DAY, working_span

SYSTEM: Final = Actor("system", frozenset(), is_system=True)
"""The program itself as it moves orders: whom an event names whose author is nobody."""


class Call(NamedTuple):
    """A rung that is to be told, and everybody who has not heard yet."""

    rung: Rung
    hears: tuple[Hears, ...]


def to_tell(order: Order, reached: Iterable[Rung]) -> tuple[Call, ...]:
    """What of the rungs that are reached (`Reading.rungs`) is to be told; one call for each reason."""
    rungs = tuple(reached)
    return tuple(call for because in get_args(Because) for call in _call(order, rungs, because))


def _call(order: Order, reached: Iterable[Rung], because: Because) -> Iterator[Call]:
    last = max((one.day for one in order.told if one.because == because), default=-1)
    rungs = [one for one in reached if one.because == because and one.day > last]
    runs = order.timing is not None and order.timing.counted_from(because, order.status) is not None
    if rungs and runs:
        hears = dict.fromkeys(who for one in rungs for who in one.hears)
        yield Call(max(rungs, key=lambda one: one.day), tuple(hears))


def tell(order: Order, at: datetime, rules: Rules | None = None) -> Moved | None:
    """The next event by which the program tells of the order, and the order after it; None when nothing is to be told.

    An order that is both late and idle has two, one after the other.
    """
    rules, at = rules or Rules(), whole_ms(at)
    if order.timing is None:
        return None
    steps = steps_of(rules.process_of(order).limits)
    reading = Watch(rules.calendar, at).read(order.status, order.timing, steps)
    calls = to_tell(order, reading.rungs)
    if not calls:
        return None
    event = _event(order, order.timing, calls[0], at, reading)
    return Moved(event, after(order, event))


def is_reached(event: Event, at: datetime, calendar: Calendar) -> bool:
    """Whether the rung that an event tells was reached at `at`, by the days since its clock began to run.

    Of a step's own limit, which the event names, the days begin when it is over. True for an event that tells none:
    this looks at time alone.
    """
    rung, since = ladder.read(str(event.detail.get("rung", ""))), event.detail.get("since")
    if rung is None or not isinstance(since, datetime):
        return True
    limit = limits.BY_CODE.get(str(event.detail.get("limit", "")))
    due = limit.due(calendar, since) if limit is not None else since
    return at > due and working_span(calendar, due, at) // DAY >= rung[1]


def is_told_above(order: Order) -> bool:
    """Whether anybody above the committee was told of the order in the run of its clock that goes on."""
    return any(not set(ladder.ABOVE).isdisjoint(rung.hears) for rung in order.told)


def _event(order: Order, timing: Timing, call: Call, at: datetime, reading: Reading) -> Event:
    rung, hears = call
    since = timing.counted_from(rung.because, order.status)
    detail: dict[str, object] = {"rung": rung.name, "hears": hears, "since": since}
    limit = reading.contact or reading.step
    if rung.because == "overdue" and limit is not None and timing.limited_from(order.status) is not None:
        detail["limit"] = limit.limit.code
    if rung.level:
        detail["level"] = rung.level
    return Event(
        action="supervise" if rung.level else "urge",
        from_status=order.status,
        to_status=order.status,
        actor=SYSTEM.login,
        at=at,
        detail=detail,
        step_seconds=step_seconds(timing, at),
        stage_light=reading.light,
        seq=order.seq + 1,
    )
