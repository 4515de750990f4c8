"""What stands in the way of an undo, each record called as lists show it: a person's name, an address, behind masks.

What the obstacles are is `app.importing.undoing`'s business, the sentence around them `app.messages`'s.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from app import access
from app.importing.undoing import Obstacle, UndoBlocked
from app.naming import Names
from app.session import Session
from app.showing import person_name
from ledger import catalog, clock

_CALLED_AFTER = {
    "residence": ("person_uid", "dwelling_uid"),
    "person_tag": ("person_uid",),
    "household": ("dwelling_uid",),
    "unit": ("building_uid",),
}


@dataclass(frozen=True, slots=True)
class NamedObstacle(Obstacle):
    """An obstacle with the name of its record, behind masks; "" when it has none."""

    name: str = ""


def named(session: Session, blocked: UndoBlocked) -> UndoBlocked:
    """The same refusal with its obstacles called by name."""
    with session.reader() as reader:
        names, today = Names(reader), clock.today()
        for ledger in {one.ledger for one in blocked.obstacles}:
            names.load(ledger, (one.id for one in blocked.obstacles if one.ledger == ledger))
        told = tuple(_named(names, one, today) for one in blocked.obstacles)
        return UndoBlocked(blocked.batch, told, is_import=blocked.is_import)


def _named(names: Names, one: Obstacle, on: date) -> NamedObstacle:
    name = _called(names, one.ledger, one.id, on)
    return NamedObstacle(one.ledger, one.id, one.fields, one.user, one.at, name)


def _called(names: Names, ledger: str, one: bytes, on: date) -> str:
    """A record by its own name, or after the records it belongs to."""
    if ledger == "person":
        return person_name(names, one, on)
    row = names.row(ledger, one) or {}
    definition = catalog.named(ledger)
    after = _CALLED_AFTER.get(ledger, ())
    parts = [
        _called(names, definition.field(field).target, value, on)
        for field in after
        if isinstance(value := row.get(field), bytes)
    ]
    if ledger in ("building", "unit"):
        parts.append(names.of(ledger, one))
    elif not after:
        own = (definition.field(field) for field in definition.shown_by)
        parts.append("".join(str(access.shown(definition, item, row.get(item.name)) or "") for item in own))
    return " ".join(part for part in parts if part)
