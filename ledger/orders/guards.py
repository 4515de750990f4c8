"""The rules beside state, role and record: each a small function of the case, named in the rows of the state table.

A guard answers None, or the number or day that it goes by ("" when there is none). Those of `STANDING` need no record,
so an action that they forbid is not even offered.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final, cast

from ledger import clock
from ledger.orders.duties import HEAD, LEAD, STREET, Actor
from ledger.orders.facts import DISSATISFIED, NOT_REACHED, Order
from ledger.orders.holidays import Calendar
from ledger.orders.records import Record
from ledger.orders.standing import has_checked, has_handled
from ledger.orders.states import DRAFT
from ledger.orders.working_time import LAST_SECOND, end_of_working_day, local_day

RETURN_DAYS: Final = 1  # working days after taking an order in which it can be given back
MOST_EXTENSIONS: Final = 2
MOST_EXTENDED_DAYS: Final = 15  # working days of all extensions together
MOST_SUSPENDED_DAYS: Final = 90
REOPEN_DAYS: Final = 30
MOST_RETURNS: Final = 3  # the third return goes to the street
MOST_FAILED_CONTACTS: Final = 3  # the third failed contact closes
BETWEEN_CALLS: Final = timedelta(hours=2)  # so that three failed contacts are three tries (ours)


@dataclass(frozen=True, slots=True)
class Case:
    """What a guard looks at."""

    order: Order
    actor: Actor
    at: datetime
    record: Record
    calendar: Calendar
    had_photo: bool | None = None
    came_due: datetime | None = None
    """Both as `flow.Request` has them."""
    limit_rule: str = ""
    """Of the handling, as the order's process has it."""
    owed: tuple[str, ...] = ()
    """As `flow.Request` has it."""


Guard = Callable[[Case], "str | None"]


def _handled(case: Case) -> str | None:
    return "" if has_handled(case.order, case.actor) else None


def _checked(case: Case) -> str | None:
    return "" if has_checked(case.order, case.actor) else None


def _result(case: Case) -> str | None:
    return None if case.order.result_kind else ""


def _return_too_late(case: Case) -> str | None:
    taken = case.order.taken_at
    last = end_of_working_day(case.calendar, taken, RETURN_DAYS) if taken else None
    return _day_text(last) if last and case.at > last else None


def _extension_too_late(case: Case) -> str | None:
    due = _due(case)
    return _day_text(due) if due and case.at > due else None


def _reopen_too_late(case: Case) -> str | None:
    closed = case.order.closed_at
    is_late = closed is not None and case.at > closed + timedelta(days=REOPEN_DAYS)
    return str(REOPEN_DAYS) if is_late else None


def _not_yet_due(case: Case) -> str | None:
    """The program resumes on the planned day; a person when it is time."""
    day = case.order.resume_on
    is_early = case.actor.is_system and bool(day) and local_day(case.at).isoformat() < day
    return day if is_early else None


def _others_draft(case: Case) -> str | None:
    """Whose draft it is registers it, or the head."""
    order, actor = case.order, case.actor
    is_others = order.status == DRAFT and bool(order.author) and actor.login != order.author
    return "" if is_others and not actor.is_system and actor.duties.isdisjoint((HEAD, STREET)) else None


def _suspend_asked(case: Case) -> str | None:
    return None if "suspend" in case.order.asked else ""


def _void_asked(case: Case) -> str | None:
    return None if "void" in case.order.asked else ""


def _owed(case: Case) -> str | None:
    """What was merged into it would be voided along, and whoever reported that waits for nobody's answer."""
    return "、".join(case.owed) if case.owed else None


def _satisfied(case: Case) -> str | None:
    """Unsatisfied is what the resident was, as far as anybody asked; else it is the head's or the street's to say."""
    is_theirs = case.actor.is_above or HEAD in case.actor.duties
    return None if is_theirs or case.order.satisfaction in DISSATISFIED else ""


# -- guards that look at the record


def _needs_approval(case: Case) -> str | None:
    """The long limit is granted, not chosen: whoever is merely on duty takes it neither by word nor by the process."""
    is_long = (case.record.get("limit_rule") or case.limit_rule) == "complex"
    is_granted = case.actor.is_above or not case.actor.duties.isdisjoint((HEAD, LEAD))
    return "" if is_long and not is_granted else None


def _same_order(case: Case) -> str | None:
    return "" if case.order.id and case.record.get("duplicate_of") == case.order.id else None


def _due_beyond_limit(case: Case) -> str | None:
    """Handing on is no way to a longer limit."""
    due = _due(case)
    parties = case.record.get("parties") or ()
    asked = [case.record.get("new_due_at"), *(party["due_at"] for party in parties)]
    return _day_text(due) if due and any(one and one > due for one in asked) else None


def _due_past(case: Case) -> str | None:
    new = case.record.get("new_due_at")
    return "" if new and new < case.at else None


def _not_later(case: Case) -> str | None:
    due, new = _due(case), case.record.get("new_due_at")
    return _day_text(due) if due and new and new <= due else None


def _extensions(case: Case) -> str | None:
    """The street may grant more; nobody grants a due date that is no later."""
    new, due = granted_due(case.order, case.record), _due(case)
    if due is None or new is None or new <= due:
        return _day_text(due) if due else ""
    if case.actor.is_above:
        return None
    if case.order.extensions >= MOST_EXTENSIONS:
        return str(MOST_EXTENSIONS)
    days = case.order.extended_days + extended_days(case.calendar, due, new)
    left = MOST_EXTENDED_DAYS - case.order.extended_days
    return f"{left}/{MOST_EXTENDED_DAYS}" if days > MOST_EXTENDED_DAYS else None


def _contacted_later(case: Case) -> str | None:
    return "" if _is_later(case, "contacted_at") else None


def _contacted_earlier(case: Case) -> str | None:
    """Nobody asked how it was done before it was there to be asked; people write whole minutes."""
    said, timing = said_moment(case, "contacted_at"), case.order.timing
    came = timing.entered_at.replace(second=0, microsecond=0) if timing else None
    return _day_text(came) if said and came and said < came else None


def _called_again(case: Case) -> str | None:
    """Three calls in vain are three tries: hours lie between them."""
    said = said_moment(case, "contacted_at") if case.record.get("satisfaction") == NOT_REACHED else None
    return _day_text(case.order.tried_at) if said and case.order.tried_at and is_same_try(case.order, said) else None


def is_same_try(order: Order, called_at: datetime) -> bool:
    """True of a call in vain that is no other try than the last one."""
    return order.tried_at is not None and called_at < order.tried_at + BETWEEN_CALLS


def _received_later(case: Case) -> str | None:
    return "" if _is_later(case, "received_at") else None


def _is_later(case: Case, part: str) -> bool:
    """A day alone, which stands for its end, may be today."""
    said = said_moment(case, part)
    return said is not None and said > case.at


def said_moment(case: Case, part: str) -> datetime | None:
    """The instant that a part says something happened at: of today as a whole, until now."""
    said = cast("datetime | None", case.record.get(part))
    return case.at if said == datetime.combine(local_day(case.at), LAST_SECOND) else said


def _suspension(case: Case) -> str | None:
    day = str(case.record.get("resume_on") or case.order.resume_on)
    today = local_day(case.at)
    last = today + timedelta(days=MOST_SUSPENDED_DAYS)
    return None if day and today < date.fromisoformat(day) <= last else last.isoformat()


def granted_due(order: Order, record: Record) -> datetime | None:
    """Until when an extension would be granted: what the approver says, or what was asked for."""
    return cast("datetime | None", record.get("new_due_at") or order.asked_due_at)


def extended_days(calendar: Calendar, due: datetime, new: datetime) -> int:
    """How many working days an extension adds."""
    return max(calendar.days_between(local_day(due), local_day(new)), 0)


def _due(case: Case) -> datetime | None:
    return case.order.timing.due_at if case.order.timing else None


def _day_text(moment: datetime) -> str:
    return clock.local_text(clock.instant_text(moment))


STANDING: Final[dict[str, Guard]] = {
    "handled": _handled,
    "checked": _checked,
    "result": _result,
    "return_too_late": _return_too_late,
    "extension_too_late": _extension_too_late,
    "reopen_too_late": _reopen_too_late,
    "not_yet_due": _not_yet_due,
    "others_draft": _others_draft,
    "suspend_asked": _suspend_asked,
    "void_asked": _void_asked,
    "owed": _owed,
    "satisfied": _satisfied,
}
GUARDS: Final[dict[str, Guard]] = STANDING | {
    "needs_approval": _needs_approval,
    "same_order": _same_order,
    "due_beyond_limit": _due_beyond_limit,
    "due_past": _due_past,
    "not_later": _not_later,
    "extensions": _extensions,
    "suspension": _suspension,
    "contacted_later": _contacted_later,
    "contacted_earlier": _contacted_earlier,
    "called_again": _called_again,
    "received_later": _received_later,
}
