"""What a record of any ledger is called in one line, behind masks: a person, an address, a relation by its ends."""

from __future__ import annotations

from datetime import date

from app import access
from app.naming import Names
from app.showing import person_name
from ledger import catalog, kinds

_PLACES = ("building", "unit", "dwelling", "household")
_BETWEEN = {"residence": ("person_uid", "dwelling_uid"), "person_tag": ("person_uid",)}


def called(names: Names, ledger: str, one: bytes, on: date) -> str:
    """The record's name; "" when it has none."""
    if ledger == "person":
        return person_name(names, one, on)
    if ledger in _PLACES:
        return names.of(ledger, one)
    definition, row = catalog.named(ledger), names.row(ledger, one) or {}
    own = [definition.field(name) for name in definition.shown_by]
    parts = [
        called(names, definition.field(field).target, held, on)
        for field in _BETWEEN.get(ledger, ())
        if isinstance(held := row.get(field), bytes)
    ]
    said = (access.shown(definition, item, kinds.as_text(item, row[item.name])) for item in own if row.get(item.name))
    return " ".join((*parts, "".join(str(one) for one in said))).strip()
