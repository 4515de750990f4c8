"""Orders that are late or lie idle tell it by themselves: once a day the program writes the rungs of the ladder.

Every PC does it; what another one told already the cloud notes beside the order, and it changes nothing there. When
it is time for it is `app.status.daily`'s to say.
"""

from __future__ import annotations

from typing import Final

from app import access, logs
from app.orders import keeping
from app.orders.keeping import EVENT, ORDER, TOLD
from app.stores.session import Session
from ledger import clock, ids
from ledger.orders import urging
from ledger.orders.flow import Rules
from ledger.orders.ladder import Rung
from ledger.orders.lights import READ, Lights
from ledger.orders.states import OPEN
from ledger.orders.urging import SYSTEM
from storage.reading import Reader

_AT_ONCE: Final = 400  # orders that are replayed together


@access.operation(access.OWN)
def tell_due(session: Session) -> int:
    """Tell every rung that is reached and not told yet; answers how many. Nothing for whoever may only look."""
    if not session.rights.may("edit", ORDER.name):
        return 0
    rules = keeping.rules(session)
    with session.reader() as reader, reader.snapshot():
        due = _due(reader, rules)
    count = 0
    for order in due:
        while _tell(session, order, rules):
            count += 1
    return count


def _due(reader: Reader, rules: Rules) -> list[str]:
    """The open orders of which something is to be told: their columns name them, their events say what was told."""
    late = _late(reader, rules)
    every, found = list(late), list[str]()
    for at in range(0, len(every), _AT_ONCE):
        some = every[at : at + _AT_ONCE]
        orders = keeping.orders(reader, some)
        found += [ids.to_text(one) for one in orders if urging.to_tell(orders[one], late[one])]
    return found


def _late(reader: Reader, rules: Rules) -> dict[bytes, tuple[Rung, ...]]:
    """The rungs that open orders have reached, by id."""
    lights = Lights(clock.now(), rules.book)
    found: dict[bytes, tuple[Rung, ...]] = {}
    for one, *values in reader.scan(ORDER, READ, where={"status": OPEN}):
        reading = lights.read(dict(zip(READ, values, strict=True)))
        if reading is not None and reading.rungs:
            found[one] = reading.rungs
    return found


def _tell(session: Session, order: str, rules: Rules) -> bool:
    with session.store.write(user=session.login, kind=TOLD, source=SYSTEM.login) as write:
        with session.reader() as reader, reader.snapshot():
            kept = keeping.readable(reader, order)
        told = urging.tell(kept.placed.order, clock.now(), rules) if kept is not None else None
        if kept is None or told is None:  # somebody was quicker, or it went on
            return False
        values = keeping.event_values(kept.id, told.event, SYSTEM, kept.head)
        write.create(EVENT, [(ids.new_id(), values)])
        write.audit_detail(**{"from": told.event.from_status, "to": told.order.status})
    logs.event("order told", move=told.event.action, rung=told.event.detail["rung"])
    return True
