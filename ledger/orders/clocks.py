"""The clocks of an order: how much of each limit is used, its light, what is idle and what is overdue.

There are up to three. `total` runs from the receipt until the handling is done (or from a reopening) against the due
date; it stands while others check or ask the resident, and while the order is suspended. `contact` runs until somebody
first goes there or takes the order. `step` is the limit of the check, of the follow-up, or of whom it was handed to.
Overdue days are those of `total`; where none runs, before an order is accepted and in check and follow-up, of the step.
A light follows from what is used: green up to 80 %, yellow up to 100 %, red beyond; the order's light is the worst of
them. A gauge holds the facts of its light, so every light can say why.

A `Watch` is made once for an instant and reads one order after the other, each at the same cost.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from ledger.orders import limits
from ledger.orders.facts import Timing
from ledger.orders.holidays import Calendar
from ledger.orders.ladder import Rung, rungs
from ledger.orders.limits import Limit
from ledger.orders.states import BY_CODE, RUNNING
from ledger.orders.working_time import DAY, NOTHING, position

GREEN, YELLOW, RED = 2, 1, 0
"""Codes of the table overdue_light: the smaller, the worse."""
Name = Literal["total", "contact", "step"]
_YELLOW_FROM: Final = (4, 5)  # the share of a limit, as a fraction, from which the light is yellow
_NEAR: Final = DAY  # of working time before the due date, from which a notice goes out
_WAITS_FOR_CONTACT: Final = frozenset(("S10", "S15", "S20", "S30"))
NEVER_IDLE: Final = frozenset(("S00", "S80"))


class Gauge(NamedTuple):
    """One clock: so much of so much is used, counted as its limit counts. `stands`: it does not run at present."""

    name: Name
    light: int
    limit: Limit
    used: timedelta
    granted: timedelta
    started_at: datetime
    due_at: datetime
    stands: bool = False

    @property
    def left(self) -> timedelta:
        """What is left, as the limit counts; negative when nothing is."""
        return self.granted - self.used


class Reading(NamedTuple):
    """How an order stands in time. `light` is None where no clock applies; days are whole working days gone by.

    `is_near`: a notice that it will soon be due is due itself.
    """

    light: int | None
    total: Gauge | None
    contact: Gauge | None
    step: Gauge | None
    is_near: bool
    idle_days: int
    overdue_days: int | None
    rungs: tuple[Rung, ...]


_UNSAID: Final = Reading(None, None, None, None, is_near=False, idle_days=0, overdue_days=None, rungs=())


@dataclass(frozen=True, slots=True)
class Steps:
    """The limits of an order's process that are not its own: of the first contact, the check, the follow-up."""

    contact: Limit
    check: Limit
    followup: Limit


USUAL: Final = Steps(limits.named("first_contact"), limits.named("check"), limits.named("followup"))


class Watch:
    """Reads orders at one instant."""

    def __init__(self, calendar: Calendar, now: datetime) -> None:
        self._calendar = calendar
        self._now = now
        self._position = position(calendar, now)

    def read(self, status: str, timing: Timing, steps: Steps = USUAL) -> Reading:
        """How an order in `status` stands; of a state that only a newer version knows, nothing is said."""
        if status not in BY_CODE:
            return _UNSAID
        total = self._total(status, timing)
        contact = self._contact(status, timing, steps)
        step = self._step(status, timing, steps)
        gauges = [gauge for gauge in (total, contact, step) if gauge is not None]
        idle = self._idle(status, timing)
        overdue = self._overdue(total if BY_CODE[status].clock == "handling" else contact or step)
        return Reading(
            light=min([gauge.light for gauge in gauges], default=None),
            total=total,
            contact=contact,
            step=step,
            is_near=any(map(_is_near, gauges)),
            idle_days=idle,
            overdue_days=overdue,
            rungs=rungs(overdue, idle),
        )

    def _total(self, status: str, timing: Timing) -> Gauge | None:
        if timing.due_at is None or BY_CODE[status].clock == "off":
            return None
        limit = _limit_of(timing)
        until = timing.stopped_at
        return self._gauge("total", limit, timing.started_at, timing.due_at, until=until, paused=timing.paused)

    def _contact(self, status: str, timing: Timing, steps: Steps) -> Gauge | None:
        if timing.contacted_at is not None or status not in _WAITS_FOR_CONTACT:
            return None
        start = timing.started_at
        return self._gauge("contact", steps.contact, start, steps.contact.due(self._calendar, start))

    def _step(self, status: str, timing: Timing, steps: Steps) -> Gauge | None:
        clock = BY_CODE[status].clock
        if clock in ("check", "followup"):
            limit = steps.check if clock == "check" else steps.followup
            return self._gauge("step", limit, timing.entered_at, limit.due(self._calendar, timing.entered_at))
        if timing.step_due_at is None or status not in RUNNING:
            return None
        limit = _limit_of(timing)
        return self._gauge("step", limit, timing.step_from or timing.entered_at, timing.step_due_at)

    def _gauge(
        self,
        name: Name,
        limit: Limit,
        start: datetime,
        due: datetime,
        *,
        until: datetime | None = None,
        paused: timedelta = NOTHING,
    ) -> Gauge:
        if limit.unit == "hours":
            used, granted = (until or self._now) - start, due - start
        else:
            began = position(self._calendar, start)
            end = self._position if until is None else position(self._calendar, until)
            used, granted = end - began, position(self._calendar, due) - began
        used, granted = used - paused, granted - paused
        return Gauge(name, _light(used, granted), limit, used, granted, start, due, until is not None)

    def _overdue(self, clock: Gauge | None) -> int | None:
        """Whole working days since the due date of what is handled, or of a step that is no handling; None before."""
        if clock is None or clock.stands or clock.light != RED:
            return None
        return max((self._position - position(self._calendar, clock.due_at)) // DAY, 0)

    def _idle(self, status: str, timing: Timing) -> int:
        if BY_CODE[status].is_terminal or status in NEVER_IDLE:
            return 0
        return max((self._position - position(self._calendar, timing.progressed_at)) // DAY, 0)


def _limit_of(timing: Timing) -> Limit:
    """The order's limit; before it has one, and for one of a newer version, time is counted in working days."""
    return limits.BY_CODE.get(timing.rule) or limits.BY_CODE["help"]


def _is_near(gauge: Gauge) -> bool:
    if gauge.stands or gauge.light != GREEN:
        return gauge.light == YELLOW and not gauge.stands
    return gauge.limit.unit == "days" and gauge.left <= _NEAR


def _light(used: timedelta, granted: timedelta) -> int:
    if used > granted:
        return RED
    share, whole = _YELLOW_FROM
    return YELLOW if used * whole >= granted * share else GREEN


def steps_of(process_limits: Mapping[str, str]) -> Steps:
    """The step limits of a process, the usual one for a step that it leaves out; raises UnknownLimit."""
    return Steps(
        *(
            limits.named(process_limits[name]) if name in process_limits else usual
            for name, usual in (("contact", USUAL.contact), ("check", USUAL.check), ("followup", USUAL.followup))
        )
    )


def step_seconds(timing: Timing | None, at: datetime) -> int:
    """How long the order has been in its state, in seconds of the clock on the wall."""
    return max((at - timing.entered_at) // timedelta(seconds=1), 0) if timing else 0
