"""What stands in the way of an undo, each record called as lists show it: a person's name, an address, behind masks.

What the obstacles are is `app.undo.taking_back`'s business, the sentence around them `app.messages`'s.
"""

from __future__ import annotations

from dataclasses import dataclass

from app import access
from app.records.naming import Names
from app.records.record_names import called
from app.stores.session import Session
from app.undo.taking_back import Obstacle, UndoBlocked
from ledger import catalog, clock

_ORDER, _EVENT = catalog.named("work_order"), "work_order_event"


@dataclass(frozen=True, slots=True)
class NamedObstacle(Obstacle):
    """An obstacle with the name of its record, behind masks; "" when it has none."""

    name: str = ""


UNTOLD = NamedObstacle("", b"", (), "", "")
"""A record that whoever is at work is not told of: a confidential order would say whom it names."""


@access.operation("view")
def named(session: Session, blocked: UndoBlocked) -> UndoBlocked:
    """The same refusal with its obstacles called by name."""
    with session.reader() as reader:
        names, today = Names(reader), clock.today()
        for ledger in {one.ledger for one in blocked.obstacles}:
            names.load(ledger, (one.id for one in blocked.obstacles if one.ledger == ledger))
        told = [
            UNTOLD
            if _is_kept_back(names, one)
            else NamedObstacle(
                one.ledger, one.id, one.fields, one.user, one.at, called(names, one.ledger, one.id, today)
            )
            for one in blocked.obstacles
        ]
    return UndoBlocked(blocked.batch, tuple(dict.fromkeys(told)), is_import=blocked.is_import)


def _is_kept_back(names: Names, one: Obstacle) -> bool:
    order: object = one.id if one.ledger == _ORDER.name else None
    if one.ledger == _EVENT:
        order = (names.row(_EVENT, one.id) or {}).get("order_uid")
    return isinstance(order, bytes) and access.is_veiled(_ORDER, names.row(_ORDER.name, order) or {})
