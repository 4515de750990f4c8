"""Which blobs a record names: every field of the catalog that holds a content address; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from ledger import catalog
from sync.protocol import Json


def hashes_of(type_: str, f: Mapping[str, Json]) -> Iterator[str]:
    """The hashes that a record's groups name."""
    for group, field, is_alone in fields(type_):
        value = f.get(group)
        sha = value if is_alone else value.get(field) if isinstance(value, dict) else None
        if isinstance(sha, str):
            yield sha


@cache
def fields(type_: str) -> tuple[tuple[str, str, bool], ...]:
    """(group, field, whether the group is that field alone) of every one that holds a content address."""
    ledger = catalog.BY_NAME.get(type_)
    if ledger is None:
        return ()
    held = [item for item in ledger.stored if item.kind == "attachment"]
    return tuple((item.merge_group, item.name, len(ledger.groups[item.merge_group]) == 1) for item in held)
