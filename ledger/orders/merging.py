"""What becomes of a move that was made elsewhere and comes to an order that has gone on since: one pure decision.

The cloud puts events in order; the first stands. Whatever is decided, the event is kept with its words. Only what is
`refused` opens a conflict: for whoever made the move, and for whoever has the order (docs/work_orders.md, Offline).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, Literal

from ledger.orders import ladder, rows
from ledger.orders.duties import HEAD, Actor
from ledger.orders.facts import DISSATISFIED, NOT_REACHED, Event, Order
from ledger.orders.guards import MOST_EXTENDED_DAYS, MOST_EXTENSIONS, MOST_FAILED_CONTACTS, is_same_try
from ledger.orders.process import Process
from ledger.orders.rows import ASSIGNING, BACK, NOTES, REFUSES, TELLING, Row
from ledger.orders.standing import has_checked, has_handled, may_close, may_do
from ledger.orders.states import BY_CODE, NEW, TERMINAL

Outcome = Literal["apply", "no_op", "merged", "refused"]
Why = Literal[
    "",
    "no_such_move",
    "not_for_you",
    "left_out",
    "handled",
    "checked",
    "no_result",
    "assigned",
    "ended",
    "unreachable",
    "awaits",
    "not_asked",
    "used_up",
    "main_gone",
    "owed",
    "satisfied",
    "same_try",
]


@dataclass(frozen=True, slots=True)
class Asked:
    """A move as it was made elsewhere: what its author saw and wanted."""

    action: str
    from_status: str
    to_status: str
    to_person: str = ""
    to_org: str = ""
    days: int = 0
    """Of an extension."""
    wish: str = ""
    """Where an outside order should end."""
    answers: bool | None = None
    """What the street said to a wish to end an outside order: granted or declined; None for any other move."""
    rung: str = ""
    """Of the ladder, that the program tells; "" for any other move."""
    since: datetime | None = None
    """Since when the days of the rung were counted."""
    called_at: datetime | None = None
    """When somebody called in vain; None for any other move."""


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of it: `status` is the order's afterwards, `why` names the reason of a refusal.

    `noticed` are the logins that a conflict is shown to.
    """

    outcome: Outcome
    status: str
    why: Why = ""
    noticed: tuple[str, ...] = ()

    @property
    def is_conflict(self) -> bool:
        """True when somebody has to look."""
        return self.outcome == "refused"


def decide(cur: Order, asked: Asked, actor: Actor, process: Process) -> Decision:
    """The outcome of `asked` for the order as the cloud has it. Total: whatever is asked, something is decided."""
    if asked.answers is not None:
        return _answered(cur, asked, actor)
    if asked.rung:
        return _told(cur, asked, actor)
    row = _row_of(asked, cur)
    if row is None:
        return _refused(cur, actor, "no_such_move")
    if REFUSES.get(asked.action) in cur.refused:
        return Decision("no_op", cur.status)
    if asked.from_status == cur.status:
        why = _against(row, cur, actor, process, asked)
        return _refused(cur, actor, why) if why else Decision("apply", _landing(cur, asked))
    return _decided_late(cur, asked, actor, process)


def main_is_gone(cur: Order, actor: Actor) -> Decision:
    """Of a merging that would count, into an order that is gone itself: only the cloud knows both (`GONE`)."""
    return _refused(cur, actor, "main_gone")


def replies_are_owed(cur: Order, actor: Actor) -> Decision:
    """Of an end in `UNHANDLED` that would count, of an order into which others were merged whose reporters wait."""
    return _refused(cur, actor, "owed")


def _landing(cur: Order, asked: Asked) -> str:
    """Where the move leads: an answer to a request goes back to what the order was before, as the cloud has it."""
    return cur.before if asked.action in BACK else asked.to_status


def _decided_late(cur: Order, asked: Asked, actor: Actor, process: Process) -> Decision:
    """The outcome for an order that has gone on since the move was made."""
    if asked.action in NOTES and cur.status not in TERMINAL:
        return Decision("no_op", cur.status)
    is_given_out = _is_assigned_already(cur, asked)
    if is_given_out and not _is_same_assignment(cur, asked, actor):
        return _refused(cur, actor, "assigned")
    if is_given_out or cur.status == asked.to_status:
        return Decision("no_op", cur.status)
    return _by_another_way(cur, asked, actor, process)


def asked_by(event: Event) -> Asked:
    """The move that an event tells of."""
    days, answers = event.detail.get("days"), event.detail.get("acknowledged")
    since, called_at = event.detail.get("since"), event.detail.get("contacted_at")
    is_in_vain = event.action == "followup" and event.detail.get("satisfaction") == NOT_REACHED
    return Asked(
        event.action,
        event.from_status,
        event.to_status,
        to_person=event.to_person,
        to_org=event.to_org,
        days=days if isinstance(days, int) else 0,
        wish=str(event.detail.get("awaiting") or ""),
        answers=answers if isinstance(answers, bool) else None,
        rung=str(event.detail.get("rung") or ""),
        since=since if isinstance(since, datetime) else None,
        called_at=called_at if is_in_vain and isinstance(called_at, datetime) else None,
    )


def placed(event: Event, decision: Decision, seq: int) -> Event:
    """The event as it stands in the order of events: applied, applied to another state, or only kept."""
    if decision.outcome in ("apply", "merged"):
        return replace(event, seq=seq, landed="" if decision.status == event.to_status else decision.status)
    return replace(event, seq=seq, outcome="noted")


def _answered(cur: Order, asked: Asked, actor: Actor) -> Decision:
    """The street's answer counts as long as the order awaits it."""
    if not actor.is_above:
        return _refused(cur, actor, "not_for_you")
    if not asked.answers:
        return Decision("apply" if cur.awaiting else "no_op", cur.status)
    if cur.awaiting != (asked.action, asked.to_status):
        return _refused(cur, actor, "not_asked")
    return Decision("apply", asked.to_status)


def _told(cur: Order, asked: Asked, actor: Actor) -> Decision:
    """A rung of the ladder counts once in the run of the clock that it was read from, and only the program tells it.

    A second time it changes nothing, and nobody is asked about it: nobody made it.
    """
    rung = ladder.read(asked.rung)
    if not actor.is_system:
        return _refused(cur, actor, "not_for_you")
    if rung is None or asked.action not in TELLING or _row_of(asked, cur) is None:
        return _refused(cur, actor, "no_such_move")
    because, day = rung
    run = cur.timing.counted_from(because, cur.status) if cur.timing else None
    is_told = any(one.because == because and one.day >= day for one in cur.told)
    if is_told or run is None or run != asked.since or cur.status in TERMINAL:
        return Decision("no_op", cur.status)
    return Decision("apply" if asked.from_status == cur.status else "merged", cur.status)


def _row_of(asked: Asked, cur: Order) -> Row | None:
    """The row by which the move was made, if the state table has it; a wish to end leaves the order where it was."""
    row = rows.row_at(asked.from_status, asked.action)
    if row is None or asked.to_status not in BY_CODE:
        return None
    targets = row.targets(asked.from_status)
    is_wish = cur.is_outside and asked.to_status == asked.from_status and not TERMINAL.isdisjoint(targets)
    return row if asked.to_status in targets or is_wish else None


def _against(row: Row, cur: Order, actor: Actor, process: Process, asked: Asked) -> Why:
    """What stands against a move that the state table has; "" when nothing.

    Guards of time were kept when the move was made; those that go by what others did are asked again.
    """
    if not may_do(row, cur, actor, process):
        return "not_for_you"
    to = asked.to_status
    barred: dict[Why, bool] = {
        "left_out": not process.has_move(row.action, cur.status, asked.wish or to),
        "handled": "handled" in row.guards and has_handled(cur, actor),
        "checked": "checked" in row.guards and has_checked(cur, actor),
        "awaits": to in TERMINAL and to != cur.status and cur.is_outside and not actor.is_above,
        "no_result": to == "S70" and not cur.result_kind,
        "not_asked": row.action in _ASKED_FIRST and _ASKED_FIRST[row.action] not in cur.asked,
        "satisfied": "satisfied" in row.guards and _is_satisfied(cur, actor),
        "same_try": _is_no_other_try(cur, asked),
        "used_up": row.action == "extend_approve" and not actor.is_above and _is_used_up(cur, asked),
    }
    return next((why for why, is_barred in barred.items() if is_barred), "")


_ASKED_FIRST: Final = {"void_approve": "void", "suspend_approve": "suspend", **REFUSES}


def _is_satisfied(cur: Order, actor: Actor) -> bool:
    """True when reopening it is the head's or the street's to say: the resident did not say that it is unsolved."""
    return cur.satisfaction not in DISSATISFIED and not actor.is_above and HEAD not in actor.duties


def _is_no_other_try(cur: Order, asked: Asked) -> bool:
    """True of a call in vain that comes too soon behind another, or that would end the order before its time."""
    if asked.called_at is None:
        return False
    is_last = cur.failed_contacts + 1 >= MOST_FAILED_CONTACTS
    return is_same_try(cur, asked.called_at) or ((asked.wish or asked.to_status) in TERMINAL and not is_last)


def _is_used_up(cur: Order, asked: Asked) -> bool:
    return cur.extensions >= MOST_EXTENSIONS or cur.extended_days + asked.days > MOST_EXTENDED_DAYS


def _is_assigned_already(cur: Order, asked: Asked) -> bool:
    """True when the move hands out an order that somebody else was given in the meantime."""
    return asked.action in ASSIGNING and cur.status in _GIVEN_OUT and asked.from_status in _TO_GIVE_OUT


_GIVEN_OUT: Final = frozenset(("S30", "S40", "S45", "S85", "S86"))
_TO_GIVE_OUT: Final = frozenset(("S20", "S30", "S40", "S50"))


def _is_same_assignment(cur: Order, asked: Asked, actor: Actor) -> bool:
    if asked.action == "take":
        return actor.login == cur.assignee
    return (asked.to_person, asked.to_org) == (cur.assignee, cur.assignee_org)


def _by_another_way(cur: Order, asked: Asked, actor: Actor, process: Process) -> Decision:
    """The same action from where the order is now; else an end that the actor could make of any order; else nothing."""
    row = rows.row_at(cur.status, asked.action)
    is_staying = asked.to_status == asked.from_status
    to = cur.status if is_staying else asked.to_status
    why: Why = "ended" if cur.status in TERMINAL else "unreachable"
    if row is not None and (to in row.targets(cur.status) or _is_wish(cur, row, is_staying=is_staying)):
        against = _against(row, cur, actor, process, replace(asked, to_status=to))
        if not against:
            return Decision("merged", to)
        why = against
    if _may_end(cur, asked, actor) and asked.to_status in process.states:
        return Decision("merged", asked.to_status)
    return _refused(cur, actor, why)


def _is_wish(cur: Order, row: Row, *, is_staying: bool) -> bool:
    return cur.is_outside and is_staying and not TERMINAL.isdisjoint(row.targets(cur.status))


def _may_end(cur: Order, asked: Asked, actor: Actor) -> bool:
    """An end beats an open state when the acting role could close, and the guards of a closing hold."""
    if asked.to_status not in TERMINAL or cur.status in TERMINAL or cur.status == NEW:
        return False
    row = rows.row_at(asked.from_status, asked.action)
    is_barred = row is not None and (
        ("handled" in row.guards and has_handled(cur, actor)) or ("checked" in row.guards and has_checked(cur, actor))
    )
    is_unfinished = asked.to_status == "S70" and (not cur.result_kind or _is_no_other_try(cur, asked))
    return may_close(cur, actor) and not is_barred and not is_unfinished


def _refused(cur: Order, actor: Actor, why: Why) -> Decision:
    noticed = tuple(dict.fromkeys(login for login in (actor.login, cur.assignee) if login))
    return Decision("refused", cur.status, why, noticed)
