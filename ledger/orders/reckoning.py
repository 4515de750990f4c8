"""What a move reckons and writes down: due dates, limits that begin anew, time that stood still, defaults.

It stands in the event's detail, so nobody has to reckon it a second time with another calendar.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, Final, cast

from ledger.orders import limits
from ledger.orders.facts import Timing
from ledger.orders.guards import Case, extended_days, granted_due, said_moment
from ledger.orders.process import Process
from ledger.orders.process_book import scope_of
from ledger.orders.rows import Row
from ledger.orders.states import DRAFT, RUNNING

Detail = dict[str, Any]
REOPENED_LIMIT: Final = "review"
OTHER_SOURCE: Final = "99"
SENSOR_SOURCE: Final = "08"
REPLIES_FOR: Final = "replies_for"
"""For how many reporters of orders that were merged into it the reply of a rejection was written."""
_NOT_KEPT: Final = frozenset(
    (
        "opinion",
        "to_org",
        "to_person",
        "new_due_at",
        "attachments",
        "description",
        "reporter_phone",
        "is_draft",
        "limit_rule",
    )
)
"""Parts that an event has a field for, or that stand in the order itself."""
_ASKS_DUE: Final = frozenset(("verify", "extend_request"))


def detail_of(case: Case, row: Row, to: str, process: Process) -> Detail:
    """What the event keeps beyond its fields."""
    detail = {name: value for name, value in case.record.values.items() if name not in _NOT_KEPT}
    reckon = _RECKONED.get(row.action)
    if reckon:
        detail |= reckon(case, process)
    return detail | _restarted(case, row, to)


def due_given(case: Case, row: Row) -> datetime | None:
    """The due date that the event names: until when it is handed on, asked for or granted."""
    timing = case.order.timing
    if row.action == "dispatch":
        return case.record.get("new_due_at") or (timing.due_at if timing else None)
    if row.action == "extend_approve":
        return granted_due(case.order, case.record)
    return cast("datetime | None", case.record.get("new_due_at")) if row.action in _ASKS_DUE else None


def _created(case: Case, process: Process) -> Detail:
    """A draft that is registered keeps what it said, but what followed from a category that it has no more."""
    record, order = case.record, case.order
    is_same = order.status == DRAFT and order.category == record.get("category")
    module, priority = (order.module, order.priority) if is_same else (process.module, process.priority)
    has_phone = bool(record.get("reporter_phone"))
    need_reply = record.get("need_reply")
    scope = scope_of(process, str(record.get("category") or order.category))
    return {
        "source": record.get("source") or (SENSOR_SOURCE if case.actor.is_system else OTHER_SOURCE),
        "external_no": record.get("external_no") or "",
        "category": record.get("category"),
        "process_version": process.version,
        **({"process_category": scope} if scope else {}),
        "module": record.get("module") or module,
        "priority": record.get("priority") or priority,
        "need_reply": has_phone if need_reply is None else need_reply,
        "had_photo": _has_photo(case) or order.had_photo,
        "received_at": said_moment(case, "received_at") or case.at,
    }


def _has_photo(case: Case) -> bool:
    return bool(case.record.get("attachments")) if case.had_photo is None else case.had_photo


def _followed_up(case: Case, _process: Process) -> Detail:
    return {"contacted_at": said_moment(case, "contacted_at")}


def _finished(case: Case, _process: Process) -> Detail:
    """That it was to be shown how it is now: so it stands in the event, whatever another side knows of pictures."""
    return {"had_photo": True} if case.order.had_photo else {}


def _accepted(case: Case, process: Process) -> Detail:
    """The limit runs from the receipt; an outside order may have come with a due date of its own; none is chosen."""
    rule = case.record.get("limit_rule") or process.limits["handling"]
    start = cast("Timing", case.order.timing).started_at
    due = (case.came_due if case.order.is_outside else None) or limits.named(rule).due(case.calendar, start)
    priority = case.record.get("priority") or case.order.priority
    return {"rule": rule, "started_at": start, "due_at": due, "priority": priority}


def _extended(case: Case, _process: Process) -> Detail:
    new = cast("datetime", granted_due(case.order, case.record))
    due = cast("datetime", cast("Timing", case.order.timing).due_at)
    return {"due_at": new, "days": extended_days(case.calendar, due, new)}


def _asked_suspension(case: Case, _process: Process) -> Detail:
    return {"resume_on": case.record.get("resume_on") or case.order.resume_on}


def _rejected(case: Case, _process: Process) -> Detail:
    return {REPLIES_FOR: len(case.owed)} if case.owed else {}


def _made_urgent(case: Case, _process: Process) -> Detail:
    return {"priority": case.record.get("priority") or "2"}


def _joined(case: Case, _process: Process) -> Detail:
    """Each party has a date of its own: the order's where none was named."""
    due = case.order.timing.due_at if case.order.timing else None
    return {"parties": tuple({**party, "due_at": party["due_at"] or due} for party in case.record.get("parties"))}


_RECKONED: Final[dict[str, Callable[[Case, Process], Detail]]] = {
    "create": _created,
    "accept": _accepted,
    "reject": _rejected,
    "joint": _joined,
    "finish": _finished,
    "followup": _followed_up,
    "extend_approve": _extended,
    "suspend_approve": _asked_suspension,
    "urgent": _made_urgent,
}


def _restarted(case: Case, row: Row, to: str) -> Detail:
    """What follows where the time for handling runs again: a new limit when reopened, else what was left."""
    timing = case.order.timing
    if timing is None or to not in RUNNING or case.order.status in RUNNING:
        return {}
    if row.action in ("reopen", "followup"):
        due = limits.named(REOPENED_LIMIT).due(case.calendar, case.at)
        return {"rule": REOPENED_LIMIT, "started_at": case.at, "due_at": due}
    if timing.stopped_at is None or timing.due_at is None:
        return {}
    limit = limits.named(timing.rule)
    left = limit.span(case.calendar, timing.stopped_at, timing.due_at)
    paused = limit.span(case.calendar, timing.stopped_at, case.at)
    return {"paused": paused, "due_at": limit.later(case.calendar, case.at, left)}
