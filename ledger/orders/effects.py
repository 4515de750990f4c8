"""What each event changes of its order: one small function an action."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, Final, cast

from ledger.orders import corrected, ladder
from ledger.orders.facts import DISSATISFIED, NOT_REACHED, Event, Order, Timing, ToldRung, changed
from ledger.orders.states import OVERLAYS, RUNNING, TERMINAL

Changes = dict[str, Any]
WORKING: Final = frozenset(("take", "progress", "joint_done", "finish"))
"""Whoever did one of these has handled the order."""
_NOBODY_CALLED: Final = {"failed_contacts": 0, "tried_at": None}
_WITH_SOMEBODY: Final = frozenset(("S15", "S30", "S40", "S45", "S85", "S86"))
"""States in which a date that was set when the order was handed on holds."""


def replay(events: Iterable[Event], order_id: str = "") -> Order:
    """The order that its events make."""
    order = Order(id=order_id)
    for event in events:
        order = after(order, event)
    return order


def after(order: Order, event: Event) -> Order:
    """The order once one more event has happened to it."""
    changes: Changes = {"seq": order.seq + 1}
    if event.outcome == "noted":
        return changed(order, changes | {"handlers": order.handlers | _worked(event)})
    changes |= _moved(order, event)
    if "acknowledged" not in event.detail:
        changes |= _awaiting(event)
        changes |= _EFFECTS.get(event.action, _nothing)(order, event)
        if event.action in WORKING:
            changes["handlers"] = order.handlers | {event.actor}
    changes["timing"] = timing = _timing(order, event)
    if order.told or "rung" in event.detail:
        changes["told"] = tuple(_told(order, event, timing, changes.get("status", order.status)))
    return changed(order, changes)


def _worked(event: Event) -> frozenset[str]:
    """Whoever worked on an order has handled it, though another move was first; who only wanted to take it has not."""
    return frozenset((event.actor,)) if event.action in WORKING - {"take"} else frozenset()


def _moved(order: Order, event: Event) -> Changes:
    """What follows from coming into another state: requests that waited have lapsed."""
    if event.leads_to == order.status:
        return {"awaiting": None} if "acknowledged" in event.detail else {}
    changes: Changes = {"status": event.leads_to, "awaiting": None}
    if event.leads_to in OVERLAYS:
        return changes | {"before": order.status}
    changes |= {"asked": frozenset(), "refused": frozenset(), "asked_due_at": None, "before": ""}
    if event.leads_to in TERMINAL:
        changes["closed_at"] = event.at
    elif order.status in TERMINAL:
        changes["closed_at"] = None
    return changes


def _awaiting(event: Event) -> Changes:
    wanted = event.detail.get("awaiting")
    return {"awaiting": (event.action, str(wanted))} if wanted else {}


def _timing(order: Order, event: Event) -> Timing:
    times = order.timing
    if times is None or event.action == "create":
        received = cast("datetime", event.detail.get("received_at", event.at))
        return Timing(started_at=received, entered_at=event.at, progressed_at=event.at)
    has_moved = event.leads_to != order.status
    changes: Changes = {}
    if has_moved:
        changes["entered_at"] = event.at
    if has_moved or event.action == "progress":
        changes["progressed_at"] = event.at
    if times.contacted_at is None and _is_contact(event):
        changes["contacted_at"] = event.at
    if "rule" in event.detail:
        changes |= {"rule": event.detail["rule"], "started_at": event.detail.get("started_at", event.at)}
        changes |= {"paused": timedelta(), "stopped_at": None}
    if "due_at" in event.detail:
        changes["due_at"] = event.detail["due_at"]
    if event.leads_to not in _WITH_SOMEBODY or event.action == "extend_approve":
        changes |= {"step_from": None, "step_due_at": None}
    elif event.action in ("verify", "dispatch") and event.new_due_at:
        changes |= {"step_from": event.at, "step_due_at": event.new_due_at}
    return changed(times, changes | (_stopped(order, times, event) if has_moved else {}))


def _is_contact(event: Event) -> bool:
    """The first contact is made by whoever goes there or takes the order."""
    return event.action in WORKING or (event.action == "verify" and event.leads_to == "S10")


def _stopped(order: Order, times: Timing, event: Event) -> Changes:
    """Whether the time for handling runs from now on."""
    runs = event.leads_to in RUNNING
    if order.status in RUNNING and not runs:
        return {"stopped_at": event.at}
    if runs and times.stopped_at is not None and "rule" not in event.detail:
        return {"stopped_at": None, "paused": times.paused + cast("timedelta", event.detail.get("paused", timedelta()))}
    return {}


def _told(order: Order, event: Event, timing: Timing, status: str) -> Iterator[ToldRung]:
    """What was told and still holds: a due date that moved, another step's clock and progress begin anew."""
    before = cast("Timing", order.timing)
    for one in order.told:
        if timing.counted_from(one.because, status) == before.counted_from(one.because, order.status):
            yield one
    rung = ladder.read(str(event.detail.get("rung", "")))
    if rung is not None:
        hears = cast("Iterable[str]", event.detail.get("hears", ()))
        yield ToldRung(*rung, event.at, tuple(hears), str(event.detail.get("level", "")))


# -- one function an action


def _nothing(_order: Order, _event: Event) -> Changes:
    return {}


def _created(order: Order, event: Event) -> Changes:
    names = ("source", "external_no", "category", "process_version", "module", "priority", "need_reply", "had_photo")
    changes: Changes = {name: event.detail[name] for name in names if name in event.detail}
    if "process_version" in changes:
        changes["process_category"] = event.detail.get("process_category", "")
    return changes | {"author": order.author or event.actor}


def _verified(_order: Order, event: Event) -> Changes:
    if event.leads_to == "S15":
        return {"verifier": event.to_person}
    return {"had_photo": True} if event.attachments else {}


def _accepted(order: Order, event: Event) -> Changes:
    return {"priority": event.detail.get("priority", order.priority)}


def _dispatched(_order: Order, event: Event) -> Changes:
    return {
        "dispatcher": event.actor,
        "assignee": event.to_person,
        "assignee_org": event.to_org,
        "taken_at": None,
    }


def _taken(order: Order, event: Event) -> Changes:
    org = order.assignee_org or event.actor_org
    return {"assignee": event.actor, "assignee_org": org, "taken_at": event.at}


def _given_up(_order: Order, _event: Event) -> Changes:
    return {"assignee": "", "assignee_org": "", "taken_at": None}


def _returned(order: Order, event: Event) -> Changes:
    return _given_up(order, event) | {"returns": order.returns + 1}


def _transferred(order: Order, event: Event) -> Changes:
    if event.leads_to == "S30":
        return {"assignee": event.to_person, "taken_at": None}
    if event.leads_to == "S20":
        return _given_up(order, event)
    return {"assignee": event.to_person or order.assignee, "taken_at": event.at}


def _joined(_order: Order, event: Event) -> Changes:
    parties = cast("tuple[Mapping[str, object], ...]", event.detail.get("parties", ()))
    return {"parties": tuple(str(one["party"]) for one in parties)}


def _party_done(order: Order, event: Event) -> Changes:
    return {"parties": tuple(one for one in order.parties if one not in (event.actor, event.actor_org))}


def _return_asked(order: Order, _event: Event) -> Changes:
    return {"refused": order.refused - {"return"}}


def _extension_asked(order: Order, event: Event) -> Changes:
    return {"asked_due_at": event.new_due_at, "refused": order.refused - {"extend"}}


def _extended(order: Order, event: Event) -> Changes:
    days = cast("int", event.detail.get("days", 0))
    return {"extensions": order.extensions + 1, "extended_days": order.extended_days + days}


def _suspension_asked(order: Order, event: Event) -> Changes:
    return _asked(order, "suspend") | {"resume_on": event.detail.get("resume_on", "")}


def _suspended(order: Order, event: Event) -> Changes:
    return {"resume_on": event.detail.get("resume_on", order.resume_on)}


def _void_asked(order: Order, _event: Event) -> Changes:
    return _asked(order, "void")


def _asked(order: Order, what: str) -> Changes:
    return {"asked": order.asked | {what}, "refused": order.refused - {what}}


def _refused(what: str) -> Callable[[Order, Event], Changes]:
    """The request is no longer open, nor what was granted of it and waits for the street's word."""

    def change(order: Order, _event: Event) -> Changes:
        changes: Changes = {"asked": order.asked - {what}, "refused": order.refused | {what}}
        is_granted = order.awaiting is not None and order.awaiting[0] == f"{what}_approve"
        return changes | ({"awaiting": None} if is_granted else {})

    return change


def _finished(order: Order, event: Event) -> Changes:
    had_photo = order.had_photo or bool(event.detail.get("had_photo"))
    result = {"result_kind": event.detail.get("result_kind", ""), "had_photo": had_photo}
    return {**result, "parties": (), **_NOBODY_CALLED}


def _failed(order: Order, _event: Event) -> Changes:
    return {"fails": order.fails + 1}


def _followed_up(order: Order, event: Event) -> Changes:
    satisfaction = str(event.detail.get("satisfaction", ""))
    changes: Changes = {"satisfaction": satisfaction}
    if satisfaction == NOT_REACHED:
        changes |= {
            "failed_contacts": order.failed_contacts + 1,
            "tried_at": event.detail.get("contacted_at", event.at),
        }
    if satisfaction in DISSATISFIED and event.leads_to == "S40":
        changes |= _reopened(order, event)
    return changes


def _checked(_order: Order, event: Event) -> Changes:
    return {"checker": event.actor}


def _reopened(order: Order, event: Event) -> Changes:
    """What was done and said of it before is no result of what is done now; it stands in the story."""
    said = {"satisfaction": "", "result_kind": "", "is_unasked": False, **_NOBODY_CALLED}
    return {"reopened": order.reopened + 1, "taken_at": event.at, **said}


def _closed(order: Order, event: Event) -> Changes:
    """Whether it ends without anybody but who handled or checked it: nobody reached the resident."""
    was_asked = order.satisfaction not in ("", NOT_REACHED) or order.status != "S65" or event.leads_to == order.status
    is_own = event.actor in order.handlers or event.actor in (order.assignee, order.checker)
    return {"is_unasked": True} if is_own and not was_asked else {}


def _merged(_order: Order, event: Event) -> Changes:
    return {"duplicate_of": event.detail.get("duplicate_of", "")}


def _made_urgent(order: Order, event: Event) -> Changes:
    return {"priority": event.detail.get("priority", order.priority)}


def _supervised(_order: Order, event: Event) -> Changes:
    return {"level": event.detail.get("level", "")}


_EFFECTS: Final[dict[str, Callable[[Order, Event], Changes]]] = {
    "create": _created,
    "verify": _verified,
    "accept": _accepted,
    "merge": _merged,
    "dispatch": _dispatched,
    "take": _taken,
    "recall": _given_up,
    "return_request": _return_asked,
    "return_approve": _returned,
    "return_refuse": lambda _order, _event: {"refused": frozenset(("return",))},
    "transfer": _transferred,
    "joint": _joined,
    "joint_done": _party_done,
    "extend_request": _extension_asked,
    "extend_approve": _extended,
    "extend_refuse": lambda _order, _event: {"refused": frozenset(("extend",))},
    "suspend_request": _suspension_asked,
    "suspend_approve": _suspended,
    "suspend_refuse": _refused("suspend"),
    "void_request": _void_asked,
    "void_refuse": _refused("void"),
    "finish": _finished,
    "check_pass": _checked,
    "check_fail": _failed,
    "followup": _followed_up,
    "reopen": _reopened,
    "close": _closed,
    "urgent": _made_urgent,
    "supervise": _supervised,
    "comment": corrected.changes,
}
