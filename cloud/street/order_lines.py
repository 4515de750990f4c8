"""An order of a committee in lines for whoever is at the street's console, and in JSON."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from cloud.orders.events import ORDER
from cloud.records import Record
from cloud.street.hearing import Heard
from cloud.street.held import Held
from ledger import catalog, clock, codes, kinds, masking
from ledger.orders import ladder, stored, telling
from ledger.orders.facts import Event, ToldRung
from ledger.orders.telling import action, status
from ledger.orders.time_left import left_words, light_word
from sync.protocol import Json

_SHOWN: Final = ("title", "description", "address", "lon", "lat", "reporter_name", "reporter_phone", "remark")
_ASKED: Final = {"suspend": "挂起", "void": "作废"}


def as_json(told: Mapping[str, Json]) -> str:
    """In one line."""
    return json.dumps(told, ensure_ascii=False, sort_keys=True)


def listed(held: Held) -> dict[str, Json]:
    """An order as lists tell it; `light` as the code table overdue_light has it, `left` in words."""
    order, timing = held.order, held.order.timing
    return {
        "id": held.record.id,
        "order_no": held.order_no,
        "external_no": order.external_no or None,
        "title": held.record.f.get("title"),
        "category": order.category,
        "status": order.status,
        "assignee": order.assignee or None,
        "assignee_org": order.assignee_org or None,
        "due_at": clock.instant_text(timing.due_at) if timing and timing.due_at else None,
        "light": held.reading.light if held.reading else None,
        "left": left_words(held.reading) or None,
        "module": held.module or None,
        "awaiting": order.awaiting[1] if order.awaiting else None,
        "asked": " ".join(sorted(order.asked)) or None,
        "told": [_told(one) for one in order.told],
    }


def _told(one: ToldRung) -> dict[str, Json]:
    """A rung of the ladder that was told in the present run of its clock."""
    return {
        "rung": ladder.name_of(one.because, one.day),
        "mark": one.level or None,
        "at": clock.instant_text(one.at),
        "hears": list(one.hears),
    }


def heard(one: Heard) -> dict[str, Json]:
    """An order in a unit's inbox."""
    new = [ladder.name_of(rung.because, rung.day) for rung in one.new]
    return {**listed(one.held), "committee": one.cid, "heard": [_told(rung) for rung in one.rungs], "new": new}


def heard_line(one: Heard) -> str:
    """The same in a line: what is new stands out by a word, then committee, module, why, and the order's own line."""
    module = codes.table("topic_module").label(one.held.module) if one.held.module else ""
    return "\t".join(
        ("未看" if one.new else "看过", one.cid, module, _said(one.rungs), line(one.held, is_marked=False))
    )


def _said(rungs: Iterable[ToldRung]) -> str:
    """What was told last of each reason: its card, since when it shows it, and why."""
    last = {one.because: one for one in rungs}
    said = (
        (one.level, clock.local_text(clock.instant_text(one.at)), telling.why_told(one.because, one.day))
        for one in last.values()
    )
    return "；".join(" ".join(filter(None, parts)) for parts in said)


def line(held: Held, *, is_marked: bool = True) -> str:
    """An order in a line, parted by tabs: light and what is left behind the due date, then what those above heard."""
    told = listed(held)
    due = clock.local_text(told["due_at"]) if told["due_at"] else ""
    asked = [f"申请{said}" for one, said in _ASKED.items() if one in held.order.asked]
    waits = "，".join([f"等上级确认：{status(told['awaiting'])}"] if told["awaiting"] else asked)
    holder = told["assignee"] or told["assignee_org"] or ""
    light, left = light_word(told["light"]), told["left"] or ""
    above = [one for one in held.order.told if not set(ladder.ABOVE).isdisjoint(one.hears)]
    marked = (_said(above),) if is_marked else ()
    return "\t".join(
        (held.order_no, status(held.order.status), str(told["title"] or ""), holder, due, light, left, *marked, waits)
    )


def shown(held: Held, *, is_whole: bool) -> dict[str, Json]:
    """An order with its words and events; who reported stands behind masks unless it is wanted whole."""
    words = {name: text for name, _, text in _words(held.record, is_whole=is_whole)}
    return {**listed(held), **words, "events": [_event(record, event) for record, event in held.events]}


def _event(record: Record, event: Event) -> dict[str, Json]:
    row = stored.row_of(event)
    names = ("seq", "action", "from_status", "to_status", "actor", "acted_at", "opinion", "outcome", "landed")
    return {"id": record.id, **{name: row[name] for name in names}, "rung": event.detail.get("rung")}


def _words(record: Record, *, is_whole: bool) -> Iterator[tuple[str, str, str]]:
    """Name, label and text of what the order's record says."""
    ledger, f = catalog.named(ORDER), record.f
    for name in _SHOWN:
        item = ledger.field(name)
        of_group = f.get(item.merge_group)
        value = of_group.get(name) if isinstance(of_group, dict) else of_group
        if value is not None:
            text = kinds.as_text(item, value)
            yield name, item.label, masking.mask(item.mask, text) if item.mask and not is_whole else text


def lines(held: Held, *, is_whole: bool) -> Iterator[str]:
    """The same in lines."""
    yield line(held)
    for _, label, text in _words(held.record, is_whole=is_whole):
        yield f"{label}\t{text}"
    for _, event in held.events:
        when = clock.local_text(clock.instant_text(event.at))
        noted = "（只记录，没有生效）" if event.outcome == "noted" else ""
        said = event.opinion or telling.rung_told(event)
        yield "\t".join((when, event.actor, action(event.action), status(event.leads_to) + noted, said))
