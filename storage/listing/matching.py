"""What a filter means for one value: `=`, `!=`, `~` (contains), `>=`, `<=`; pure.

A date known to the year or month counts by its first possible day; a bound of less precision covers its whole span
(`<= 1950` takes all of 1950). An empty value meets `= None` and `!=` something, and no other comparison.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import cast

from ledger.definition import Field
from ledger.errors import UnknownField
from ledger.ordering import natural_key

Test = Callable[[object], bool]
SEVERAL = (list, tuple, set, frozenset)
"""Types of a filter's value that mean: any of these."""
_FIRST, _LAST = "-01-01", "-12-31"


def test_for(item: Field, operator: str, wanted: object) -> Test:
    """A function that tells whether a stored value meets the filter; raises UnknownField for no such operator."""
    if operator == "=":
        return _equal(item, wanted)
    if operator == "!=":
        equal = _equal(item, wanted)
        return lambda value: not equal(value)
    if operator == "~":
        return _contains(item, wanted)
    if operator in (">=", "<="):
        return _bound(item, operator, wanted)
    raise UnknownField(item.name, operator)


def _equal(item: Field, wanted: object) -> Test:
    if isinstance(wanted, SEVERAL):
        choices = frozenset(wanted)
        return lambda value: value in choices
    if wanted is None:
        return lambda value: value is None
    if item.kind == "code_list":
        return _contains(item, wanted)
    if item.kind == "phone":
        return lambda value: value is not None and wanted in str(value).split("、")
    if item.kind == "date":
        span = f"{wanted}-"
        return lambda value: value == wanted or (value is not None and str(value).startswith(span))
    return lambda value: value == wanted


def _contains(item: Field, wanted: object) -> Test:
    if wanted is None:
        return lambda _value: False
    if item.kind == "code_list":
        codes = frozenset(_codes(wanted))
        return lambda value: value is not None and codes.issubset(_codes(value))
    part = str(wanted).casefold()
    return lambda value: value is not None and part in str(value).casefold()


def _codes(value: object) -> list[str]:
    text = str(value)
    return cast("list[str]", json.loads(text)) if text.startswith("[") else [text]


def _bound(item: Field, operator: str, wanted: object) -> Test:
    if wanted is None:
        return lambda _value: False
    key = _comparable(item)
    limit = key(wanted)
    if operator == ">=":
        return lambda value: value is not None and key(value) >= limit  # type: ignore[operator]  # keys of one field
    if item.kind in ("date", "month"):
        limit = _filled(str(wanted), _LAST)
    return lambda value: value is not None and key(value) <= limit  # type: ignore[operator]  # keys of one field


def _comparable(item: Field) -> Callable[[object], object]:
    if item.kind in ("integer", "decimal", "bool"):
        return lambda value: value
    if item.kind in ("date", "month"):
        return lambda value: _filled(str(value), _FIRST)
    return lambda value: natural_key(str(value)) if item.sort == "natural" else str(value)


def _filled(date: str, rest: str) -> str:
    """A partial date filled up to the day: 1950 -> 1950-01-01 or 1950-12-31 (a month's 31st compares as its last)."""
    return date + rest[len(date) - 4 :] if len(date) < 10 else date


def begun_by(start: object, day: str) -> bool:
    """True when a relation with this start has begun on `day`; an unknown start counts as since always."""
    return start is None or _filled(str(start), _FIRST) <= day


def not_ended_by(end: object, day: str) -> bool:
    """True when a relation with this end still goes on on `day`; an end known to the year lasts through it."""
    if end is None:
        return True
    text = str(end)
    return text > day if len(text) == 10 else _filled(text, _LAST) >= day
