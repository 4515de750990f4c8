"""The log of an order held against the page's tables: each event came to what they say of it (`order_model`)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from cloud.records import Record
from ledger.orders import acting, holidays, limits, states
from ledger.orders.facts import Event
from ledger.orders.process import Process
from ledger.orders.working_time import DAY, working_span
from sync.protocol import Json
from tests.sync.simulation.order_model import Fate, Known, Move, Narrowed, holds_now, named_as, named_by

Logged = tuple[str, int, str, str]
"""An event of a log: id, number, outcome, the state it led to instead."""


def placed_as(f: Mapping[str, Json], one: str) -> Logged:
    place = f["placing"]
    return one, place["seq"], place["outcome"], place["landed"] or ""


def moved(event: Event) -> Move:
    """What an event says, for the model."""
    actor, detail = acting.actor_of(event), event.detail
    answers, days = detail.get("acknowledged"), detail.get("days")
    parties: Any = detail.get("parties", ())
    return Move(
        event.action,
        event.from_status,
        event.to_status,
        event.actor,
        event.actor_org,
        actor.duties,
        actor.is_on_duty,
        event.to_person,
        event.to_org,
        days if isinstance(days, int) else 0,
        str(detail.get("awaiting") or ""),
        answers if isinstance(answers, bool) else None,
        frozenset(str(one["party"]) for one in parties),
        str(detail.get("result_kind") or ""),
        str(detail.get("source") or ""),
        event.at,
        _moment(detail.get("due_at")),
        actor.is_system,
        str(detail.get("rung") or ""),
        _moment(detail.get("since")),
        satisfaction=str(detail.get("satisfaction") or ""),
        called=_moment(detail.get("contacted_at")),
        received=_moment(detail.get("received_at")),
        until=event.new_due_at,
        main=str(detail.get("duplicate_of") or "") if event.action == "merge" else "",
    )


def _moment(value: object) -> datetime | None:
    return value if isinstance(value, datetime) else None


def _over(since: datetime | None, limit: str) -> datetime | None:
    """When a limit that began then is over; of what is counted from a due date, that date."""
    return limits.named(limit).due(holidays.shipped(), since) if since is not None and limit else since


def _gone(since: datetime | None, at: str) -> int:
    """Working days from then to when a record was made by the cloud's clock; -1 for none yet."""
    made = datetime.fromisoformat(at)
    return -1 if since is None or made <= since else working_span(holidays.shipped(), since, made) // DAY


def narrowed_by(process: Process) -> Narrowed:
    """The same, for the model."""
    left_out = frozenset(one for one in states.CODES if one not in process.states)
    rights = {right: frozenset(duties) for right, duties in process.roles.items()}
    return Narrowed(process.version, left_out, rights, process.category)


def names(event: Event) -> tuple[str, int, str]:
    """The process that the event which makes an order names: of which category, number, published for what."""
    detail = event.detail
    number = int(str(detail.get("process_version", 0)))
    return str(detail.get("category") or ""), number, str(detail.get("process_category") or "")


def names_what_holds(event: Event, published: Sequence[Narrowed]) -> None:
    """An order is registered under the nearest and newest of what is known where that is done."""
    category, *named = names(event)
    assert tuple(named) == named_as(category, holds_now(category, published)), (category, named, published)


def state_before(log: Sequence[tuple[Record, Event]], number: int) -> str:
    """In which state an order was before the cloud wrote under this number, by its log alone."""
    counted = [event for record, event in log if record.rv < number and event.outcome == "applied"]
    return counted[-1].leads_to if counted else ""


def merged_before(log: Sequence[tuple[Record, Event]], number: int) -> tuple[str, bool]:
    """Into which order one was merged before the cloud wrote under this number, and whether its reporter waits."""
    if state_before(log, number) != "S92":
        return "", False
    merges = [one for record, one in log if record.rv < number and one.action == "merge" and one.outcome == "applied"]
    named = [str(one.detail["duplicate_of"]) for one in merges if "duplicate_of" in one.detail]
    return named[-1], bool(log[0][1].detail.get("need_reply"))


def follows_the_page(
    log: Sequence[tuple[Record, Event]],
    asked: Mapping[str, list[str]],
    published: Sequence[tuple[int, Narrowed]] = (),
    was: Callable[[str, int], str] = lambda _order, _before: "",
    owed: Callable[[str, int], int] = lambda _order, _before: 0,
) -> None:
    """Each event came to what the page's tables say of it, one after the other.

    `was` says in which state another order was before the cloud wrote under a number, `owed` how many reporters of
    orders that were merged into this one waited then.
    """
    known, named, wish = Known(), names(log[0][1]), 0
    for record, event in log:
        move = moved(event)
        due = _over(move.since, str(event.detail.get("limit") or ""))
        move = replace(move, gone=_gone(due, record.made[1]), main_was=was(move.main, record.rv))
        replies = wish if move.granted is not None else int(str(event.detail.get("replies_for", 0)))
        replies = replies if move.action == "reject" else 0
        move = replace(move, owed=owed(str(record.f["order_uid"]), record.rv), replies=replies)
        known.process = named_by(*named, [process for at, process in published if at < record.rv])
        fate = known.fate(move)
        did = Fate("applied", event.leads_to) if event.outcome == "applied" else Fate("noted", known.status)
        is_applied = fate.outcome in ("apply", "merged")
        assert did == (Fate("applied", fate.status) if is_applied else Fate("noted", known.status)), (move, known, fate)
        assert (record.id in asked) == (fate.outcome == "refused"), (move, known)
        if record.id in asked:
            noticed = dict.fromkeys(login for login in (move.by, known.assignee) if login)
            assert asked[record.id] == list(noticed)
        wish = replies if is_applied and move.action == "reject" else wish
        known.take(move, fate)
        assert known.status == fate.status
