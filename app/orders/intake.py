"""Registering an order: a description and a category are enough, everything else follows or can wait.

An order and its first event are written together. Priority, module and limits come from the category's process, the
receipt is now; the title says what it is about and where, never who or what was said. An address that means one home
or one building is joined to it, any other stays as it was written.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, cast

from app import access, logs
from app.orders import attached, keeping, numbers, said
from app.orders.attached import File
from app.orders.keeping import EVENT, ORDER
from app.records import editing, filters, references
from app.records.twins import AlreadyThere
from app.stores.session import Session
from ledger import catalog, clock, ids
from ledger.errors import AmbiguousRecord, FieldsRefused, RecordNotFound
from ledger.orders import chain
from ledger.orders.duties import Actor
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Request, Rules, move
from ledger.orders.numbers import outside_id
from ledger.orders.records import Unreadable, read_instant
from ledger.orders.states import DRAFT
from ledger.orders.titles import title_of
from storage.reading import Reader
from storage.records import Write

KIND: Final = "order-create"
KEPT_BACK: Final = "这是保密的舆情工单，只有居委主任和承办人看得到。"
_DWELLING, _BUILDING = catalog.named("dwelling"), catalog.named("building")
_SAID_OUTSIDE: Final = ("external_category", "external_due_at")
_OF_EVENT: Final = ("source", "category", "external_no", "need_reply", "received_at")
"""What the order's row says as its first event does."""


Beside = Callable[[Write, bytes], object]
"""Writes what belongs to a new order, by its id, in the action that registers it."""


@dataclass(frozen=True, slots=True)
class Made:
    """An order that was registered: `action` is the entry in the log, `event_id` its first event.

    `is_kept_back`: it is a secret, whoever registered it does not see it any more.
    """

    id: str
    order_no: str
    action: int
    event_id: str
    is_kept_back: bool = False
    is_draft: bool = False


@dataclass(frozen=True, slots=True)
class Planned:
    """An order as it would be registered: its id, what its row says but for the number, its first event, by whom."""

    id: bytes
    values: Mapping[str, object]
    event: Event
    actor: Actor


@access.operation("edit", ledger="work_order")
def create(
    session: Session, typed: Mapping[str, str], files: Sequence[File] = (), *, beside: Beside | None = None
) -> Made:
    """Register an order from what was typed, by field name or label; what no order has is left aside.

    `files` (`attaching.taken`) are attached in the same action and go with its first event; `beside` writes there too.

    Raises:
        RecordMissing: no description, no category, or an outside order without its number there.
        RecordUnreadable, FieldsRefused: a value is no such thing; `NotForYou`: others register orders.
        AlreadyThere: the outside order was registered before. NotAttached: nothing is attached to an order before.
    """
    if not files and beside is None:
        return _told(session, create_many(session, [typed], kind=KIND)[0])
    with session.reader() as reader, reader.snapshot():
        plan = planned(session, reader, typed, files=files)
    with session.store.write(user=session.login, kind=KIND) as write:
        made = write_all(session, write, [plan])[0]
        if files:
            write.create(attached.ATTACHMENT, [one.of(ORDER.name, plan.id) for one in files])
        if beside is not None:
            beside(write, plan.id)
    logs.event("orders registered", count=1)
    return _told(session, made)


def _told(session: Session, made: Made) -> Made:
    with session.reader() as reader:
        is_there = reader.get(ORDER, ids.from_text(made.id) or b"") is not None
    return made if is_there else replace(made, is_kept_back=True)


@access.operation("edit", ledger="work_order")
def create_many(
    session: Session, typed: Sequence[Mapping[str, str]], *, kind: str = KIND, source: str = ""
) -> list[Made]:
    """Register several orders in one action, each standing by itself at the cloud; raises as `create`."""
    with session.reader() as reader, reader.snapshot():
        rules, who = keeping.rules(session), keeping.actor(session, reader)
        plans = [planned(session, reader, one, rules=rules, actor=who) for one in typed]
    with session.store.write(user=session.login, kind=kind, source=source) as write:
        made = write_all(session, write, plans)
    logs.event("orders registered", count=len(made))
    return made


@access.operation("edit", ledger="work_order")
def planned(
    session: Session,
    reader: Reader,
    typed: Mapping[str, str],
    *,
    rules: Rules | None = None,
    actor: Actor | None = None,
    files: Sequence[File] = (),
) -> Planned:
    """What `create` would write, and raises as it does; nothing is written."""
    who = actor or keeping.actor(session, reader)
    flow, fields = said.order_parts(typed)
    now, came = clock.now(), attached.came(flow.get(attached.PART, ""), files)
    request = Request("create", now, flow | came.part, came.has_picture)
    found = move(Order(), request, who, rules or keeping.rules(session))
    came.require("create", Order())
    told = told_by(found.event)
    one = outside_id(str(told["source"]), str(told["external_no"])) or ids.new_id()
    if reader.get(ORDER, one, dead=True) is not None:
        raise AlreadyThere(ORDER.name, ids.to_text(one))
    fields = _place(reader, fields) | fields
    fields = {"title": title_of(str(told["category"]), fields.get("address", ""))} | fields
    values = editing.new_values(session, reader, ORDER, fields) | _outside(typed) | told
    return Planned(one, {name: value for name, value in values.items() if value not in (None, "")}, found.event, who)


def _outside(typed: Mapping[str, str]) -> dict[str, object]:
    """What the hotline or the grid said of its order: where it stands in their classes, until when they want it."""
    found: dict[str, object] = {}
    for name, value in typed.items():
        item = filters.field_named(ORDER, name.strip())
        if item is None or item.name not in _SAID_OUTSIDE or not value.strip():
            continue
        if item.kind == "instant":
            found[item.name] = clock.instant_text(_due(item.name, value))
        else:
            found[item.name] = value.strip()[: item.max_length]
    return found


def _due(name: str, value: str) -> datetime:
    """Until when: a day stands for its end, as in every move."""
    try:
        return read_instant(value)
    except Unreadable as error:
        raise FieldsRefused(ORDER.name, ((name, "not_a_date"),)) from error


@access.operation("edit", ledger="work_order")
def write_all(session: Session, write: Write, plans: Sequence[Planned]) -> list[Made]:
    """Write planned orders, each with its first event as a group of its own."""
    made: list[Made] = []
    for plan, number in zip(plans, numbers.numbers(session, write, clock.today(), len(plans)), strict=True):
        event_id = ids.new_id()
        if made:
            write.begin_group()
        write.create(ORDER, [(plan.id, {**plan.values, "order_no": number})])
        write.create(EVENT, [(event_id, keeping.event_values(plan.id, plan.event, plan.actor, chain.FIRST))])
        made.append(
            Made(
                ids.to_text(plan.id),
                number,
                write.action,
                ids.to_text(event_id),
                is_draft=plan.event.to_status == DRAFT,
            )
        )
    return made


def told_by(event: Event) -> dict[str, object]:
    """What an order's row says as its first event does."""
    told = {name: event.detail[name] for name in _OF_EVENT}
    received, wants_reply = cast("datetime", told["received_at"]), bool(told["need_reply"])
    return told | {"received_at": clock.instant_text(received), "need_reply": int(wants_reply)}


def _place(reader: Reader, fields: Mapping[str, str]) -> dict[str, str]:
    """The home and the building that are certain: of the address, or the building of the home that was named."""
    home = fields.get("dwelling_uid", "").strip()
    address = fields.get("address", "").strip()
    if home:
        row = reader.get(_DWELLING, references.find(reader, _DWELLING, home)) or {}
        building = row.get("building_uid")
        known = {"address": str(row.get("full_address") or "")}
        return known | ({"building_uid": ids.to_text(building)} if isinstance(building, bytes) else {})
    if not address or fields.get("building_uid", "").strip():
        return {}
    for ledger, name in ((_DWELLING, "dwelling_uid"), (_BUILDING, "building_uid")):
        with suppress(RecordNotFound, AmbiguousRecord):
            one = references.find(reader, ledger, address)
            found = {name: ids.to_text(one)}
            return found | _place(reader, found) | {"address": address} if name == "dwelling_uid" else found
    return {}
