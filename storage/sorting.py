"""Sort keys: the column beside a field whose plain order is the order people expect."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from ledger import ordering
from ledger.definition import Field

_natural = lru_cache(maxsize=65_536)(ordering.natural_key)


def key_maker(item: Field) -> Callable[[str], str]:
    """The function that makes a field's sort key from its value."""
    return str.casefold if item.sort == "pinyin" else _natural
