"""Moving an order: the rules are asked under the writer's lock, so of two moves at one PC the second sees the first.

A move is one new event; nothing of the order itself is touched but where a draft is registered. Whatever the rules
forbid raises a child of MoveRefused with its reason, and nothing was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

from app import access, logs
from app.orders import keeping, said
from app.orders.keeping import EVENT, ORDER, Kept
from app.stores.session import Session
from ledger import clock, codes, ids
from ledger.orders import flow
from ledger.orders.duties import Actor
from ledger.orders.facts import Order
from ledger.orders.flow import Request
from ledger.orders.records import READERS, Unreadable, either_of, needs_of, parts_of
from ledger.orders.rows import Row, row_at
from ledger.orders.telling import PARTS, action, action_meant
from ledger.orders.titles import title_of
from storage.records import Write

KIND: Final = "order-move"
_TABLES: Final = {
    "priority": "work_order_priority",
    "limit_rule": "work_order_time_limit",
    "satisfaction": "satisfaction",
}
_OF_DRAFT: Final = ("source", "external_no", "category", "need_reply", "received_at")
"""What a draft's row says that its registration says again."""
_OF_ROW: Final = frozenset(("description", "reporter_phone", "received_at", "is_draft"))
"""Parts that a draft's registration is not asked for: they are edited as the order's fields, or are the draft's own."""


@dataclass(frozen=True, slots=True)
class Moved:
    """What a move did: the event, the state afterwards, and whether an end waits for the street (待上级确认)."""

    event_id: str
    status: str
    action: str
    awaits: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a move's record for a form: `choices` as (value, label), few; `is_needed`: it does not go without.

    `value` is what stands if nothing else is said: what a draft says of itself.
    """

    name: str
    label: str
    is_needed: bool
    choices: tuple[tuple[str, str], ...] = ()
    value: str = ""


@dataclass(frozen=True, slots=True)
class Choice:
    """What the person at work could do now. `awaits`: it is a wish that the street grants or declines.

    `either` are parts of which one is enough, and needed: who gets the order, a person or a unit.
    """

    action: str
    label: str
    targets: tuple[str, ...]
    parts: tuple[Part, ...]
    awaits: bool
    either: tuple[tuple[str, ...], ...] = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The parts that it does not go without."""
        return tuple(part.name for part in self.parts if part.is_needed)

    def as_json(self) -> dict[str, object]:
        """The stable object of `linongctl order show --json`."""
        return {
            "action": self.action,
            "label": self.label,
            "targets": list(self.targets),
            "needs": list(self.needs),
            "parts": [part.name for part in self.parts],
            "either": [list(names) for names in self.either],
            "awaits": self.awaits,
        }


@access.operation("edit", ledger="work_order")
def move(session: Session, order: str, act: str, given: Mapping[str, str]) -> Moved:
    """Move an order, named by id or number, by an action, named by code or word; parts it does not need are left aside.

    Raises:
        MoveRefused: a child of it says why; nothing was written.
        RecordNotFound, AmbiguousRecord: no such order, or none to merge it into.
    """
    code = action_meant(act)
    rules = keeping.rules(session)
    with session.store.write(user=session.login, kind=KIND, source=code) as write:
        with session.reader() as reader, reader.snapshot():
            kept, who = keeping.read(reader, order), keeping.actor(session, reader)
            typed = said.parts(session, reader, given)
        before = kept.placed.order
        if before.status == "S00":
            typed = _of_draft(kept) | typed
        if code == "accept":
            typed = _came_with(kept) | typed
        found = flow.move(before, Request(code, clock.now(), typed), who, rules)
        event_id = ids.new_id()
        if before.status == "S00":
            _register(write, kept, found.event.detail)
        write.create(EVENT, [(event_id, keeping.event_values(kept.id, found.event, who, kept.head))])
        write.audit_detail(**{"from": before.status, "to": found.order.status})
    logs.event("order moved", move=code, status=found.order.status)
    return Moved(ids.to_text(event_id), found.order.status, code, found.order.awaiting is not None)


@access.operation("view", ledger="work_order")
def choices(session: Session, order: str) -> tuple[Choice, ...]:
    """What the person at work could do with an order now; nothing for whoever may only look."""
    with session.reader() as reader, reader.snapshot():
        return choices_of(session, keeping.read(reader, order), keeping.actor(session, reader))


@access.operation("view", ledger="work_order")
def choices_of(session: Session, kept: Kept, who: Actor) -> tuple[Choice, ...]:
    """As `choices`, for whoever has read the order already."""
    if not session.rights.may("edit", ORDER.name):
        return ()
    before = kept.placed.order
    found = flow.allowed(before, who, clock.now(), keeping.rules(session))
    rows = [(one, row) for one in found if (row := row_at(before.status, one.action)) is not None]
    made = _parts_of_draft(kept) if before.status == "S00" else _parts
    return tuple(
        Choice(
            one.action,
            action(one.action),
            tuple(to for to in one.targets if to != "S00"),  # what is kept as a draft is no move of it
            made(row, before),
            one.awaits,
            either_of(row),
        )
        for one, row in rows
    )


def _parts(row: Row, before: Order) -> tuple[Part, ...]:
    needed = needs_of(row, before)
    return tuple(Part(name, PARTS[name], name in needed, _choices(name)) for name in parts_of(row))


def _parts_of_draft(kept: Kept) -> Callable[[Row, Order], tuple[Part, ...]]:
    """As `_parts`; what the draft says of itself is not needed again."""
    told = _of_draft(kept)

    def parts(row: Row, before: Order) -> tuple[Part, ...]:
        if row.action != "create":
            return _parts(row, before)
        found = (one for one in _parts(row, before) if one.name not in _OF_ROW)
        return tuple(replace(one, is_needed=False, value=told.get(one.name, "")) for one in found)

    return parts


def _choices(part: str) -> tuple[tuple[str, str], ...]:
    """The few values that a part may have."""
    if part in _TABLES:
        return tuple((line.code, line.label) for line in codes.table(_TABLES[part]).lines)
    reader = READERS.get(part)
    if reader is None:
        return ()
    try:
        reader("\0")
    except Unreadable as error:
        return tuple((one, one) for one in error.choices)
    return ()


def _of_draft(kept: Kept) -> dict[str, str]:
    """What a draft says of itself, in the words of a registration."""
    told = {name: kept.row.get(name) for name in (*_OF_DRAFT, "description", "reporter_phone")}
    spelled = told | {"need_reply": "是" if told["need_reply"] else "否"}
    return {name: str(value) for name, value in spelled.items() if value not in (None, "")}


def _came_with(kept: Kept) -> dict[str, str]:
    """The due date with which an outside order came, in the words of its acceptance."""
    due = kept.row.get("external_due_at")
    return {"new_due_at": str(due)} if due else {}


def _register(write: Write, kept: Kept, detail: Mapping[str, object]) -> None:
    """Let a draft's row say what its registration says."""
    said_now = {name: detail[name] for name in _OF_DRAFT if detail.get(name) not in (None, "")}
    said_now["need_reply"] = int(bool(said_now.get("need_reply")))
    said_now["received_at"] = clock.instant_text(cast("datetime", said_now["received_at"]))
    address = str(kept.row.get("address") or "")
    if kept.row.get("title") == title_of(str(kept.row.get("category")), address):
        said_now["title"] = title_of(str(said_now["category"]), address)
    write.patch(ORDER, [(kept.id, kept.row, said_now)])
