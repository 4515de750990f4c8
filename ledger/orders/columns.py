"""What stands beside an order so that lists show, sort and filter without its events: pure, the columns of a replay."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from ledger import clock
from ledger.kinds import LIST_MARK
from ledger.orders import stored
from ledger.orders.facts import NOT_REACHED, Event
from ledger.orders.placing import Placed

Values = dict[str, str | int | None]
HEADS_MARK: Final = ","
TIMES: Final = (
    "limit_rule", "started_at", "entered_at", "progressed_at", "paused_ms", "due_at", "stopped_at", "contacted_at",
    "step_from", "step_due_at",
)  # fmt: skip
NAMES: Final = (
    "status", "priority", "module", "process_version", "process_category", "assignee", "assignee_org", "joint_orgs",
    "result", "result_kind", "replied_at", "satisfaction", "duplicate_of", "awaiting", "asked", "closed_at", *TIMES,
    "returns", "extensions", "fails", "reopened", "events", "heads", "handlers", "checker",
)  # fmt: skip
"""The local columns of the ledger `work_order` (`ledger.catalog.work_order`)."""
OPEN_READ: Final = (
    "source", "category", "building_uid", "created_by", "status", "module", "process_version", "process_category",
    "assignee", "assignee_org", "joint_orgs", "handlers", "checker", "result_kind", "awaiting", "asked",
    "is_major", *TIMES,
)  # fmt: skip
"""What is asked of every open order together: whose it is, what it waits for, how it stands in time."""


def columns_of(placed: Placed) -> Values:
    """The columns of an order; of one whose events have not come yet, nothing."""
    order, timing = placed.order, placed.order.timing
    if timing is None:
        return dict.fromkeys(NAMES)
    said = {
        "status": order.status,
        "priority": order.priority,
        "module": order.module,
        "assignee": order.assignee,
        "assignee_org": order.assignee_org,
        "joint_orgs": LIST_MARK.join(order.parties),
        "result": _result(placed.events),
        "result_kind": order.result_kind,
        "replied_at": _replied_at(placed.events),
        "satisfaction": order.satisfaction,
        "duplicate_of": order.duplicate_of,
        "process_category": order.process_category,
        "awaiting": order.awaiting[1] if order.awaiting else "",
        "asked": LIST_MARK.join(sorted(order.asked)),
        "closed_at": clock.instant_text(order.closed_at) if order.closed_at else "",
        "heads": HEADS_MARK.join(placed.heads),
        "checker": order.checker,
        "handlers": LIST_MARK.join(sorted(order.handlers)),
    }
    counted = {
        "process_version": order.process_version,
        "returns": order.returns,
        "extensions": order.extensions,
        "fails": order.fails,
        "reopened": order.reopened,
        "events": len(placed.events),
    }
    return {name: value or None for name, value in said.items()} | stored.row_of_times(timing) | counted


def _result(events: Iterable[Event]) -> str:
    """What was done, in the words of whoever finished last."""
    words = ""
    for event in events:
        if event.action == "finish" and event.outcome == "applied":
            words = str(event.detail.get("result") or event.opinion)
    return words


def _replied_at(events: Iterable[Event]) -> str:
    """When the reporter heard last: by a follow-up that reached them, or with the answer to a rejected order."""
    heard = ""
    for event in events:
        if event.outcome != "applied":
            continue
        if event.action == "followup" and event.detail.get("satisfaction") != NOT_REACHED:
            heard = clock.instant_text(event.detail.get("contacted_at", event.at))  # type: ignore[arg-type]
        elif event.action == "reject" and event.detail.get("reply"):
            heard = clock.instant_text(event.at)
    return heard
