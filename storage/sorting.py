"""Sort keys: the column beside a field whose plain order is the order people expect: pinyin, and 2号 before 10号."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, partial

from ledger.definition import Field, Ledger
from storage import schema
from storage.search import pinyin
from storage.values import Column

_person_name = lru_cache(maxsize=65_536)(pinyin.sort_key)
_place_or_thing = lru_cache(maxsize=65_536)(partial(pinyin.sort_key, surname=False))


def key_maker(item: Field) -> Callable[[str], str]:
    """The function that makes a field's sort key from its value."""
    return _person_name if item.mask == "name" else _place_or_thing  # the mask tells a person from a place or a shop


def sort_columns(ledger: Ledger, columns: Mapping[str, Column]) -> dict[str, Column]:
    """The sort keys that follow from these columns."""
    made: dict[str, Column] = {}
    for name, column in schema.table(ledger).sorted_by.items():
        if column != name and name in columns:
            key = key_maker(ledger.field(name))
            made[column] = [None if value is None else key(str(value)) for value in columns[name]]
    return made
