"""The course of an order as a story: each event in words, who did what when, to whom it went and what came of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from app import access
from app.message_texts.orders import PARTS, action, status
from app.orders.corrections import Correction
from app.orders.explaining import WHY
from app.orders.keeping import ORDER
from app.orders.photos import Shots
from ledger import clock, codes
from ledger.orders import acting, telling
from ledger.orders.duties import STREET
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
_LATE: Final = timedelta(minutes=10)
"""What came to the cloud so much later than it was done, at a PC without a line, is told with both hours."""
_STREET: Final = "街道"
_PROGRAMS: Final = {SYSTEM.login: "系统", "street": _STREET}
"""Actors that are nobody's account: the program, and the street's own console."""
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
    unit: str = ""
    """What the unit of whoever did it is called."""
    server_at: str = ""
    """When it came to the cloud; "" while it has not."""

    def as_json(self) -> dict[str, object]:
        """The stable form of `linongctl order show --json`."""
        return {
            "at": self.at,
            "server_at": self.server_at or None,
            "who": self.who,
            "unit": self.unit or None,
            "title": self.title,
            "lines": list(self.lines),
            "note": self.note or None,
            "light": self.light,
            "noted": self.is_noted,
            "waits": self.waits,
            "photos": [one.as_json() for one in self.shots],
        }


def told(
    placed: Placed,
    names: Mapping[str, str],
    shots: Sequence[tuple[Shots, ...]],
    corrections: Sequence[Correction] = (),
) -> tuple[Told, ...]:
    """The story of an order, the newest event first; `names` of people by login, of units by code.

    What was corrected stands before the first step that was taken later.
    """
    found: list[Told] = []
    waiting = list(corrections)
    for event, decision, came in zip(placed.events, placed.decisions, shots, strict=True):
        while waiting and waiting[0].at < clock.instant_text(event.at):
            found.append(_corrected(waiting.pop(0), names))
        found.append(_told(event, decision, names, came))
    found += [_corrected(one, names) for one in waiting]
    return tuple(found[::-1])


def _corrected(one: Correction, names: Mapping[str, str]) -> Told:
    return Told(
        at=clock.local_text(one.at),
        who=names.get(one.user) or one.user,
        title=one.title,
        lines=one.lines,
        note="",
        light=None,
        is_noted=False,
        waits=False,
    )


def _told(event: Event, decision: Decision | None, names: Mapping[str, str], shots: tuple[Shots, ...]) -> Told:
    return Told(
        at=_moment(event.at),
        who=_who(event, names),
        title=_title(event),
        lines=(*_lines(event, names), *_arrival(event)),
        note=_note(event, decision),
        light=event.stage_light,
        is_noted=event.outcome == "noted",
        waits=decision is not None,
        shots=shots,
        unit=_unit(event, names),
        server_at=_moment(event.server_at) if event.server_at else "",
    )


def _who(event: Event, names: Mapping[str, str]) -> str:
    if event.actor in _PROGRAMS:
        return _PROGRAMS[event.actor]
    return names.get(event.actor) or event.actor or "没有写明"


def _unit(event: Event, names: Mapping[str, str]) -> str:
    """What the unit is called for which somebody acted; the street by that word, a department by its name."""
    if event.actor in _PROGRAMS:
        return ""
    if STREET in acting.actor_of(event).duties and (not event.actor_org or event.actor_org.isascii()):
        return _STREET
    return names.get(event.actor_org) or event.actor_org


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


def _arrival(event: Event) -> Iterator[str]:
    if event.server_at and event.server_at - event.at > _LATE:
        yield f"云端 {_moment(event.server_at)} 收到"


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
