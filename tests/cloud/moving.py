"""Work orders that PCs register and move without the program: for tests of what the cloud decides about them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from cloud.orders import events
from cloud.orders.events import EVENT, ORDER
from cloud.working import Working
from ledger import clock
from ledger.orders import acting, chain, flow, stored, urging
from ledger.orders.duties import HEAD, WORKER, Actor
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Request
from sync.protocol import Op
from tests.cloud.pcs import CID, Committee, Pc, keyed, new_id
from tests.ledger.orders.rounds import EVERY_PART, MONDAY, RULES

CHEN = Actor("chen", frozenset((HEAD,)), org=CID)
WANG = Actor("wang", frozenset((WORKER,)), org=CID)
LI = Actor("li", frozenset((WORKER,)), org=CID, is_on_duty=True)


@dataclass
class Desk:
    """Somebody's PC, and the one order as it is seen there."""

    pc: Pc
    order: Order
    head: str = chain.FIRST

    def register(self, actor: Actor, **given: Any) -> Op:
        """A new order with its first event, in one form."""
        order = self.order = Order(id=new_id())
        f = {"title": "渗水", "description": "三楼渗水", "source": "03", "category": "C104", "order_no": "GD1"}
        made = self.pc.write("create", ORDER, order.id, f=f)
        event = flow.move(order, Request("create", MONDAY, EVERY_PART | {"source": "03"} | given), actor, RULES).event
        return self.add(event, actor, g=made.op_id)

    def move(self, action: str, actor: Actor, **given: Any) -> Op:
        """Do something with it, an hour later."""
        at = MONDAY + timedelta(hours=1 + self.order.seq)
        request = Request(action, at, EVERY_PART | {"contacted_at": at} | given)
        return self.add(flow.move(self.order, request, actor, RULES).event, actor)

    def tell(self, at: datetime, by: Actor = CHEN, *, fast: timedelta = timedelta(), known: bool = True) -> list[Op]:
        """Let the program tell what the ladder says when this PC's clock shows `at`, `by` being at work.

        That clock is so `fast`, which the PC may have been told; the cloud is asked at the true time.
        """
        self.pc.now_ms = int((at - fast).timestamp() * 1000)
        off = -int(fast.total_seconds() * 1000) if known else 0
        told: list[Op] = []
        while (found := urging.tell(self.order, at, RULES)) is not None:
            op = self.add(found.event, urging.SYSTEM, by=by.login)
            self.pc.waiting[-1] = op = replace(op, at=clock.instant_text(at), off=off)
            told.append(op)
        return told

    def add(self, event: Event, actor: Actor, *, g: str = "", by: str = "", **other: Any) -> Op:
        """Write an event, whoever made it."""
        row = stored.row_of(acting.signed(event, actor)) | {"order_uid": self.order.id, "device_id": self.pc.name}
        row |= {"prev_hash": self.head, "seq": None, "outcome": None, "landed": None} | other
        op = self.pc.write("create", EVENT, new_id(), g=g, f=events.groups_of(row))
        self.pc.waiting[-1] = op = replace(op, u=by or actor.login)
        self.order = events.Standing(self.order).then((EVENT, op.id), event).order
        self.head = chain.hash_of(self.head, chain.body_of(events.row_of(op.f)))
        return op

    def pull(self) -> None:
        """Know the order as the cloud has it."""
        self.pc.pull()
        self.order, log = self.seen()
        self.head = str(log[-1][1]["prev_hash"]) if log else chain.FIRST
        if log:
            self.head = chain.hash_of(self.head, chain.body_of(log[-1][1]))

    def seen(self) -> tuple[Order, list[tuple[str, Mapping[str, Any]]]]:
        """What the cloud has of it: the order, and its events' rows with their ids."""
        committee = self.pc.committee
        with committee.store.look(committee.cid) as look:
            working = Working(look, keyed)
            order = events.standing(working, self.order.id).order
            return order, [(one.id, events.row_of(one.f)) for one, _ in events.log(working, self.order.id)]

    @property
    def log(self) -> list[tuple[str, int, str, str | None]]:
        """The cloud's log: action, number, outcome, where it led instead."""
        _, rows = self.seen()
        return [(row["action"], row["seq"], row["outcome"], row["landed"]) for _, row in rows]


def two_desks(committee: Committee) -> tuple[Desk, Desk]:
    """Two PCs that know one order in S20."""
    one, other = Desk(committee.pc("a"), Order()), Desk(committee.pc("b"), Order())
    one.register(CHEN)
    one.move("accept", CHEN)
    assert {result["outcome"] for result in one.pc.push()} == {"applied"}
    one.pull()
    other.order = one.order
    other.pull()
    return one, other
