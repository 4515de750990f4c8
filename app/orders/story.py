"""The course of an order as a story: each event in words, who did what when, to whom it went and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from app import access
from app.message_texts.orders import PARTS, action, status
from app.orders.explaining import WHY
from app.orders.keeping import ORDER
from app.orders.photos import Shots
from ledger import clock, codes
from ledger.orders import telling
from ledger.orders.facts import Event
from ledger.orders.merging import Decision
from ledger.orders.placing import Placed
from ledger.orders.urging import SYSTEM

_TOLD: Final = (
    "result_kind", "result", "minutes_spent", "reply", "tried", "evidence", "materials", "suggested_org", "way",
    "contacted_at", "satisfaction", "level", "reason_kind", "resume_on", "limit_rule",
)  # fmt: skip
"""Parts of an event's detail that are told, in this order."""
_SENSITIVE: Final = frozenset(("result", "reply"))
"""What is as sensitive as the order's result: it stands behind the same mask."""
_TABLES: Final = {
    "satisfaction": "satisfaction",
    "limit_rule": "work_order_time_limit",
    "rule": "work_order_time_limit",
}


@dataclass(frozen=True, slots=True)
class Told:
    """One event in words. `lines` say what came with it, `note` what became of it where that is not what it wanted.

    `light` is the light under which the step before it ended; `waits`: no cloud has it yet; `shots` came with it.
    """

    at: str
    who: str
    title: str
    lines: tuple[str, ...]
    note: str
    light: int | None
    is_noted: bool
    waits: bool
    shots: tuple[Shots, ...] = ()

    def as_json(self) -> dict[str, object]:
        """The stable form of `linongctl order show --json`."""
        return {
            "at": self.at,
            "who": self.who,
            "title": self.title,
            "lines": list(self.lines),
            "note": self.note or None,
            "light": self.light,
            "noted": self.is_noted,
            "waits": self.waits,
            "photos": [one.as_json() for one in self.shots],
        }


def told(placed: Placed, names: Mapping[str, str], shots: Sequence[tuple[Shots, ...]]) -> tuple[Told, ...]:
    """The story of an order, the newest event first; `names` of people by login, of units by code."""
    several = zip(placed.events, placed.decisions, shots, strict=True)
    return tuple(_told(event, decision, names, came) for event, decision, came in several)[::-1]


def _told(event: Event, decision: Decision | None, names: Mapping[str, str], shots: tuple[Shots, ...]) -> Told:
    return Told(
        at=_moment(event.at),
        who="系统" if event.actor == SYSTEM.login else names.get(event.actor, event.actor),
        title=_title(event),
        lines=tuple(_lines(event, names)),
        note=_note(event, decision),
        light=event.stage_light,
        is_noted=event.outcome == "noted",
        waits=decision is not None,
        shots=shots,
    )


def _title(event: Event) -> str:
    did = telling.marked(event) or action(event.action).split("/")[0]
    if event.detail.get("acknowledged") is True:
        return f"上级确认：{did}"
    if event.detail.get("acknowledged") is False:
        return "上级没有同意结束"
    if event.outcome == "noted" or not event.leads_to or event.leads_to == event.from_status:
        return did
    return f"{did} → {status(event.leads_to)}"


def _lines(event: Event, names: Mapping[str, str]) -> Iterator[str]:
    to = "、".join(filter(None, (names.get(event.to_person, event.to_person), names.get(event.to_org, event.to_org))))
    if to:
        yield f"交给 {to}"
    if event.new_due_at:
        yield f"期限 {_moment(event.new_due_at)}"
    if event.opinion:
        yield event.opinion
    rung = telling.rung_told(event)
    if rung:
        yield rung
    elif event.detail.get(telling.MAJOR):
        yield f"告诉：{telling.hearers(event)}"
    for name in _TOLD:
        value = event.detail.get(name)
        if value not in (None, "", event.opinion) and not (rung and name == "level"):
            yield f"{PARTS[name]}：{_value(name, value)}"
    for party in event.detail.get("parties") or ():  # type: ignore[attr-defined]  # as `records` reads it
        yield _party(party, names)
    wanted = event.detail.get("awaiting")
    if wanted:
        yield f"等上级确认以后才“{status(str(wanted))}”"


def _party(party: Mapping[str, Any], names: Mapping[str, str]) -> str:
    who, due = names.get(str(party["party"]), str(party["party"])), party.get("due_at")
    said = "，".join(filter(None, (str(party.get("part") or ""), f"期限 {_moment(due)}" if due else "")))
    return f"请 {who} 协同{f'：{said}' if said else ''}"


def _value(name: str, value: object) -> str:
    if name in _SENSITIVE:
        return str(access.shown(ORDER, ORDER.field("result"), value))
    if name in _TABLES:
        return codes.table(_TABLES[name]).label(str(value))
    reader: Callable[[Any], str] = _moment if isinstance(value, datetime) else str
    return reader(value)


def _note(event: Event, decision: Decision | None) -> str:
    """What became of a move that another one was quicker than."""
    if event.outcome != "noted":
        return ""
    why = WHY.get(decision.why) if decision is not None else None
    return f"没有生效：{why}" if why else "已记下，没有改变工单"


def _moment(moment: datetime) -> str:
    return clock.local_text(clock.instant_text(moment))
