"""An order as the cloud has it, with its clocks: what the street's lists and pages are made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from cloud.means import Means
from cloud.orders import events, processes
from cloud.records import Record
from cloud.store import Look
from cloud.working import Working
from ledger.orders import holidays, standing
from ledger.orders.clocks import Reading, Watch, steps_of
from ledger.orders.duties import Actor
from ledger.orders.facts import Event, Order
from ledger.orders.flow import Rules


@dataclass(frozen=True, slots=True)
class Held:
    """An order: its words, where it stands, its module, its clocks, its events in their order.

    `reading` is None before it is registered.
    """

    record: Record
    order: Order
    module: str = ""
    reading: Reading | None = None
    events: tuple[tuple[Record, Event], ...] = ()

    @property
    def order_no(self) -> str:
        """The number people know it by."""
        return str(self.record.f.get("order_no") or "")

    @property
    def waits_above(self) -> bool:
        """Whether it waits for a word from above: about an end, a suspension, the voiding of an outside order."""
        asked = self.order.asked
        return bool(self.order.awaiting) or "suspend" in asked or ("void" in asked and self.order.is_outside)


class Holding:
    """Reads the orders of one view of a committee, at one instant."""

    def __init__(self, means: Means, look: Look) -> None:
        self.working = Working(look, means.keyed)
        self.rules = Rules(book=processes.book(self.working))
        now = datetime.fromtimestamp(means.now_ms() / 1000, UTC)
        self._watch = Watch(holidays.shipped(), now)

    def held(self, record: Record, *, is_whole: bool = False) -> Held:
        """One order; with its events where it is wanted whole."""
        order = events.standing(self.working, record.id).order
        process = self.rules.process_of(order)
        reading = None
        if order.timing is not None:
            reading = self._watch.read(order.status, order.timing, steps_of(process.limits))
        log = tuple(events.log(self.working, record.id)) if is_whole else ()
        return Held(record, order, order.module or process.module, reading, log)

    def may_read_confidential(self, held: Held, actor: Actor) -> bool:
        """Whether somebody may see who reported the order."""
        return standing.may_read_confidential(held.order, actor, self.rules.process_of(held.order))
