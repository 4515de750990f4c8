"""An event and an order's times as they are stored, and back: texts, numbers and canonical JSON."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from ledger import clock
from ledger.orders.facts import Event, Outcome, Timing

Row = Mapping[str, Any]
_INSTANTS: Final = frozenset(("received_at", "started_at", "due_at", "contacted_at", "since"))
_MS: Final = timedelta(milliseconds=1)
_OUTCOMES: Final[dict[str, Outcome]] = {"applied": "applied", "noted": "noted"}


def row_of(event: Event) -> dict[str, str | int | None]:
    """The values to be stored; what is empty is None. `order_uid`, `device_id` and `prev_hash` are the keeper's."""
    return {
        "seq": event.seq,
        "action": event.action,
        "from_status": event.from_status or None,
        "to_status": event.to_status,
        "actor": event.actor,
        "actor_org": event.actor_org or None,
        "acted_at": clock.instant_text(event.at),
        "opinion": event.opinion or None,
        "to_org": event.to_org or None,
        "to_person": event.to_person or None,
        "new_due_at": _text(event.new_due_at),
        "attachments": dumped(list(event.attachments)) if event.attachments else None,
        "detail": dumped(_spelled(event.detail)) if event.detail else None,
        "step_seconds": event.step_seconds,
        "stage_light": None if event.stage_light is None else str(event.stage_light),
        "outcome": event.outcome,
        "landed": event.landed or None,
    }


def event_of(row: Row) -> Event:
    """The event that was stored; raises ValueError or KeyError for a row that `row_of` cannot have made."""
    light = row["stage_light"]
    return Event(
        seq=row["seq"] or 0,
        action=row["action"],
        from_status=row["from_status"] or "",
        to_status=row["to_status"],
        actor=row["actor"],
        actor_org=row["actor_org"] or "",
        at=clock.moment_of(row["acted_at"]),
        opinion=row["opinion"] or "",
        to_org=row["to_org"] or "",
        to_person=row["to_person"] or "",
        new_due_at=_moment(row["new_due_at"]),
        attachments=tuple(json.loads(row["attachments"])) if row["attachments"] else (),
        detail=_read(json.loads(row["detail"])) if row["detail"] else {},
        step_seconds=row["step_seconds"],
        stage_light=None if light is None else int(light),
        outcome=_OUTCOMES[row["outcome"] or "applied"],
        landed=row["landed"] or "",
        heard=row.get("heard") or "",
        server_at=_moment(row.get("server_at")),
    )


def row_of_times(timing: Timing) -> dict[str, str | int | None]:
    """The times of an order to be stored beside it, so that lists read its clocks without its events."""
    return {
        "limit_rule": timing.rule or None,
        "started_at": clock.instant_text(timing.started_at),
        "entered_at": clock.instant_text(timing.entered_at),
        "progressed_at": clock.instant_text(timing.progressed_at),
        "paused_ms": timing.paused // _MS,
        "due_at": _text(timing.due_at),
        "stopped_at": _text(timing.stopped_at),
        "contacted_at": _text(timing.contacted_at),
        "step_from": _text(timing.step_from),
        "step_due_at": _text(timing.step_due_at),
    }


def times_of(row: Row) -> Timing:
    """The times that were stored."""
    return Timing(
        rule=row["limit_rule"] or "",
        started_at=clock.moment_of(row["started_at"]),
        entered_at=clock.moment_of(row["entered_at"]),
        progressed_at=clock.moment_of(row["progressed_at"]),
        paused=row["paused_ms"] * _MS,
        due_at=_moment(row["due_at"]),
        stopped_at=_moment(row["stopped_at"]),
        contacted_at=_moment(row["contacted_at"]),
        step_from=_moment(row["step_from"]),
        step_due_at=_moment(row["step_due_at"]),
    )


def _text(moment: datetime | None) -> str | None:
    return clock.instant_text(moment) if moment else None


def dumped(value: object) -> str:
    """Canonical JSON: sorted names, no blanks, text as it is."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True)


def _spelled(value: object) -> object:
    if isinstance(value, datetime):
        return clock.instant_text(value)
    if isinstance(value, timedelta):
        return value // _MS
    if isinstance(value, Mapping):
        return {str(name): _spelled(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [_spelled(part) for part in value]
    return value


def _read(detail: dict[str, Any]) -> dict[str, Any]:
    return {name: _READERS[name](value) if name in _READERS else value for name, value in detail.items()}


def _moment(value: str | None) -> datetime | None:
    return clock.moment_of(value) if value else None


def _parties(value: list[dict[str, Any]]) -> tuple[dict[str, Any], ...]:
    return tuple({**party, "due_at": _moment(party["due_at"])} for party in value)


_READERS: Final[dict[str, Callable[[Any], Any]]] = {
    **dict.fromkeys(_INSTANTS, _moment),
    "paused": lambda value: value * _MS,
    "parties": _parties,
}
