"""Several PCs and the street go on with one order without a line, then meet: all come to the same order.

The rules alone are tried here: a PC keeps what it had from the cloud and its own events, the cloud puts all in order.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache

import pytest

from ledger.orders import chain, states, stored
from ledger.orders.effects import after, replay
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Request, acknowledge, allowed, move
from ledger.orders.merging import asked_by, decide, placed
from ledger.orders.refusals import GuardForbids
from ledger.orders.rows import BACK
from ledger.orders.standing import may_close
from tests.ledger.orders.rounds import (
    COOP_ZHOU,
    DUTY_LI,
    EVERY_PART,
    EVERYBODY,
    GRID_ZHAO,
    HEAD_CHEN,
    LEAD_SUN,
    MONDAY,
    RULES,
    STREET_QIAN,
    WORKER_WANG,
)

ACTORS = {actor.login: actor for actor in EVERYBODY}
PLACES = {
    "office": (HEAD_CHEN, WORKER_WANG, DUTY_LI),
    "stairs": (GRID_ZHAO, WORKER_WANG, COOP_ZHOU),
    "street": (STREET_QIAN, LEAD_SUN),
}
FORWARD = ("accept", "take", "finish", "check_pass", "followup", "suspend_request", "suspend_approve")
LIKELY = dict.fromkeys(FORWARD, 9.0) | {
    **dict.fromkeys(("comment", "urge", "instruct", "urgent", "supervise"), 0.1),
    **dict.fromkeys(("merge", "reject"), 0.05),
    **dict.fromkeys(("void_request", "transfer", "recall"), 0.3),
    **dict.fromkeys(("void_approve", "escalate", "progress"), 0.5),
    **dict.fromkeys(("verify", "return_request"), 2.0),
    "joint": 3.0,
    "close": 9.0,
}
"""How likely a PC does what it may, so that walks get to every state."""
MAY_STAND = {"extensions", "suspension", "not_later", "due_past", "due_beyond_limit", "called_again"}
"""Guards of what a record says."""
SEEDS, MANY_SEEDS = range(60), range(60, 2000)


@dataclass
class Kept:
    """An event as it travels: its words, and the hash that its author saw last."""

    event: Event
    prev_hash: str
    device: str

    @property
    def link(self) -> chain.Link:
        row = stored.row_of(self.event) | {"order_uid": "order", "device_id": self.device}
        return chain.Link(self.prev_hash, chain.body_of(row))

    @property
    def hash(self) -> str:
        return chain.hash_of(self.link.prev_hash, self.link.body)


@dataclass
class Cloud:
    """What the cloud has: the events in their order."""

    log: list[Kept] = field(default_factory=list)

    def order(self) -> Order:
        return replay((kept.event for kept in self.log), "order")

    def push(self, kept: Kept) -> None:
        self.log.append(_placed(self.order(), kept))


def _placed(order: Order, kept: Kept) -> Kept:
    """What both sides make of an event that comes to an order: the same pure decision."""
    decided = decide(order, asked_by(kept.event), ACTORS[kept.event.actor], RULES.process_of(order))
    return Kept(placed(kept.event, decided, order.seq + 1), kept.prev_hash, kept.device)


@dataclass
class Pc:
    """A PC: what it had from the cloud, and its own events that the cloud has not seen."""

    name: str
    known: list[Kept] = field(default_factory=list)
    own: list[Kept] = field(default_factory=list)

    def order(self) -> Order:
        order = replay((kept.event for kept in self.known), "order")
        for kept in self.own:
            order = after(order, _placed(order, kept).event)
        return order

    def act(self, chance: random.Random, at: datetime) -> None:
        order = self.order()
        actor = chance.choice(PLACES[self.name])
        if order.awaiting and actor.is_above and chance.random() < 0.5:
            self._keep(acknowledge(order, actor, at, is_granted=chance.random() < 0.5).event)
            return
        choices = allowed(order, actor, at, RULES)
        if not choices:
            return
        choice = chance.choices(choices, [LIKELY.get(choice.action, 1) for choice in choices])[0]
        try:
            self._keep(move(order, Request(choice.action, at, _given(chance, order, at)), actor, RULES).event)
        except GuardForbids as refused:
            assert refused.guard in MAY_STAND  # noqa: PT017

    def _keep(self, event: Event) -> None:
        last = (self.own or self.known)[-1:]
        self.own.append(Kept(event, last[0].hash if last else chain.FIRST, self.name))

    def exchange(self, cloud: Cloud) -> None:
        for kept in self.own:
            cloud.push(kept)
        self.known, self.own = list(cloud.log), []


def _given(chance: random.Random, order: Order, at: datetime) -> dict[str, object]:
    due = order.timing.due_at if order.timing else None
    later = (due or at) + timedelta(days=chance.randrange(1, 9))
    return EVERY_PART | {
        "satisfaction": chance.choice("01245"),
        "contacted_at": at,
        "to_person": chance.choice(["zhao", "wang", "li", "zhou"]),
        "parties": chance.choice(["zhou", "zhou,wang"]),
        "new_due_at": None if order.status in ("S20", "S50") else later,
        "resume_on": (at + timedelta(days=chance.randrange(2, 60))).date(),
    }


@cache
def _played(seed: int) -> tuple[Cloud, list[Pc], Counter[str]]:
    chance = random.Random(seed)  # noqa: S311 - a repeatable walk
    cloud, pcs = Cloud(), [Pc(name) for name in PLACES]
    given = EVERY_PART | {"source": chance.choice(["01", "03"]), "external_no": "SH1", "reporter_phone": "138"}
    first = move(Order(id="order"), Request("create", MONDAY, given), WORKER_WANG, RULES).event
    cloud.log.append(Kept(first, chain.FIRST, "office"))
    made = Counter({"office": 1})
    for pc in pcs:
        pc.exchange(cloud)
    at = MONDAY
    for _ in range(60):
        at += timedelta(minutes=chance.randrange(1, 400))
        pc = chance.choice(pcs)
        if chance.random() < 0.25:
            pc.exchange(cloud)
        else:
            before = len(pc.own)
            pc.act(chance, at)
            made[pc.name] += len(pc.own) - before
    for pc in [*pcs, *pcs]:
        pc.exchange(cloud)
    return cloud, pcs, made


@pytest.mark.parametrize("seed", SEEDS)
def test_all_come_to_the_same_order_and_no_event_is_lost_or_doubled(seed: int) -> None:
    _all_agree(*_played(seed))


@pytest.mark.soak
def test_all_come_to_the_same_order_over_many_seeds() -> None:
    for seed in MANY_SEEDS:
        _all_agree(*_played(seed))


def _all_agree(cloud: Cloud, pcs: list[Pc], made: Counter[str]) -> None:
    order = cloud.order()
    assert all(pc.order() == order and not pc.own for pc in pcs)
    assert Counter(kept.device for kept in cloud.log) == made
    assert len({kept.hash for kept in cloud.log}) == len(cloud.log)
    assert [kept.event.seq for kept in cloud.log] == list(range(1, len(cloud.log) + 1))
    assert chain.verify([kept.link for kept in cloud.log]).is_sound
    _the_guards_held([kept.event for kept in cloud.log])


def _the_guards_held(events: list[Event]) -> None:
    order = Order(id="order")
    for event in events:
        actor, then = ACTORS[event.actor], after(order, event)
        is_applied = event.outcome == "applied"
        if (
            is_applied
            and event.action in ("check_pass", "check_fail", "followup")
            and "acknowledged" not in event.detail
        ):
            assert event.actor not in order.handlers
        if then.status in states.TERMINAL and then.status != order.status:
            assert is_applied
            assert actor.is_above or not order.is_outside
            assert then.status != "S70" or then.result_kind
        if is_applied and event.action in ("void_approve", "suspend_approve") and "acknowledged" not in event.detail:
            # an end that came late stands when its author could close the order anyway
            assert order.asked or (event.from_status != order.status and may_close(order, actor))
        if order.status in states.OVERLAYS and is_applied and event.action in BACK:
            assert then.status == order.before
        if not is_applied:
            assert (then.status, then.assignee, then.timing) == (order.status, order.assignee, order.timing)
        order = then
    granted = [event for event in events if event.action == "extend_approve" and event.outcome == "applied"]
    assert sum(not ACTORS[event.actor].is_above for event in granted) <= 2


def test_the_seeds_meet_every_outcome_and_every_state() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        cloud, _, _ = _played(seed)
        for kept in cloud.log:
            event = kept.event
            seen[event.outcome] += 1
            seen["landed" if event.landed else ""] += 1
            seen[event.leads_to] += 1
        seen["forked"] += len(chain.verify([kept.link for kept in cloud.log]).heads) > 1
    assert {"applied", "noted", "landed", "forked"} <= {name for name, count in seen.items() if count}
    assert set(states.CODES) - {"S00", "S90", "S92"} <= seen.keys()
