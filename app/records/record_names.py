"""What a record of any ledger is called in one line, behind masks: a person, an address, a relation by its ends."""

from __future__ import annotations

from datetime import date

from app import access
from app.records.naming import Names
from app.records.showing import person_name
from app.records.subjects import is_covered, subject_of
from ledger import catalog, kinds, masking

_SPOKEN = ("building", "unit", "dwelling", "household", "visit", "activity", "objection")
"""Ledgers whose records are called by where and when they are, or by what they are about."""
_NUMBERED = frozenset(("work_order",))
"""Ledgers whose records are called by a number and words behind it."""
_BETWEEN = {
    "residence": ("person_uid", "dwelling_uid"),
    "person_tag": ("person_uid",),
    "topic_row": ("topic_uid", "person_uid", "building_uid"),
}


def called(names: Names, ledger: str, one: bytes, on: date) -> str:
    """The record's name; "" when it has none."""
    if ledger == "person":
        return person_name(names, one, on)
    if ledger in _SPOKEN:
        return names.of(ledger, one)
    definition, row = catalog.named(ledger), names.row(ledger, one) or {}
    own = [definition.field(name) for name in definition.shown_by]
    parts = [
        called(names, definition.field(field).target, held, on)
        for field in _BETWEEN.get(ledger, ())
        if isinstance(held := row.get(field), bytes)
    ]
    subject = subject_of(names, definition, row, on)
    said = (
        masking.HIDDEN
        if is_covered(subject, definition, item)
        else access.shown(definition, item, kinds.as_text(item, row[item.name]))
        for item in own
        if row.get(item.name)
    )
    between = " " if ledger in _NUMBERED else ""
    return " ".join((*parts, between.join(str(one) for one in said))).strip()
