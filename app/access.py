"""Who may see and do what. Roles come with the accounts; until then everybody sees lists and exports behind the masks.

Every list, export and JSON goes through `shown`. This module is the door through which roles will come: callers hand
on a value and its field and never decide about a mask themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import cache

from ledger import codes, masking, partial_date
from ledger.definition import Field, Ledger

Door = Callable[[object], object]
"""Lets a value of one field out: as it is, or as text behind the field's mask."""

CHILD_UNTIL = 14
"""Below this age every L2 field of a person counts as L3 (data dictionary, sensitivity levels)."""


_TAG = ("person_tag", "tag")
_MANAGED = "class=managed"  # in the note of a tag
_LEVEL_4 = re.compile(r"\bL4\b")


def mask_of(field: Field, *, child: bool = False) -> str:
    """Name of the mask over a field in lists and exports; "" where the value is shown.

    `child` says that the value belongs to a person under 14.
    """
    if child and field.level == "L2":
        return field.mask or "hide"
    return field.mask_rule


def shown(ledger: Ledger, field: Field, value: object, *, unmasked: bool = False, child: bool = False) -> object:
    """`value` as it may leave the program: itself, or text behind the field's mask. None stays None.

    `child` says that the record is about a person under 14; it counts for fields of `person` alone.
    """
    return value if value is None or unmasked else door(ledger, field, child=child)(value)


def door(ledger: Ledger, field: Field, *, child: bool = False) -> Door:
    """What `shown` does to the values of one field, decided once for many rows; never asked for None."""
    if tells_by_value(ledger, field):
        return _tag_door
    rule = mask_of(field, child=child and ledger.name == "person")
    return (lambda value: masking.mask(rule, str(value))) if rule else _open


def _open(value: object) -> object:
    return value


def tells_by_value(ledger: Ledger, field: Field) -> bool:
    """Whether a hidden field shows some of its values: the tag of a person."""
    return (ledger.name, field.name) == _TAG


def tag_shows(tag: str) -> bool:
    """Whether lists and pages name a tag: those of level 3, of service and roles; level 4 and the managed stay hidden.

    The column as a whole stays hidden in sheets and prints, which leave the house (`mask_of`).
    """
    return tag in _open_tags()


def is_managed(tag: str) -> bool:
    """Whether a tag is one of those whose people are managed, which is all that is told of it."""
    line = codes.table("key_group_tag").by_code.get(tag)
    return line is not None and _MANAGED in line.note


def _tag_door(value: object) -> object:
    """Lets a tag out by its code or its label, or hides it."""
    return value if value in _open_tags() else masking.HIDDEN


@cache
def _open_tags() -> frozenset[object]:
    """Codes and labels of the tags that show."""
    lines = codes.table("key_group_tag").lines
    shown = [line for line in lines if _MANAGED not in line.note and not _LEVEL_4.search(line.note)]
    return frozenset(word for line in shown for word in (line.code, line.label))


def is_child(birth_date: str | None, on: date) -> bool:
    """True when a person born then is surely under 14 on a day."""
    bounds = partial_date.age_bounds(birth_date, on) if birth_date else None
    return bounds is not None and bounds[1] < CHILD_UNTIL
