"""An order moved step by step: what the tests of whole stories and of their due dates share."""

from __future__ import annotations

from datetime import timedelta

from ledger.orders.effects import replay
from ledger.orders.facts import Order
from ledger.orders.flow import Moved, Request, move
from tests.ledger.orders.rounds import GRID_ZHAO, HEAD_CHEN, MONDAY, RULES, WORKER_WANG, Actor

HOUR = timedelta(hours=1)


class Story:
    """An order moved step by step, an hour each, its events kept."""

    def __init__(self, **given: object) -> None:
        self.order = Order(id="order")
        self.events: list[Moved] = []
        self.at = MONDAY
        self.go("create", WORKER_WANG, **{"category": "C104", "description": "三楼渗水"} | given)

    def go(self, action: str, actor: Actor, **given: object) -> Order:
        made = move(self.order, Request(action, self.at, given), actor, RULES)
        return self._took(made)

    def to(self, status: str) -> Order:
        """Bring a new order to `status` by the plain way, done by zhao and checked by nobody yet."""
        self.go("accept", HEAD_CHEN)
        for at, action, actor, given in (
            ("S30", "dispatch", HEAD_CHEN, {"to_person": "zhao", "opinion": "请处理"}),
            ("S40", "take", GRID_ZHAO, {}),
            ("S60", "finish", GRID_ZHAO, {"result": "修好", "result_kind": "实际解决", "minutes_spent": "30"}),
            ("S65", "check_pass", HEAD_CHEN, {"way": "现场", "opinion": "属实"}),
        ):
            if self.order.status == status:
                break
            self.go(action, actor, **given)
            assert self.order.status == at
        return self.order

    def _took(self, made: Moved) -> Order:
        self.order = made.order
        self.events.append(made)
        self.at += HOUR
        assert replay((one.event for one in self.events), "order") == self.order
        return self.order
