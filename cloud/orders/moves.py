"""A move of a work order as it comes to the cloud: it gets its place among the order's events, and its outcome.

The first stands. Whatever is decided (`ledger/orders/merging.py`), the event is kept with its words; only a move that
does not count opens a question, for whoever made it and for whoever has the order (K10). Events are never changed:
`deciding` refuses whatever would.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Final

from cloud.case import Case, Refused, Ruling
from cloud.conflicts import Clash
from cloud.orders import events, processes, taken_in
from cloud.orders.events import EVENT, GOES_ON, ORDER, TOLD_ABOVE, EventUnreadable, Standing
from cloud.records import Record
from ledger import clock
from ledger.catalog.work_order import HEARD, PLACING, SERVER_AT
from ledger.orders import acting, chain, holidays, urging
from ledger.orders.duties import DUTY_OF_ROLE, Actor, duties_of
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Rules
from ledger.orders.merging import Decision, main_is_gone, placed, replies_are_owed
from ledger.orders.placing import decided
from ledger.orders.states import GONE, MERGING, NEW, TERMINAL, UNHANDLED
from sync.policies import COMMITTEE
from sync.protocol import Json, plain

APPEND_ONLY: Final = frozenset((EVENT,))
"""Ledgers whose records are made once, and never changed, removed or brought back."""
_OF_COMMITTEES: Final = frozenset(DUTY_OF_ROLE.values())


def keep(case: Case, f: dict[str, Json]) -> Ruling:
    """Keep an event that is new; raises Refused for one that no version writes, or in another's name."""
    try:
        return _kept(case, f)
    except EventUnreadable:
        raise Refused("validation") from None


def _kept(case: Case, f: dict[str, Json]) -> Ruling:
    order_id = events.order_of(f)
    if case.working.record((ORDER, order_id)) is None and case.working.life_in_grave((ORDER, order_id)):
        raise Refused("gone")  # its registration was refused; of an order that is not known yet it may still come
    f = {name: value for name, value in f.items() if name not in (PLACING, chain.FOLLOWS, HEARD, SERVER_AT)}
    event = events.event_of(f)
    actor = _actor(case, event)
    before = events.standing(case.working, order_id)
    decision = _decision(case, before.order, event, actor)
    event = placed(event, decision, before.order.seq + 1)
    key = (EVENT, case.op.id)
    now = before.then(key, event)
    whole = {**f, PLACING: events.place_of(event), **events.gap(case.working, order_id, f)}
    whole |= {SERVER_AT: clock.text_of_ms(case.now_ms), **_heard(case, event, now.order)}
    made = Record(*key, 0, 1, {}, {}, (case.author.user, case.author.at))
    case.put(made, whole, {group: value for group, value in whole.items() if plain(value) is not None})
    case.working.derived[ORDER, order_id] = now
    taken_in.note(case.working, before.order, now.order)
    if _goes_on(before.order) != _goes_on(now.order):
        case.working.mark(GOES_ON, order_id, {} if _goes_on(now.order) else None)
    if _is_told(before.order) != _is_told(now.order):
        case.working.mark(TOLD_ABOVE, order_id, {} if _is_told(now.order) else None)
    ruling = Ruling()
    if decision.is_conflict:
        case.contest(ruling, _clash(before, event, decision, case.op.id))
    return ruling


def _heard(case: Case, event: Event, order: Order) -> dict[str, Json]:
    """Whom above the committee a rung of the ladder that counts was told, as the cloud's table of modules has it."""
    if "rung" not in event.detail or event.outcome == "noted":
        return {}
    module = order.module or Rules(book=processes.book(case.working)).process_of(order).module
    hears = event.detail.get("hears")
    names = case.modules.names_of(hears if isinstance(hears, (list, tuple)) else (), module)
    return {HEARD: "、".join(names)} if names else {}


def _goes_on(order: Order) -> bool:
    return order.status != NEW and order.status not in TERMINAL


def _is_told(order: Order) -> bool:
    return _goes_on(order) and urging.is_told_above(order)


def _actor(case: Case, event: Event) -> Actor:
    """Who acted; raises Refused for an event in the name of somebody else."""
    try:
        actor = acting.actor_of(event)
    except TypeError:
        raise EventUnreadable from None
    if actor.login != case.author.user and not actor.is_system:
        raise Refused("forbidden")
    return narrowed(actor, case.roles) if case.author.source == COMMITTEE else actor


def narrowed(actor: Actor, roles: Iterable[str] | None) -> Actor:
    """The actor of a committee: nothing that is the street's, and of an account that is known what its roles give."""
    held = _OF_COMMITTEES if roles is None else duties_of(roles) & _OF_COMMITTEES
    return replace(actor, duties=actor.duties & held, modules=frozenset())


def _decision(case: Case, order: Order, event: Event, actor: Actor) -> Decision:
    try:
        decision = decided(order, event, actor, processes.book(case.working))
    except TypeError:  # an event of before says of its order what no version writes
        raise EventUnreadable from None
    if decision.outcome not in ("apply", "merged"):
        return decision
    if "rung" in event.detail and not _is_timely(case, event):
        return Decision("no_op", order.status)
    if decision.status in UNHANDLED and taken_in.left_waiting(case.working, order.id, event):
        return replies_are_owed(order, actor)
    return main_is_gone(order, actor) if event.action == MERGING and _is_lost(case, event) else decision


def _is_lost(case: Case, event: Event) -> bool:
    """Whether the order that this one is merged into is gone: nobody would handle either."""
    main = case.working.survivor(ORDER, events.main_of(event.detail))
    return bool(main) and events.standing(case.working, main).order.status in GONE


def _is_timely(case: Case, event: Event) -> bool:
    """Whether the rung that an event tells was reached by the cloud's clock; a PC whose clock is wrong tells none."""
    at = datetime.fromisoformat(case.author.at)
    return case.is_clock_trusted and urging.is_reached(event, at, holidays.shipped())


def _clash(before: Standing, event: Event, decision: Decision, event_id: str) -> Clash:
    """What did not count: what was wanted, what stands, why, and who should see it."""
    move = {"action": event.action, "from": event.from_status, "to": event.to_status}
    move |= {"person": event.to_person, "org": event.to_org}
    stood = {
        "action": before.action,
        "status": before.order.status,
        "assignee": before.order.assignee,
        "org": before.order.assignee_org,
    }
    return Clash(
        "order_move",
        (ORDER, before.order.id),
        "",
        None,
        {"move": move},
        {"stood": stood},
        more={"why": decision.why, "event": event_id, "noticed": list(decision.noticed)},
        against=before.mover,
    )
