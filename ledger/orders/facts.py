"""What is known of one order, and how an event changes it.

An order is nothing but its events, one after the other (`effects.py`). Whatever needs a
calendar, a limit or a process was reckoned by whoever acted and stands in the event, so every PC and the cloud come to
the same order from the same events, whatever version of those tables they have.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import Any, Final, Literal, TypeVar

from ledger.orders.ladder import Because
from ledger.orders.states import BY_CODE, NEW

OUTSIDE_SOURCES: Final = frozenset(("01", "02"))
"""12345热线 and 网格巡查: such orders end only with the acknowledgement from above."""
NOT_REACHED: Final = "0"
DISSATISFIED: Final = frozenset(("1", "2"))
_OWN_LIMIT: Final = frozenset(("intake", "check", "followup"))
"""Clocks that run against a limit of their step."""

Outcome = Literal["applied", "noted"]
"""`noted`: another move was first; the event stands among the others and changes nothing."""
Detail = Mapping[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event as it is kept: what the one who acted said, with `detail` for what has no field of its own.

    Never edited: a wrong one is put right by another. `seq`, `outcome` and `landed` are given where the events are put
    in order; `landed` is the state that a move led to when another one was first; `heard`, which the cloud alone says,
    the units above it that a rung of the ladder was told to, by name; so is `server_at`, when the event came there.
    """

    action: str
    from_status: str
    to_status: str
    actor: str
    at: datetime
    actor_org: str = ""
    opinion: str = ""
    to_org: str = ""
    to_person: str = ""
    new_due_at: datetime | None = None
    attachments: tuple[str, ...] = ()
    detail: Detail = field(default_factory=dict)
    step_seconds: int = 0
    stage_light: int | None = None
    seq: int = 0
    outcome: Outcome = "applied"
    landed: str = ""
    heard: str = ""
    server_at: datetime | None = None

    @property
    def leads_to(self) -> str:
        """The state in which the event left its order."""
        return self.landed or self.to_status


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """The times of an order by which its clocks run. `rule` is the limit, `started_at` when it began to run.

    `stopped_at`: since when it stands, and `paused` for how long it stood before, as the limit counts time.
    `entered_at`: when the state was entered. `step_due_at`: until when whoever has it now shall be done, `step_from`
    since when.
    """

    started_at: datetime
    entered_at: datetime
    progressed_at: datetime
    rule: str = ""
    due_at: datetime | None = None
    stopped_at: datetime | None = None
    paused: timedelta = timedelta()
    contacted_at: datetime | None = None
    step_from: datetime | None = None
    step_due_at: datetime | None = None

    def counted_from(self, because: Because, status: str) -> datetime | None:
        """From what the days of the ladder are counted in a state, the run of its clock; None while none runs.

        Of what is handled that is the due date. Before there is one, and while others check or ask the resident, it is
        when the step's own limit began (`limited_from`): the receipt until somebody went there, else until when whoever
        goes there shall be back; the coming to the check or the follow-up.
        """
        if because == "idle":
            return self.progressed_at
        state = BY_CODE.get(status)
        if state is not None and state.clock in _OWN_LIMIT:
            return self.limited_from(status) or (self.step_due_at if state.clock == "intake" else None)
        return self.due_at if self.stopped_at is None else None

    def limited_from(self, status: str) -> datetime | None:
        """When the limit began that a step has of itself, beside the one of the handling; None where none runs."""
        state = BY_CODE.get(status)
        if state is None or state.clock not in _OWN_LIMIT:
            return None
        if state.clock == "intake":
            return self.started_at if self.contacted_at is None else None
        return self.entered_at


@dataclass(frozen=True, slots=True)
class ToldRung:
    """A rung of the ladder that the program told: `at` that time `hears` heard; `level` is that of a supervision."""

    because: Because
    day: int
    at: datetime
    hears: tuple[str, ...]
    level: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What the rules need to know of one order; `timing` is None before it is there.

    `handlers` is whoever ever handled it, `checker` who passed the last check. `asked`: what waits for an approval, a
    suspension, a void, or both; `refused`: what was asked for, an extension or a return too, and was refused, until it
    is asked for again or the order comes into another state. `tried_at`: when somebody last called in vain to follow
    it up. `is_unasked`: whoever handled or checked it closed it, and nobody asked the resident. `awaiting`: the action
    and state that wait for the acknowledgement from above (待上级确认).
    `told` are the rungs of the ladder that were told in the run of the clock that goes on now, the first one first.
    `process_category`: for what its process was published, as `process_book.scope_of` spells it.
    """

    id: str = ""
    status: str = NEW
    before: str = ""
    seq: int = 0
    source: str = ""
    external_no: str = ""
    category: str = ""
    process_version: int = 0
    process_category: str = ""
    module: str = ""
    priority: str = "1"
    need_reply: bool = False
    had_photo: bool = False
    author: str = ""
    verifier: str = ""
    dispatcher: str = ""
    assignee: str = ""
    assignee_org: str = ""
    taken_at: datetime | None = None
    parties: tuple[str, ...] = ()
    handlers: frozenset[str] = frozenset()
    checker: str = ""
    asked: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    asked_due_at: datetime | None = None
    resume_on: str = ""
    awaiting: tuple[str, str] | None = None
    returns: int = 0
    extensions: int = 0
    extended_days: int = 0
    fails: int = 0
    reopened: int = 0
    failed_contacts: int = 0
    tried_at: datetime | None = None
    is_unasked: bool = False
    result_kind: str = ""
    satisfaction: str = ""
    level: str = ""
    told: tuple[ToldRung, ...] = ()
    duplicate_of: str = ""
    closed_at: datetime | None = None
    timing: Timing | None = None

    @property
    def is_outside(self) -> bool:
        """True for an order that came from the 12345 hotline or the grid."""
        return self.source in OUTSIDE_SOURCES


Fact = TypeVar("Fact", Order, Timing)


def changed(one: Fact, changes: Mapping[str, Any]) -> Fact:
    """The same with other values: as `dataclasses.replace`, and quick enough to replay a million events."""
    kind = type(one)
    new = object.__new__(kind)
    for name, put, get in _SLOTS[kind]:
        put(new, changes[name] if name in changes else get(one))
    return new


def _slots(kind: type) -> tuple[tuple[str, Callable[[Any, Any], None], Callable[[Any], Any]], ...]:
    held = [(item.name, kind.__dict__[item.name]) for item in fields(kind)]
    return tuple((name, slot.__set__, slot.__get__) for name, slot in held)


_SLOTS: Final = {kind: _slots(kind) for kind in (Order, Timing)}
