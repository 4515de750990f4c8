"""Lets values of fields out, as they are or behind their masks, as the rights of whoever is at work say.

How a mask looks is `ledger.masking`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import cache

from app.access.operations import is_leaving, who_looks
from app.access.rights import Forbidden
from ledger import codes, masking, partial_date, permissions
from ledger.definition import Field, Ledger, Level

FILTER = "filter"
"""What a refusal names when a value that needs a reason was asked for by a filter."""

Door = Callable[[object], object]
"""Lets a value of one field out: as it is, or as text behind the field's mask."""

CHILD_UNTIL = 14
"""Below this age every L2 field of a person counts as L3 (data dictionary, sensitivity levels)."""


_OF_CHILDREN = frozenset(("person", "attachment", "objection"))
"""Ledgers whose records count one level more where they are about a person under 14."""
_TAG = ("person_tag", "tag")
_MANAGED = "class=managed"  # in the note of a tag
_LEVEL_4 = re.compile(r"\bL4\b")


def level_shown(ledger: str) -> Level | None:
    """The level that whoever is at work sees without a mask; None where the ledger is not shown at all.

    Outside every operation nobody in particular looks: what staff see in lists is shown.
    """
    rights = who_looks()
    return "L2" if rights is None else rights.level_shown(ledger)


def mask_of(field: Field, *, child: bool = False, ledger: str = "person") -> str:
    """Name of the mask over a field in lists and exports; "" where the value is shown.

    `child` says that the value belongs to a person under 14: its L2 counts as L3. Who is shown level 1 only sees what
    has a mask of its own, names above all, behind it; who is not shown a ledger sees nothing of it.
    """
    level = level_shown(ledger)
    if level == "L4":
        return ""
    if level is None or (child and field.level == "L2"):
        return field.mask or "hide"
    if level == "L1" and field.level == "L2":
        return field.mask
    return field.mask_rule


def require_sight(ledger: Ledger, field: Field, value: object) -> None:
    """Raise Forbidden for a filter by what whoever is at work may not look at: its answer would tell it.

    Whether there is a value at all may be asked of a mask that shows as much; `value` is None or "" then. Who may look
    at level 4 gives a reason for each look, so nobody filters by its values but for what leaves, which asks for a
    purpose and a second person instead.
    """
    rights = who_looks()
    if rights is None:
        return
    if tells_by_value(ledger, field):
        asked = value if isinstance(value, tuple) else (value,)
        is_seen = tags_show() and all(tag_shows(str(tag)) for tag in asked)
        is_told = all(tag in (None, "") or tag in _open_tags() for tag in asked)
        level: Level = level_of(ledger, field) if is_told else "L4"  # which tags stay hidden says their own level
    else:
        mask = mask_of(field, ledger=ledger.name)
        is_seen, level = not mask or (value in (None, "") and mask != "hide"), level_of(ledger, field)
    if is_seen:
        return
    rights.require_level("reveal", ledger.name, level)
    if level == "L4" and value not in (None, "") and not is_leaving():
        raise Forbidden("reveal", ledger.name, level=level, asked=FILTER)


def sees_all(ledger: Ledger) -> bool:
    """Whether whoever is at work may look behind every mask of a ledger."""
    rights = who_looks()
    return rights is None or "L4" in (rights.level_shown(ledger.name), rights.level("reveal", ledger.name))


def may_look(ledger: Ledger, field: Field, *, child: bool = False) -> bool:
    """Whether whoever is at work sees a field's values, or may look behind their mask."""
    rights = who_looks()
    if rights is None or not mask_of(field, child=child, ledger=ledger.name):
        return True
    return level_of(ledger, field, child=child) <= (rights.level("reveal", ledger.name) or "")


def require_fields(action: str, ledger: Ledger, names: Iterable[str]) -> None:
    """Raise Forbidden when one of the fields is above the level up to which whoever is at work may do this."""
    rights = who_looks()
    levels = [ledger.field(name).level for name in names if ledger.has(name)]
    if rights is not None and levels:
        rights.require_level(action, ledger.name, max(levels))


def level_of(ledger: Ledger, field: Field, *, child: bool = False) -> Level:
    """How sensitive a field is; from level 2 on one level more where it is about a person under 14, pictures too."""
    rises = child and ledger.name in _OF_CHILDREN and field.level in ("L2", "L3")
    return permissions.LEVELS[permissions.LEVELS.index(field.level) + rises]


def shown(ledger: Ledger, field: Field, value: object, *, unmasked: bool = False, child: bool = False) -> object:
    """`value` as it may leave the program: itself, or text behind the field's mask. None stays None.

    `child` says that the record is about a person under 14; it counts for fields of `person` alone.
    """
    return value if value is None or unmasked else door(ledger, field, child=child)(value)


def door(ledger: Ledger, field: Field, *, child: bool = False) -> Door:
    """What `shown` does to the values of one field, decided once for many rows; never asked for None."""
    if tells_by_value(ledger, field):
        if level_shown(ledger.name) == "L4":
            return _open
        return _tag_door if tags_show() else _closed
    rule = mask_of(field, child=child and ledger.name == "person", ledger=ledger.name)
    return (lambda value: masking.mask(rule, str(value))) if rule else _open


def _open(value: object) -> object:
    return value


def _closed(_value: object) -> object:
    return masking.HIDDEN


def tags_show() -> bool:
    """Whether whoever is at work is told of tags at all, as those are who see names."""
    return (level_shown("person_tag") or "") >= "L2"


def tells_by_value(ledger: Ledger, field: Field) -> bool:
    """Whether a hidden field shows some of its values: the tag of a person."""
    return (ledger.name, field.name) == _TAG


def tag_shows(tag: str) -> bool:
    """Whether lists and pages name a tag: those of level 3, of service and roles; level 4 and the managed stay hidden.

    The column as a whole stays hidden in sheets and prints, which leave the house (`mask_of`).
    """
    return tags_show() and tag in _open_tags()


def is_managed(tag: str) -> bool:
    """Whether a tag is one of those whose people are managed, which is all that is told of it."""
    line = codes.table("key_group_tag").by_code.get(tag)
    return line is not None and _MANAGED in line.note and tags_show()


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
