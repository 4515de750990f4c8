"""How the orders of a sheet come into the ledger: each with the event that registers it, by whoever imports.

The rules of `ledger.orders` decide what the event says; nothing is written here. The number of an order is given when
the plan is written (`number_orders`), because two plans must not count on one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Final

from app import access
from app.importing import category_words
from app.importing.plan import Create
from app.orders import intake, keeping, numbers
from app.stores.session import Session
from ledger import clock
from ledger.orders import chain
from ledger.orders.duties import Actor
from ledger.orders.facts import Order
from ledger.orders.flow import Request, Rules, move
from ledger.orders.titles import title_of
from storage.reading import Reader
from storage.records import Write

_FOR_EVENT: Final = ("source", "external_no", "category", "description", "reporter_phone", "received_at", "need_reply")


class Registering:
    """Registers the orders of one plan: one actor, one instant, one book of processes, read with the first order."""

    def __init__(self, session: Session, reader: Reader) -> None:
        self._session, self._reader = session, reader
        self._at = clock.now()

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Category words of other systems -> what people said before that they mean."""
        return category_words.load(self._session.store)

    @cached_property
    def _actor(self) -> Actor:
        return keeping.actor(self._session, self._reader)

    @cached_property
    def _rules(self) -> Rules:
        return keeping.rules(self._session)

    def rows(
        self, order: bytes, said: Mapping[str, object], priority: object
    ) -> tuple[dict[str, object], dict[str, object]]:
        """The values of a new order of which this is said, and of the event that registers it; raises MoveRefused."""
        given = {name: said[name] for name in _FOR_EVENT if said.get(name) is not None}
        if "need_reply" in given:
            given["need_reply"] = bool(given["need_reply"])
        if priority is not None:
            given["priority"] = priority
        event = move(Order(), Request("create", self._at, given), self._actor, self._rules).event
        told = intake.told_by(event)
        title = said.get("title") or title_of(str(told["category"]), str(said.get("address") or ""))
        values = {**said, "title": title, **told}
        kept = {name: value for name, value in values.items() if value not in (None, "")}
        return kept, keeping.event_values(order, event, self._actor, chain.FIRST)


@access.operation("import")
def number_orders(session: Session, write: Write, orders: Sequence[Create]) -> list[Create]:
    """New orders with their numbers, in their order."""
    counted = numbers.numbers(session, write, clock.today(), len(orders))
    return [(one, {**values, "order_no": number}) for (one, values), number in zip(orders, counted, strict=True)]
